import type { ClientBase } from 'pg';
import { thresholdsFor } from '../linkage/decide';
import type { Campaign } from './campaign';
import { LET_GO } from './holdings';
import { inStep, type Unit } from './units';

/**
 * Decides about findings: what comes in are their proposals with weights; what holds afterwards is that each of them is
 * confirmed, proposed, for a person to look at, or unmatched. A citizen is given to one participant, or to none by itself.
 */

/** By how many bits one claim to a citizen has to be heavier than the next to stand. */
const MARGIN_BITS = 12;
/** One in so many automatic matches is looked at by a person before it is applied. */
const SAMPLED = 500;

export async function decidePart(gateway: ClientBase, campaign: Campaign, unit: Unit): Promise<Unit> {
  const matchFrom = (await readMatchFrom(gateway, campaign.id)) ?? (await findMatchFrom(gateway, campaign));
  return inStep(gateway, unit, { position: unit.position, done: unit.participants }, async () => {
    await gateway.query({ ...DECIDE, values: [unit.campaign, unit.part, matchFrom, MARGIN_BITS] });
  });
}

/** From which probability on a citizen is a match in this campaign; null until it was found. */
async function readMatchFrom(gateway: ClientBase, campaign: string): Promise<number | null> {
  const { rows } = await gateway.query<{ match_from: number | null }>(
    'select match_from from campaign.decision where campaign = $1',
    [campaign],
  );
  return rows[0]?.match_from ?? null;
}

/** Finds it from all proposals and writes it down; whoever comes first is right, as all find the same. */
async function findMatchFrom(gateway: ClientBase, { id, precision, possibleFrom }: Campaign): Promise<number> {
  const { match } = thresholdsFor(await readProbabilities(gateway, id), precision, possibleFrom);
  await gateway.query(
    'update campaign.decision set match_from = $2, possible_from = $3 where campaign = $1 and match_from is null',
    [id, match, possibleFrom],
  );
  const found = await readMatchFrom(gateway, id);
  if (found === null) throw new RangeError(`${id} has learnt no model`);
  return found;
}

/** The probabilities of all weighed proposals. */
async function readProbabilities(gateway: ClientBase, campaign: string): Promise<readonly number[]> {
  const { rows } = await gateway.query<{ probabilities: number[] | null }>(
    'select array_agg(probability) as probabilities from campaign.finding where campaign = $1 and probability is not null',
    [campaign],
  );
  return rows[0]?.probabilities ?? [];
}

/**
 * Of several who claim one citizen the heaviest stands when it is heavier than the next by the margin. Whoever states the
 * proposed ID already holds it, unless they are to have another themselves: swaps and chains are no conflict.
 */
const DECIDE = {
  name: 'campaign: decide',
  text: `
    with judged as materialized (
      select f.insurance_number, f.proposed_id, f.personal_id, f.rule, f.probability, f.anomalies, f.risks,
             exists (
               select from campaign.finding g
                where g.campaign = f.campaign and g.proposed_id = f.proposed_id and g.insurance_number <> f.insurance_number
                  and g.bits > f.bits - $4) as is_contested,
             exists (
               select from unnest(f.holders) as h(number)
                where not exists (
                  select from campaign.finding g
                   where g.campaign = f.campaign and g.insurance_number = h.number and g.proposed_id <> f.proposed_id)
             ) as is_taken
        from campaign.finding f
       where f.campaign = $1 and f.part = $2 and f.state = 'FOUND'),
    sorted as (
      select j.*, rule is distinct from 'LINKED' or probability >= $3 as is_sure,
             proposed_id is distinct from personal_id as is_change
        from judged j),
    decided as materialized (
      select s.insurance_number,
             case when s.proposed_id is null then 'UNMATCHED'
                  when not s.is_sure or s.is_contested or 'SEVERAL_NUMBERS' = any(s.anomalies) then 'POSSIBLE'
                  when not s.is_change then 'CONFIRMED'
                  when s.is_taken or cardinality(s.risks) > 0 then 'POSSIBLE'
                  else 'PROPOSED' end as state,
             case when s.is_taken and s.is_change and not 'SHARED_ID' = any(s.risks) then s.risks || 'SHARED_ID'::text
                  else s.risks end as risks,
             ('x' || left(md5($1 || ' ' || s.insurance_number), 8))::bit(32)::bigint % ${SAMPLED} = 0 as is_drawn
        from sorted s),
    settled as (select insurance_number from decided where state = 'CONFIRMED'),
    let_go as (${LET_GO})
    update campaign.finding f
       set state = case when d.state = 'PROPOSED' and d.is_drawn then 'POSSIBLE' else d.state end,
           sampled = d.state = 'PROPOSED' and d.is_drawn, risks = d.risks,
           candidates = coalesce(f.candidates,
             case when f.proposed_id is not null then jsonb_build_array(
               jsonb_build_object('personalId', f.proposed_id, 'bits', f.bits, 'probability', 1)) end),
           settled_at = case when d.state = 'CONFIRMED' then clock_timestamp() end
      from decided d where f.campaign = $1 and f.insurance_number = d.insurance_number`,
};
