import { storedType, type TypeDeclaration } from '../declaration';
import { filterConditions, nameStatement, orderBy, type Statement, viewOf } from '../statement';
import {
  type CountPart,
  type KeyedPart,
  leadsToKey,
  type Nested,
  type PagePart,
  type Part,
  type Reading,
} from './plan';
import type { ValueSource } from './plan';

/**
 * The SQL of a step: one row with one JSON text for each of its parts. A row of a register is a JSON array of the
 * values that the plan asks for, in the order of its reading's slots; rows of edges inside the statement stand in it.
 * Every text reads `share` views only, names its columns, and holds no value.
 */
export function writeStatement(parts: readonly Part[]): { statement: Statement; values: readonly ValueSource[] } {
  const writer = new Writer();
  const columns = parts.map((part, i) => `(${writePart(part, writer)})::text as p${i}`);
  return { statement: nameStatement(`select ${columns.join(',\n')}`), values: writer.values };
}

/** Hands out place holders and names of tables. */
class Writer {
  readonly values: ValueSource[] = [];
  private tables = 0;

  parameter(type: string, value: ValueSource): string {
    return `$${this.values.push(value)}::${type}`;
  }

  table(): string {
    this.tables += 1;
    return `t${this.tables}`;
  }
}

function writePart(part: Part, writer: Writer): string {
  if (part.kind === 'keyed') return writeKeyed(part, writer);
  return part.kind === 'page' ? writePage(part, writer) : writeCount(part, writer);
}

/**
 * The targets of many keys: an array of the rows of one target, or of its list of rows, each with the number of its
 * key (from 1) behind it. A key without rows is left out.
 */
function writeKeyed(part: KeyedPart, writer: Writer): string {
  const { edge, first, rows } = part;
  const arrays = edge.to.map((column, i) =>
    writer.parameter(`${storedType(rows.type, column)}[]`, { from: 'keys', part, column: i }),
  );
  const names = edge.to.map((_, i) => `k${i}`);
  const keys = `unnest(${arrays.join(', ')}) with ordinality k(${names.join(', ')}, n)`;
  const joins = (alias: string): string => edge.to.map((column, i) => `${alias}.${column} = k.k${i}`).join(' and ');
  const table = writer.table();
  if (!edge.many && leadsToKey(edge, rows.type)) {
    return `select json_agg(${writeRow(rows, table, writer, 'k.n')})
  from ${keys} join ${viewOf(rows.type)} ${table} on ${joins(table)}`;
  }
  const found = (row: string, limit: string): string =>
    `select ${row} from (select ${columnsOf(rows)} from ${viewOf(rows.type)} t
      where ${joins('t')} order by ${orderBy(rows.type, edge.order)} limit ${limit}) ${table}`;
  if (!edge.many) {
    return `select json_agg(c.r) from ${keys} cross join lateral (
    ${found(`${writeRow(rows, table, writer, 'k.n')} as r`, '1')}) c`;
  }
  const list = `json_agg(${writeRow(rows, table, writer)}) as r`;
  return `select json_agg(json_build_array(c.r, k.n)) from ${keys} cross join lateral (
    ${found(list, writer.parameter('integer', { from: 'plan', value: first }))}) c where c.r is not null`;
}

/** A page in the order of the key; with `among` merged from one ordered range for each of its values. */
function writePage(part: PagePart, writer: Writer): string {
  const { rows, shape, rootIndex, limit } = part;
  const { type } = rows;
  let index = 0;
  const filter = (stored: string): string => writer.parameter(stored, { from: 'filter', rootIndex, index: index++ });
  const values = shape.among && filter(`${storedType(type, shape.among)}[]`);
  const conditions = filterConditions(type, shape, filter);
  if (shape.among) conditions.push(`t.${shape.among} = v.value`);
  if (part.after) {
    const start = type.key.map((column, i) =>
      writer.parameter(storedType(type, column), { from: 'after', rootIndex, column: i }),
    );
    conditions.push(`(${type.key.map((column) => `t.${column}`).join(', ')}) > (${start.join(', ')})`);
  }
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const end = (): string =>
    `order by ${orderBy(type, [])} limit ${writer.parameter('integer', { from: 'limit', rootIndex, value: limit })}`;
  const range = `select ${columnsOf(rows, type.key)} from ${viewOf(type)} t ${where} ${end()}`;
  const page = values ? `select t.* from unnest(${values}) v(value) cross join lateral (${range}) t ${end()}` : range;
  const table = writer.table();
  return `select json_agg(${writeRow(rows, table, writer)}) from (${page}) ${table}`;
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

/** A row as a JSON array of its slots. Integers that a JSON number may cut travel as text where they are keys. */
function writeRow(reading: Reading, table: string, writer: Writer, last?: string): string {
  const values = reading.slots.map((slot) => {
    if (slot.kind === 'nested') return writeNested(slot.nested, table, writer);
    const asText = slot.asKey && storedType(reading.type, slot.column) === 'bigint';
    return `${table}.${slot.column}${asText ? '::text' : ''}`;
  });
  if (last) values.push(last);
  return `json_build_array(${values.join(', ')})`;
}

/** The row or rows of an edge, inside the row it starts from. */
function writeNested({ edge, first, from, rows }: Nested, source: string, writer: Writer): string {
  const table = writer.table();
  const joins = (alias: string): string =>
    edge.to.map((column, i) => `${alias}.${column} = ${source}.${from[i]}`).join(' and ');
  const view = viewOf(rows.type);
  if (!edge.many && leadsToKey(edge, rows.type)) {
    return `(select ${writeRow(rows, table, writer)} from ${view} ${table} where ${joins(table)})`;
  }
  const limit = edge.many ? writer.parameter('integer', { from: 'plan', value: first }) : '1';
  const found = `(select ${columnsOf(rows)} from ${view} t where ${joins('t')}
      order by ${orderBy(rows.type, edge.order)} limit ${limit}) ${table}`;
  const row = writeRow(rows, table, writer);
  return `(select ${edge.many ? `json_agg(${row})` : row} from ${found})`;
}

/** The columns of a reading that its statement has to carry along: what is sent, and what edges inside start from. */
function columnsOf(reading: Reading, more: TypeDeclaration['key'] = []): string {
  const sent = reading.slots.flatMap((slot) => (slot.kind === 'column' ? [slot.column] : []));
  return [...new Set([...sent, ...reading.joined, ...more])].map((column) => `t.${column}`).join(', ');
}
