import type { Mask } from '../../agreements/mask';
import { type EdgeDeclaration, getDeclaration, type TypeDeclaration } from '../declaration';
import { longestStored } from './longest';
import type { Nested, Origin, Reading, Usual } from './plan';

/** Makes the readings of one plan. */
export class Readings {
  private made = 0;

  /** Begins the reading of at most `most` rows of a type, with nothing asked of them yet. */
  begin(type: TypeDeclaration, origin: Origin, most: number, usual: Usual = { lookups: 1, rows: most }): Reading {
    return { id: this.made++, type, origin, columns: [], nested: [], most, usual };
  }

  /** Begins the reading of the rows to which an edge leads from those of another reading, `first` from each. */
  follow(source: Reading, edge: EdgeDeclaration, first: number, origin: Origin): Reading {
    const { rows } = source.usual;
    const usual = { lookups: rows, rows: rows * Math.min(first, edge.typical) };
    return this.begin(getDeclaration(edge.target()), origin, source.most * first, usual);
  }

  /** Asks for the rows of an edge in the statement that reads its source's. */
  nest(within: Reading, nested: Omit<Nested, 'rows'>): Reading {
    const { edge, first } = nested;
    const rows = this.follow(within, edge, first, { of: 'nested', within, many: edge.many });
    within.nested.push({ ...nested, rows });
    return rows;
  }

  get count(): number {
    return this.made;
  }
}

/** The position of a column in a reading, behind a mask where one is given; asks for it when nobody has. */
export function askColumn(reading: Reading, column: string, asKey = false, mask: Mask | null = null): number {
  const position = reading.columns.findIndex((known) => known.column === column && known.mask === mask);
  const known = reading.columns[position];
  if (!known) return reading.columns.push({ column, mask, asKey }) - 1;
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
