import { Client, type ClientConfig } from 'pg';
import type { Site } from '../database/site';
import type { QualityGroup } from '../values/campaign-quality';
import { ignore } from './build-schema';
import { linkedByFinding, linkedByStatedId, type LinkingFinding } from './linked-citizen';
import { QualityTally } from './quality-tally';
import { openTruth, type Truth, type TruthPlace } from './truth';

/** The campaign that is held against the truth. */
export interface EvaluatedCampaign {
  readonly id: string;
  /** What its scope asks of a participant `p` of share.participant, as SQL with its values from a number on. */
  inScope(from: number): { readonly text: string; readonly values: readonly unknown[] };
  /** Whether it takes up some classes of anomalies alone; then those without a finding are no part of it. */
  readonly isNarrowed: boolean;
}

export interface EvaluationPlace extends TruthPlace {
  readonly site: Pick<Site, 'truthReader' | 'reader' | 'writer'>;
}

export interface EvaluationOptions {
  /** Participants that are read at a time. */
  readonly chunk?: number;
  /** Told how many participants are done with. */
  readonly onProgress?: (participants: number) => void;
}

interface Participant {
  readonly insurance_number: string;
  readonly personal_id: string | null;
  readonly province_code: string;
}

interface FindingRow extends LinkingFinding {
  readonly insuranceNumber: string;
}

interface Connections {
  readonly gateway: Client;
  readonly insurance: Client;
  readonly population: Client;
  readonly truth: Truth;
}

const CHUNK = 5_000;

/**
 * Holds all participants of a campaign's scope against the ground truth, a chunk at a time, and keeps the counts by groups in the
 * gateway's database, where the campaign's report finds them. Gives them in the order of their dimensions and keys. Whoever
 * another campaign has in hand is left out. Throws CONFIGURATION_INVALID for an installation that is no demonstration.
 */
export async function evaluateCampaign(
  { site, config }: EvaluationPlace,
  campaign: EvaluatedCampaign,
  { chunk = CHUNK, onProgress = ignore }: EvaluationOptions = {},
): Promise<readonly QualityGroup[]> {
  const opened: { end(): Promise<void> }[] = [];
  const open = async (config: ClientConfig): Promise<Client> => {
    const client = new Client(config);
    client.on('error', ignore);
    opened.push(client);
    await client.connect();
    return client;
  };
  const truth = await openTruth({ site, config });
  try {
    const at = {
      truth,
      gateway: await open(site.writer()),
      insurance: await open(site.reader('insurance')),
      population: await open(site.reader('population')),
    };
    const dataset = await open(site.reader('gateway'));
    const { rows } = await dataset.query<{ as_of: string }>('select max(as_of)::text as as_of from share.dataset');
    const tally = new QualityTally(rows[0]?.as_of ?? '');
    await tallyAll(at, campaign, tally, chunk, onProgress);
    const groups = tally.report();
    await keepEvaluation(at.gateway, campaign.id, groups);
    return groups;
  } finally {
    await truth.close();
    await Promise.all(opened.map((client) => client.end().catch(ignore)));
  }
}

async function tallyAll(
  at: Connections,
  campaign: EvaluatedCampaign,
  tally: QualityTally,
  chunk: number,
  onProgress: (participants: number) => void,
): Promise<void> {
  const others = await listOthers(at.gateway, campaign.id);
  const { text, values } = campaign.inScope(3);
  let after = '';
  for (let done = 0; ;) {
    const { rows } = await at.insurance.query<Participant>(
      `select p.insurance_number, p.personal_id, p.province_code from share.participant p
        where p.insurance_number > $1 and ${text} order by p.insurance_number limit $2`,
      [after, chunk, ...values],
    );
    const last = rows.at(-1);
    if (!last) return;
    await tallyChunk(at, campaign, others, rows, tally);
    after = last.insurance_number;
    onProgress((done += rows.length));
  }
}

async function tallyChunk(
  { gateway, population, truth }: Connections,
  { id, isNarrowed }: EvaluatedCampaign,
  others: readonly string[],
  participants: readonly Participant[],
  tally: QualityTally,
): Promise<void> {
  const numbers = participants.map((row) => row.insurance_number);
  const [people, findings] = await Promise.all([truth.peopleOf(numbers), readFindings(gateway, id, numbers)]);
  const elsewhere = await readElsewhere(gateway, others, numbers);
  const citizens = await readCitizens(
    population,
    [...people.values()].map(({ personalId }) => personalId),
  );
  for (const { insurance_number: number, personal_id: stated, province_code: province } of participants) {
    const person = people.get(number);
    const finding = findings.get(number);
    if (!person || (!finding && (isNarrowed || elsewhere.has(number)))) continue;
    const linked = finding ? linkedByFinding(finding) : linkedByStatedId(stated);
    tally.add({ province, truth: person, isCitizen: citizens.has(person.personalId), linked });
  }
}

async function listOthers(gateway: Client, campaign: string): Promise<readonly string[]> {
  const { rows } = await gateway.query<{ campaign: string }>(
    'select campaign from campaign.campaign where campaign <> $1',
    [campaign],
  );
  return rows.map((row) => row.campaign);
}

async function readFindings(
  gateway: Client,
  campaign: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, LinkingFinding>> {
  const { rows } = await gateway.query<FindingRow>(
    `select insurance_number as "insuranceNumber", personal_id as "personalId", state, proposed_id as "proposedId", rule, sampled,
            candidates->0->>'personalId' as first
       from campaign.finding where campaign = $1 and insurance_number = any($2::text[])`,
    [campaign, numbers],
  );
  return new Map(rows.map((row) => [row.insuranceNumber, row]));
}

/** Those whom another campaign has in hand, or had and left without a valid ID. */
async function readElsewhere(
  gateway: Client,
  others: readonly string[],
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (others.length === 0) return new Set();
  const { rows } = await gateway.query<{ insurance_number: string }>(
    `select insurance_number from campaign.finding f
      where campaign = any($1::text[]) and insurance_number = any($2::text[])
        and (state not in ('APPLIED', 'CONFIRMED') or exists (
              select from campaign.holding h where h.insurance_number = f.insurance_number and h.campaign = f.campaign))`,
    [others, numbers],
  );
  return new Set(rows.map((row) => row.insurance_number));
}

async function readCitizens(population: Client, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await population.query<{ personal_id: string }>(
    'select personal_id from share.citizen where personal_id = any($1::text[])',
    [ids],
  );
  return new Set(rows.map((row) => row.personal_id));
}

/** Counts alone are kept; an evaluation stays when there is a newer one. */
async function keepEvaluation(gateway: Client, campaign: string, groups: readonly QualityGroup[]): Promise<void> {
  const column = <Key extends keyof QualityGroup>(key: Key): QualityGroup[Key][] => groups.map((group) => group[key]);
  await gateway.query(
    `insert into campaign.evaluation (campaign, evaluated_at, dimension, key, participants, automatic, automatic_right,
        strangers_linked, recalled)
     select $1, clock.now, g.* from (select statement_timestamp() as now) as clock cross join
       unnest($2::text[], $3::text[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], $8::integer[]) as g`,
    [
      campaign,
      column('dimension'),
      column('key'),
      column('participants'),
      column('automatic'),
      column('automaticRight'),
      column('strangersLinked'),
      column('recalled'),
    ],
  );
}
