import type { ClientBase } from 'pg';
import type { CorrectedRegister } from '../database/roles';
import { type Change, planChanges } from './corrections';
import { TAKE_UP } from './holdings';
import { inStep, type Unit } from './units';

/**
 * Plans to take back what another campaign applied: what holds afterwards is that each of its corrections of a part has one
 * that puts back what was there, to be applied to the record as that campaign left it.
 */

const CHUNK = 2_000;

interface AppliedRow {
  readonly correction: string;
  readonly register: CorrectedRegister;
  readonly record_key: string;
  readonly insurance_number: string;
  readonly version: string;
  readonly id_before: string | null;
  readonly id_after: string;
  readonly verified_before: string | null;
  readonly verified_on: string | null;
  readonly province: string;
  readonly employer: string | null;
}

export async function planReverting(gateway: ClientBase, reverted: string, unit: Unit): Promise<Unit> {
  let at = unit;
  for (;;) {
    const { rows } = await gateway.query<AppliedRow>({
      name: 'campaign: applied corrections of a part',
      text: `
        select c.correction, c.register, c.record_key, c.insurance_number, c.version, c.id_before, c.id_after,
               c.verified_before::text, c.verified_on::text, f.province, f.employer
          from campaign.correction c join campaign.finding f using (campaign, insurance_number)
         where c.campaign = $1 and c.part = $2 and c.outcome = 'APPLIED' and ($3::uuid is null or c.correction > $3)
         order by c.correction limit $4`,
      values: [reverted, unit.part, at.position, CHUNK],
    });
    const last = rows.at(-1);
    if (!last) return at;
    const participants = rows.filter(({ register }) => register === 'insurance');
    at = await inStep(gateway, at, { position: last.correction, done: at.done + participants.length }, async () => {
      const taken = await writeReverted(gateway, unit, rows);
      const own = rows.filter(({ insurance_number: number }) => taken.has(number));
      await planChanges(gateway, unit, own.map(toChange));
    });
  }
}

function toChange(row: AppliedRow): Change {
  return {
    register: row.register,
    recordKey: row.record_key,
    insuranceNumber: row.insurance_number,
    version: Number(row.version) + 1,
    before: row.id_after,
    after: row.id_before,
    verifiedBefore: row.verified_on,
    verified: row.verified_before,
  };
}

/**
 * Each participant whose record was corrected is a finding of the reverting campaign. Gives those who are; another campaign may
 * have somebody in hand.
 */
async function writeReverted(
  gateway: ClientBase,
  { campaign, part }: Unit,
  rows: readonly AppliedRow[],
): Promise<ReadonlySet<string>> {
  const numbers = rows.map(({ insurance_number: number }) => number);
  await gateway.query({
    name: 'campaign: write reverted findings',
    text: `
      with asked as materialized (
        select * from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
          as a(number, province, employer, version, id_before, id_after)),
      ${TAKE_UP}
      insert into campaign.finding (campaign, part, state, insurance_number, province, employer, version, personal_id,
          proposed_id, candidates, anomalies, evidence, rule)
      select distinct on (a.number) $1, $2, 'PROPOSED', a.number, a.province, a.employer, a.version, a.id_before, a.id_after,
             '[]'::jsonb, '{}'::text[], '{}'::text[], 'REVERTED'
        from asked a join held h on h.insurance_number = a.number order by a.number
      on conflict do nothing`,
    values: [
      campaign,
      part,
      numbers,
      rows.map(({ province }) => province),
      rows.map(({ employer }) => employer),
      rows.map(({ version }) => Number(version) + 1),
      rows.map(({ id_after: id }) => id),
      rows.map(({ id_before: id }) => id),
    ],
  });
  const { rows: taken } = await gateway.query<{ insurance_number: string }>(
    'select insurance_number from campaign.finding where campaign = $1 and insurance_number = any($2::text[])',
    [campaign, numbers],
  );
  return new Set(taken.map(({ insurance_number: number }) => number));
}
