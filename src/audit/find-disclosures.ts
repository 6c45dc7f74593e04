import type { ClientBase } from 'pg';
import { type ChainedRecord, fromBody } from './chained-record';
import { TOKEN_BYTES } from './subject-token';

/** Where a page of disclosures ends, so that the next one can start there. */
export interface DisclosurePlace {
  readonly at: string;
  readonly origin: string;
  readonly seq: number;
}

export interface DisclosureSearch {
  /** Decided from this time on, and before that one, as ISO texts. */
  readonly from?: string;
  readonly to?: string;
  /** Only what stands behind this record in the order of the answer. */
  readonly after?: DisclosurePlace;
  /** How many records at most. */
  readonly first: number;
}

const MOST_ROWS = 500;

/** The logs of which something is not in the index, and how much is. */
const LOGS = `
  select origin, indexed from audit.log, lateral (
    select coalesce((select max(size) from audit.indexed where log = number), 0) as indexed) done
  where exists (select from audit.record r where r.origin = log.origin and r.seq >= indexed)`;
const FROM_INDEX = `
  select body from audit.record join (
    select distinct s.at, l.origin, s.seq from audit.subject s join audit.log l on l.number = s.log
    where s.token = any($1) and s.at >= $2 and s.at < $3 and (s.at, l.origin, s.seq) < ($4::timestamptz, $5, $6)
    order by s.at desc, l.origin desc, s.seq desc limit $7) found using (origin, seq)`;
const NOT_INDEXED = `
  select body, seq from audit.record where origin = $1 and seq >= $2 order by seq limit ${MOST_ROWS}`;

/**
 * The records that disclosed any of the tokens' subjects, newest first. What the index does not hold yet is read record
 * by record, so the answer is right however far the index is behind.
 */
export async function findDisclosures(
  client: ClientBase,
  tokens: readonly Buffer[],
  { from, to, after, first }: DisclosureSearch,
): Promise<readonly ChainedRecord[]> {
  // The index is looked at first and the records behind it then: what is indexed in between is found twice, not never.
  const { rows: logs } = await client.query<{ origin: string; indexed: string }>(LOGS);
  const end = [after?.at ?? 'infinity', after?.origin ?? '', after?.seq ?? 0];
  const { rows } = await client.query<{ body: string }>(FROM_INDEX, [
    tokens,
    from ?? '-infinity',
    to ?? 'infinity',
    ...end,
    first,
  ]);
  const found = rows.map(({ body }) => fromBody(body));
  const wanted = new Set(tokens.map((token) => token.toString('latin1')));
  const [start, stop] = [
    from === undefined ? -Infinity : Date.parse(from),
    to === undefined ? Infinity : Date.parse(to),
  ];
  const isAsked = (record: ChainedRecord): boolean =>
    Date.parse(record.at) >= start &&
    Date.parse(record.at) < stop &&
    (!after || compare(record, after) < 0) &&
    holdsAny(record, wanted);
  for (const { origin, indexed } of logs) {
    for await (const record of recordsFrom(client, origin, Number(indexed))) if (isAsked(record)) found.push(record);
  }
  const distinct = new Map(found.map((record) => [`${record.origin} ${record.seq}`, record]));
  return [...distinct.values()].sort((a, b) => compare(b, a)).slice(0, first);
}

/** A log's records from one on, read in parts. */
async function* recordsFrom(client: ClientBase, origin: string, start: number): AsyncGenerator<ChainedRecord> {
  for (let next = start; ;) {
    const { rows } = await client.query<{ body: string }>(NOT_INDEXED, [origin, next]);
    for (const { body } of rows) yield fromBody(body);
    if (rows.length < MOST_ROWS) return;
    next += rows.length;
  }
}

function holdsAny({ subjects }: ChainedRecord, wanted: ReadonlySet<string>): boolean {
  return subjects.some(({ tokens }) => {
    for (let at = 0; at < tokens.length; at += TOKEN_BYTES) {
      if (wanted.has(tokens.toString('latin1', at, at + TOKEN_BYTES))) return true;
    }
    return false;
  });
}

/** The order of the answer, reversed: by time, then by log, then by place. */
function compare(a: DisclosurePlace, b: DisclosurePlace): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  return a.seq - b.seq;
}
