import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { applyCampaign, pauseCampaign, resumeCampaign, startCampaign } from '../../src/campaigns/actions';
import type { CampaignState } from '../../src/campaigns/campaign';
import { createCampaign, getCampaign } from '../../src/campaigns/campaign-store';
import { parseCampaign } from '../../src/campaigns/parse-campaign';
import { readConfig } from '../../src/config';
import { openSite } from '../../src/database/site';
import { startProgram, waitForAddress } from '../cli/program';
import { FLAGSHIP_ROWS } from '../graph/flagship';
import { silent } from '../support/cluster';
import { officerHeaders } from '../support/persona-token';
import { load, type Operation, quantile } from './load';

/** What interactive queries took in one round, while nothing else was done and while a campaign was worked on; in ms. */
export interface Beside {
  readonly state: CampaignState;
  readonly quiet: Times;
  readonly worked: Times;
  /** Participants that the workers got done with while they were beside. */
  readonly done: number;
}

interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

const CAMPAIGN = 'beside';
const ACTOR = 'proof hq-officer';
const WORKERS = 2;
/** Workers are noticed by those who ask, and the other way round, within so long. */
const SETTLING_MS = 2_500;

const page = (province: string): string =>
  `{ participants(filter: { province: "${province}", scheme: COMPULSORY_SI }, first: 50) { ${FLAGSHIP_ROWS} } }`;
const CLIENTS: readonly Operation[] = [
  { name: 'flagship', document: page('01') },
  { name: 'flagship', document: page('79') },
  {
    name: 'narrow',
    document: '{ participants(filter: { province: "79" }, first: 100) { edges { node { fullName birthDate } } } }',
  },
  {
    name: 'cards',
    document:
      '{ participants(filter: { province: "01" }, first: 20) { edges { node { insuranceNumber healthCards { cardNumber validTo } } } } }',
  },
];

export interface BesideTrials {
  readonly citizens: number;
  readonly roundMs: number;
  /** At most so many rounds of scanning and matching, and as many of applying. */
  readonly rounds: number;
}

/**
 * Asks a gateway the same queries in turns with a campaign paused and with two workers on it, while it scans and matches and
 * while it applies.
 */
export async function askBesideCampaign(
  { citizens, roundMs, rounds }: BesideTrials,
  dataDir: string,
  tell: (line: string) => void = () => undefined,
): Promise<readonly Beside[]> {
  const variables = {
    LIENTHONG_DATA_DIR: dataDir,
    LIENTHONG_DEMO_CITIZENS: String(citizens),
    LIENTHONG_LOG_LEVEL: 'silent',
  };
  const program = startProgram(['serve'], { ...variables, PORT: '0' });
  const workers: ReturnType<typeof startProgram>[] = [];
  try {
    const url = await waitForAddress(program);
    const headers = await officerHeaders(dataDir);
    workers.push(...Array.from({ length: WORKERS }, () => startProgram(['campaign', 'work'], variables)));
    const site = await openSite(readConfig(variables), { log: silent });
    const client = new Client(site.writer());
    try {
      await client.connect();
      await load(url, CLIENTS, roundMs, headers);
      const measured: Beside[] = [];
      const ask = async (): Promise<Times> => {
        await load(url, CLIENTS, SETTLING_MS, headers);
        const samples = await load(url, CLIENTS, roundMs, headers);
        const ms = samples.map((sample) => sample.ms);
        if (samples.some(({ failed }) => failed.length > 0)) throw new Error('a query failed');
        return { p50: quantile(ms, 0.5), p99: quantile(ms, 0.99), samples: ms.length };
      };
      const takeTurns = async (): Promise<void> => {
        for (let round = 0; round < rounds; round += 1) {
          const worked = await ask();
          const { state } = await getCampaign(client, CAMPAIGN);
          if (state === 'REVIEWING') return;
          const before = await countDone(client);
          await pauseCampaign(client, CAMPAIGN, { actor: ACTOR, reason: 'a round without it' });
          const quiet = await ask();
          await resumeCampaign(client, CAMPAIGN, ACTOR);
          measured.push({ state, quiet, worked, done: before });
          tell(JSON.stringify(measured.at(-1)));
        }
        while ((await getCampaign(client, CAMPAIGN)).state !== 'REVIEWING') await delay(100);
      };
      await createCampaign(client, parseCampaign({ id: CAMPAIGN }), { actor: ACTOR });
      await startCampaign(client, CAMPAIGN, ACTOR);
      await takeTurns();
      await applyCampaign(client, CAMPAIGN, ACTOR);
      await takeTurns();
      return measured;
    } finally {
      await client.end();
      await site.close();
    }
  } finally {
    for (const { process } of [...workers, program]) process.kill('SIGTERM');
    await Promise.all([...workers, program].map(({ ended }) => ended));
  }
}

async function countDone(client: Client): Promise<number> {
  const { rows } = await client.query<{ done: number }>(
    'select sum(done)::float8 as done from campaign.unit where campaign = $1',
    [CAMPAIGN],
  );
  return rows[0]?.done ?? 0;
}

const MOST = 2;

/** Rounds of five seconds each way on a nation of 100,000, as a block for docs/performance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lienthong-beside-'));
  mkdirSync(dataDir, { recursive: true });
  try {
    const measured = await askBesideCampaign({ citizens: 100_000, roundMs: 10_000, rounds: 8 }, dataDir, tell);
    const ratios = measured.map(({ quiet, worked }) => worked.p99 / quiet.p99);
    return [
      ...measured.map(
        ({ state, quiet, worked }) =>
          `${state.padEnd(9)} p50 ${quiet.p50.toFixed(1)} → ${worked.p50.toFixed(1)} ms, p99 ${quiet.p99.toFixed(1)} → ${worked.p99.toFixed(1)} ms, of ${quiet.samples} and ${worked.samples} answers`,
      ),
      `ratios of p99: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}; median ${quantile(ratios, 0.5).toFixed(2)} (at most ${MOST})`,
    ].join('\n');
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
