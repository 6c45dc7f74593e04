import type { GraphQLScalarType } from 'graphql';
import type { GraphContext } from './context';
import { type EdgeDeclaration, edgesFrom, getDeclaration, type RowClass } from './declaration';
import { declareRootField } from './resolved-field';
import { type Row, toUnitedRow } from './row';
import type { ViewRules } from './view/rules';
import { type Scoped, scopeOf } from './view/scope';

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

/**
 * The united row of a key, or null when every register was asked and none states it. A view asks through the edges that
 * it grants, and for records in scope: whoever has one is in scope with all others.
 */
export async function findUnited(type: RowClass, key: string, context: GraphContext): Promise<Row | null> {
  const { rules } = context.view;
  const row = toUnitedRow(type, key, rules);
  const evidence = evidenceOf(type, rules);
  const isNarrowed = evidence.some(({ scoped }) => scoped.length > 0);
  const answers = await Promise.allSettled(
    evidence.map(async ({ edge }) => {
      if (isNarrowed) return context.registers.isStated(edge, row);
      return edge.many
        ? (await context.registers.loadMany(edge, row, edge.first)).length > 0
        : (await context.registers.loadOne(edge, row)) !== null;
    }),
  );
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) {
    context.registers.noteUnited(type, key);
    return row;
  }
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) throw failed.reason;
  return null;
}

/** The edges that can tell in a view whether a united row exists, each with the conditions that its records meet. */
export function evidenceOf(
  type: RowClass,
  rules: ViewRules,
): readonly { readonly edge: EdgeDeclaration; readonly scoped: readonly Scoped[] }[] {
  return edgesFrom(type).flatMap((edge) => {
    const scoped = rules.accessTo(edge.id) && scopeOf(getDeclaration(edge.target()), rules);
    return scoped ? [{ edge, scoped }] : [];
  });
}
