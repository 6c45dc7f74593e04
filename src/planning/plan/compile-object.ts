import {
  getNamedType,
  getNullableType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { MASKS } from '../../agreements/mask';
import { type ColumnDeclaration, type EdgeDeclaration, getDeclaration, type TypeDeclaration } from '../declaration';
import { requireFirst } from '../first';
import { maskOf } from '../view/rules';
import { type Scoped, scopeOfEdge, visibleOrder } from '../view/scope';
import {
  type AnyField,
  type Compilation,
  type Fields,
  getField,
  nameOf,
  objectTypeOf,
  refusalOf,
  select,
  type Selected,
  Uncovered,
} from './compilation';
import { longestAnswered } from './longest';
import type { FieldPlan, Guard, KeyedPart, ObjectPlan, Reading } from './plan';
import { askColumn } from './reading';
import { noteSubjects } from './subjects';
import { writerOf } from './serializer';
import { NULL_BYTES, type Size } from './size';

/** An object of the answer and the row that answers it. A united type is answered from the row that states its key. */
export interface View {
  readonly declaration: TypeDeclaration;
  readonly reading: Reading;
  /** The column of the reading that stands for a column of the declaration. */
  readonly columnOf: (column: string) => string;
  readonly guard: Guard | null;
  /** How many such objects the whole answer can have. */
  readonly objects: number;
}

/** An object that is answered from a row of its own type. */
export function plainView(reading: Reading, objects: number): View {
  return { declaration: reading.type, reading, columnOf: (column) => column, guard: null, objects };
}

/** Plans one object: asks its reading for what the selection needs, and says how each field is answered from it. */
export function compileObject(
  compilation: Compilation,
  view: View,
  type: GraphQLObjectType,
  selection: Fields,
): ObjectPlan {
  let values = 0;
  let bytes = 2;
  const fields = select(selection).map((selected) => {
    const { key } = selected;
    const { plan, size } = compileField(compilation, view, type, selected);
    values += size.values;
    bytes += size.bytes + key.length + 4;
    return plan;
  });
  return { typeName: type.name, fields, values, bytes };
}

/** Asks for the rows of an edge in a statement that starts from the keys of other rows. */
export function linkTo(
  compilation: Compilation,
  edge: EdgeDeclaration,
  source: Reading,
  positions: readonly number[],
  { guard, first, scoped }: { guard: Guard | null; first: number; scoped: readonly Scoped[] },
): KeyedPart {
  const { steps, readings, rules } = compilation;
  const rows = readings.follow(source, edge, first, { of: 'part' });
  const order = visibleOrder(rows.type, edge.order, rules);
  noteSubjects(compilation, rows, { source, edge });
  return steps.keyed({ edge, order, scoped, first, source, positions, guard, rows });
}

interface SizedField {
  readonly plan: FieldPlan;
  readonly size: Size;
}

function sized(plan: FieldPlan, values: number, bytes: number): SizedField {
  return { plan, size: { values, bytes } };
}

function compileField(compilation: Compilation, view: View, type: GraphQLObjectType, selected: Selected): SizedField {
  const name = nameOf(selected.nodes);
  if (name === '__typename') {
    return sized({ ...selected, kind: 'typename', name: type.name }, 1, type.name.length + 2);
  }
  const meaning = compilation.catalog.types.get(type.name)?.fields.get(name);
  if (!meaning) throw new Uncovered(`${type.name}.${name} has a resolver of its own`);
  const field = getField(type, name);
  return 'column' in meaning
    ? compileColumn(compilation, view, meaning.column, field, selected)
    : compileEdge(compilation, view, meaning.edge, field, selected);
}

function compileColumn(
  { reads, rules }: Compilation,
  { declaration, reading, columnOf }: View,
  column: ColumnDeclaration,
  field: AnyField,
  selected: Selected,
): SizedField {
  const owner = declaration.type;
  const coordinate = `${owner.name}.${column.field}`;
  const mask = maskOf(rules, coordinate);
  reads.set(coordinate, { coordinate, mask, column, database: declaration.source?.database ?? null });
  const plainly = writerOf(owner, column, getNamedType(field.type) as GraphQLLeafType);
  // What a caller gave was read of no register, so it is masked here.
  const isGiven = reading.origin.of === 'arguments';
  const write = mask && isGiven ? (stored: unknown) => plainly(MASKS[mask].apply(String(stored))) : plainly;
  const position = askColumn(reading, columnOf(column.column), false, isGiven ? null : mask);
  const common = { ...selected, position, nullable: !isNonNullType(field.type), coordinate };
  const bytes = longestAnswered(column, field.type);
  const { open } = column;
  if (open) {
    const keyPositions = declaration.key.map((part) => askColumn(reading, columnOf(part), true));
    return sized({ ...common, kind: 'opened', keyPositions, open, write }, 1, bytes);
  }
  const inner = getNullableType(field.type);
  if (isListType(inner)) {
    const itemsNullable = !isNonNullType(inner.ofType);
    return sized({ ...common, kind: 'list', itemsNullable, write }, 1, bytes);
  }
  return sized({ ...common, kind: 'value', write }, 1, bytes);
}

function compileEdge(
  compilation: Compilation,
  view: View,
  edge: EdgeDeclaration,
  field: AnyField,
  selected: Selected,
): SizedField {
  const first = readFirst(compilation, edge, field, selected);
  if (first instanceof Error) return sized({ ...selected, kind: 'refused', error: first }, 1, NULL_BYTES);
  const { reading, columnOf } = view;
  const target = getDeclaration(edge.target());
  const objects = view.objects * first;
  compilation.edges.set(edge.id, (compilation.edges.get(edge.id) ?? 0) + objects);
  const selection = compilation.fieldsBelow(field, selected.nodes);

  if (target.accepts) {
    const column = columnOf(edge.from[0] ?? '');
    const guard: Guard = { position: askColumn(reading, column, true), accepts: target.accepts };
    const below: View = { declaration: target, reading, columnOf: () => column, guard, objects };
    const object = compileObject(compilation, below, objectTypeOf(field), selection);
    const bytes = Math.max(NULL_BYTES, object.bytes);
    return sized({ ...selected, kind: 'united', guard, object }, 1 + object.values, bytes);
  }
  const place = placeEdge(compilation, view, edge, target, first);
  const rows = 'rows' in place ? place.rows : place;
  const object = compileObject(compilation, plainView(rows, objects), objectTypeOf(field), selection);
  const values = 1 + first * object.values;
  const bytes = NULL_BYTES + first * (object.bytes + 1);
  const common = { ...selected, many: edge.many, object };
  return 'rows' in place
    ? sized({ ...common, kind: 'linked', part: place }, values, bytes)
    : sized({ ...common, kind: 'nested', rows }, values, bytes);
}

/** How many rows an edge may lead to, or the error of its arguments. */
function readFirst(
  compilation: Compilation,
  edge: EdgeDeclaration,
  field: AnyField,
  { nodes }: Selected,
): number | Error {
  const args = compilation.argumentsOf(field, nodes);
  if (args instanceof Error) return args;
  if (!edge.many) return 1;
  const first = args['first'] as number;
  return refusalOf(() => requireFirst(first, edge.most)) ?? first;
}

function placeEdge(
  compilation: Compilation,
  { reading, columnOf, guard }: View,
  edge: EdgeDeclaration,
  target: TypeDeclaration,
  first: number,
): KeyedPart | Reading {
  const { rules, readings } = compilation;
  const from = edge.from.map(columnOf);
  const scoped = scopeOfEdge(edge, rules);
  if (!scoped) throw new Error(`${edge.id} leads to what the view cannot narrow`);
  if (isReadInside(reading, edge, target)) {
    const rows = readings.nest(reading, { edge, order: visibleOrder(target, edge.order, rules), scoped, first, from });
    noteSubjects(compilation, rows, { source: reading, edge });
    return rows;
  }
  const positions = from.map((column) => askColumn(reading, column, true));
  return linkTo(compilation, edge, reading, positions, { guard, first, scoped });
}

/** To-one edges below a nested list are read inside it up to so many rows, and by distinct keys beyond. */
const NESTED_BELOW_LISTS_MOST = 2_000;

/**
 * Whether an edge's rows are read inside their source's row. That saves a statement, but repeats a row that many
 * sources lead to, and lists below lists multiply; those are read by distinct keys instead.
 */
function isReadInside(source: Reading, edge: EdgeDeclaration, target: TypeDeclaration): boolean {
  const { origin } = source;
  if (origin.of === 'arguments' || target.source?.database !== source.type.source?.database) return false;
  if (edge.many) return origin.of === 'part';
  return origin.of === 'part' || !origin.many || source.most <= NESTED_BELOW_LISTS_MOST;
}
