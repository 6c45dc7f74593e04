import { blindIndex, sealEnvelope } from '../values/envelope';
import { findObjectGroup } from '../values/object-groups';
import { deriveKey } from '../values/seal';
import { dayOf, dayText } from './calendar';
import { drawCardGroup, otherGroup, wrongGroup, type CardGroup } from './card-groups';
import { NULL } from './copy';
import { RECORD_ERROR_RATES } from './error-rates';
import { misstate, stateTruly } from './errors-model';
import { isInPatient, type Facility } from './facilities';
import type { Participant } from './insurance';
import { orNull, pickEarlier, placeColumns, type Nation } from './nation';
import type { Person } from './people';
import { WeightedTable, type RandomStream } from './random';
import type { Participation } from './schemes';

/** Names the key that seals the diagnoses of a demonstration. */
export const DIAGNOSIS_KEY_ID = 'demo';

/** Diagnoses (ICD-10) with rough weights of out-patient care; assumptions. */
const drawDiagnosis = WeightedTable.of({
  J00: 9,
  J02: 7,
  J06: 8,
  J18: 4,
  J20: 5,
  I10: 12,
  I20: 2,
  I25: 3,
  I63: 1,
  E11: 9,
  E78: 4,
  K21: 5,
  K29: 6,
  K02: 4,
  A09: 3,
  M54: 6,
  M17: 4,
  N39: 3,
  H10: 2,
  L20: 2,
  S61: 2,
  O80: 3,
  Z34: 3,
  B18: 2,
  C50: 0.5,
  C34: 0.4,
  F32: 0.6,
  G47: 2,
  R51: 3,
  N18: 1,
});
const BUDGET_GROUPS_LOST = new Set(['02', '04', '06', '08', '10', '11', '12', '14', '15', '17', '20']);
const CLAIMS_PER_CARD = 0.3;
const CLAIM_ID_STEP = 16;
const PERCENT = [0, 100, 100, 95, 80, 100] as const;

