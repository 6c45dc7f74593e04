import type { Client, ClientConfig } from 'pg';
import type { AuditEvents } from './audit-log';
import { type BackgroundWork, workInBackground } from './background-work';
import { fromBody } from './chained-record';
import { TOKEN_BYTES } from './subject-token';

const MOST_RECORDS = 200;
const LOCK = "select pg_try_advisory_xact_lock(hashtext('lienthong: index subjects')) as mine";
/** Some log of which something is not in the index; one that is being written all the time must not keep others waiting. */
const BEHIND = `
  select number, origin, indexed from audit.log, lateral (
    select coalesce((select max(size) from audit.indexed where log = number), 0) as indexed) done
  where exists (select from audit.record r where r.origin = log.origin and r.seq >= indexed)
  order by random() limit 1`;
const RECORDS = `select body from audit.record where origin = $1 and seq >= $2 order by seq limit ${MOST_RECORDS}`;
const INSERT = `
  insert into audit.subject (token, at, log, seq)
  select token, at, $1, seq from unnest($2::bytea[], $3::timestamptz[], $4::bigint[]) as found(token, at, seq)
  on conflict do nothing`;
const ADVANCE = 'insert into audit.indexed (log, size) values ($1, $2) on conflict do nothing';

/**
 * Puts the subjects of the next records into the index, at most 200 of one log; gives their number, 0 when nothing was
 * left or another process is at it. A log's records become visible in their order, so what lies behind is never skipped.
 */
export async function indexNext(client: Client): Promise<number> {
  await client.query('begin');
  try {
    const { rows: locked } = await client.query<{ mine: boolean }>(LOCK);
    const { rows: behind } = locked[0]?.mine
      ? await client.query<{ number: number; origin: string; indexed: string }>(BEHIND)
      : { rows: [] };
    const [log] = behind;
    if (!log) {
      await client.query('commit');
      return 0;
    }
    const { rows } = await client.query<{ body: string }>(RECORDS, [log.origin, log.indexed]);
    const [tokens, times, places]: [Buffer[], string[], number[]] = [[], [], []];
    for (const { at, seq, subjects } of rows.map(({ body }) => fromBody(body))) {
      for (const { tokens: all } of subjects) {
        for (let start = 0; start < all.length; start += TOKEN_BYTES) {
          tokens.push(all.subarray(start, start + TOKEN_BYTES));
          times.push(at);
          places.push(seq);
        }
      }
    }
    if (tokens.length > 0) await client.query(INSERT, [log.number, tokens, times, places]);
    await client.query(ADVANCE, [log.number, Number(log.indexed) + rows.length]);
    await client.query('commit');
    return rows.length;
  } catch (failure) {
    await client.query('rollback').catch(() => undefined);
    throw failure;
  }
}

export interface IndexingOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  /** True when nobody waits for the log: then, and only then, a part is indexed. */
  readonly isIdle: () => boolean;
  readonly log: AuditEvents;
}

const REST_MS = 1_000;
/** After each part as much time is left to others as it took, and this at least. */
const SHORTEST_REST_MS = 10;

/** Keeps the index up in the background; gives the function that stops it. */
export function startIndexing({ connection, isIdle, log }: IndexingOptions): () => Promise<void> {
  const part: BackgroundWork['part'] = async (connect) => {
    if (!isIdle()) return SHORTEST_REST_MS;
    const start = performance.now();
    const done = await indexNext(await connect());
    return done === 0 ? REST_MS : Math.max(SHORTEST_REST_MS, performance.now() - start);
  };
  return workInBackground({ connection, part, fault: 'audit subjects cannot be indexed now', log, restMs: REST_MS });
}
