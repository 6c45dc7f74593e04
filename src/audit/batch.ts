import type { ClientBase } from 'pg';
import type { AuditRecord } from './record';
import { type ChainedRecord, leafOf, type Place, toBody } from './chained-record';

/** Records that are committed together, chained to the one before them. */
export interface Batch {
  readonly records: readonly ChainedRecord[];
  readonly bodies: readonly string[];
  /** In hexadecimal. */
  readonly leaves: readonly string[];
}

/** Chains records, the first of them at `start`. */
export function chain(records: readonly AuditRecord[], start: Place): Batch {
  const bodies: string[] = [];
  const leaves: string[] = [];
  let place = start;
  const chained = records.map((record) => {
    const here = place;
    const body = toBody(record, here);
    const leaf = leafOf(body);
    bodies.push(body);
    leaves.push(leaf);
    place = { origin: here.origin, seq: here.seq + 1, previous: leaf };
    return { ...record, ...here };
  });
  return { records: chained, bodies, leaves };
}

/** Somebody else wrote where this log writes; nothing that it says can be relied upon any more. */
export class ForeignRecords extends Error {
  override readonly name = 'ForeignRecords';
}

/**
 * What has to hold for a batch to be inserted: that it is some day in Viet Nam by the database's clock, and what is done in
 * the same statement.
 */
export interface Condition {
  /** yyyy-mm-dd; `$10` in what is done beside. */
  readonly day: string;
  readonly beside?: Beside;
}

/** What one statement does beside inserting records: all of it or, with the records, nothing. */
export interface Beside {
  /** Of the prepared statement. */
  readonly name: string;
  /** Common table expressions; their parameters begin with `$11`. */
  readonly tables: string;
  /** Whether it could be done, as an expression over them. */
  readonly isDone: string;
  readonly values: readonly unknown[];
}

/** Bodies go as lines, which no JSON text breaks: in an array each of their quotes would have to be escaped. */
const insertWhere = (condition: string, tables = ''): string => `${tables}
    insert into audit.record (origin, seq, body, leaf, at, agreement, purpose, decision, reason)
    select $1, * from unnest($2::bigint[], string_to_array($3, E'\\n'), $4::bytea[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[])
    ${condition} on conflict (origin, seq) do nothing`;
const ON_DAY = "where $10::date = (now() at time zone 'Asia/Ho_Chi_Minh')::date";
const INSERT = { name: 'audit: insert records', text: insertWhere('') };
const INSERT_ON_DAY = { name: 'audit: insert records on a day', text: insertWhere(ON_DAY) };
const SELECT =
  "select seq, encode(leaf, 'hex') as leaf from audit.record where origin = $1 and seq between $2 and $3 order by seq";

/**
 * Inserts those records of a batch whose places are free and gives their number. A place that another transaction is
 * about to fill is waited for, so afterwards it is known who filled it. With a condition none are unless it holds.
 */
export async function insertBatch(
  client: ClientBase,
  { records, bodies, leaves }: Batch,
  condition: Condition | null = null,
): Promise<number> {
  const column = <Value>(read: (record: ChainedRecord) => Value): Value[] => records.map(read);
  const { rowCount } = await client.query({
    ...statementOf(condition),
    values: [
      records[0]?.origin,
      column(({ seq }) => seq),
      bodies.join('\n'),
      leaves.map((leaf) => `\\x${leaf}`),
      column(({ at }) => at),
      column(({ agreement }) => agreement?.id ?? null),
      column(({ purpose }) => purpose),
      column(({ decision }) => decision),
      column(({ reason }) => reason),
      ...(condition ? [condition.day, ...(condition.beside?.values ?? [])] : []),
    ],
  });
  return rowCount ?? 0;
}

function statementOf(condition: Condition | null): { readonly name: string; readonly text: string } {
  if (!condition) return INSERT;
  const { beside } = condition;
  if (!beside) return INSERT_ON_DAY;
  return { name: beside.name, text: insertWhere(`${ON_DAY} and ${beside.isDone}`, `with ${beside.tables}`) };
}

/** Throws ForeignRecords unless exactly this batch stands where it belongs. */
export async function requireStored(client: ClientBase, { records, leaves }: Batch): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  const { rows } = await client.query<{ seq: string; leaf: string }>(SELECT, [first?.origin, first?.seq, last?.seq]);
  const isOurs = records.every((record, i) => {
    const row = rows[i];
    return row !== undefined && Number(row.seq) === record.seq && row.leaf === leaves[i];
  });
  if (!isOurs) throw new ForeignRecords('another writer has filled places of this audit log');
}
