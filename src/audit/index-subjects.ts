import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import type { AuditEvents } from './audit-log';
import { type BackgroundWork, workInBackground } from './background-work';
import { fromBody } from './chained-record';
import { TOKEN_BYTES } from './keyed-hash';
import type { Subjects } from './record';
import type { RecentSubjects } from './recent-subjects';
import { type Segment, SegmentEntries } from './subject-postings';

/** A segment stands for so many records at least, unless they wait for longer than ten minutes. */
const LEAST_RECORDS = 1_024;
/** A log of another process is left to it, which has what it has written at hand, for so many records. */
const LEAST_OF_OTHERS = 2_048;
const LONGEST_WAIT = "interval '10 minutes'";
const MOST_RECORDS = 4_096;
const MOST_ENTRIES = 262_144;
/** How many records are taken, and parts written, at a time. */
const RECORDS_AT_ONCE = 256;
const OWN_AT_ONCE = 32;
const PARTS_AT_ONCE = 1_024;

const LOCK = "select pg_try_advisory_xact_lock(hashtext('lienthong: index subjects')) as mine";
/** Some log of which a segment is due; one that is being written all the time must not keep others waiting. */
const DUE = `
  select number, origin, indexed from audit.log, lateral (
    select coalesce((select max(size) from audit.indexed where log = number), 0) as indexed,
           case when origin = $2 then ${LEAST_RECORDS} else ${LEAST_OF_OTHERS} end as least) done
  where exists (select from audit.record r where r.origin = log.origin and r.seq = indexed + least - 1)
     or exists (select from audit.record r
                 where r.origin = log.origin and r.seq = indexed and ($1 or r.at < now() - ${LONGEST_WAIT}))
  order by random() limit 1`;
const RECORDS = `
  select body from audit.record where origin = $1 and seq >= $2 order by seq limit ${RECORDS_AT_ONCE}`;
/** All entries are one value: in an array each part's would have to be written and read in hexadecimal. */
const INSERT = `
  insert into audit.posting (bits, part, log, first, entries)
  select $1, part, $2, $3, substring($4::bytea from start + 1 for length)
    from unnest($5::integer[], $6::integer[], $7::integer[]) as made(part, start, length)`;
const ADVANCE = 'insert into audit.indexed (log, size) values ($1, $2)';

interface DueLog {
  readonly number: number;
  readonly origin: string;
  readonly indexed: string;
}

/**
 * Puts the subjects of one log's next records into the index, as a segment; gives the number of records, 0 when none is due
 * or another process is at it. With `all` one is due as soon as there is a record. A log's records become visible in their
 * order, so what lies behind is never skipped. Of its own log a process still has the `recent` subjects.
 */
export async function indexNext(client: Client, recent: RecentSubjects | null, { all = false } = {}): Promise<number> {
  await client.query('begin');
  try {
    const { rows: locked } = await client.query<{ mine: boolean }>(LOCK);
    const { rows: due } = locked[0]?.mine
      ? await client.query<DueLog>(DUE, [all, recent?.origin ?? null])
      : { rows: [] };
    const [log] = due;
    const own = log && log.origin === recent?.origin ? recent : null;
    const records = log ? await writeSegment(client, log, own) : 0;
    await client.query('commit');
    if (log) own?.forget(Number(log.indexed) + records);
    return records;
  } catch (failure) {
    await client.query('rollback').catch(() => undefined);
    throw failure;
  }
}

async function writeSegment(
  client: Client,
  { number, origin, indexed }: DueLog,
  own: RecentSubjects | null,
): Promise<number> {
  const first = Number(indexed);
  const entries = new SegmentEntries();
  let size = 0;
  while (size < MOST_RECORDS && entries.count < MOST_ENTRIES) {
    const held = own?.from(first + size, OWN_AT_ONCE) ?? [];
    const records = held.length > 0 ? held : await readSubjects(client, origin, first + size);
    if (records.length === 0) break;
    for (const subjects of records) {
      for (const { tokens } of subjects) {
        for (let start = 0; start < tokens.length; start += TOKEN_BYTES) entries.add(tokens, start, size);
      }
      size += 1;
    }
    // Requests go first.
    await nextTurn();
  }
  await insertSegment(client, [number, first], entries.toSegment());
  await client.query(ADVANCE, [number, first + size]);
  return size;
}

async function readSubjects(client: Client, origin: string, seq: number): Promise<(readonly Subjects[])[]> {
  const { rows } = await client.query<{ body: string }>(RECORDS, [origin, seq]);
  return rows.map(({ body }) => fromBody(body).subjects);
}

async function insertSegment(
  client: Client,
  place: readonly number[],
  { bits, parts, entries }: Segment,
): Promise<void> {
  for (let done = 0; done < parts.length; done += PARTS_AT_ONCE) {
    const some = parts.slice(done, done + PARTS_AT_ONCE);
    const [start, end] = [some[0]?.start ?? 0, some.at(-1)?.end ?? 0];
    await client.query(INSERT, [
      bits,
      ...place,
      entries.subarray(start, end),
      some.map(({ part }) => part),
      some.map((part) => part.start - start),
      some.map((part) => part.end - part.start),
    ]);
  }
}

export interface IndexingOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  /** What this process's own log has committed last. */
  readonly recent: RecentSubjects | null;
  readonly log: AuditEvents;
}

const REST_MS = 1_000;

/** Keeps the index up in the background; gives the function that stops it. */
export function startIndexing({ connection, recent, log }: IndexingOptions): () => Promise<void> {
  const part: BackgroundWork['part'] = async (connect) => {
    const start = performance.now();
    const done = await indexNext(await connect(), recent);
    // As much time as it took is left to others.
    return done === 0 ? REST_MS : performance.now() - start;
  };
  return workInBackground({ connection, part, fault: 'audit subjects cannot be indexed now', log, restMs: REST_MS });
}
