import { type Dimension, NARROWS, type ScopeValues } from '../../agreements/row-scope';
import { type EdgeDeclaration, getDeclaration, type Order, type TypeDeclaration } from '../declaration';
import type { ViewRules } from './rules';

/** A condition on the rows of a type: the column is among the values in scope of the dimension. */
export interface Scoped {
  readonly dimension: Dimension;
  readonly column: string;
}

/**
 * Whether an edge leads to records of the same person or employer: it joins columns that tell, on both sides, whom the
 * record is about. Such records are in scope with the one that the edge starts from.
 */
export function isSameSubject({ source, target, from, to }: EdgeDeclaration): boolean {
  const start = getDeclaration(source).about;
  const end = getDeclaration(target()).about;
  if (!start || !end || start.subject !== end.subject) return false;
  return from.every((column) => start.by.includes(column)) && to.every((column) => end.by.includes(column));
}

/**
 * The conditions that rows of a type meet where they are reached by themselves: from the root, by a search, or from
 * another person's or employer's record. Null when the view narrows by something that the type has no column for, so
 * that it cannot be reached this way.
 */
export function scopeOf(declaration: TypeDeclaration, { dimensions }: ViewRules): readonly Scoped[] | null {
  const { about, scope } = declaration;
  if (!about) return [];
  const narrowed = dimensions.filter((dimension) => NARROWS[dimension].includes(about.subject));
  const scoped = narrowed.flatMap((dimension) => {
    const column = scope[dimension];
    return column === undefined ? [] : [{ dimension, column }];
  });
  return scoped.length === narrowed.length ? scoped : null;
}

/** The conditions on the rows that an edge leads to; none for records of the same subject. */
export function scopeOfEdge(edge: EdgeDeclaration, rules: ViewRules): readonly Scoped[] | null {
  return isSameSubject(edge) ? [] : scopeOf(getDeclaration(edge.target()), rules);
}

/** The values of conditions, an array for each. */
export function scopeValues(scoped: readonly Scoped[], scope: ScopeValues): readonly (readonly string[])[] {
  return scoped.map(({ dimension }) => scope[dimension] ?? []);
}

/** The order of rows as far as the view lets its caller know it: a list sorted by a hidden value would tell it. */
export function visibleOrder(
  declaration: TypeDeclaration,
  order: readonly Order[],
  rules: ViewRules,
): readonly Order[] {
  return order.filter(([column]) => isColumnReadable(declaration, column, rules));
}

/** Whether a view shows a column as it is. A column of no field of its own tells nobody anything. */
export function isColumnReadable({ type, columns }: TypeDeclaration, column: string, rules: ViewRules): boolean {
  const field = columns.find((candidate) => candidate.column === column)?.field;
  return field === undefined || rules.accessTo(`${type.name}.${field}`) === 'READ';
}
