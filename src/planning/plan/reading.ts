import type { EdgeDeclaration, TypeDeclaration } from '../declaration';
import { longestStored } from './longest';
import type { Origin, Reading } from './plan';

/** Makes the readings of one plan. */
export class Readings {
  private made = 0;

  /** Begins the reading of at most `most` rows of a type, with nothing asked of them yet. */
  begin(type: TypeDeclaration, origin: Origin, most: number): Reading {
    return { id: this.made++, type, origin, columns: [], nested: [], most };
  }

  /** Asks for the rows of an edge in the statement that reads its source's. */
  nest(
    within: Reading,
    edge: EdgeDeclaration,
    target: TypeDeclaration,
    from: readonly string[],
    first: number,
  ): Reading {
    const rows = this.begin(target, { of: 'nested', within, many: edge.many }, within.most * first);
    within.nested.push({ edge, first, from, rows });
    return rows;
  }

  get count(): number {
    return this.made;
  }
}

/** The position of a column in a reading; asks for the column when nobody has. */
export function askColumn(reading: Reading, column: string, asKey = false): number {
  const position = reading.columns.findIndex((known) => known.column === column);
  const known = reading.columns[position];
  if (!known) return reading.columns.push({ column, asKey }) - 1;
  known.asKey ||= asKey;
  return position;
}

/** A reading and all that is nested in it, in the order in which a statement answers them. */
export function withNested(reading: Reading): readonly Reading[] {
  return [reading, ...reading.nested.flatMap(({ rows }) => withNested(rows))];
}

/** The largest that a reading's JSON text can get, in bytes. */
export function largestText({ type, columns, most }: Reading): number {
  const row = columns.reduce((sum, { column }) => sum + longestStored(type, column) + 1, NUMBER_BYTES);
  return BRACKETS_BYTES + columns.length * BRACKETS_BYTES + most * row;
}

/** The number of the row that a row belongs to, with its comma. */
const NUMBER_BYTES = 9;
const BRACKETS_BYTES = 8;
