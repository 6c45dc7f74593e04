import { availableParallelism } from 'node:os';
import { Client, type ClientConfig } from 'pg';
import { type Checker, cut, join, type ListedLog, type LogPart, type PartFindings } from './log-parts';
import { type CheckerTask, PartChecker } from './part-checker';
import { PartThread } from './part-thread';
import { Findings, type Verification, type VerifyOptions } from './verification';

/** How the work is divided. */
export interface Division {
  /** A log of so many records or more is cut into `parts`; if there are not so many in all, there is one thread. */
  readonly cutFrom: number;
  readonly parts: number;
  /** 1 for none beside the one that asks. */
  readonly threads: number;
}

const THREADS = Math.min(availableParallelism(), 4);
const USUAL: Division = { cutFrom: 50_000, parts: THREADS, threads: THREADS };
/** A log that has records or checkpoints without being listed is one, too. */
const LOGS = `
  with recursive recorded (origin) as (
    (select origin from audit.record order by origin limit 1)
    union all
    select (select record.origin from audit.record where record.origin > recorded.origin order by record.origin limit 1)
    from recorded where recorded.origin is not null)
  select origin, max(public_key) as "publicKey",
    coalesce((select least(max(seq), ${Number.MAX_SAFE_INTEGER - 1})::float8 + 1 from audit.record where record.origin = logs.origin), 0) as size
  from (
    select origin, public_key from audit.log
    union all select origin, null from recorded where origin is not null
    union all select distinct origin, null from audit.checkpoint
    union all select 'no log', null from audit.record where origin is null
  ) as logs group by origin order by origin`;

/**
 * Verifies every log of a database as it stands at one moment, with little memory, however long the logs are. Long ones
 * are cut into parts that are checked side by side, usually in as many threads as there are processors, up to 4.
 */
export async function verifyDatabase(
  config: ClientConfig,
  options: VerifyOptions,
  { cutFrom, parts: count, threads: most }: Division = USUAL,
): Promise<Verification> {
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
    const { rows: logs } = await client.query<ListedLog>(LOGS);
    const threads = logs.reduce((sum, { size }) => sum + size, 0) < cutFrom ? 1 : most;
    const parts: LogPart[] = [];
    for (const log of logs) parts.push(...(await cut(client, log, log.size < cutFrom ? 1 : count)));
    const found = await checkAll(parts, { config, snapshot: rows[0]?.snapshot ?? '', options }, threads);
    const findings = new Findings();
    for (const { origin } of logs) {
      const inLog = found.filter((_, i) => parts[i]?.origin === origin);
      findings.add(origin, join(origin, inLog));
    }
    return findings.end(options.known);
  } finally {
    await client.end();
  }
}

/** Gives what was found in each part. */
async function checkAll(
  parts: readonly LogPart[],
  task: CheckerTask,
  threads: number,
): Promise<readonly PartFindings[]> {
  const checkers: readonly Checker[] =
    threads === 1 ? [await PartChecker.open(task)] : Array.from({ length: threads }, () => new PartThread(task));
  const found: PartFindings[] = [];
  const waiting = [...parts.entries()];
  const work = async (checker: Checker): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) found[next[0]] = await checker.check(next[1]);
  };
  try {
    await Promise.all(checkers.map(work));
  } finally {
    await Promise.allSettled(checkers.map((checker) => checker.close()));
  }
  return found;
}
