import type { ClientBase } from 'pg';
import { columnsOf } from './columns';
import type { Model } from '../linkage/model';
import type { Campaign } from './campaign';
import type { Anomaly } from './classify';
import { findCitizens } from './find-citizens';
import { readHolders } from './look-up';
import { type Candidate, type Matcher, openMatcher } from './match';
import { readParticipants, toParticipant } from './participant-row';
import { risksOf } from './risks';
import type { Registers } from './scan';
import { inStep, type Unit } from './units';

/**
 * Weighs the findings of a part that no exact pass matched: what holds afterwards is that each of them has its candidates
 * with their weights, or is known to have none.
 */

const CHUNK = 500;
/** Candidates that a reviewer is shown. */
const SHOWN_MOST = 5;

/** The model by which a campaign matches. */
export async function readModel(gateway: ClientBase, campaign: string): Promise<Model> {
  const { rows } = await gateway.query<{ body: Model }>(
    'select body from campaign.model join campaign.decision on model = version where campaign = $1',
    [campaign],
  );
  const [row] = rows;
  if (!row) throw new RangeError(`${campaign} has learnt no model`);
  return row.body;
}

/** Which findings of a part wait for weighing: those that no exact pass matched. */
interface Waiting {
  readonly insurance_number: string;
  readonly anomalies: readonly Anomaly[];
}

export async function matchPart(
  registers: Registers & { readonly gateway: ClientBase },
  { possibleFrom }: Campaign,
  unit: Unit,
  pause: () => Promise<void>,
): Promise<Unit> {
  const { gateway } = registers;
  const matcher = openMatcher(await readModel(gateway, unit.campaign));
  let at = unit;
  for (;;) {
    const { rows: waiting } = await gateway.query<Waiting>({
      name: 'campaign: findings to be weighed',
      text: `select insurance_number, anomalies from campaign.finding
              where campaign = $1 and part = $2 and state = 'FOUND' and rule is null and insurance_number > $3
              order by insurance_number limit $4`,
      values: [unit.campaign, unit.part, at.position ?? '', CHUNK],
    });
    const last = waiting.at(-1);
    if (!last) return at;
    const weighed = await weigh(registers, matcher, waiting, possibleFrom);
    at = await inStep(gateway, at, { position: last.insurance_number, done: at.done + waiting.length }, () =>
      writeWeighed(gateway, unit.campaign, matcher.model.version, weighed),
    );
    await pause();
  }
}

interface Weighed {
  readonly insuranceNumber: string;
  readonly version: number;
  readonly personalId: string | null;
  readonly candidates: readonly Candidate[];
  readonly risks: readonly string[];
  readonly holders: readonly string[];
}

async function weigh(
  { insurance, population }: Registers,
  matcher: Matcher,
  waiting: readonly Waiting[],
  possibleFrom: number,
): Promise<readonly Weighed[]> {
  const rows = await readParticipants(
    insurance,
    waiting.map(({ insurance_number: number }) => number),
  );
  const present = waiting.flatMap(({ insurance_number: number, anomalies }) => {
    const row = rows.get(number);
    return row ? [{ row, participant: toParticipant(row), anomalies }] : [];
  });
  const found = await findCitizens(
    population,
    present.map(({ participant }) => participant),
  );
  const weighed = present.map(({ row, participant, anomalies }, i) => {
    const candidates = matcher
      .rank(participant, found[i] ?? { citizens: [], overflowing: [] })
      .filter(({ probability }) => probability >= possibleFrom)
      .slice(0, SHOWN_MOST);
    const [best] = candidates;
    return { row, candidates, risks: best ? risksOf(participant, best.citizen, anomalies) : [] };
  });
  const holders = await readHolders(
    insurance,
    weighed.flatMap(({ row, candidates: [best] }) =>
      best && best.citizen.personalId !== row.personalId ? [best.citizen.personalId] : [],
    ),
  );
  return weighed.map(({ row, candidates, risks }) => ({
    insuranceNumber: row.insuranceNumber,
    version: row.version,
    personalId: row.personalId,
    candidates,
    risks,
    holders: (holders.get(candidates[0]?.citizen.personalId ?? '') ?? []).filter(
      (number) => number !== row.insuranceNumber,
    ),
  }));
}

async function writeWeighed(
  gateway: ClientBase,
  campaign: string,
  model: string,
  weighed: readonly Weighed[],
): Promise<void> {
  const column = columnsOf(weighed);
  await gateway.query({
    name: 'campaign: write candidates',
    text: `
      update campaign.finding f
         set version = w.version, personal_id = w.personal_id, model = $2, candidates = w.candidates,
             proposed_id = w.proposed_id, rule = case when w.proposed_id is not null then 'LINKED' end,
             bits = w.bits, probability = w.probability,
             risks = string_to_array(w.risks, ','), holders = string_to_array(w.holders, ',')
        from unnest($3::text[], $4::bigint[], $5::text[], $6::jsonb[], $7::text[], $8::real[], $9::float8[], $10::text[], $11::text[])
          as w(number, version, personal_id, candidates, proposed_id, bits, probability, risks, holders)
       where f.campaign = $1 and f.insurance_number = w.number and f.state = 'FOUND'`,
    values: [
      campaign,
      model,
      column(({ insuranceNumber }) => insuranceNumber),
      column(({ version }) => version),
      column(({ personalId }) => personalId),
      column(({ candidates }) =>
        candidates.length === 0
          ? null
          : JSON.stringify(
              candidates.map(({ citizen, bits, probability }) => ({
                personalId: citizen.personalId,
                bits: Number(bits.toFixed(2)),
                probability,
              })),
            ),
      ),
      column(({ candidates: [best] }) => best?.citizen.personalId ?? null),
      column(({ candidates: [best] }) => best?.bits ?? null),
      column(({ candidates: [best] }) => best?.probability ?? null),
      column(({ risks }) => risks.join(',')),
      column(({ holders }) => holders.join(',')),
    ],
  });
}
