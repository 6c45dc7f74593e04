import type { ClientBase } from 'pg';
import type { CorrectedRegister } from '../database/roles';
import { toArrayText } from '../values/array-text';
import { dayInVietNam } from '../values/viet-nam-time';
import type { KnownCampaign } from './campaign-store';
import { type Change, type PlannedCorrection, planChanges, readPlanned, settleCorrections } from './corrections';
import type { SettledOutcome } from './corrections';
import { LET_GO } from './holdings';
import { readParticipants } from './participant-row';
import { reconcilePart } from './reconcile';
import { reopenStale } from './review/reopen';
import {
  type Correction,
  CORRECTIONS_MOST,
  type CorrectionWay,
  isOfValues,
  type Leaseholder,
} from './send-corrections';
import { inStep, leaseOf, type Unit } from './units';

/**
 * Applies what is proposed or accepted of a part: what holds afterwards is that each of these findings is applied, a conflict
 * or quarantined, in the insurance register first and then on the health cards. What is to be sent is written down before it
 * is sent; an answer that was lost is asked for again by sending the same correction, which a register takes once.
 */

export interface ApplyingRegisters {
  readonly gateway: ClientBase;
  readonly insurance: ClientBase;
  readonly health: ClientBase;
  readonly ways: Readonly<Record<CorrectedRegister, CorrectionWay>>;
  /** How many findings are corrected together. */
  readonly appliedTogether: number;
  /** Puts applied corrections on record. May be called again for the same ones after a failure. */
  readonly record: (campaign: string, applied: readonly PlannedCorrection[]) => Promise<void>;
}

interface Approved {
  readonly insurance_number: string;
  readonly version: string;
  readonly personal_id: string | null;
  readonly proposed_id: string;
}

export async function applyPart(
  registers: ApplyingRegisters,
  { reverts }: KnownCampaign,
  unit: Unit,
  pause: () => Promise<void>,
): Promise<Unit> {
  const { gateway } = registers;
  let at = await inStep(gateway, unit, unit, () => confirmPart(gateway, unit));
  for (;;) {
    const { rows: approved } = await gateway.query<Approved>({
      name: 'campaign: findings to be applied',
      text: `select insurance_number, version, personal_id, proposed_id from campaign.finding
              where campaign = $1 and part = $2 and state in ('PROPOSED', 'ACCEPTED') order by insurance_number limit $3`,
      values: [unit.campaign, unit.part, registers.appliedTogether],
    });
    if (approved.length === 0) {
      await reconcilePart(registers, at);
      return at;
    }
    at = await applyChunk(registers, at, approved, reverts !== null);
    await pause();
  }
}

/** Whoever was found to have the right ID already needs no correction. */
async function confirmPart(gateway: ClientBase, { campaign, part }: Unit): Promise<void> {
  await gateway.query(
    `with settled as (
       update campaign.finding set state = 'CONFIRMED', settled_at = clock_timestamp()
        where campaign = $1 and part = $2 and state in ('PROPOSED', 'ACCEPTED') and proposed_id = personal_id
       returning insurance_number) ${LET_GO}`,
    [campaign, part],
  );
}

/** `isPlanned` says that a reverting campaign has planned its changes of all registers before. */
async function applyChunk(
  registers: ApplyingRegisters,
  unit: Unit,
  approved: readonly Approved[],
  isPlanned: boolean,
): Promise<Unit> {
  const { gateway, ways, record } = registers;
  const { campaign } = unit;
  const numbers = approved.map(({ insurance_number: number }) => number);
  const here = { position: unit.position, done: unit.done };
  const planned = (register: CorrectedRegister): Promise<readonly PlannedCorrection[]> =>
    readPlanned(gateway, { campaign, register }, numbers);

  let written: readonly PlannedCorrection[] = [];
  if (!isPlanned) {
    const changes = await changesOfParticipants(registers.insurance, approved);
    await inStep(gateway, unit, here, async () => {
      written = await planChanges(gateway, unit, changes, 'STANDING');
    });
  }
  // Unless a decision or another holder of the unit came before, this is all that was ever written down of these findings.
  const isAll = written.length === approved.length;
  const insurance = await send(ways.insurance, unit, isAll ? written : await planned('insurance'));
  const outcomes = outcomesOf(insurance);
  const cards = isPlanned ? [] : await changesOfCards(registers.health, approved, outcomes);
  let writtenCards: readonly PlannedCorrection[] = [];
  if (cards.length > 0) {
    await inStep(gateway, unit, here, async () => {
      writtenCards = await planChanges(gateway, unit, cards);
    });
  }
  const areAll = isAll && writtenCards.length === cards.length;
  const ofCards = areAll ? writtenCards : await planned('health');
  const isApplied = ({ insuranceNumber }: PlannedCorrection): boolean => outcomes.get(insuranceNumber) === 'APPLIED';
  const health = [
    ...(await send(ways.health, unit, ofCards.filter(isApplied))),
    // The cards of somebody whose record is otherwise than thought stay as they are.
    ...ofCards
      .filter((card) => !isApplied(card))
      .map((card) => ({ ...card, outcome: card.outcome ?? ('CONFLICT' as const) })),
  ];
  await record(
    campaign,
    [...insurance, ...health].filter(({ outcome }) => outcome === 'APPLIED'),
  );
  return inStep(gateway, unit, { position: unit.position, done: unit.done + approved.length }, async () => {
    await settleCorrections(gateway, toOutcomes([...insurance, ...health]));
    await settleFindings(gateway, campaign, outcomes);
    if (!isPlanned) await reopenConflicts(registers, campaign, outcomes);
  });
}

