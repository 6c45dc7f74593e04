import { sealCursors } from '../../values/cursor';
import { bindingOf, type ListingQuery } from '../connection';
import { toJson } from './answer';
import type { PageField, PageInfoField, RootField } from './plan';
import type { Failed, Rows } from './results';

export type ConnectionField = RootField & { readonly kind: 'connection' };

/** A page as it is answered: the rows it shows, and their cursors as far as the answer has them. */
export interface ShownPage {
  readonly rows: Rows;
  /** How many of the rows it shows; there may be one more. */
  readonly length: number;
  /** Of all rows where the edges show cursors, else of the first and the last. */
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Makes a page of what its part has read. */
export function showPage(
  { first, fields, keyPositions, connection }: ConnectionField,
  rows: Rows | Failed,
  query: ListingQuery,
  cursorKey: Buffer,
): ShownPage | Failed {
  if ('error' in rows) return rows;
  const length = Math.min(rows.length, first);
  const keyOfRow = (row: number): readonly string[] =>
    keyPositions.map((position) => String(rows.value(position, row)));
  const marked = asksForEveryCursor(fields) ? length : Math.min(length, 2);
  const keys = Array.from({ length: marked }, (_, i) => keyOfRow(marked === length ? i : i * (length - 1)));
  return {
    rows,
    length,
    cursors: keyPositions.length > 0 ? sealCursors(cursorKey, bindingOf(connection, query), keys) : [],
    hasNextPage: rows.length > first,
    hasPreviousPage: query.after !== null,
  };
}

/** The answer of `pageInfo`, as JSON. */
export function writePageInfo(fields: readonly PageInfoField[], page: ShownPage): string {
  const { cursors, hasNextPage, hasPreviousPage } = page;
  const values = { hasNextPage, hasPreviousPage, startCursor: cursors[0] ?? null, endCursor: cursors.at(-1) ?? null };
  let text = '{';
  for (const field of fields) text += field.head + toJson(field.kind === 'typename' ? field.name : values[field.kind]);
  return `${text}}`;
}

function asksForEveryCursor(fields: readonly PageField[]): boolean {
  return fields.some((field) => field.kind === 'edges' && field.fields.some(({ kind }) => kind === 'cursor'));
}
