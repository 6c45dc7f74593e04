import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type AuditLog, openAuditLog } from '../../src/audit/audit-log';
import { parsePublicKey } from '../../src/audit/signed-note';
import { verifyDatabase } from '../../src/audit/verify-database';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { type FaultProxy, openFaultProxy } from '../audit/fault-proxy';
import { type Random, randomOf } from '../audit/attacks';
import { makeScratchLog, rememberEvents, type ScratchLog, SEED, someRecord } from '../audit/scratch-log';
import { makeDataDir, silent } from '../support/cluster';
import { runAs } from '../support/scratch-register';
import { newSeed } from './oracle.proof';

export interface Told {
  readonly appends: number;
  readonly committed: number;
  readonly refused: number;
  /** Appends that were told to be committed and are not in the log, or not where they were told to be. */
  readonly lost: number;
  /** Entries that were settled without their record, or recorded as allowed without being settled. */
  readonly unsettled: number;
  /** What the verifier found. */
  readonly broken: readonly string[];
  /** Milliseconds: the longest wait for a refusal or an answer, and the longest from a fault's end to an answer. */
  readonly longestWait: number;
  readonly longestReturn: number;
  /** How often each fault was injected. */
  readonly faults: Readonly<Record<string, number>>;
}

const CLIENTS = 64;
/** Every so many entries have something to be settled with their commit. */
const SETTLED_EVERY = 5;

/** A gateway's log behind a proxy, its records on a small disk of their own where one can be made. */
interface Place {
  readonly site: Site;
  readonly scratch: ScratchLog;
  readonly proxy: FaultProxy;
  readonly log: AuditLog;
  /** Where the small disk is; null when only root could make one. */
  readonly disk: string | null;
}

