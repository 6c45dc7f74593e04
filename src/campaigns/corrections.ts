import type { ClientBase } from 'pg';
import type { CorrectedRegister } from '../database/roles';
import { toArrayText } from '../values/array-text';
import { columnsOf } from './columns';
import { type Correction, nameCorrection } from './send-corrections';

/**
 * What registers are asked to change, written down before they are asked. A correction has its number from the campaign, the
 * record and its version, so that it is the same one whoever plans it again.
 */

/** A change of one record that a campaign wants. */
export interface Change {
  readonly register: CorrectedRegister;
  readonly recordKey: string;
  readonly insuranceNumber: string;
  readonly version: number;
  readonly before: string | null;
  readonly after: string | null;
  /** Since when the ID was verified, and will be, yyyy-mm-dd; for registers that keep it. */
  readonly verifiedBefore: string | null;
  readonly verified: string | null;
}

export interface PlannedCorrection extends Correction {
  readonly register: CorrectedRegister;
  readonly insuranceNumber: string;
  /** Null until it is known what became of it. */
  readonly outcome: SettledOutcome | null;
}

/**
 * The register changed the record; it was otherwise than thought; the register cannot take the value; or the campaign was
 * cancelled before the register was asked.
 */
export type SettledOutcome = 'APPLIED' | 'CONFLICT' | 'QUARANTINED' | 'WITHDRAWN';

const INSERT = `
      insert into campaign.correction (campaign, part, correction, insurance_number, register, record_key, version,
          id_before, id_after, verified_before, verified_on)
      select $1, $2, a.* from asked a`;
const ASKED = `
      asked as materialized (
        select * from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::date[],
                             $11::date[])
          as a(correction, number, register, record_key, version, before, after, verified_before, verified))`;
const PLAN = {
  ALL: {
    name: 'campaign: plan corrections',
    text: `with ${ASKED} ${INSERT} on conflict do nothing returning correction`,
  },
  /** A form or a reviewer may have said otherwise since findings were read. */
  STANDING: {
    name: 'campaign: plan corrections of standing findings',
    text: `
    with ${ASKED},
    standing as materialized (
      select f.insurance_number from asked a
        join campaign.finding f on f.insurance_number = a.number and f.version = a.version and f.proposed_id = a.after
       where f.campaign = $1 and f.state in ('PROPOSED', 'ACCEPTED') order by f.insurance_number for update of f)
    ${INSERT} join standing s on s.insurance_number = a.number on conflict do nothing returning correction`,
  },
};

/**
 * Writes down what is to be changed; what is written down already stays as it is. `whose` of the participants: of all, or of those
 * whose findings stand as they were read, which are locked. Gives what has been written down by this call, which nobody has sent
 * yet.
 */
export async function planChanges(
  gateway: ClientBase,
  { campaign, part }: { readonly campaign: string; readonly part: number },
  changes: readonly Change[],
  whose: 'ALL' | 'STANDING' = 'ALL',
): Promise<readonly PlannedCorrection[]> {
  if (changes.length === 0) return [];
  const corrections = changes.map((change): PlannedCorrection & Change => ({
    ...change,
    id: nameCorrection({ campaign, part }, change.register, change.recordKey, change.version),
    outcome: null,
  }));
  const column = columnsOf(corrections);
  const { rows } = await gateway.query<{ correction: string }>({
    ...PLAN[whose],
    values: [
      campaign,
      part,
      column(({ id }) => id),
      column(({ insuranceNumber }) => insuranceNumber),
      column(({ register }) => register),
      column(({ recordKey }) => recordKey),
      column(({ version }) => version),
      column(({ before }) => before),
      column(({ after }) => after),
      column(({ verifiedBefore }) => verifiedBefore),
      column(({ verified }) => verified),
    ],
  });
  const written = new Set(rows.map(({ correction }) => correction));
  return corrections.filter(({ id }) => written.has(id));
}

interface PlannedRow {
  readonly correction: string;
  readonly register: CorrectedRegister;
  readonly insurance_number: string;
  readonly record_key: string;
  readonly version: string;
  readonly id_before: string | null;
  readonly id_after: string | null;
  readonly verified_on: string | null;
  readonly outcome: SettledOutcome | null;
}

/** What was written down for some participants of a campaign, to be changed in a register. */
export async function readPlanned(
  gateway: ClientBase,
  { campaign, register }: { readonly campaign: string; readonly register: CorrectedRegister },
  insuranceNumbers: readonly string[],
): Promise<readonly PlannedCorrection[]> {
  const { rows } = await gateway.query<PlannedRow>({
    name: 'campaign: planned corrections',
    // Number by number, so that the table is never read through, however little is known of its size yet.
    text: `select c.*
             from unnest($2::text[]) as asked(number) cross join lateral (
               select correction, register, insurance_number, record_key, version, id_before, id_after, verified_on::text,
                      outcome
                 from campaign.correction
                where campaign = $1 and insurance_number = asked.number and register = $3 offset 0) c
            order by c.record_key, c.version`,
    values: [campaign, toArrayText(insuranceNumbers), register],
  });
  return rows.map((row) => ({
    id: row.correction,
    register: row.register,
    insuranceNumber: row.insurance_number,
    recordKey: row.record_key,
    version: Number(row.version),
    before: row.id_before,
    after: row.id_after,
    verified: row.verified_on,
    outcome: row.outcome,
  }));
}

/** Notes what became of corrections. */
export async function settleCorrections(
  gateway: ClientBase,
  outcomes: ReadonlyMap<string, SettledOutcome>,
): Promise<void> {
  if (outcomes.size === 0) return;
  await gateway.query({
    name: 'campaign: settle corrections',
    text: `update campaign.correction c set outcome = s.outcome, settled_at = clock_timestamp()
             from unnest($1::uuid[], $2::text[]) as s(correction, outcome)
            where c.correction = s.correction and c.outcome is null`,
    values: [toArrayText([...outcomes.keys()]), toArrayText([...outcomes.values()])],
  });
}
