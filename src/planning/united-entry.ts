import type { GraphQLScalarType } from 'graphql';
import type { GraphContext } from './context';
import { edgesFrom, type RowClass } from './declaration';
import { declareRootField } from './resolved-field';
import { type Row, toRow } from './row';

/** A root field for a type that unites registers. */
export interface UnitedEntry {
  readonly field: string;
  readonly of: () => RowClass;
  readonly argument: { readonly name: string; readonly type: GraphQLScalarType; readonly description: string };
  readonly description: string;
}

const unitedEntries: UnitedEntry[] = [];

/** Every declared root field for a type that unites registers. */
export function allUnitedEntries(): readonly UnitedEntry[] {
  return unitedEntries;
}

/**
 * Declares a root field for a type that unites registers: it answers when any register states the key, and null when
 * all of them were asked and none does. What it reads to find out serves the fields below it too.
 */
export function declareUnitedEntry(entry: UnitedEntry): new () => object {
  unitedEntries.push(entry);
  const { field, of, argument, description } = entry;
  return declareRootField({
    name: field,
    type: of,
    nullable: true,
    description,
    arguments: [{ ...argument, type: () => argument.type }],
    resolve: (key: string, context: GraphContext) => findUnited(of(), key, context),
  });
}

/** The united row of a key, or null when every register was asked and none states it. */
export async function findUnited(type: RowClass, key: string, context: GraphContext): Promise<Row | null> {
  const row = toRow(type, [key]);
  const answers = await Promise.allSettled(
    edgesFrom(type).map(async (edge) =>
      edge.many
        ? (await context.registers.loadMany(edge, row, edge.first)).length > 0
        : (await context.registers.loadOne(edge, row)) !== null,
    ),
  );
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) return row;
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) throw failed.reason;
  return null;
}