/** Appends from 64 clients until so many have been told, while faults are injected one after the other. */
export async function proveFaults(appends: number, seed: number, tell: (line: string) => void): Promise<Told> {
  const dataDir = makeDataDir();
  const disk = makeDisk(join(dataDir, '..', `lienthong-disk-${process.pid}`));
  const site = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), { log: silent, durable: true });
  try {
    const scratch = await makeScratchLog(site, 'audit_faults_proof');
    await prepare(scratch, dataDir, disk);
    const proxy = await openFaultProxy(scratch.writer, 'any');
    const { log: report } = rememberEvents();
    const log = await openAuditLog({
      connection: () => proxy.config,
      seed: SEED,
      log: report,
      settle: async (client, entries) => {
        const requests = entries.filter(({ settle }) => settle === true).map(({ record }) => record.request);
        await client.query('insert into public.settled select unnest($1::uuid[])', [requests]);
        return entries.map(({ record }) => record);
      },
    });
    const told = await run({ site, scratch, proxy, log, disk }, appends, randomOf(seed), tell);
    await proxy.close();
    return told;
  } finally {
    await site.close();
    if (disk !== null) execFileSync('/bin/umount', [disk]);
    if (disk !== null) rmSync(disk, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function run(place: Place, appends: number, random: Random, tell: (line: string) => void): Promise<Told> {
  const { log, scratch } = place;
  const kept = new Map<string, number>();
  const settled = new Set<string>();
  const waits = { longest: 0, longestReturn: 0, healedAt: null as number | null };
  const counts = { told: 0, refused: 0 };
  const client = async (): Promise<void> => {
    while (counts.told < appends) {
      counts.told += 1;
      const settle = counts.told % SETTLED_EVERY === 0;
      const record = someRecord();
      const start = performance.now();
      try {
        const { seq } = await log.append(settle ? { record, settle } : { record });
        kept.set(record.request, seq);
        if (settle) settled.add(record.request);
        if (waits.healedAt !== null) {
          waits.longestReturn = Math.max(waits.longestReturn, performance.now() - waits.healedAt);
          waits.healedAt = null;
        }
      } catch {
        counts.refused += 1;
        await delay(20);
      }
      waits.longest = Math.max(waits.longest, performance.now() - start);
      await delay(random(100));
    }
  };
  const isWaiting = (): boolean => waits.healedAt !== null;
  const faults: Record<string, number> = {};
  const inject = async (): Promise<void> => {
    const kinds = Object.entries(FAULTS).filter(([name]) => place.disk !== null || name !== 'full disk');
    while (counts.told < appends) {
      const [name, fault] = kinds[random(kinds.length)]!;
      await delay(random(3_000));
      const heal = await fault(place, random);
      await delay(200 + random(2_500));
      await heal();
      waits.healedAt = performance.now();
      faults[name] = (faults[name] ?? 0) + 1;
      tell(`${counts.told} of ${appends} appends; ${name}`);
      // Until the log answers again, so that each return is measured by itself.
      while (isWaiting() && counts.told < appends) await delay(5);
    }
  };
  await Promise.all([...Array.from({ length: CLIENTS }, client), inject()]);
  await log.close();
  const rows = await scratch.run<{ request: string; seq: number; isSettled: boolean }>(`
    select r.body::json->>'request' as request, r.seq::int as seq, s.request is not null as "isSettled"
    from audit.record r left join public.settled s on s.request = (r.body::json->>'request')::uuid`);
  const stored = new Map(rows.map((row) => [row.request, row]));
  const [alone] = await scratch.run<{ rows: number }>(`
    select count(*)::int as rows from public.settled
    where request not in (select (body::json->>'request')::uuid from audit.record)`);
  const found = await verifyDatabase(
    { ...scratch.writer, options: '' },
    { pinned: [parsePublicKey(log.publicKey)], known: [] },
  );
  return {
    appends: counts.told,
    committed: kept.size,
    refused: counts.refused,
    lost: [...kept].filter(([request, seq]) => stored.get(request)?.seq !== seq).length,
    unsettled: [...settled].filter((request) => !stored.get(request)?.isSettled).length + (alone?.rows ?? 0),
    broken: found.faults.map(({ what }) => what),
    longestWait: waits.longest,
    longestReturn: waits.longestReturn,
    faults,
  };
}

/** Each fault, which gives what ends it. */
const FAULTS: Readonly<Record<string, (place: Place, random: Random) => Promise<() => Promise<void>>>> = {
  'commit cut': setMode('cut the commit'),
  'answer to a commit cut': setMode('cut the answer to the commit'),
  'database hung': setMode('hang'),
  'database away': setMode('away'),
  'connection killed': async ({ scratch }) => {
    await runAs(scratch.maker, `select pg_terminate_backend(pid) ${WRITERS}`);
    return () => Promise.resolve();
  },
  'process stopped': async ({ scratch }) => {
    const backends = await scratch.run<{ pid: number }>(`select pid ${WRITERS}`);
    const signal = (name: NodeJS.Signals): void => {
      for (const { pid } of backends) if (existsSync(`/proc/${pid}`)) process.kill(pid, name);
    };
    signal('SIGSTOP');
    return () => {
      signal('SIGCONT');
      return Promise.resolve();
    };
  },
  'full disk': ({ disk }) => {
    const ballast = join(disk ?? '', 'ballast');
    for (let size = 2 ** 24; size >= 1; size /= 16) fill(ballast, size);
    return Promise.resolve(() => {
      rmSync(ballast, { force: true });
      return Promise.resolve();
    });
  },
};

const WRITERS = "from pg_stat_activity where datname = current_database() and usename like '%writer'";

function setMode(mode: FaultProxy['mode']): (place: Place) => Promise<() => Promise<void>> {
  return ({ proxy }) => {
    proxy.mode = mode;
    return Promise.resolve(() => {
      proxy.mode = 'pass';
      return Promise.resolve();
    });
  };
}

/** Appends to a file for as long as so many bytes at a time fit on its disk. */
function fill(file: string, bytes: number): void {
  for (;;) {
    try {
      writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      return;
    }
  }
}

/** A disk of its own for the records; null when this user may not mount one. */
function makeDisk(path: string): string | null {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    rmSync(path, { recursive: true, force: true });
    return null;
  }
}

/** Moves the records to the small disk, and makes the table of what is settled. */
async function prepare({ run: runAsOwner, maker }: ScratchLog, dataDir: string, disk: string | null): Promise<void> {
  await runAsOwner('create table public.settled (request uuid primary key)');
  await runAsOwner('grant usage on schema public to public; grant select, insert on public.settled to public');
  if (disk === null) return;
  const space = join(disk, 'space');
  mkdirSync(space);
  const { uid, gid } = statSync(join(dataDir, 'postgres', 'PG_VERSION'));
  for (const path of [disk, space]) chownSync(path, uid, gid);
  await runAs(maker, `create tablespace small location '${space}'`);
  await runAs(maker, 'alter table audit.record set tablespace small');
}

/** 100,000 appends, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const seed = newSeed();
  const told = await proveFaults(100_000, seed, tell);
  const faults = Object.entries(told.faults).map(([name, times]) => `${name} ${times}`);
  const block = [
    `${told.appends} appends by ${CLIENTS} clients, every ${SETTLED_EVERY}th settled with its commit; fsync on; seed ${seed}`,
    `faults: ${faults.sort().join(', ')}`,
    `committed: ${told.committed}; refused: ${told.refused}`,
    `told to be committed without a committed record: ${told.lost}`,
    `settled without a record, or recorded without being settled: ${told.unsettled}`,
    `what the verifier found: ${told.broken.join('; ') || 'nothing'}`,
    `longest wait for an answer or a refusal: ${told.longestWait.toFixed(0)} ms (at most 2,000)`,
    `longest from a fault's end to the next commit: ${told.longestReturn.toFixed(0)} ms (at most 10,000)`,
  ].join('\n');
  const isRight = told.lost + told.unsettled + told.broken.length === 0;
  if (!isRight || told.longestWait > 2_000 || told.longestReturn > 10_000) throw new Error(block);
  return block;
}
