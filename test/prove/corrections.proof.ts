import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { applyCampaign, startCampaign } from '../../src/campaigns/actions';
import { createCampaign, getCampaign } from '../../src/campaigns/campaign-store';
import { parseCampaign } from '../../src/campaigns/parse-campaign';
import type { CorrectedRegister } from '../../src/database/roles';
import type { Site } from '../../src/database/site';
import { type FaultProxy, openFaultProxy } from '../audit/fault-proxy';
import { makeDataDir } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { killWorker, startCampaignWorker, type WorkerSettings } from './campaign-workers';
import { openInstallation } from './gateway-process';

/** What is done to workers while they correct two registers. */
export interface CorrectionTrials {
  readonly citizens: number;
  readonly kills: number;
  readonly cuts: number;
  readonly zombies: number;
  readonly appliedTogether: number;
  /** How long workers wait after each step while harm is left to be done, in milliseconds. */
  readonly pauseMs: number;
}

export interface CorrectionProof {
  readonly corrections: number;
  readonly cards: number;
  readonly kills: number;
  readonly cuts: number;
  /** Workers that were stopped past their lease and woken. */
  readonly zombies: number;
  /** Looks at gateway and registers, each after a kill, and how many of them did not add up. */
  readonly looks: number;
  readonly wrong: number;
  readonly lost: number;
  readonly doubled: number;
  readonly overwritten: number;
  /** Records that somebody else had changed meanwhile, and how many of them were left as they are. */
  readonly foreign: number;
  readonly kept: number;
}

const CAMPAIGN = 'proof';
const ACTOR = 'proof hq-officer';
const WORKERS = 4;
const LEASE_S = 1;
/** What somebody else writes into records that the campaign means to correct. */
const FOREIGN_ID = '999999999999';

/**
 * Applies a campaign with workers that are killed, stopped past their leases and woken, and whose connections to the registers
 * are cut around the commit, while somebody else changes some of the same records; and looks after each kill whether everything
 * adds up.
 */
