import { getNamedType, type GraphQLOutputType, isEnumType } from 'graphql';
import type { ColumnDeclaration, StoredType, TypeDeclaration } from '../declaration';
import { storedType } from '../declaration';

/** How long a value can be as JSON, in bytes. Where a column does not say, its type does. */

const STORED_BYTES: Readonly<Record<StoredType, number>> = {
  text: 256,
  'text[]': 2_048,
  date: 16,
  bigint: 22,
  integer: 11,
  numeric: 48,
  boolean: 5,
};

const ANSWERED_BYTES: Readonly<Record<string, number>> = { Boolean: 5, Int: 11, Float: 48, Vnd: 17 };

/** The longest that a register sends a column. */
export function longestStored(type: TypeDeclaration, column: string): number {
  const declared = type.columns.find((candidate) => candidate.column === column)?.longest;
  return declared ?? STORED_BYTES[storedType(type, column)];
}

/** The longest that the answer shows a column. */
export function longestAnswered(column: ColumnDeclaration, type: GraphQLOutputType): number {
  const named = getNamedType(type);
  if (isEnumType(named)) return 2 + Math.max(...named.getValues().map(({ name }) => name.length));
  return ANSWERED_BYTES[named.name] ?? column.longest ?? STORED_BYTES[column.stored];
}
