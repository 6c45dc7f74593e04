import { MASKS } from '../../agreements/mask';
import { storedType, type TypeDeclaration } from '../declaration';
import { filterConditions, nameStatement, orderBy, type Statement, viewOf } from '../statement';
import {
  type CountPart,
  type KeyedPart,
  leadsToKey,
  type Nested,
  type Output,
  type PagePart,
  type Part,
  type Reading,
  type ValueSource,
} from './plan';

/**
 * The SQL of a step. It answers one row with one JSON text for each reading, column by column: an array of arrays, the
 * first of which has for each row the number of the row or key that it belongs to (from 1), the others the values of
 * one column each. In that form PostgreSQL writes 500 rows of four columns in 0.35 ms, as an array of rows in 0.54 and
 * as named objects in 0.97; `docs/performance.md` has the method. No rows are null in place of every array.
 *
 * Rows that others start from are numbered in a materialized `with` query; an edge is followed by a lateral look-up
 * with a limit, so that it is an index look-up for each row, whatever the planner believes of their number. Every text
 * reads `share` views only, names its columns, and holds no value.
 */
export function writeStatement(parts: readonly Part[]): {
  readonly statement: Statement;
  readonly values: readonly ValueSource[];
  readonly outputs: readonly Output[];
} {
  const writer = new Writer();
  for (const part of parts) writePart(part, writer);
  const { values, outputs, queries, columns } = writer;
  const texts = columns.map((column, i) => `(${column})::text as c${i}`);
  const prefix = queries.length > 0 ? `with ${queries.join(',\n')}\n` : '';
  return { statement: nameStatement(`${prefix}select ${texts.join(',\n')}`), values, outputs };
}

/** Gathers a statement's place holders, named queries and answers. */
class Writer {
  readonly values: ValueSource[] = [];
  readonly queries: string[] = [];
  readonly columns: string[] = [];
  readonly outputs: Output[] = [];

  parameter(type: string, value: ValueSource): string {
    return `$${this.values.push(value)}::${type}`;
  }

  answer(output: Output, sql: string): void {
    this.outputs.push(output);
    this.columns.push(sql);
  }
}

function writePart(part: Part, writer: Writer): void {
  if (part.kind === 'count') writer.answer(part, writeCount(part, writer));
  else if (part.kind === 'page') writeReading(part.rows, writePage(part, writer), writer, false);
  else writeReading(part.rows, writeKeyed(part, writer), writer);
}

/**
 * Answers the rows of a query, and those of the edges that start from them. The query's column `k` numbers the row or
 * key that a row belongs to; a page's rows belong to nothing.
 */
function writeReading(reading: Reading, query: string, writer: Writer, isNumbered = true): void {
  const { nested, columns, type } = reading;
  const table = `t${reading.id}`;
  if (nested.length > 0) {
    writer.queries.push(`${table} as materialized (select q.*, row_number() over () as n from (${query}) q)`);
  }
  const numbers = isNumbered ? `array_agg(${table}.k)` : columns.length > 0 ? 'null' : 'array_agg(1)';
  const values = columns.map(({ column, mask, asKey }) => {
    const stored = storedType(type, column);
    const raw = `${table}.${column}`;
    const value = `${mask ? MASKS[mask].sql(raw) : raw}${asKey && stored === 'bigint' ? '::text' : ''}`;
    // An array of arrays would need them all of one length.
    return stored === 'text[]' ? `json_agg(${value})` : `array_agg(${value})`;
  });
  const source = nested.length > 0 ? table : `(${query}) ${table}`;
  writer.answer(reading, `select json_build_array(${[numbers, ...values].join(', ')}) from ${source}`);
  for (const edge of nested) writeReading(edge.rows, writeNested(edge, table, writer), writer);
}

