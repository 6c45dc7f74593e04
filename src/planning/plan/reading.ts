import type { EdgeDeclaration, TypeDeclaration } from '../declaration';
import { longestStored } from './longest';
import type { Nested, Origin, Reading } from './plan';

/** Columns and nested edges that one row can hold: `json_build_array` takes a hundred values. */
export const SLOTS_MOST = 90;

/** Begins the reading of at most `most` rows of a type, with nothing asked of them yet. */
export function beginReading(type: TypeDeclaration, origin: Origin, most: number): Reading {
  return { type, origin, slots: [], joined: new Set(), most };
}

/** The position of a column in the rows of a reading; asks for the column when nobody has. */
export function askColumn(reading: Reading, column: string, asKey = false): number {
  const known = reading.slots.findIndex((slot) => slot.kind === 'column' && slot.column === column);
  const slot = reading.slots[known];
  if (slot?.kind === 'column') {
    slot.asKey ||= asKey;
    return known;
  }
  return reading.slots.push({ kind: 'column', column, asKey }) - 1;
}

/** Asks for the rows of an edge inside each row; gives their reading and position. */
export function askNested(
  reading: Reading,
  edge: EdgeDeclaration,
  target: TypeDeclaration,
  from: readonly string[],
  first: number,
): { readonly rows: Reading; readonly position: number } {
  const position = reading.slots.length;
  const origin: Origin = { of: 'nested', within: reading, position, many: edge.many };
  const rows = beginReading(target, origin, reading.most * first);
  const nested: Nested = { edge, first, from, rows };
  reading.slots.push({ kind: 'nested', nested });
  for (const column of from) reading.joined.add(column);
  return { rows, position };
}

/** Rows that a reading and all that is nested in it can have at most, and bytes of their JSON text. */
export function largestReading(reading: Reading): { readonly rows: number; readonly bytes: number } {
  let { most: rows } = reading;
  let bytes = reading.most * (ROW_BYTES + reading.slots.length);
  for (const slot of reading.slots) {
    if (slot.kind === 'column') bytes += reading.most * longestStored(reading.type, slot.column);
    else {
      const nested = largestReading(slot.nested.rows);
      rows += nested.rows;
      bytes += nested.bytes + reading.most * ROW_BYTES;
    }
  }
  return { rows, bytes };
}

/** Brackets of a row, blanks that PostgreSQL writes, and the number of its key. */
const ROW_BYTES = 16;
