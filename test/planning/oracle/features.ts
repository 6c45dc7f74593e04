import { Kind, parse, visit } from 'graphql';
import { allDeclarations, edgesFrom } from '../../../src/planning/declaration';
import type { Compared } from './both-paths';
import { HAND_WRITTEN, NAMES_OF_OBJECT } from './draw-operation';
import type { Drawn } from './shape-of-operation';
import type { Written } from './write-operation';

/**
 * In how many percent of the operations a feature has to occur, so that the absence of differences says something about
 * it. All are drawn far more often, see `docs/assurance.md`: by chance, less than one run of 400 operations in a million
 * has too few of one.
 */
const FLOORS = {
  variables: 60,
  'other variables': 10,
  directives: 50,
  fragments: 50,
  'inline fragments': 50,
  aliases: 70,
  'merged fields': 50,
  'names of Object': 60,
  __typename: 60,
  'depth of 5 or more': 40,
  connections: 20,
  cursors: 15,
  totalCount: 20,
  'null in the answer': 50,
  'edges to nothing': 15,
  'null where none may be': 0.5,
  errors: 20,
  'refused arguments': 10,
  'failing register': 6,
} as const;

export type Feature = keyof typeof FLOORS;

/** The least share of a feature that has fewer operations than this is left to chance. */
const COUNTED_FROM = 5;

/** The features that occur in too few of so many operations. */
export function findRare(features: Readonly<Record<string, number>>, operations: number): readonly string[] {
  return Object.entries(FLOORS).flatMap(([feature, percent]) => {
    const least = Math.floor((operations * percent) / 100);
    const count = features[feature] ?? 0;
    return least < COUNTED_FROM || count >= least
      ? []
      : [`${feature}: ${count} of ${operations}, at least ${percent} %`];
  });
}

/** The features of an operation and of its answer. */
export function featuresOf(
  { query, variables }: Written,
  { failing }: Drawn,
  { errors, byPlan }: Compared,
): ReadonlySet<Feature> {
  const features = new Set<Feature>();
  if (Object.keys(variables).length > 0) features.add('variables');
  if (failing) features.add('failing register');
  if (errors.length > 0) features.add('errors');
  if (errors.includes('ARGUMENT_INVALID')) features.add('refused arguments');
  if (byPlan.includes('Cannot return null') || errors.includes('INTERNAL')) features.add('null where none may be');
  if (byPlan.includes(':null')) features.add('null in the answer');
  if (edgesToOne().test(byPlan)) features.add('edges to nothing');
  let depth = 0;
  visit(parse(query), {
    SelectionSet: {
      enter({ selections }) {
        depth += 1;
        if (depth >= 5) features.add('depth of 5 or more');
        const names = selections.flatMap((s) => (s.kind === Kind.FIELD ? [s.alias?.value ?? s.name.value] : []));
        if (new Set(names).size < names.length) features.add('merged fields');
      },
      leave() {
        depth -= 1;
      },
    },
    Field({ alias, name }) {
      if (alias) features.add('aliases');
      if (NAMES_OF_OBJECT.includes(alias?.value ?? name.value)) features.add('names of Object');
      if (name.value === '__typename') features.add('__typename');
      if (name.value === 'edges') features.add('connections');
      if (name.value === 'totalCount') features.add('totalCount');
    },
    Argument({ name }) {
      if (name.value === 'after') features.add('cursors');
    },
    InlineFragment() {
      features.add('inline fragments');
    },
    FragmentSpread() {
      features.add('fragments');
    },
    Directive() {
      features.add('directives');
    },
  });
  return features;
}

/** Whether a document asks for a field that only a resolver answers. */
export function hasHandWritten({ query }: Written): boolean {
  return [...HAND_WRITTEN].some((name) => new RegExp(`\\b${name}\\b`).test(query));
}

let toOne: RegExp | undefined;

/** Finds an edge that leads to no row, under its own name. */
function edgesToOne(): RegExp {
  const edges = allDeclarations().flatMap(({ type }) => edgesFrom(type));
  return (toOne ??= new RegExp(`"(${edges.flatMap(({ many, field }) => (many ? [] : [field])).join('|')})":null`));
}
