import { mkdtempSync, rmSync } from 'node:fs';
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
import { type Running, startProgram, waitForAddress } from '../cli/program';
import { FLAGSHIP_ROWS } from '../graph/flagship';
import { silent } from '../support/cluster';
import { officerHeaders } from '../support/persona-token';
import { load, type Operation, quantile } from './load';

/** How long interactive queries took in a round with workers on a campaign, and in one with the campaign paused; in ms. */
export interface Round {
  /** Of the campaign while it was worked on. */
  readonly state: CampaignState;
  readonly worked: readonly number[];
  readonly quiet: readonly number[];
}

export interface BesideTrials {
  readonly citizens: number;
  readonly roundMs: number;
  /** At most so many rounds until the decision, and as many of applying. */
  readonly rounds: number;
}

const CAMPAIGN = 'beside';
const ACTOR = 'proof hq-officer';
const WORKERS = 2;
/** Within so long workers notice that somebody asks. */
const SETTLING_MS = 2_500;

const page = (filter: string, fields: string): string =>
  `{ participants(filter: { ${filter} }, first: 50) { ${fields} } }`;
const CLIENTS: readonly Operation[] = [
  { name: 'flagship', document: page('province: "01", scheme: COMPULSORY_SI', FLAGSHIP_ROWS) },
  { name: 'flagship', document: page('province: "79", scheme: COMPULSORY_SI', FLAGSHIP_ROWS) },
  { name: 'narrow', document: page('province: "79"', 'edges { node { fullName birthDate } }') },
  { name: 'cards', document: page('province: "01"', 'edges { node { fullName healthCards { cardNumber validTo } } }') },
];

/** Asks a gateway the same queries in turns, with two workers on a campaign and with the campaign paused. */
export async function askBesideCampaign(
  { citizens, roundMs, rounds }: BesideTrials,
  dataDir: string,
  tell: (line: string) => void,
): Promise<readonly Round[]> {
  const variables = {
    LIENTHONG_DATA_DIR: dataDir,
    LIENTHONG_DEMO_CITIZENS: String(citizens),
    LIENTHONG_LOG_LEVEL: 'silent',
  };
  const programs: Running[] = [startProgram(['serve'], { ...variables, PORT: '0' })];
  try {
    const url = await waitForAddress(programs[0] as Running);
    const headers = await officerHeaders(dataDir);
    for (let i = 0; i < WORKERS; i += 1) programs.push(startProgram(['campaign', 'work'], variables));
    const ask = async (): Promise<readonly number[]> => {
      await load(url, CLIENTS, SETTLING_MS, headers);
      const samples = await load(url, CLIENTS, roundMs, headers);
      if (samples.some(({ failed }) => failed.length > 0)) throw new Error('a query failed');
      return samples.map(({ ms }) => ms);
    };
    const site = await openSite(readConfig(variables), { log: silent });
    const client = new Client(site.writer());
    try {
      await client.connect();
      await load(url, CLIENTS, roundMs, headers);
      return await takeTurns(client, ask, rounds, tell);
    } finally {
      await client.end();
      await site.close();
    }
  } finally {
    for (const { process } of programs) process.kill('SIGTERM');
    await Promise.all(programs.map(({ ended }) => ended));
  }
}

async function takeTurns(
  client: Client,
  ask: () => Promise<readonly number[]>,
  rounds: number,
  tell: (line: string) => void,
): Promise<readonly Round[]> {
  const measured: Round[] = [];
  const untilReview = async (): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      const { state } = await getCampaign(client, CAMPAIGN);
      const worked = await ask();
      if ((await getCampaign(client, CAMPAIGN)).state === 'REVIEWING') return;
      await pauseCampaign(client, CAMPAIGN, { actor: ACTOR, reason: 'a round without it' });
      const quiet = await ask();
      await resumeCampaign(client, CAMPAIGN, ACTOR);
      measured.push({ state, worked, quiet });
      tell(describe(state, [{ state, worked, quiet }]));
    }
    while ((await getCampaign(client, CAMPAIGN)).state !== 'REVIEWING') await delay(100);
  };
  await createCampaign(client, parseCampaign({ id: CAMPAIGN }), { actor: ACTOR });
  await startCampaign(client, CAMPAIGN, ACTOR);
  await untilReview();
  await applyCampaign(client, CAMPAIGN, ACTOR);
  await untilReview();
  return measured;
}

const MOST = 2;

function describe(title: string, rounds: readonly Round[]): string {
  const [quiet, worked] = [rounds.flatMap((round) => round.quiet), rounds.flatMap((round) => round.worked)];
  const [from, to] = [quantile(quiet, 0.99), quantile(worked, 0.99)];
  const median = `p50 ${quantile(quiet, 0.5).toFixed(1)} and ${quantile(worked, 0.5).toFixed(1)} ms`;
  return `${title.padEnd(9)} ${rounds.length} rounds, ${quiet.length} and ${worked.length} answers: ${median}; p99 ${from.toFixed(1)} and ${to.toFixed(1)} ms, ratio ${(to / from).toFixed(2)}`;
}

/** Rounds of ten seconds each way on a nation of 100,000, as a block for docs/performance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lienthong-beside-'));
  try {
    const rounds = await askBesideCampaign({ citizens: 100_000, roundMs: 10_000, rounds: 8 }, dataDir, tell);
    const states = [...new Set(rounds.map(({ state }) => state))];
    return [
      `a nation of 100,000, ${CLIENTS.length} clients that wait 20 ms between requests, ${WORKERS} workers; with the campaign paused, and beside it`,
      ...states.map((state) =>
        describe(
          state,
          rounds.filter((round) => round.state === state),
        ),
      ),
      describe('all', rounds),
      `the ratio of p99 is to be at most ${MOST}`,
    ].join('\n');
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
