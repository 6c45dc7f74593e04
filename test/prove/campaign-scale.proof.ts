import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { applyCampaign, finishCampaign, startCampaign } from '../../src/campaigns/actions';
import { createCampaign, getCampaign } from '../../src/campaigns/campaign-store';
import { parseCampaign } from '../../src/campaigns/parse-campaign';
import { readReport } from '../../src/campaigns/report/read-report';
import { readConfig } from '../../src/config';
import { placeCluster } from '../../src/database/cluster-place';
import { findPostgresProcesses } from '../../src/database/postgres-processes';
import { openSite } from '../../src/database/site';
import { STORED_DATABASES } from '../../src/database/roles';
import { buildNation, type NationOwners } from '../../src/demo/build-nation';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { resolveGrants } from '../../src/planning/view/grants';
import { graphSchema } from '../../src/server/graph-schema';
import { type Running, startProgram } from '../cli/program';
import { silent } from '../support/cluster';
import { joinInOneDatabase, type Joined } from './campaign-yardstick';
import { openJudging, USUAL_RATES } from './campaigns.proof';
import { cpuOf, memoryOf } from './processes';

/** What one campaign took, from its plan to its report. */
export interface Scaled {
  readonly citizens: number;
  readonly participants: number;
  readonly findings: number;
  readonly corrected: number;
  readonly cards: number;
  /** Seconds from the start to the decision, of applying, and of the report; with both workers. */
  readonly matchedS: number;
  readonly appliedS: number;
  readonly reportedS: number;
  /** CPU of both workers and of PostgreSQL, in seconds. */
  readonly workersCpuS: number;
  readonly postgresCpuS: number;
  /** The most memory that a worker held, and that a PostgreSQL process held for itself, in bytes. */
  readonly workerBytes: number;
  readonly postgresBytes: number;
  /** The same matching as one SQL join. */
  readonly joined: Joined;
}

const WORKERS = 2;
const CAMPAIGN = 'scale';
const ACTOR = 'proof hq-officer';
const LOOK_MS = 50;
const WATCH_MS = 500;
/** How long a worker takes to be there, from its process on. */
const STARTING_MS = 8_000;

/** Builds a nation with half the usual rates of errors, so that about a tenth of its participants are corrected. */
export async function buildAt(dataDir: string, citizens: number): Promise<void> {
  const { session, secret, ...judging } = await openJudging(dataDir);
  const owners = Object.fromEntries(STORED_DATABASES.map((database) => [database, session.site.owner(database)]));
  try {
    await buildNation({
      citizens,
      seed: 1,
      asOf: '2023-12-31',
      errorFactor: USUAL_RATES / 2,
      owners: owners as NationOwners,
      secret,
    });
  } finally {
    await judging.close();
  }
}

/** Joins the registers of a nation in one database, and then runs a campaign over them with two workers. */
export async function measureCampaign(dataDir: string, citizens: number): Promise<Scaled> {
  const variables = { LIENTHONG_DATA_DIR: dataDir };
  const config = readConfig(variables);
  const site = await openSite(config, { log: silent });
  const client = new Client(site.writer());
  try {
    await client.connect();
    await seedAgreements(site.writer(), (agreement) => resolveGrants(graphSchema(), agreement));
    const joined = await joinInOneDatabase(site);
    const workers = Array.from({ length: WORKERS }, () => startProgram(['campaign', 'work'], variables));
    try {
      await delay(STARTING_MS);
      return { citizens, joined, ...(await run(client, workers, placeCluster(config.dataDir).clusterDir)) };
    } finally {
      for (const { process } of workers) process.kill('SIGTERM');
      await Promise.all(workers.map(({ ended }) => ended));
    }
  } finally {
    await client.end();
    await site.close();
  }
}

type Ran = Omit<Scaled, 'citizens' | 'joined'>;