export async function proveCorrections(
  trials: CorrectionTrials,
  tell: (line: string) => void = () => undefined,
): Promise<CorrectionProof> {
  const dataDir = makeDataDir();
  const { site, variables } = await openInstallation(dataDir, { citizens: trials.citizens, durable: false });
  const client = new Client(site.writer());
  await client.connect();
  const proxies: Readonly<Record<CorrectedRegister, FaultProxy>> = {
    insurance: await openFaultProxy(site.corrector('insurance'), 'correction'),
    health: await openFaultProxy(site.corrector('health'), 'correction'),
  };
  const settings = {
    leaseSeconds: LEASE_S,
    appliedTogether: trials.appliedTogether,
    ports: { insurance: portOf(proxies.insurance), health: portOf(proxies.health) },
  };
  try {
    await prepare(client, variables, { ...settings, pauseMs: 0 });
    const foreign = await changeSome(client, site);
    const before = await readRegisters(site);
    await applyCampaign(client, CAMPAIGN, ACTOR);
    const harm = await applyUnderHarm({ client, site, variables, settings, proxies, trials, tell });
    const after = await readRegisters(site);
    return { ...harm, ...(await judge(client, site, before, after, foreign)) };
  } finally {
    await client.end();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await site.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function portOf({ config }: FaultProxy): number {
  return new Client(config).port;
}

/** Scans, matches and decides in peace. */
async function prepare(
  client: Client,
  variables: Readonly<Record<string, string>>,
  settings: WorkerSettings,
): Promise<void> {
  await createCampaign(client, parseCampaign({ id: CAMPAIGN }), { actor: ACTOR });
  await startCampaign(client, CAMPAIGN, ACTOR);
  const worker = await startCampaignWorker(variables, { ...settings, leaseSeconds: 30 });
  while ((await getCampaign(client, CAMPAIGN)).state !== 'REVIEWING') await delay(200);
  await killWorker(worker);
}

/** Somebody else changes one in a hundred of the records that are to be corrected. */
async function changeSome(client: Client, site: Site): Promise<readonly string[]> {
  const { rows } = await client.query<{ insurance_number: string }>(
    `select insurance_number from campaign.finding where campaign = $1 and state = 'PROPOSED' order by md5(insurance_number)
      limit (select greatest(1, count(*) / 100) from campaign.finding where campaign = $1 and state = 'PROPOSED')`,
    [CAMPAIGN],
  );
  const numbers = rows.map(({ insurance_number: number }) => number);
  await withClient(site.owner('insurance'), (insurance) =>
    insurance.query(
      `update register.participant set personal_id = $2, version = version + 1 where insurance_number = any($1)`,
      [numbers, FOREIGN_ID],
    ),
  );
  return numbers;
}

interface Harm {
  readonly client: Client;
  readonly site: Site;
  readonly variables: Readonly<Record<string, string>>;
  readonly settings: Omit<WorkerSettings, 'pauseMs'>;
  readonly proxies: Readonly<Record<CorrectedRegister, FaultProxy>>;
  readonly trials: CorrectionTrials;
  readonly tell: (line: string) => void;
}

async function applyUnderHarm({
  client,
  site,
  variables,
  settings,
  proxies,
  trials,
  tell,
}: Harm): Promise<Pick<CorrectionProof, 'kills' | 'cuts' | 'zombies' | 'looks' | 'wrong'>> {
  const done = { kills: 0, zombies: 0, looks: 0, wrong: 0 };
  const cutsOf = (): number => proxies.insurance.cuts + proxies.health.cuts;
  // While harm is left to be done the workers are slow, so that there is something to harm.
  const start = (): Promise<ChildProcess> =>
    startCampaignWorker(variables, { ...settings, pauseMs: isOver() ? 0 : trials.pauseMs });
  const isOver = (): boolean => done.kills >= trials.kills && done.zombies >= trials.zombies && cutsOf() >= trials.cuts;
  const workers = Array.from({ length: WORKERS }, start);
  const stopped = new Set<Promise<void>>();
  while ((await getCampaign(client, CAMPAIGN)).state === 'APPLYING' || stopped.size > 0) {
    for (const proxy of Object.values(proxies)) proxy.mode = cutsOf() < trials.cuts ? CUTS[randomInt(2)]! : 'pass';
    await delay(randomInt(LOOK_MS));
    const at = randomInt(workers.length);
    const worker = await workers[at]!;
    if (done.zombies < trials.zombies && randomInt(trials.kills + trials.zombies) < trials.zombies) {
      done.zombies += 1;
      worker.kill('SIGSTOP');
      workers[at] = start();
      const woken = delay(1_000 * LEASE_S + 300).then(async () => {
        worker.kill('SIGCONT');
        // What it had in hand it tries to finish, and is refused.
        await delay(200);
        await killWorker(worker);
        stopped.delete(woken);
      });
      stopped.add(woken);
    } else if (done.kills < trials.kills) {
      done.kills += 1;
      await killWorker(worker);
      done.looks += 1;
      if (!(await addsUp(client, site))) done.wrong += 1;
      workers[at] = start();
      if (done.kills % 50 === 0) tell(`${done.kills} kills, ${cutsOf()} cuts, ${done.zombies} woken`);
    }
  }
  for (const worker of workers) await killWorker(await worker);
  return { ...done, cuts: cutsOf() };
}

const CUTS = ['cut the commit', 'cut the answer to the commit'] as const;
const LOOK_MS = 120;

/**
 * Whether at this moment every finding that was matched is in one of the ends or open, every applied one is in the register's
 * history exactly once, and the history holds nothing that was not written down before.
 */
async function addsUp(client: Client, site: Site): Promise<boolean> {
  const { rows: sums } = await client.query<{ matched: number; parts: number }>(
    `select count(*) filter (where proposed_id is not null or candidates is not null)::int as matched,
            count(*) filter (where state in ('APPLIED', 'CONFLICT', 'REJECTED', 'QUARANTINED', 'CONFIRMED', 'PROPOSED', 'POSSIBLE',
              'ACCEPTED') or (state = 'PAPERS' and candidates is not null))::int as parts
       from campaign.finding where campaign = $1`,
    [CAMPAIGN],
  );
  // The register's history is read first: what is written down meanwhile can only be more.
  for (const register of ['insurance', 'health'] as const) {
    const history = await historyOf(site, register);
    const { rows } = await client.query<{ correction: string; outcome: string | null }>(
      'select correction, outcome from campaign.correction where campaign = $1 and register = $2',
      [CAMPAIGN, register],
    );
    const planned = new Map(rows.map(({ correction, outcome }) => [correction, outcome]));
    if (history.some((id) => !planned.has(id))) return false;
    if (history.some((id) => planned.get(id) === 'CONFLICT')) return false;
  }
  return sums[0] !== undefined && sums[0].matched === sums[0].parts;
}

async function historyOf(site: Site, register: CorrectedRegister): Promise<readonly string[]> {
  return withClient(site.owner(register), async (owner) => {
    const { rows } = await owner.query<{ correction: string }>('select correction from register.correction_history');
    return rows.map(({ correction }) => correction);
  });
}

type RegisterState = ReadonlyMap<string, { readonly id: string | null; readonly version: number }>;

async function readRegisters(site: Site): Promise<Readonly<Record<CorrectedRegister, RegisterState>>> {
  const read = (register: CorrectedRegister, table: string, key: string): Promise<RegisterState> =>
    withClient(site.owner(register), async (owner) => {
      const { rows } = await owner.query<{ key: string; id: string | null; version: number }>(
        `select ${key} as key, personal_id as id, version::int as version from register.${table}`,
      );
      return new Map(rows.map(({ key: of, ...state }) => [of, state]));
    });
  return {
    insurance: await read('insurance', 'participant', 'insurance_number'),
    health: await read('health', 'card', 'card_number'),
  };
}

/** Holds the registers against what was to be corrected. */
async function judge(
  client: Client,
  site: Site,
  before: Readonly<Record<CorrectedRegister, RegisterState>>,
  after: Readonly<Record<CorrectedRegister, RegisterState>>,
  foreign: readonly string[],
): Promise<Omit<CorrectionProof, 'kills' | 'cuts' | 'zombies' | 'looks' | 'wrong'>> {
  const { rows } = await client.query<{
    register: CorrectedRegister;
    record_key: string;
    id_after: string;
    outcome: string;
    version: number;
  }>(
    `select register, record_key, id_after, outcome, version::int as version from campaign.correction where campaign = $1`,
    [CAMPAIGN],
  );
  const result = { corrections: 0, cards: 0, lost: 0, doubled: 0, overwritten: 0, foreign: foreign.length, kept: 0 };
  const corrected = new Map(rows.filter(({ outcome }) => outcome === 'APPLIED').map((row) => [row.record_key, row]));
  for (const register of ['insurance', 'health'] as const) {
    const history = await historyOf(site, register);
    const applied = rows.filter((row) => row.register === register && row.outcome === 'APPLIED');
    if (register === 'insurance') result.corrections = applied.length;
    else result.cards = applied.length;
    if (history.length !== applied.length) result.doubled += Math.abs(history.length - applied.length);
    for (const { record_key: key, id_after: id, version } of applied) {
      const now = after[register].get(key);
      if (now?.id !== id || now.version <= version) result.lost += 1;
      if (now && now.version > version + 1) result.doubled += 1;
    }
    for (const [key, now] of after[register]) {
      const was = before[register].get(key);
      if (!corrected.has(key) && (was?.id !== now.id || was.version !== now.version)) result.overwritten += 1;
    }
  }
  result.kept = foreign.filter((key) => after.insurance.get(key)?.id === FOREIGN_ID).length;
  return result;
}

const FULL: CorrectionTrials = {
  citizens: 105_000,
  kills: 1_000,
  cuts: 1_000,
  zombies: 200,
  appliedTogether: 8,
  pauseMs: 700,
};

export function toText(proof: CorrectionProof): string {
  return [
    `a campaign of ${proof.corrections} corrected participants and ${proof.cards} cards`,
    `${proof.kills} kill -9 of workers, ${proof.cuts} connections cut around the commit, ${proof.zombies} workers stopped past their lease and woken`,
    `looks after a kill: ${proof.looks}; that did not add up: ${proof.wrong}`,
    `lost: ${proof.lost}; doubled: ${proof.doubled}; overwritten: ${proof.overwritten}`,
    `records that somebody else had changed: ${proof.foreign}; left as they were: ${proof.kept}`,
  ].join('\n');
}

/** All of it, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  return toText(await proveCorrections(FULL, tell));
}
