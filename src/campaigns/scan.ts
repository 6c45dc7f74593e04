import type { ClientBase } from 'pg';
import { contradictionsOf, isLegacyIdCard, type PersonalId } from '../values/personal-id';
import type { Campaign } from './campaign';
import { classify, type Finding, isSamePerson } from './classify';
import type { Counts } from './counts';
import { type Lead, matchExactly } from './exact';
import {
  type CitizenBrief,
  readCardHolders,
  readCitizensOf,
  readHolders,
  readSharing,
  readSuccessors,
  type Sharing,
  toIdentity,
} from './look-up';
import type { NewFinding } from './new-findings';
import type { ParticipantRecord } from './participant-link';
import { type ScannedRow, toParticipant } from './participant-row';
import { risksOf } from './risks';

/**
 * Looks at participants: what comes in are their records, what comes out are those with an anomaly, with what shows it and,
 * where the number that they state leads to one citizen of that name and birth date, with that citizen. Whoever is valid is
 * counted and not kept.
 */

export interface Registers {
  readonly insurance: ClientBase;
  readonly population: ClientBase;
}

/** `counts` gets everybody, also those whose anomalies are not in the campaign's scope. */
export async function scan(
  { insurance, population }: Registers,
  { scope }: Pick<Campaign, 'scope'>,
  participants: readonly ScannedRow[],
  counts: Counts,
): Promise<readonly NewFinding[]> {
  const stated = [...new Set(participants.flatMap(({ personalId }) => personalId ?? []))];
  const [sharing, known] = await Promise.all([readSharing(insurance, stated), readKnown(population, stated)]);
  const found: {
    row: ScannedRow;
    participant: ParticipantRecord;
    findings: readonly Finding[];
    lead: Lead | null;
  }[] = [];
  for (const row of participants) {
    const { personalId, province, employer } = row;
    counts.add(province, employer, 'ALL');
    const holder = personalId === null ? undefined : known.citizens.get(personalId);
    const shared = personalId === null ? undefined : sharing.get(personalId);
    if (holder && !shared && isAsWritten(row, holder)) {
      counts.add(province, employer, 'VALID');
      continue;
    }
    const participant = toParticipant({ ...row, residenceProvince: null, residenceCommune: null });
    const findings = classify(participant, {
      holder: holder ? toIdentity(holder) : null,
      isSuperseded: personalId !== null && known.successors.has(personalId),
      ...countSharing(participant, shared),
    });
    if (findings.length === 0) counts.add(province, employer, 'VALID');
    for (const { anomaly } of findings) counts.add(province, employer, anomaly);
    const isInScope = findings.some(({ anomaly }) => scope.anomalies?.includes(anomaly) ?? true);
    if (isInScope)
      found.push({ row, participant, findings, lead: matchExactly(participant, leadsOf(participant, known)) });
  }
  const changed = found.flatMap(({ row, lead }) =>
    lead && lead.citizen.personalId !== row.personalId ? [lead.citizen.personalId] : [],
  );
  const holders = await readHolders(insurance, changed);
  return found.map(({ row, participant, findings, lead }) => ({
    participant: row,
    findings,
    match: lead && {
      rule: lead.rule,
      personalId: lead.citizen.personalId,
      risks: risksOf(
        participant,
        lead.citizen,
        findings.map(({ anomaly }) => anomaly),
      ),
      holders: (holders.get(lead.citizen.personalId) ?? []).filter((number) => number !== row.insuranceNumber),
    },
  }));
}

/** What the population register knows of stated numbers. */
interface Known {
  readonly citizens: ReadonlyMap<string, CitizenBrief>;
  readonly successors: ReadonlyMap<string, string>;
  readonly cardHolders: ReadonlyMap<string, readonly string[]>;
}

async function readKnown(population: ClientBase, stated: readonly string[]): Promise<Known> {
  const citizens = await readCitizensOf(population, stated);
  const successors = await readSuccessors(
    population,
    stated.filter((number) => !citizens.has(number)),
  );
  const cardHolders = await readCardHolders(population, stated.filter(isLegacyIdCard));
  const others = await readCitizensOf(population, [
    ...new Set([...successors.values(), ...[...cardHolders.values()].flat()]),
  ]);
  for (const [id, citizen] of others) citizens.set(id, citizen);
  return { citizens, successors, cardHolders };
}

function leadsOf({ personalId }: ParticipantRecord, { citizens, successors, cardHolders }: Known): readonly Lead[] {
  if (personalId === null) return [];
  const lead = (rule: Lead['rule'], id: string | undefined): readonly Lead[] => {
    const brief = id === undefined ? undefined : citizens.get(id);
    return brief ? [{ rule, citizen: toIdentity(brief) }] : [];
  };
  return [
    ...lead('SAME_ID', personalId),
    ...lead('SUPERSEDED_ID', successors.get(personalId)),
    ...(cardHolders.get(personalId) ?? []).flatMap((id) => lead('OLD_CARD', id)),
  ];
}

/** Whether a participant is written as the living citizen whose ID they state: three quarters are, and need no comparing. */
function isAsWritten(row: ScannedRow, holder: CitizenBrief): boolean {
  return (
    row.fullName === holder.fullName &&
    row.birthDate === holder.birthDate &&
    row.birthDatePrecision === holder.birthDatePrecision &&
    !holder.isDeceased &&
    contradictionsOf(holder.personalId as PersonalId, {
      sex: row.sex === null ? null : row.sex === 'M' ? 'MALE' : 'FEMALE',
      birthYear: Number(holder.birthDate.slice(0, 4)),
    }).length === 0
  );
}

/** How many others state a participant's ID, and how many of those are the same person, as far as they are looked at. */
function countSharing(participant: ParticipantRecord, shared: Sharing | undefined): { others: number; alike: number } {
  if (!shared) return { others: 0, alike: 0 };
  const alike = shared.first.filter(
    (other) => other.insuranceNumber !== participant.insuranceNumber && isSamePerson(participant, other),
  );
  return { others: shared.participants - 1, alike: alike.length };
}
