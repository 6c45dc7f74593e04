import type { ClientBase } from 'pg';
import type { Campaign } from './campaign';
import { conditionOf } from './participant-row';
import { inStep, type Unit } from './units';

/** Cuts a campaign into parts: participants of one province with neighbouring insurance numbers, so many at most. */

/** Of a part everything is in memory while it is scanned: some 20 MB. */
const PART_MOST = 20_000;

/** What comes of it are units for scanning and one for learning, or none when nobody is in scope. */
export async function planParts(
  { gateway, insurance }: { readonly gateway: ClientBase; readonly insurance: ClientBase },
  { scope }: Campaign,
  unit: Unit,
): Promise<Unit> {
  const { text, values } = conditionOf(scope, 2);
  // Without employers an index alone tells who is in scope.
  const participants = scope.employers ? 'share.participant' : 'matching.participant';
  const { rows } = await insurance.query<{ province: string; first: string; last: string; participants: number }>(
    `with numbered as (
       select p.province_code, p.insurance_number, row_number() over numbers - 1 as place,
              lead(p.insurance_number) over numbers is null as is_last
         from ${participants} p where ${text}
       window numbers as (partition by p.province_code order by p.insurance_number)),
     ends as (select * from numbered where place % $1 in (0, $1 - 1) or is_last)
     select province_code as province, min(insurance_number) as first, max(insurance_number) as last,
            (max(place) - min(place) + 1)::integer as participants
       from ends group by province_code, place / $1 order by 1, 2`,
    [PART_MOST, ...values],
  );
  return inStep(gateway, unit, { position: null, done: 1 }, async () => {
    await gateway.query(
      `insert into campaign.unit (campaign, stage, part, province, first_key, last_key, participants)
       select $1, 'SCAN', * from unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[])`,
      [
        unit.campaign,
        rows.map((_, part) => part),
        rows.map(({ province }) => province),
        rows.map(({ first }) => first),
        rows.map(({ last }) => last),
        rows.map(({ participants }) => participants),
      ],
    );
    if (rows.length > 0) {
      await gateway.query(`insert into campaign.unit (campaign, stage, part) values ($1, 'LEARN', 0)`, [unit.campaign]);
    }
  });
}