/** The keys with which a nation's diagnoses are sealed and indexed. */
export interface DiagnosisKeys {
  readonly seal: Buffer;
  /** The blind index of every diagnosis there is. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** The keys of a nation's diagnoses; the few diagnoses are indexed once and not with every claim. */
export function deriveDiagnosisKeys(secret: Buffer): DiagnosisKeys {
  const index = deriveKey(secret, 'diagnosis-index');
  const indexes = new Map(drawDiagnosis.items.map((diagnosis) => [diagnosis, blindIndex(diagnosis, index)]));
  return { seal: deriveKey(secret, 'diagnosis'), indexes };
}

/** Writes a person's card, a second one by error, and the claims on it. */
export function writeCards(
  nation: Nation,
  person: Person,
  participant: Participant,
  taken: Participation,
  recent: readonly Person[],
  facilities: readonly WeightedTable<Facility>[],
  keys: DiagnosisKeys,
  random: RandomStream,
): void {
  const { period } = nation;
  const right = drawCardGroup(person, taken, period, random);
  if (right === null) return;
  let group = right;
  const groupChance = RECORD_ERROR_RATES.OBJECT_GROUP_WRONG * nation.factor * person.carelessness;
  if (BUDGET_GROUPS_LOST.has(person.region.code) && right.code !== 'TE' && random.next() < groupChance) {
    const code = wrongGroup(right.code);
    group = { ...right, code, level: findObjectGroup(code)?.benefitLevels[0] ?? 4 };
  }
  const local = facilities[person.region.index] as WeightedTable<Facility>;
  const cardNumber = addCard(nation, person, participant, group, recent, local, random);
  if (group !== right) nation.note('health', cardNumber, 'object_group', 'OBJECT_GROUP_WRONG', right.code);
  addClaims(nation, person, cardNumber, group, local, keys, random);
  const doubleChance = RECORD_ERROR_RATES.DOUBLE_CARD * nation.factor * person.carelessness;
  if (right.code === 'TE' || person.died !== null || random.next() >= doubleChance) return;
  const other = otherGroup(group.code);
  const second = addCard(nation, person, participant, { ...group, ...other }, recent, local, random);
  nation.note('health', second, 'card_number', 'DOUBLE_CARD', cardNumber);
}

function addCard(
  nation: Nation,
  person: Person,
  participant: Participant,
  group: CardGroup,
  recent: readonly Person[],
  local: WeightedTable<Facility>,
  random: RandomStream,
): string {
  const { period } = nation;
  const issuing =
    person.movedOn !== null && person.movedOn > group.from && person.earlierRegion !== null
      ? person.earlierRegion
      : person.region;
  const cardNumber = `${group.code}${group.level}${issuing.code}${participant.insuranceNumber}`;
  nation.noteRecord('health', cardNumber, person);
  const statement = stateTruly('health', cardNumber, person);
  misstate(statement, person, nation.factor, pickEarlier(recent, random)?.personalId ?? null, random, nation.note);
  let blocked: string = NULL;
  let validTo = group.to;
  if (person.died !== null) {
    if (participant.deathUnnoticed) {
      nation.note('health', cardNumber, 'blocked_on', 'DEATH_UNNOTICED', dayText(person.died));
      validTo = Math.max(validTo, dayOf(period.asOfYear, 12, 31));
    } else if (group.to >= person.died) {
      const noticed = Math.max(person.died, person.deathRegistered ?? person.died) + random.between(0, 5);
      blocked = dayText(Math.min(period.asOf, noticed));
    }
  }
  const recorded = random.between(
    Math.max(group.from, period.start),
    Math.min(period.asOf, Math.max(group.to, period.start)),
  );
  nation.sinks.health.card.add(
    `${cardNumber}\t${participant.insuranceNumber}\t${orNull(statement.personalId)}\t${statement.fullName}\t${dayText(statement.birth)}\t` +
      `${statement.yearOnly ? 'Y' : 'D'}\t${statement.sex}\t${placeColumns(statement.region, statement.place)}\t${group.code}\t${group.level}\t` +
      `${issuing.code}\t${issuing.validFrom}\t${local.draw(random).code}\t${dayText(group.from)}\t${dayText(validTo)}\t${blocked}\t${dayText(recorded)}\n`,
  );
  return cardNumber;
}

function addClaims(
  nation: Nation,
  person: Person,
  cardNumber: string,
  group: CardGroup,
  local: WeightedTable<Facility>,
  keys: DiagnosisKeys,
  random: RandomStream,
): void {
  const { period } = nation;
  const from = Math.max(group.from, dayOf(period.asOfYear - 1, 1, 1));
  const to = Math.min(group.to, period.asOf, person.died ?? period.asOf);
  if (to < from) return;
  const old = person.birthYear < period.asOfYear - 55 ? 2 : 0.8;
  let chance = (CLAIMS_PER_CARD * old * (to - from + 1)) / 560;
  for (let count = 0; count < CLAIM_ID_STEP && random.next() < Math.min(0.6, chance); count += 1) {
    chance = Math.max(chance, 0.2);
    addClaim(
      nation,
      person.index * CLAIM_ID_STEP + count,
      cardNumber,
      group,
      from,
      to,
      local.draw(random),
      keys,
      random,
    );
  }
}

function addClaim(
  nation: Nation,
  claimId: number,
  cardNumber: string,
  group: CardGroup,
  from: number,
  to: number,
  facility: Facility,
  keys: DiagnosisKeys,
  random: RandomStream,
): void {
  const admitted = random.between(from, to);
  const inPatient = isInPatient(facility, random);
  const discharged = inPatient ? Math.min(to, admitted + random.between(1, 9)) : admitted;
  const cost = Math.round((inPatient ? 2_600_000 : 320_000) * Math.exp(0.6 * random.normal()));
  const free = facility.level === 'COMMUNE' || cost < 223_500;
  const insurer = Math.round((cost * (free ? 100 : (PERCENT[group.level] as number))) / 100);
  const diagnosis = drawDiagnosis.draw(random);
  const envelope = sealEnvelope(diagnosis, {
    key: keys.seal,
    keyId: DIAGNOSIS_KEY_ID,
    table: 'claim',
    recordKey: String(claimId),
    column: 'diagnosis',
  });
  nation.sinks.health.claim.add(
    `${claimId}\t${cardNumber}\t${facility.code}\t${dayText(admitted)}\t${dayText(discharged)}\t${inPatient ? 'IN' : 'OUT'}\t${cost}\t${insurer}\t` +
      `${cost - insurer}\t${envelope}\t${keys.indexes.get(diagnosis) as string}\n`,
  );
}
