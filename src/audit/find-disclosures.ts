import type { ClientBase } from 'pg';
import { type ChainedRecord, fromBody } from './chained-record';
import { TOKEN_BYTES } from './keyed-hash';
import { offsetsOf, placesOf } from './subject-postings';

/** Where a disclosure stands in the order of an answer, so that the next page can start behind it. */
export interface DisclosurePlace {
  readonly at: string;
  readonly origin: string;
  readonly seq: number;
}

export interface DisclosureSearch {
  /** Decided from this time on, and before that one, as ISO texts; null for no bound. */
  readonly from: string | null;
  readonly to: string | null;
  /** Only what stands behind this record in the order of the answer; null for all. */
  readonly after: DisclosurePlace | null;
}

/** How many records are read at a time. */
const ROWS_AT_ONCE = 500;
const BODIES_AT_ONCE = 50;

/** The logs of which something is not in the index, and how much is. */
const LOGS = `
  select origin, indexed from audit.log, lateral (
    select coalesce((select max(size) from audit.indexed where log = number), 0) as indexed) done
  where exists (select from audit.record r where r.origin = log.origin and r.seq = indexed)`;
const POSTINGS = `
  select asked.start, log.origin, first, entries
    from unnest($1::smallint[], $2::integer[], $3::bytea[]) as asked(bits, part, start)
    join audit.posting using (bits, part) join audit.log on log.number = posting.log
   where position(asked.start in entries) > 0`;
const TIMES = `
  select at, origin, seq::int8 as seq from audit.record
    join unnest($1::text[], $2::bigint[]) as found(origin, seq) using (origin, seq)`;
const NOT_INDEXED = `
  select body from audit.record where origin = $1 and seq >= $2 order by seq limit ${ROWS_AT_ONCE}`;
const BODIES = `
  select body from audit.record join unnest($1::text[], $2::bigint[]) as wanted(origin, seq) using (origin, seq)`;

/**
 * The records that disclosed any of the tokens' subjects, newest first. What the index does not hold yet is read record
 * by record, so the answer is right however far the index is behind.
 */
export async function* findDisclosures(
  client: ClientBase,
  tokens: readonly Buffer[],
  search: DisclosureSearch,
): AsyncGenerator<ChainedRecord> {
  // How far the index is comes first and the index then: what is indexed in between is found twice, not never.
  const { rows: logs } = await client.query<{ origin: string; indexed: string }>(LOGS);
  const found = new Map((await findIndexed(client, tokens)).map((place) => [nameOf(place), place]));
  const wanted = new Set(tokens.map((token) => token.toString('latin1')));
  for (const { origin, indexed } of logs) {
    for await (const record of recordsFrom(client, origin, Number(indexed))) {
      if (holdsAny(record, wanted)) found.set(nameOf(record), placeOf(record));
    }
  }
  const places = [...found.values()].filter(isIn(search)).sort((a, b) => compare(b, a));
  for (let start = 0; start < places.length; start += BODIES_AT_ONCE) {
    const records = await readRecords(client, places.slice(start, start + BODIES_AT_ONCE));
    // The index keeps the start of a token: half as long, it could be another's.
    for (const record of records) if (holdsAny(record, wanted)) yield record;
  }
}

/** Where the index says that a record holds any of the tokens. */
async function findIndexed(client: ClientBase, tokens: readonly Buffer[]): Promise<readonly DisclosurePlace[]> {
  const asked = tokens.flatMap((token) => {
    const { parts, start } = placesOf(token);
    return parts.map((part, bits) => ({ bits, part, start }));
  });
  const { rows } = await client.query<{ start: Buffer; origin: string; first: string; entries: Buffer }>(POSTINGS, [
    asked.map(({ bits }) => bits),
    asked.map(({ part }) => part),
    asked.map(({ start }) => start),
  ]);
  const places = rows.flatMap(({ start, origin, first, entries }) =>
    offsetsOf(entries, start).map((offset) => ({ origin, seq: Number(first) + offset })),
  );
  const times = await client.query<{ at: Date; origin: string; seq: string }>(TIMES, toColumns(places));
  return times.rows.map(({ at, origin, seq }) => ({ at: at.toISOString(), origin, seq: Number(seq) }));
}

/** A log's records from one on, read in parts. */
async function* recordsFrom(client: ClientBase, origin: string, start: number): AsyncGenerator<ChainedRecord> {
  for (let next = start; ;) {
    const { rows } = await client.query<{ body: string }>(NOT_INDEXED, [origin, next]);
    for (const { body } of rows) yield fromBody(body);
    if (rows.length < ROWS_AT_ONCE) return;
    next += rows.length;
  }
}

/** The records at some places, in the order of the places. */
async function readRecords(client: ClientBase, places: readonly DisclosurePlace[]): Promise<readonly ChainedRecord[]> {
  const { rows } = await client.query<{ body: string }>(BODIES, toColumns(places));
  return rows.map(({ body }) => fromBody(body)).sort((a, b) => compare(b, a));
}

function toColumns(places: readonly Pick<DisclosurePlace, 'origin' | 'seq'>[]): [string[], number[]] {
  return [places.map(({ origin }) => origin), places.map(({ seq }) => seq)];
}

function isIn({ from, to, after }: DisclosureSearch): (place: DisclosurePlace) => boolean {
  const start = from === null ? -Infinity : Date.parse(from);
  const end = to === null ? Infinity : Date.parse(to);
  return (place) => {
    const time = Date.parse(place.at);
    return time >= start && time < end && (after === null || compare(place, after) < 0);
  };
}

function holdsAny({ subjects }: ChainedRecord, wanted: ReadonlySet<string>): boolean {
  return subjects.some(({ tokens }) => {
    for (let at = 0; at < tokens.length; at += TOKEN_BYTES) {
      if (wanted.has(tokens.toString('latin1', at, at + TOKEN_BYTES))) return true;
    }
    return false;
  });
}

/** Where a record stands in the order of an answer. */
export function placeOf({ at, origin, seq }: ChainedRecord): DisclosurePlace {
  return { at, origin, seq };
}

function nameOf({ origin, seq }: DisclosurePlace): string {
  return `${origin} ${seq}`;
}

/** The order of the answer, reversed: by time, then by log, then by place. */
function compare(a: DisclosurePlace, b: DisclosurePlace): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  return a.seq - b.seq;
}