/** The targets of many keys, each with its key's number. */
function writeKeyed(part: KeyedPart, writer: Writer): string {
  const { edge, rows } = part;
  const arrays = edge.to.map((column, i) =>
    writer.parameter(`${storedType(rows.type, column)}[]`, { from: 'keys', part, column: i }),
  );
  const names = edge.to.map((_, i) => `k${i}`);
  const keys = `unnest(${arrays.join(', ')}) with ordinality k(${names.join(', ')}, k)`;
  const found = lookUp(
    part,
    names.map((name) => `k.${name}`),
    writer,
  );
  return `select k.k, t.* from ${keys} cross join lateral (${found}) t`;
}

/** The rows of an edge for each row of a named query. */
function writeNested(nested: Nested, source: string, writer: Writer): string {
  const found = lookUp(
    nested,
    nested.from.map((column) => `${source}.${column}`),
    writer,
  );
  return `select ${source}.n as k, t.* from ${source} cross join lateral (${found}) t`;
}

/** The targets of an edge for one key, as far as they are in scope. */
function lookUp(
  { rows, edge, order, scoped, first }: Pick<KeyedPart, 'rows' | 'edge' | 'order' | 'scoped' | 'first'>,
  key: readonly string[],
  writer: Writer,
): string {
  const joins = edge.to.map((column, i) => `t.${column} = ${key[i]}`);
  const scope = scoped.map(({ dimension, column }) => {
    const values = writer.parameter(`${storedType(rows.type, column)}[]`, { from: 'scope', dimension });
    return `t.${column} = any(${values})`;
  });
  const where = [...joins, ...scope].join(' and ');
  const sorted = !edge.many && leadsToKey(edge, rows.type) ? '' : ` order by ${orderBy(rows.type, order)}`;
  const limit = edge.many ? writer.parameter('integer', { from: 'plan', value: first }) : '1';
  return `select ${columnsOf(rows)} from ${viewOf(rows.type)} t where ${where}${sorted} limit ${limit}`;
}

/** A page in the order of the key; with `among` merged from one ordered range for each of its values. */
function writePage({ rows, shape, rootIndex, limit, after }: PagePart, writer: Writer): string {
  const { type } = rows;
  let index = 0;
  const filter = (stored: string): string => writer.parameter(stored, { from: 'filter', rootIndex, index: index++ });
  const values = shape.among && filter(`${storedType(type, shape.among)}[]`);
  const conditions = filterConditions(type, shape, filter);
  if (shape.among) conditions.push(`t.${shape.among} = v.value`);
  if (after) {
    const start = type.key.map((column, i) =>
      writer.parameter(storedType(type, column), { from: 'after', rootIndex, column: i }),
    );
    conditions.push(`(${type.key.map((column) => `t.${column}`).join(', ')}) > (${start.join(', ')})`);
  }
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const most = writer.parameter('integer', { from: 'limit', rootIndex, value: limit });
  const end = `order by ${orderBy(type, [])} limit ${most}`;
  const range = `select ${columnsOf(rows, type.key)} from ${viewOf(type)} t ${where} ${end}`;
  return values ? `select t.* from unnest(${values}) v(value) cross join lateral (${range}) t ${end}` : range;
}

function writeCount({ shape, rootIndex, type }: CountPart, writer: Writer): string {
  let index = 0;
  const filter = (stored: string): string => writer.parameter(stored, { from: 'filter', rootIndex, index: index++ });
  const values = shape.among && filter(`${storedType(type, shape.among)}[]`);
  const conditions = filterConditions(type, shape, filter);
  if (shape.among) conditions.push(`t.${shape.among} = any(${values})`);
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
  return `select to_json(count(*)) from ${viewOf(type)} t${where}`;
}

/** The columns of a reading that its query has to carry along: what is sent, and what nested edges start from. */
function columnsOf({ columns, nested }: Reading, more: TypeDeclaration['key'] = []): string {
  const carried = [...columns.map(({ column }) => column), ...nested.flatMap(({ from }) => from), ...more];
  return [...new Set(carried)].map((column) => `t.${column}`).join(', ');
}
