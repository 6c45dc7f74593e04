import { type GraphQLLeafType, GraphQLString, isEnumType, GraphQLBoolean, GraphQLInt } from 'graphql';
import type { ColumnDeclaration, RowClass, StoredType } from '../declaration';
import { isCodeTable, unlistedCode } from '../row';
import type { Serialize } from './plan';

/**
 * How a column's stored value becomes the answer's, as the column's GraphQL type has it; null where both are the same.
 * The type is the one that the reference path serializes with, so that both give the same.
 */
export function serializerOf(owner: RowClass, column: ColumnDeclaration, type: GraphQLLeafType): Serialize | null {
  if (isEnumType(type)) {
    const names = new Map<unknown, string>(type.getValues().map(({ value, name }) => [value, name]));
    const isListed = isCodeTable(column.type);
    return (stored) => {
      const name = names.get(stored);
      if (name !== undefined) return name;
      if (isListed) throw unlistedCode(owner, column);
      return type.serialize(stored);
    };
  }
  return isSentAsAnswered(type, column.stored) ? null : (stored) => serialize(type, stored);
}

function serialize(type: GraphQLLeafType, stored: unknown): unknown {
  const answered: unknown = type.serialize(stored);
  if (answered === null || answered === undefined) {
    throw new Error(`Expected \`${type.name}.serialize(${String(stored)})\` to return non-nullable value`);
  }
  return answered;
}

/** Whether the JSON value that a register sends is the answer's, whatever it is. */
function isSentAsAnswered(type: GraphQLLeafType, stored: StoredType): boolean {
  const isText = stored === 'text' || stored === 'date' || stored === 'text[]';
  if (type === GraphQLString || type.extensions['answersTextUnchanged'] === true) return isText;
  return (type === GraphQLBoolean && stored === 'boolean') || (type === GraphQLInt && stored === 'integer');
}
