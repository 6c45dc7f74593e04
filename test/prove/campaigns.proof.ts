import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { cancelCampaign, startCampaign } from '../../src/campaigns/actions';
import { createCampaign, getCampaign } from '../../src/campaigns/campaign-store';
import { parseCampaign } from '../../src/campaigns/parse-campaign';
import { openWorker } from '../../src/campaigns/worker';
import { evaluate } from '../../src/cli/campaign-report';
import { reviewByTruth } from '../../src/cli/campaign-review';
import { prepareDatabases } from '../../src/cli/migrate';
import type { Session } from '../../src/cli/session';
import { readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { STORED_DATABASES } from '../../src/database/roles';
import { openSite } from '../../src/database/site';
import { buildNation, type NationOwners } from '../../src/demo/build-nation';
import type { QualityCounts, QualityDimension, QualityGroup } from '../../src/values/campaign-quality';
import { silent } from '../support/cluster';

/** A nation that nobody has tuned anything to; `factor` is 1 for the usual rates of errors. */
export interface JudgedNation {
  readonly citizens: number;
  readonly seed: number;
  readonly factor: number;
}

export const USUAL_RATES = 0.5;
const ACTOR = 'proof hq-officer';

/**
 * Runs a campaign over all participants of a nation, lets the truth review what waits, and holds the outcome against the truth.
 * The session's registers become that nation.
 */
export async function judgeNation(
  session: Session,
  secret: Buffer,
  { citizens, seed, factor }: JudgedNation,
): Promise<readonly QualityGroup[]> {
  const { site } = session;
  const owners = Object.fromEntries(STORED_DATABASES.map((database) => [database, site.owner(database)]));
  const nation = { citizens, seed, asOf: '2023-12-31', errorFactor: factor * USUAL_RATES, secret };
  await buildNation({ ...nation, owners: owners as NationOwners });
  const id = `seed-${seed}-${factor}`;
  const client = new Client(site.writer());
  // Nothing is applied here, so that there is nothing to put on record.
  const worker = openWorker({ site, log: silent, record: () => Promise.resolve(), pause: () => Promise.resolve() });
  try {
    await client.connect();
    await createCampaign(client, parseCampaign({ id }), { actor: ACTOR });
    await startCampaign(client, id, ACTOR);
    await worker.work(async () => (await getCampaign(client, id)).state === 'REVIEWING');
    await reviewByTruth(session, id);
    const groups = await evaluate(session, id);
    await cancelCampaign(client, id, { actor: ACTOR, reason: 'judged' });
    return groups;
  } finally {
    await worker.close();
    await client.end();
  }
}

/** Opens the databases of a data directory for a proof. */
export async function openJudging(
  dataDir: string,
): Promise<{ session: Session; secret: Buffer; close(): Promise<void> }> {
  const config = readConfig({ LIENTHONG_DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' });
  const site = await openSite(config, { log: silent, durable: false });
  await prepareDatabases({ site, log: silent }, site.databases);
  return { session: { config, site, log: silent }, secret: await loadSecret(config), close: () => site.close() };
}

const CITIZENS = 100_000;
const STEPS: readonly JudgedNation[] = [
  ...Array.from({ length: 20 }, (_, i) => ({ citizens: CITIZENS, seed: i + 1, factor: 1 })),
  ...[1, 2, 3].map((seed) => ({ citizens: CITIZENS, seed, factor: 2 })),
];

type Judged = readonly QualityGroup[];

/**
 * Twenty nations with the usual rates of errors, three with twice as many. Each one's result is kept in the data directory,
 * LIENTHONG_DATA_DIR or a new one, so that a proof that was cut off goes on after the last.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-campaigns-'));
  tell(`data directory: ${dataDir} (set LIENTHONG_DATA_DIR to it to go on after a break)`);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'prove-campaigns.json');
  const done = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Judged[]) : [];
  for (const step of STEPS.slice(done.length)) {
    // Another nation has people of the same insurance numbers: campaigns of one would have those of another in hand.
    const place = join(dataDir, `${step.seed}-${step.factor}`);
    rmSync(place, { recursive: true, force: true });
    const { session, secret, ...judging } = await openJudging(place);
    try {
      done.push(await judgeNation(session, secret, step));
    } finally {
      await judging.close();
    }
    rmSync(place, { recursive: true, force: true });
    writeFileSync(file, JSON.stringify(done));
    tell(`seed ${step.seed}, errors times ${step.factor}: ${describe(sumOf(done.slice(-1), 'ALL', ''))}`);
  }
  return report(done);
}

function report(done: readonly Judged[]): string {
  const [usual, doubled] = [done.slice(0, 20), done.slice(20)];
  const line = (title: string, of: readonly Judged[], dimension: QualityDimension): string => {
    const each = of.map((groups) => sumOf([groups], dimension, ''));
    const least = (rate: (counts: QualityCounts) => number): string => percent(Math.min(...each.map(rate)));
    return `${title.padEnd(26)} ${describe(sumOf(of, dimension, ''))}; least of a seed: precision ${least(precisionOf)}, automatic ${least(automaticOf)}, recall ${least(recallOf)}`;
  };
  const keysOf = (dimension: QualityDimension): readonly string[] =>
    [...new Set(usual.flat().flatMap((group) => (group.dimension === dimension ? [group.key] : [])))].sort();
  const lines = (dimension: QualityDimension): readonly string[] =>
    keysOf(dimension).map((key) => `${key.padEnd(26)} ${describe(sumOf(usual, dimension, key))}`);
  return [
    `${usual.length} nations of ${CITIZENS}, all participants whose citizen record exists`,
    line('all', usual, 'ALL'),
    line('with an anomaly', usual, 'ANOMALOUS'),
    `${doubled.length} nations with twice the errors`,
    line('all', doubled, 'ALL'),
    line('with an anomaly', doubled, 'ANOMALOUS'),
    'by kind of error, in the ordinary nations',
    ...lines('KIND'),
    'told of apart',
    ...lines('APART'),
  ].join('\n');
}

function sumOf(all: readonly Judged[], dimension: QualityDimension, key: string): QualityCounts {
  const groups = all.flat().filter((group) => group.dimension === dimension && group.key === key);
  const sum = (read: (counts: QualityCounts) => number): number =>
    groups.reduce((total, group) => total + read(group), 0);
  return {
    participants: sum(({ participants }) => participants),
    automatic: sum(({ automatic }) => automatic),
    automaticRight: sum(({ automaticRight }) => automaticRight),
    strangersLinked: sum(({ strangersLinked }) => strangersLinked),
    recalled: sum(({ recalled }) => recalled),
  };
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
const precisionOf = (of: QualityCounts): number => shareOf(of.automaticRight, of.automatic + of.strangersLinked);
const automaticOf = (of: QualityCounts): number => shareOf(of.automatic, of.participants);
const recallOf = (of: QualityCounts): number => shareOf(of.recalled, of.participants);

function describe(of: QualityCounts): string {
  const wrong = of.automatic + of.strangersLinked - of.automaticRight;
  return `${of.participants} participants; precision ${percent(precisionOf(of))} (${wrong} wrong), automatic ${percent(automaticOf(of))}, recall ${percent(recallOf(of))}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}
