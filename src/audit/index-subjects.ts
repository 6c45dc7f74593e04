import type { Client, ClientConfig } from 'pg';
import type { AuditEvents } from './audit-log';
import { type BackgroundWork, workInBackground } from './background-work';
import { fromBody } from './chained-record';
import { type Part, SegmentEntries } from './subject-postings';
import { TOKEN_BYTES } from './subject-token';

/** A segment stands for so many records at least, unless they wait for longer than ten minutes. */
const LEAST_RECORDS = 1_024;
const LONGEST_WAIT = "interval '10 minutes'";
const MOST_RECORDS = 4_096;
const MOST_ENTRIES = 262_144;
/** How many records are read, and parts written, at a time. */
const RECORDS_AT_ONCE = 256;
const PARTS_AT_ONCE = 1_024;

const LOCK = "select pg_try_advisory_xact_lock(hashtext('lienthong: index subjects')) as mine";
/** Some log of which a segment is due; one that is being written all the time must not keep others waiting. */
const DUE = `
  select number, origin, indexed from audit.log, lateral (
    select coalesce((select max(size) from audit.indexed where log = number), 0) as indexed) done
  where exists (select from audit.record r where r.origin = log.origin and r.seq = indexed + ${LEAST_RECORDS - 1})
     or exists (select from audit.record r
                 where r.origin = log.origin and r.seq = indexed and ($1 or r.at < now() - ${LONGEST_WAIT}))
  order by random() limit 1`;
const RECORDS = `
  select body from audit.record where origin = $1 and seq >= $2 order by seq limit ${RECORDS_AT_ONCE}`;
const INSERT = `
  insert into audit.posting (bits, part, log, first, entries)
  select $1, part, $2, $3, entries from unnest($4::integer[], $5::bytea[]) as made(part, entries)`;
const ADVANCE = 'insert into audit.indexed (log, size) values ($1, $2)';

interface DueLog {
  readonly number: number;
  readonly origin: string;
  readonly indexed: string;
}

/**
 * Puts the subjects of one log's next records into the index, as a segment; gives the number of records, 0 when none is due
 * or another process is at it. With `all` one is due as soon as there is a record. A log's records become visible in their
 * order, so what lies behind is never skipped.
 */
export async function indexNext(client: Client, { all = false } = {}): Promise<number> {
  await client.query('begin');
  try {
    const { rows: locked } = await client.query<{ mine: boolean }>(LOCK);
    const { rows: due } = locked[0]?.mine ? await client.query<DueLog>(DUE, [all]) : { rows: [] };
    const [log] = due;
    const records = log ? await writeSegment(client, log) : 0;
    await client.query('commit');
    return records;
  } catch (failure) {
    await client.query('rollback').catch(() => undefined);
    throw failure;
  }
}

async function writeSegment(client: Client, { number, origin, indexed }: DueLog): Promise<number> {
  const first = Number(indexed);
  const entries = new SegmentEntries();
  let size = 0;
  while (size < MOST_RECORDS && entries.count < MOST_ENTRIES) {
    const { rows } = await client.query<{ body: string }>(RECORDS, [origin, first + size]);
    for (const { body } of rows) {
      for (const { tokens } of fromBody(body).subjects) {
        for (let start = 0; start < tokens.length; start += TOKEN_BYTES) entries.add(tokens, start, size);
      }
      size += 1;
    }
    if (rows.length < RECORDS_AT_ONCE) break;
  }
  const parts = entries.toParts();
  for (let done = 0; done < parts.length; done += PARTS_AT_ONCE) {
    await insertParts(client, [number, first], parts.slice(done, done + PARTS_AT_ONCE));
  }
  await client.query(ADVANCE, [number, first + size]);
  return size;
}

async function insertParts(client: Client, segment: readonly number[], parts: readonly Part[]): Promise<void> {
  const column = [parts.map(({ part }) => part), parts.map(({ entries }) => entries)];
  await client.query(INSERT, [parts[0]?.bits, ...segment, ...column]);
}

export interface IndexingOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  readonly log: AuditEvents;
}

const REST_MS = 1_000;

/** Keeps the index up in the background; gives the function that stops it. */
export function startIndexing({ connection, log }: IndexingOptions): () => Promise<void> {
  const part: BackgroundWork['part'] = async (connect) => {
    const start = performance.now();
    const done = await indexNext(await connect());
    // As much time as it took is left to others.
    return done === 0 ? REST_MS : performance.now() - start;
  };
  return workInBackground({ connection, part, fault: 'audit subjects cannot be indexed now', log, restMs: REST_MS });
}
