import { allConnections, filterColumns } from '../connection';
import { allDeclarations, edgesFrom, getDeclaration, type TypeDeclaration } from '../declaration';
import { allEntries } from '../entry';
import { allUnitedEntries, evidenceOf } from '../united-entry';
import { findRequirement } from './requirements';
import type { ViewRules } from './rules';
import { isColumnReadable, scopeOf, scopeOfEdge } from './scope';

type Check = (rules: ViewRules) => string | null;

const OUT_OF_SCOPE = 'its records have no column by which the rows of the agreement can be narrowed';

let checks: ReadonlyMap<string, Check> | undefined;

/**
 * Why a view cannot have a coordinate that it grants, in a few words, or null when it can: rows that cannot be narrowed
 * are out of reach, and nothing is listed, sorted or searched by what is hidden or masked.
 */
export function whyUnusable(coordinate: string, rules: ViewRules): string | null {
  checks ??= makeChecks();
  return checks.get(coordinate)?.(rules) ?? findRequirement(coordinate)?.(rules) ?? null;
}

function makeChecks(): ReadonlyMap<string, Check> {
  const made = new Map<string, Check>();
  for (const { field, edge } of allEntries()) {
    made.set(`Query.${field}`, (rules) => (scopeOf(getDeclaration(edge.target()), rules) ? null : OUT_OF_SCOPE));
  }
  for (const { field, of } of allUnitedEntries()) {
    made.set(`Query.${field}`, (rules) =>
      evidenceOf(of(), rules).length > 0 ? null : 'no edge is granted that could tell whether there is one',
    );
  }
  for (const { field, of, filter } of allConnections()) {
    const declaration = getDeclaration(of());
    made.set(`Query.${field}`, (rules) => {
      if (!scopeOf(declaration, rules)) return OUT_OF_SCOPE;
      return findHidden(declaration, declaration.key, rules, 'it is listed in the order of');
    });
    for (const [key, condition] of Object.entries(filter)) {
      made.set(`${of().name}Filter.${key}`, (rules) =>
        findHidden(declaration, filterColumns(condition), rules, 'it compares with'),
      );
    }
  }
  for (const declaration of allDeclarations()) {
    for (const edge of edgesFrom(declaration.type)) {
      made.set(edge.id, (rules) => (scopeOfEdge(edge, rules) ? null : OUT_OF_SCOPE));
    }
  }
  return made;
}

/** Says which of a type's columns is hidden or masked, if one is. */
export function findHidden(
  declaration: TypeDeclaration,
  columns: readonly string[],
  rules: ViewRules,
  words: string,
): string | null {
  const hidden = columns.find((column) => !isColumnReadable(declaration, column, rules));
  const field = declaration.columns.find(({ column }) => column === hidden)?.field;
  return field === undefined ? null : `${words} ${declaration.type.name}.${field}, which is not granted as it is`;
}
