import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { getDeclaration } from '../declaration';
import type { Entry } from '../entry';
import { evidenceOf, type UnitedEntry } from '../united-entry';
import type { ViewRules } from '../view/rules';
import { type Scoped, scopeOf } from '../view/scope';
import {
  type AnyField,
  Compilation,
  getField,
  nameOf,
  objectTypeOf,
  select,
  type Selected,
  Uncovered,
  type Variables,
} from './compilation';
import { compileConnection } from './compile-connection';
import { compileObject, linkTo, plainView } from './compile-object';
import type { Compiled, Plan, Reading, RootField } from './plan';
import { toMasked } from './masked';
import { priceOf } from './price';
import { askColumn } from './reading';
import { noteSubjects } from './subjects';
import { sizeOfRoot } from './size';

/**
 * Compiles an operation of a valid document in a view. What comes in: the view's schema and rules, the document, its
 * operation, and the coerced
 * values of its variables, of which only the shape counts (see `shaperOf`). Afterwards the plan holds all that running
 * it needs but the values. Pure: the same schema, document and shape give the same plan.
 */
export function compile(
  schema: GraphQLSchema,
  rules: ViewRules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Compiled {
  try {
    return { plan: toPlan(schema, new Compilation(schema, rules, document, variables), operation), uncovered: null };
  } catch (error) {
    if (error instanceof Uncovered) return { plan: null, uncovered: error.reason };
    throw error;
  }
}

function toPlan(schema: GraphQLSchema, compilation: Compilation, operation: OperationDefinitionNode): Plan {
  const query = schema.getQueryType();
  if (!query || operation.operation !== OperationTypeNode.QUERY) throw new Uncovered('It is not a query');
  const root = select(compilation.rootFields(query, operation)).map((selected, rootIndex) =>
    compileRoot(compilation, query, selected, rootIndex),
  );
  const steps = compilation.steps.finish();
  const sizes = root.map(sizeOfRoot);
  return {
    root,
    steps,
    readings: compilation.readings.count,
    reads: [...compilation.reads.values()],
    price: priceOf(root, steps),
    edges: [...compilation.edges].map(([id, most]) => ({ id, most })),
    masked: toMasked([...compilation.reads.values()]),
    subjects: compilation.subjects,
    bounds: {
      statements: steps.length,
      rows: steps.reduce((sum, step) => sum + step.bounds.rows, 0),
      values: sizes.reduce((sum, { values }) => sum + values, 0),
      bytes: 2 + sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    },
  };
}

function compileRoot(
  compilation: Compilation,
  query: GraphQLObjectType,
  selected: Selected,
  rootIndex: number,
): RootField {
  const { nodes } = selected;
  const name = nameOf(nodes);
  if (name === '__typename') return { ...selected, kind: 'typename', name: query.name };
  if (name.startsWith('__')) throw new Uncovered(`${name} is answered from the schema`);
  const meaning = compilation.catalog.root.get(name);
  if (!meaning) throw new Uncovered(`${query.name}.${name} has a resolver of its own`);
  const field = getField(query, name);
  const args = compilation.argumentsOf(field, nodes);
  if (args instanceof Error) return { ...selected, kind: 'refused', error: args };
  if ('entry' in meaning) return compileEntry(compilation, meaning.entry, field, selected, rootIndex);
  if ('united' in meaning) return compileUnited(compilation, meaning.united, field, selected, rootIndex);
  return compileConnection(compilation, meaning.connection, field, args, selected, rootIndex);
}

/** Keys that one field of the root can name: the provinces of a day. */
const KEYS_MOST = 63;

function compileEntry(
  compilation: Compilation,
  entry: Entry,
  field: AnyField,
  selected: Selected,
  rootIndex: number,
): RootField {
  const { edge, options } = entry;
  const target = getDeclaration(edge.target());
  const many = 'toKeys' in options;
  const most = many ? KEYS_MOST : 1;
  const source = compilation.readings.begin(target, { of: 'arguments', rootIndex }, most);
  const rows = compilation.readings.begin(target, { of: 'part' }, most);
  const positions = edge.to.map((_, i) => i);
  const scoped = requireScope(scopeOf(target, compilation.rules), edge.id);
  const part = compilation.steps.keyed({ edge, order: [], scoped, first: 1, source, positions, guard: null, rows });
  noteSubjects(compilation, rows, null);
  const selection = compilation.fieldsBelow(field, selected.nodes);
  const object = compileObject(compilation, plainView(rows, most), objectTypeOf(field), selection);
  return { ...selected, kind: 'entry', entry, many, part, object };
}

/**
 * A united type exists where one of its edges finds a row, so each is followed, also one that nobody asks for. A view
 * that narrows its rows first looks for evidence in scope; what belongs to the person or employer is read afterwards.
 */
function compileUnited(
  compilation: Compilation,
  entry: UnitedEntry,
  field: AnyField,
  selected: Selected,
  rootIndex: number,
): RootField {
  const declaration = getDeclaration(entry.of());
  const found = evidenceOf(declaration.type, compilation.rules);
  const isGated = found.some(({ scoped }) => scoped.length > 0);
  const begin = (gated: boolean): Reading =>
    compilation.readings.begin(declaration, { of: 'arguments', rootIndex, isGated: gated }, 1);
  const source = begin(isGated);
  const keyPosition = askColumn(source, declaration.key[0] ?? '');
  const selection = compilation.fieldsBelow(field, selected.nodes);
  const object = compileObject(compilation, plainView(source, 1), objectTypeOf(field), selection);
  const asked = isGated ? begin(false) : source;
  const evidence = found.map(({ edge, scoped }) => {
    const known = isGated ? undefined : compilation.steps.findFrom(source, edge);
    return known ?? linkTo(compilation, edge, asked, [keyPosition], { guard: null, first: 1, scoped });
  });
  const { subject: about = 'person' } = declaration.about ?? {};
  const { field: name, argument } = entry;
  return { ...selected, kind: 'united', field: name, argument: argument.name, about, isGated, evidence, object };
}

/** The conditions on a field of the root; a view grants none whose rows it cannot narrow. */
function requireScope(scoped: readonly Scoped[] | null, name: string): readonly Scoped[] {
  if (!scoped) throw new Error(`${name} finds what the view cannot narrow`);
  return scoped;
}