/** A proposal for a record that somebody else has changed comes back to review, with the record as it is now. */
async function reopenConflicts(
  { gateway, insurance }: Pick<ApplyingRegisters, 'gateway' | 'insurance'>,
  campaign: string,
  outcomes: ReadonlyMap<string, SettledOutcome>,
): Promise<void> {
  const conflicts = [...outcomes].flatMap(([number, outcome]) => (outcome === 'CONFLICT' ? [number] : []));
  if (conflicts.length === 0) return;
  for (const record of (await readParticipants(insurance, conflicts)).values()) {
    await reopenStale(gateway, campaign, record.insuranceNumber, record);
  }
}

type Sent = PlannedCorrection & { readonly outcome: SettledOutcome };

/** Sends what it is not known of what became of it. */
async function send(
  way: CorrectionWay,
  unit: Unit,
  corrections: readonly PlannedCorrection[],
): Promise<readonly Sent[]> {
  const holder = { campaign: unit.campaign, lease: leaseOf(unit), fence: unit.fence };
  const outcomes = await sendOrQuarantine(
    way,
    holder,
    corrections.filter(({ outcome }) => outcome === null),
  );
  return corrections.flatMap((correction): readonly Sent[] => {
    const outcome = correction.outcome ?? outcomes.get(correction.id);
    return outcome ? [{ ...correction, outcome }] : [];
  });
}

/** More than can be sent at a time go one after the other; one that the register cannot take is found by halves and put aside. */
async function sendOrQuarantine(
  way: CorrectionWay,
  holder: Leaseholder,
  corrections: readonly Correction[],
): Promise<ReadonlyMap<string, SettledOutcome>> {
  const inTwo = async (at: number): Promise<ReadonlyMap<string, SettledOutcome>> => {
    const first = await sendOrQuarantine(way, holder, corrections.slice(0, at));
    return new Map([...first, ...(await sendOrQuarantine(way, holder, corrections.slice(at)))]);
  };
  if (corrections.length === 0) return new Map();
  if (corrections.length > CORRECTIONS_MOST) return inTwo(CORRECTIONS_MOST);
  try {
    return await way.apply(holder, corrections);
  } catch (error) {
    if (!isOfValues(error)) throw error;
    const [only] = corrections;
    if (corrections.length === 1 && only) return new Map([[only.id, 'QUARANTINED' as const]]);
    return inTwo(Math.ceil(corrections.length / 2));
  }
}

function toOutcomes(sent: readonly Sent[]): ReadonlyMap<string, SettledOutcome> {
  return new Map(sent.map(({ id, outcome }) => [id, outcome]));
}

/** What became of each participant: by the last of their corrections. */
function outcomesOf(insurance: readonly Sent[]): ReadonlyMap<string, SettledOutcome> {
  return new Map(insurance.map(({ insuranceNumber, outcome }) => [insuranceNumber, outcome]));
}

async function changesOfParticipants(insurance: ClientBase, approved: readonly Approved[]): Promise<readonly Change[]> {
  const { rows } = await insurance.query<{ insurance_number: string; verified_on: string | null }>({
    name: 'campaign: since when IDs are verified',
    text: `select insurance_number, verified_on::text from share.participant where insurance_number = any($1::text[])`,
    values: [toArrayText(approved.map(({ insurance_number: number }) => number))],
  });
  const verified = new Map(rows.map((row) => [row.insurance_number, row.verified_on]));
  const today = dayInVietNam(Date.now());
  return approved.map(({ insurance_number: number, version, personal_id: before, proposed_id: after }) => ({
    register: 'insurance',
    recordKey: number,
    insuranceNumber: number,
    version: Number(version),
    before,
    after,
    verifiedBefore: verified.get(number) ?? null,
    verified: today,
  }));
}

/** The cards of participants whose ID was corrected, as far as they state another. */
async function changesOfCards(
  health: ClientBase,
  approved: readonly Approved[],
  outcomes: ReadonlyMap<string, SettledOutcome>,
): Promise<readonly Change[]> {
  const after = new Map(
    approved
      .filter(({ insurance_number: number }) => outcomes.get(number) === 'APPLIED')
      .map(({ insurance_number: number, proposed_id: id }) => [number, id]),
  );
  const { rows } = await health.query<{
    card_number: string;
    insurance_number: string;
    personal_id: string | null;
    version: string;
  }>({
    name: 'campaign: cards of participants',
    text: `select card_number, insurance_number, personal_id, version from share.card where insurance_number = any($1::text[])`,
    values: [toArrayText([...after.keys()])],
  });
  return rows
    .filter((card) => card.personal_id !== after.get(card.insurance_number))
    .map((card) => ({
      register: 'health',
      recordKey: card.card_number,
      insuranceNumber: card.insurance_number,
      version: Number(card.version),
      before: card.personal_id,
      after: after.get(card.insurance_number) ?? null,
      verifiedBefore: null,
      verified: null,
    }));
}

async function settleFindings(
  gateway: ClientBase,
  campaign: string,
  outcomes: ReadonlyMap<string, SettledOutcome>,
): Promise<void> {
  await gateway.query({
    name: 'campaign: settle findings',
    // Whoever is in conflict is reviewed again, and stays in hand.
    text: `with written as (
             update campaign.finding f set state = s.state, settled_at = clock_timestamp()
               from unnest($2::text[], $3::text[]) as s(number, state)
              where f.campaign = $1 and f.insurance_number = s.number and f.state in ('PROPOSED', 'ACCEPTED')
             returning f.insurance_number, f.state),
           settled as (select insurance_number from written where state <> 'CONFLICT') ${LET_GO}`,
    values: [campaign, toArrayText([...outcomes.keys()]), toArrayText([...outcomes.values()])],
  });
}
