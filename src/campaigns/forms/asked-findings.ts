import type { ClientBase } from 'pg';
import type { FindingState, Risk, Rule } from '../campaign';
import type { Anomaly } from '../classify';
import type { AskedFinding, KeptCandidate, LastAnswer, Proposal } from './decide-line';

/** The findings that returned lines are about, and what is known of them when an answer is taken. */

interface FindingRow {
  readonly insurance_number: string;
  readonly province: string;
  readonly employer: string | null;
  readonly version: string;
  readonly personal_id: string | null;
  readonly anomalies: readonly Anomaly[];
  readonly state: FindingState;
  readonly proposed_id: string | null;
  readonly rule: Rule | null;
  readonly model: string | null;
  readonly bits: number | null;
  readonly probability: number | null;
  readonly candidates: readonly KeptCandidate[] | null;
  readonly risks: readonly Risk[];
  readonly holders: readonly string[];
  readonly sampled: boolean;
}

/** The findings of participants, which nobody else changes until the transaction ends; always locked in the same order. */
export async function lockFindings(
  client: ClientBase,
  campaign: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, AskedFinding>> {
  const { rows } = await client.query<FindingRow>({
    name: 'campaign: lock findings for a form',
    text: `select insurance_number, province, employer, version, personal_id, anomalies, state, proposed_id, rule, model, bits,
                  probability, candidates, risks, holders, sampled
             from campaign.finding where campaign = $1 and insurance_number = any($2::text[])
            order by insurance_number for update`,
    values: [campaign, numbers],
  });
  return new Map(rows.map((row) => [row.insurance_number, toFinding(row)]));
}

function toFinding(row: FindingRow): AskedFinding {
  const { insurance_number: insuranceNumber, personal_id: personalId, proposed_id: proposedId, ...same } = row;
  return {
    ...same,
    insuranceNumber,
    personalId,
    proposedId,
    employer: row.employer ?? '',
    version: Number(row.version),
  };
}

/** The last answer that was taken about each participant. */
export async function lastAnswers(
  client: ClientBase,
  campaign: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, LastAnswer>> {
  const { rows } = await client.query<{ number: string; version: string } & Omit<LastAnswer, 'version'>>({
    name: 'campaign: last answers on forms',
    text: `select distinct on (insurance_number) insurance_number as number, answer, personal_id as "personalId", note, version
             from campaign.form_line
            where campaign = $1 and insurance_number = any($2::text[]) and outcome = 'ACCEPTED'
            order by insurance_number, decided_at desc, file desc`,
    values: [campaign, numbers],
  });
  return new Map(rows.map(({ number, version, ...last }) => [number, { ...last, version: Number(version) }]));
}

/** The participants whose ID a register has been asked to change, whatever it has said so far. */
export async function beingCorrected(
  client: ClientBase,
  campaign: string,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ number: string }>({
    name: 'campaign: who of a form is being corrected',
    text: `select distinct insurance_number as number from campaign.correction
            where campaign = $1 and insurance_number = any($2::text[]) and outcome is null`,
    values: [campaign, numbers],
  });
  return new Set(rows.map(({ number }) => number));
}

/** For how many participants of a campaign each of some IDs is proposed; those for nobody are left out. */
export async function countProposals(
  client: ClientBase,
  campaign: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: string; findings: number }>({
    name: 'campaign: proposals of the IDs of a form',
    text: `select proposed_id as id, count(*)::integer as findings from campaign.finding
            where campaign = $1 and proposed_id = any($2::text[]) and state <> 'REJECTED' group by proposed_id`,
    values: [campaign, ids],
  });
  return new Map(rows.map(({ id, findings }) => [id, findings]));
}

/** The insurance numbers of those who state IDs; `client` reads the insurance register. */
export async function findStaters(
  client: ClientBase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const staters = new Map<string, string[]>();
  if (ids.length === 0) return staters;
  const { rows } = await client.query<{ id: string; number: string }>({
    name: 'campaign: who states the IDs of a form',
    text: `select personal_id as id, insurance_number as number from share.participant
            where personal_id = any($1::text[]) order by 1, 2`,
    values: [ids],
  });
  for (const { id, number } of rows) {
    const of = staters.get(id);
    if (of) of.push(number);
    else staters.set(id, [number]);
  }
  return staters;
}

export async function changeFindings(
  client: ClientBase,
  campaign: string,
  changes: ReadonlyMap<string, Proposal>,
): Promise<void> {
  if (changes.size === 0) return;
  const rows = Array.from(changes, ([insuranceNumber, proposal]) => ({ ...proposal, insuranceNumber }));
  await client.query({
    name: 'campaign: findings change by a form',
    text: `update campaign.finding f
              set state = c.state, proposed_id = c."proposedId", rule = c.rule, model = c.model, bits = c.bits,
                  probability = c.probability, candidates = c.candidates, risks = c.risks, holders = c.holders
             from jsonb_to_recordset($2::jsonb) as c(
                    "insuranceNumber" text, state text, "proposedId" text, rule text, model text, bits real,
                    probability double precision, candidates jsonb, risks text[], holders text[])
            where f.campaign = $1 and f.insurance_number = c."insuranceNumber"`,
    values: [campaign, JSON.stringify(rows)],
  });
}
