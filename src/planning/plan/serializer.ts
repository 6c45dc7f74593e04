import { GraphQLBoolean, GraphQLInt, type GraphQLLeafType, GraphQLString, isEnumType } from 'graphql';
import type { ColumnDeclaration, RowClass, StoredType } from '../declaration';
import { isCodeTable, unlistedCode } from '../row';
import { quote, toJson } from './answer';
import type { WriteValue } from './plan';

/**
 * How a column's stored value is written into the answer, as the column's GraphQL type has it. The type is the one that
 * the reference path serializes with, so that both give the same; where it changes nothing it is not asked.
 */
export function writerOf(owner: RowClass, column: ColumnDeclaration, type: GraphQLLeafType): WriteValue {
  if (isEnumType(type)) {
    const names = new Map<unknown, string>(type.getValues().map(({ value, name }) => [value, quote(name)]));
    const isListed = isCodeTable(column.type);
    return (stored) => {
      const name = names.get(stored);
      if (name !== undefined) return name;
      if (isListed) throw unlistedCode(owner, column);
      return toJson(type.serialize(stored));
    };
  }
  return writeUnchanged(type, column.stored) ?? ((stored) => toJson(serialize(type, stored)));
}

function serialize(type: GraphQLLeafType, stored: unknown): unknown {
  const answered: unknown = type.serialize(stored);
  if (answered === null || answered === undefined) {
    throw new Error(`Expected \`${type.name}.serialize(${String(stored)})\` to return non-nullable value`);
  }
  return answered;
}

/** Writes what a register sends as it is, where the type would not change it; null where it might. */
function writeUnchanged(type: GraphQLLeafType, stored: StoredType): WriteValue | null {
  if (type === GraphQLString || type.extensions['answersTextUnchanged'] === true) {
    if (stored === 'date') return (text) => `"${text as string}"`;
    return stored === 'text' || stored === 'text[]' ? (text) => quote(text as string) : null;
  }
  const isSame = (type === GraphQLBoolean && stored === 'boolean') || (type === GraphQLInt && stored === 'integer');
  return isSame ? String : null;
}
