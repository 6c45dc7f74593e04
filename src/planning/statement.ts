import { createHash } from 'node:crypto';
import { MASKS } from '../agreements/mask';
import { type EdgeDeclaration, getDeclaration, type Order, storedType, type TypeDeclaration } from './declaration';
import type { RowShape } from './row';
import type { Scoped } from './view/scope';

/**
 * SQL made from declarations. Every text reads `share` views only, names its columns, and holds no value: values are
 * parameters. A part answers with one JSON text; several parts of one register travel in one statement.
 */

/** A statement as the driver takes it. `name` is the hash of `text`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Takes a parameter's type and gives its place holder. */
export type Parameter = (type: string) => string;

/** Writes one part with its place holders, in the order in which its values will be given. */
export type PartWriter = (parameter: Parameter) => string;

/** Joins parts into one statement that answers one row with one JSON text per part, `p0`, `p1`, … */
export function toStatement(parts: readonly PartWriter[]): Statement {
  let places = 0;
  const parameter: Parameter = (type) => `$${++places}::${type}`;
  const columns = parts.map((part, i) => `(${part(parameter)})::text as p${i}`);
  return nameStatement(`select ${columns.join(',\n')}`);
}

/** A statement under the name that its text gives. */
export function nameStatement(text: string): Statement {
  return { name: `lt_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text };
}

/**
 * The targets of one edge for many sources. Values: an array per join column (one entry per source), an array for each
 * condition of the scope, then the largest number of targets per source. Answers an array per source of arrays of rows.
 */
export function edgePart(
  edge: EdgeDeclaration,
  shape: RowShape,
  order: readonly Order[],
  scoped: readonly Scoped[],
): PartWriter {
  const target = getDeclaration(edge.target());
  const keys = edge.to.map((_, i) => `k${i}`);
  const joins = edge.to.map((column, i) => `t.${column} = k.k${i}`);
  return (parameter) => {
    const arrays = edge.to.map((column) => parameter(`${storedType(target, column)}[]`));
    const scope = scoped.map(({ column }) => `t.${column} = any(${parameter(`${storedType(target, column)}[]`)})`);
    return `select json_agg(coalesce(c.rows, '[]'::json) order by k.n)
  from unnest(${arrays.join(', ')}) with ordinality k(${keys.join(', ')}, n)
  left join lateral (
    select json_agg(${rowExpression(target, shape)}) as rows
      from (select ${columnList(target, shape)} from ${viewOf(target)} t
             where ${[...joins, ...scope].join(' and ')} order by ${orderBy(target, order)} limit ${parameter('integer')}) t
  ) c on true`;
  };
}

/** What a page or a count reads: which columns must be true, equal or among several values. */
export interface FilterShape {
  /** Boolean columns that must be true. */
  readonly flags: readonly string[];
  /** Columns that must equal a value. */
  readonly equal: readonly string[];
  /** One column that must be among several values; the page is merged from one ordered range for each. */
  readonly among: string | null;
  /** Columns that must be among the values in scope. */
  readonly scoped: readonly string[];
}

/**
 * A page in the order of the key. Values: the values of `among` as an array, those of `equal`, those of `scoped` as an
 * array each, the key after which the page starts (where there is one), the largest number of rows (twice with
 * `among`). Answers an array of rows.
 */
export function pagePart(
  declaration: TypeDeclaration,
  shape: RowShape,
  filter: FilterShape,
  after: boolean,
): PartWriter {
  const order = orderBy(declaration, []);
  return (parameter) => {
    const values = filter.among && parameter(`${storedType(declaration, filter.among)}[]`);
    const conditions = filterConditions(declaration, filter, parameter);
    if (filter.among) conditions.push(`t.${filter.among} = v.value`);
    if (after) {
      const key = declaration.key.map((column) => `t.${column}`);
      const start = declaration.key.map((column) => parameter(storedType(declaration, column)));
      conditions.push(`(${key.join(', ')}) > (${start.join(', ')})`);
    }
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    const range = `select ${columnList(declaration, shape)} from ${viewOf(declaration)} t
             ${where} order by ${order} limit ${parameter('integer')}`;
    const page = values
      ? `select t.* from unnest(${values}) v(value) cross join lateral (${range}) t
             order by ${order} limit ${parameter('integer')}`
      : range;
    return `select coalesce(json_agg(${rowExpression(declaration, shape)}), '[]'::json) from (${page}) t`;
  };
}

/** How many rows a filter leaves. Values as of `pagePart`, without key and limits. */
export function countPart(declaration: TypeDeclaration, filter: FilterShape): PartWriter {
  return (parameter) => {
    const values = filter.among && parameter(`${storedType(declaration, filter.among)}[]`);
    const conditions = filterConditions(declaration, filter, parameter);
    if (filter.among) conditions.push(`t.${filter.among} = any(${values})`);
    const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
    return `select to_json(count(*)) from ${viewOf(declaration)} t${where}`;
  };
}

/** The conditions of a filter on the columns of `t`, but for the one that stands for several values. */
export function filterConditions(declaration: TypeDeclaration, filter: FilterShape, parameter: Parameter): string[] {
  return [
    ...filter.flags.map((column) => `t.${column}`),
    ...filter.equal.map((column) => `t.${column} = ${parameter(storedType(declaration, column))}`),
    ...filter.scoped.map((column) => `t.${column} = any(${parameter(`${storedType(declaration, column)}[]`)})`),
  ];
}

/** The view that a type is read from; throws for a type that unites registers. */
export function viewOf(declaration: TypeDeclaration): string {
  if (!declaration.source) throw new Error(`${declaration.type.name} unites registers and has no view to read`);
  return `share.${declaration.source.view}`;
}

function columnList({ key }: TypeDeclaration, shape: RowShape): string {
  const ordered = [...shape.columns.map(({ column }) => column), ...key];
  return [...new Set(ordered)].map((column) => `t.${column}`).join(', ');
}

/** A total order on the columns of `t`: what the declaration asks for, then the key. */
export function orderBy(declaration: TypeDeclaration, order: readonly Order[]): string {
  const asked = order.map(([column, direction]) => `t.${column}${direction === 'desc' ? ' desc' : ''}`);
  const rest = declaration.key.filter((column) => !order.some(([ordered]) => ordered === column));
  return [...asked, ...rest.map((column) => `t.${column}`)].join(', ');
}

/** A row as a JSON array in the order of its shape. Integers that JSON numbers may cut travel as text. */
function rowExpression(declaration: TypeDeclaration, { columns }: RowShape): string {
  const values = columns.map(({ column, mask }) => {
    const value = mask ? MASKS[mask].sql(`t.${column}`) : `t.${column}`;
    return storedType(declaration, column) === 'bigint' ? `${value}::text` : value;
  });
  return `json_build_array(${values.join(', ')})`;
}