async function run(client: Client, workers: readonly Running[], clusterDir: string): Promise<Ran> {
  const pids = workers.map(({ process }) => process.pid ?? 0);
  const postgres = (): number => cpuOf(findPostgresProcesses(clusterDir));
  const before = { workers: cpuOf(pids), postgres: postgres() };
  let postgresBytes = 0;
  const watch = setInterval(() => {
    const own = findPostgresProcesses(clusterDir).map((pid) => memoryOf(pid).own);
    postgresBytes = Math.max(postgresBytes, ...own);
  }, WATCH_MS).unref();
  await createCampaign(client, parseCampaign({ id: CAMPAIGN }), { actor: ACTOR });
  const started = performance.now();
  await startCampaign(client, CAMPAIGN, ACTOR);
  await reviewed(client);
  const decided = performance.now();
  await applyCampaign(client, CAMPAIGN, ACTOR);
  await reviewed(client);
  const applied = performance.now();
  await finishCampaign(client, CAMPAIGN, ACTOR);
  const report = await readReport(client, CAMPAIGN, new Date());
  const reported = performance.now();
  clearInterval(watch);
  const after = { workers: cpuOf(pids), postgres: postgres() };
  if (!report.isAccountedFor) throw new Error('the findings do not add up');
  const { rows } = await client.query<{ findings: number; corrected: number; cards: number }>(
    `select (select count(*) from campaign.finding where campaign = $1)::float8 as findings,
            (select count(*) from campaign.finding where campaign = $1 and state = 'APPLIED')::float8 as corrected,
            (select count(*) from campaign.correction
              where campaign = $1 and register = 'health' and outcome = 'APPLIED')::float8 as cards`,
    [CAMPAIGN],
  );
  return {
    participants: report.looked.participants,
    findings: rows[0]?.findings ?? 0,
    corrected: rows[0]?.corrected ?? 0,
    cards: rows[0]?.cards ?? 0,
    matchedS: (decided - started) / 1000,
    appliedS: (applied - decided) / 1000,
    reportedS: (reported - applied) / 1000,
    workersCpuS: (after.workers - before.workers) / 1000,
    postgresCpuS: (after.postgres - before.postgres) / 1000,
    workerBytes: Math.max(...pids.map((pid) => memoryOf(pid).most)),
    postgresBytes,
  };
}

/** Waits until the workers have nothing left to do. */
async function reviewed(client: Client): Promise<void> {
  for (;;) {
    const { state } = await getCampaign(client, CAMPAIGN);
    if (state === 'REVIEWING') return;
    if (state === 'PAUSED') throw new Error('the campaign was paused by a worker');
    await delay(LOOK_MS);
  }
}

const SIZES = [100_000, 1_000_000, 3_000_000] as const;

/**
 * Measures nations of 100,000, a million and three million, as a block for docs/performance.md. Each one's result is kept in
 * the data directory, LIENTHONG_DATA_DIR or a new one, so that a proof that was cut off goes on after the last.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const baseDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-scale-'));
  tell(`data directory: ${baseDir} (15 GB; set LIENTHONG_DATA_DIR to it to go on after a break)`);
  mkdirSync(baseDir, { recursive: true });
  const file = join(baseDir, 'prove-campaign-scale.json');
  const done = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Scaled[]) : [];
  for (const citizens of SIZES.slice(done.length)) {
    const dataDir = join(baseDir, String(citizens));
    tell(`building a nation of ${citizens}`);
    await buildAt(dataDir, citizens);
    tell('joining it in one database, and running the campaign');
    const scaled = await measureCampaign(dataDir, citizens);
    rmSync(dataDir, { recursive: true, force: true });
    tell(JSON.stringify(scaled));
    done.push(scaled);
    writeFileSync(file, JSON.stringify(done));
  }
  return report(done);
}

function report(done: readonly Scaled[]): string {
  const rows = done.map((of) => {
    const total = of.matchedS + of.appliedS + of.reportedS;
    const cells = [
      of.citizens,
      of.participants,
      of.findings,
      `${of.corrected} (${((100 * of.corrected) / of.participants).toFixed(1)} %)`,
      of.cards,
      of.matchedS.toFixed(1),
      of.appliedS.toFixed(1),
      of.reportedS.toFixed(2),
      total.toFixed(1),
      ((total / of.participants) * 1e6).toFixed(1),
      `${of.workersCpuS.toFixed(1)} + ${of.postgresCpuS.toFixed(1)}`,
      (of.workerBytes / 2 ** 20).toFixed(0),
      (of.postgresBytes / 2 ** 20).toFixed(0),
      of.joined.seconds.toFixed(2),
      (of.matchedS / of.joined.seconds).toFixed(1),
      (total / of.joined.seconds).toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| citizens | participants | findings | corrected | cards | plan to decision, s | apply, s | report, s | together, s | µs a participant | CPU of workers + PostgreSQL, s | most MB of a worker | most MB of a PostgreSQL process | one SQL join, s | to decision / join | together / join |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
