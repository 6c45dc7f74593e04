import { rmSync } from 'node:fs';
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
import { injectFaults, makeDisk, moveRecords, removeDisk, tellFaults } from './database-faults';
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
    removeDisk(disk);
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
  const inject = injectFaults(
    { maker: scratch.maker, proxy: place.proxy, disk: place.disk },
    {
      random,
      pace: { resting: [0, 3_000], failing: [200, 2_500] },
      goesOn: () => counts.told < appends,
      healed: (name) => {
        waits.healedAt = performance.now();
        tell(`${counts.told} of ${appends} appends; ${name}`);
      },
      hasReturned: () => waits.healedAt === null,
    },
  );
  const [faults] = await Promise.all([inject, ...Array.from({ length: CLIENTS }, client)]);
  // Who has not been answered yet waits for as long as it has been.
  if (waits.healedAt !== null) waits.longestReturn = Math.max(waits.longestReturn, performance.now() - waits.healedAt);
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

/** Moves the records to the small disk, and makes the table of what is settled. */
async function prepare({ run: runAsOwner, maker }: ScratchLog, dataDir: string, disk: string | null): Promise<void> {
  await runAsOwner('create table public.settled (request uuid primary key)');
  await runAsOwner('grant usage on schema public to public; grant select, insert on public.settled to public');
  if (disk !== null) await moveRecords(maker, dataDir, disk);
}

/** 100,000 appends, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const seed = newSeed();
  const told = await proveFaults(100_000, seed, tell);
  const block = [
    `${told.appends} appends by ${CLIENTS} clients, every ${SETTLED_EVERY}th settled with its commit; fsync on; seed ${seed}`,
    `faults: ${tellFaults(told.faults)}`,
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
