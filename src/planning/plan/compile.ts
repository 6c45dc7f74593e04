import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { getArgumentValues } from 'graphql/execution/values';
import type { Connection } from '../connection';
import { toFilterShape, type FilterValues } from '../connection';
import { type ColumnDeclaration, edgesFrom, getDeclaration, type TypeDeclaration } from '../declaration';
import type { EdgeDeclaration } from '../declaration';
import type { Entry } from '../entry';
import { requireFirst } from '../first';
import type { UnitedEntry } from '../united-entry';
import { type Catalog, getCatalog } from './catalog';
import { longestAnswered } from './longest';
import type {
  Compiled,
  CountPart,
  FieldPlan,
  Guard,
  KeyedPart,
  ObjectPlan,
  PageEdgeField,
  PageField,
  PageInfoField,
  PagePart,
  Plan,
  Reading,
  ReadField,
  RootField,
} from './plan';
import { priceOf } from './price';
import { askColumn, askNested, beginReading, SLOTS_MOST } from './reading';
import { serializerOf } from './serializer';
import { StepsBuilder } from './steps';

/**
 * Compiles an operation of a valid document. What comes in: the schema, the document, its operation, and the coerced
 * values of its variables, of which only the shape counts (see `shapeOfVariables`). Afterwards the plan holds all that
 * running it needs but the values. Pure: the same schema, document and shape give the same plan.
 */
export function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Compiled {
  try {
    return { plan: new Compiler(schema, document, variables).compile(operation), uncovered: null };
  } catch (error) {
    if (error instanceof Uncovered) return { plan: null, uncovered: error.reason };
    throw error;
  }
}

type Variables = Readonly<Record<string, unknown>>;
type Fields = ReadonlyMap<string, readonly FieldNode[]>;
type AnyField = GraphQLField<unknown, unknown>;

/** Ends a compilation: the operation asks for something that only a resolver can answer. */
class Uncovered extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** An object of the answer and the row that answers it. A united type is answered from the row that states its key. */
interface View {
  readonly declaration: TypeDeclaration;
  readonly reading: Reading;
  /** The column of the reading that stands for a column of the declaration. */
  readonly columnOf: (column: string) => string;
  readonly guard: Guard | null;
  /** How many such objects the whole answer can have. */
  readonly objects: number;
}

/** To-one edges below a nested list are read inside it up to so many rows, and by distinct keys beyond. */
const NESTED_BELOW_LISTS_MOST = 2_000;

class Compiler {
  private readonly catalog: Catalog = getCatalog();
  private readonly fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as never;
  private readonly steps = new StepsBuilder();
  private readonly reads = new Map<string, ReadField>();
  private readonly edges = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Variables,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments[definition.name.value] = definition;
    }
  }

  compile(operation: OperationDefinitionNode): Plan {
    const query = this.schema.getQueryType();
    if (!query || operation.operation !== 'query') throw new Uncovered('It is not a query');
    const fields = collectFields(this.schema, this.fragments, this.variables, query, operation.selectionSet);
    const root = [...fields].map(([key, nodes], rootIndex) => this.rootField(query, key, nodes, rootIndex));
    const steps = this.steps.finish();
    const sizes = root.map((field) => sizeOfRoot(field));
    return {
      root,
      steps,
      reads: [...this.reads.values()],
      price: priceOf(steps),
      edges: [...this.edges].map(([id, most]) => ({ id, most })),
      bounds: {
        statements: steps.length,
        rows: steps.reduce((sum, step) => sum + step.bounds.rows, 0),
        values: sizes.reduce((sum, { values }) => sum + values, 0),
        bytes: 2 + sizes.reduce((sum, { bytes }) => sum + bytes, 0),
      },
    };
  }

  private rootField(query: GraphQLObjectType, key: string, nodes: readonly FieldNode[], rootIndex: number): RootField {
    const name = nameOf(nodes);
    if (name === '__typename') return { kind: 'typename', key, nodes, name: query.name };
    if (name.startsWith('__')) throw new Uncovered(`${name} is answered from the schema`);
    const meaning = this.catalog.root.get(name);
    if (!meaning) throw new Uncovered(`Query.${name} has a resolver of its own`);
    const field = getField(query, name);
    const args = this.argumentsOf(field, nodes);
    if (args instanceof Error) return { kind: 'refused', key, nodes, error: args };
    if ('entry' in meaning) return this.entry(meaning.entry, field, key, nodes, rootIndex);
    if ('united' in meaning) return this.united(meaning.united, field, key, nodes, rootIndex);
    return this.connection(meaning.connection, field, args, key, nodes, rootIndex);
  }

  private entry(entry: Entry, field: AnyField, key: string, nodes: readonly FieldNode[], rootIndex: number): RootField {
    const { edge } = entry;
    const target = getDeclaration(edge.target());
    const many = 'toKeys' in entry.options;
    const most = many ? KEYS_MOST : 1;
    const source = beginReading(target, { of: 'arguments', rootIndex }, most);
    const rows = beginReading(target, { of: 'part' }, most);
    const positions = edge.to.map((_, i) => i);
    const part = this.steps.keyed({ edge, first: 1, source, positions, guard: null, rows });
    const object = this.object(plainView(rows, most), objectType(field), this.subfields(field, nodes));
    return { kind: 'entry', key, nodes, entry, many, part, object };
  }

  private united(
    entry: UnitedEntry,
    field: AnyField,
    key: string,
    nodes: readonly FieldNode[],
    rootIndex: number,
  ): RootField {
    const declaration = getDeclaration(entry.of());
    const source = beginReading(declaration, { of: 'arguments', rootIndex }, 1);
    askColumn(source, declaration.key[0] ?? '');
    const object = this.object(plainView(source, 1), objectType(field), this.subfields(field, nodes));
    const evidence = edgesFrom(declaration.type).map(
      (edge) => this.steps.findFrom(source, edge) ?? this.link(edge, source, [0], null, 1),
    );
    return { kind: 'united', key, nodes, field: entry.field, argument: entry.argument.name, evidence, object };
  }

  private connection(
    connection: Connection,
    field: AnyField,
    args: Variables,
    key: string,
    nodes: readonly FieldNode[],
    rootIndex: number,
  ): RootField {
    const first = args['first'] as number;
    const refusal = refusalOf(() => requireFirst(first, connection.most));
    if (refusal) return { kind: 'refused', key, nodes, error: refusal };
    const type = getDeclaration(connection.of());
    const shape = toFilterShape(connection, (args['filter'] ?? {}) as FilterValues);
    const pageType = objectType(field);
    const fields = [...this.subfields(field, nodes)].map(([name, fieldNodes]) => ({ name, nodes: fieldNodes }));
    const asked = new Set(fields.map(({ nodes: fieldNodes }) => nameOf(fieldNodes)));

    let page: PagePart | null = null;
    if (asked.has('edges') || asked.has('pageInfo')) {
      const limit = this.asksWhetherMoreFollow(pageType, fields) ? first + 1 : first;
      const rows = beginReading(type, { of: 'part' }, limit);
      page = this.steps.page({ rootIndex, shape, after: typeof args['after'] === 'string', first, limit, rows });
    }
    const reading = page?.rows ?? beginReading(type, { of: 'part' }, 0);
    const view = plainView(reading, first);
    let count: CountPart | undefined;
    const pageFields = fields.map(({ name, nodes: fieldNodes }): PageField => {
      const common = { key: name, nodes: fieldNodes };
      const fieldName = nameOf(fieldNodes);
      if (fieldName === '__typename') return { ...common, kind: 'typename', name: pageType.name };
      const pageField = getField(pageType, fieldName);
      if (fieldName === 'totalCount') {
        count ??= this.steps.count({ rootIndex, connection, type, shape, path: [key, name] });
        return { ...common, kind: 'totalCount', part: count };
      }
      if (fieldName === 'pageInfo')
        return { ...common, kind: 'pageInfo', fields: this.pageInfo(pageField, fieldNodes) };
      return { ...common, kind: 'edges', fields: this.pageEdges(pageField, fieldNodes, view) };
    });
    const keyPositions = asksForCursors(pageFields) ? type.key.map((column) => askColumn(reading, column, true)) : [];
    return { kind: 'connection', key, nodes, connection, first, page, keyPositions, fields: pageFields };
  }

  private asksWhetherMoreFollow(
    pageType: GraphQLObjectType,
    fields: readonly { nodes: readonly FieldNode[] }[],
  ): boolean {
    return fields.some(
      ({ nodes }) =>
        nameOf(nodes) === 'pageInfo' &&
        [...this.subfields(getField(pageType, 'pageInfo'), nodes).values()].some(
          (below) => nameOf(below) === 'hasNextPage',
        ),
    );
  }

  private pageInfo(field: AnyField, nodes: readonly FieldNode[]): readonly PageInfoField[] {
    return [...this.subfields(field, nodes)].map(([key, below]): PageInfoField => {
      const name = nameOf(below);
      if (name === '__typename') return { kind: 'typename', key, nodes: below, name: objectType(field).name };
      return { kind: name as 'hasNextPage', key, nodes: below };
    });
  }

  private pageEdges(field: AnyField, nodes: readonly FieldNode[], view: View): readonly PageEdgeField[] {
    const edgeType = objectType(field);
    return [...this.subfields(field, nodes)].map(([key, below]): PageEdgeField => {
      const name = nameOf(below);
      const common = { key, nodes: below };
      if (name === '__typename') return { ...common, kind: 'typename', name: edgeType.name };
      if (name === 'cursor') return { ...common, kind: 'cursor' };
      const node = getField(edgeType, name);
      return { ...common, kind: 'node', object: this.object(view, objectType(node), this.subfields(node, below)) };
    });
  }

  private object(view: View, type: GraphQLObjectType, selection: Fields): ObjectPlan {
    let values = 0;
    let bytes = 2;
    const fields = [...selection].map(([key, nodes]) => {
      const { plan, size } = this.field(view, type, key, nodes);
      values += size.values;
      bytes += size.bytes + key.length + 4;
      return plan;
    });
    return { typeName: type.name, fields, values, bytes };
  }

  private field(view: View, type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): SizedField {
    const name = nameOf(nodes);
    if (name === '__typename') {
      return sized({ kind: 'typename', key, nodes, name: type.name }, 1, type.name.length + 2);
    }
    const meaning = this.catalog.types.get(type.name)?.fields.get(name);
    if (!meaning) throw new Uncovered(`${type.name}.${name} has a resolver of its own`);
    const field = getField(type, name);
    return 'column' in meaning
      ? this.column(view, meaning.column, field, key, nodes)
      : this.edge(view, meaning.edge, field, key, nodes);
  }

  private column(
    { declaration, reading, columnOf }: View,
    column: ColumnDeclaration,
    field: AnyField,
    key: string,
    nodes: readonly FieldNode[],
  ): SizedField {
    const owner = declaration.type;
    const coordinate = `${owner.name}.${column.field}`;
    this.reads.set(coordinate, { coordinate, column, database: declaration.source?.database ?? null });
    const leaf = getNamedType(field.type) as GraphQLLeafType;
    const serialize = serializerOf(owner, column, leaf);
    const position = askColumn(reading, columnOf(column.column));
    const nullable = !isNonNullType(field.type);
    const common = { key, nodes, position, nullable, coordinate };
    const bytes = longestAnswered(column, field.type);
    const { open } = column;
    if (open) {
      const keyPositions = declaration.key.map((part) => askColumn(reading, columnOf(part), true));
      return sized({ ...common, kind: 'opened', keyPositions, open, serialize }, 1, bytes);
    }
    const inner = getNullableType(field.type);
    if (isListType(inner)) {
      const itemsNullable = !isNonNullType(inner.ofType);
      return sized({ ...common, kind: 'list', itemsNullable, serialize }, 1, bytes);
    }
    return sized(serialize ? { ...common, kind: 'serialized', serialize } : { ...common, kind: 'plain' }, 1, bytes);
  }

  private edge(
    view: View,
    edge: EdgeDeclaration,
    field: AnyField,
    key: string,
    nodes: readonly FieldNode[],
  ): SizedField {
    const args = this.argumentsOf(field, nodes);
    const first = edge.many && !(args instanceof Error) ? (args['first'] as number) : 1;
    const refusal =
      args instanceof Error ? args : edge.many ? refusalOf(() => requireFirst(first, edge.most)) : undefined;
    if (refusal) return sized({ kind: 'refused', key, nodes, error: refusal }, 1, NULL_BYTES);

    const type = objectType(field);
    const selection = this.subfields(field, nodes);
    const { reading, columnOf, guard } = view;
    const target = getDeclaration(edge.target());
    const objects = view.objects * first;
    this.edges.set(edge.id, (this.edges.get(edge.id) ?? 0) + objects);
    const common = { key, nodes };
    if (target.accepts) {
      const column = columnOf(edge.from[0] ?? '');
      const own: Guard = { position: askColumn(reading, column, true), accepts: target.accepts };
      const below: View = { declaration: target, reading, columnOf: () => column, guard: own, objects };
      const object = this.object(below, type, selection);
      const bytes = Math.max(NULL_BYTES, object.bytes);
      return sized({ ...common, kind: 'united', guard: own, object }, 1 + object.values, bytes);
    }
    const from = edge.from.map(columnOf);
    const place = isReadInside(reading, edge, target)
      ? askNested(reading, edge, target, from, first)
      : this.link(
          edge,
          reading,
          from.map((column) => askColumn(reading, column, true)),
          guard,
          first,
        );
    const object = this.object(plainView(place.rows, objects), type, selection);
    const values = 1 + first * object.values;
    const bytes = 2 + first * (object.bytes + 1);
    return 'position' in place
      ? sized({ ...common, kind: 'nested', position: place.position, many: edge.many, object }, values, bytes)
      : sized({ ...common, kind: 'linked', part: place, many: edge.many, object }, values, bytes);
  }

  private link(
    edge: EdgeDeclaration,
    source: Reading,
    positions: readonly number[],
    guard: Guard | null,
    first: number,
  ): KeyedPart {
    const rows = beginReading(getDeclaration(edge.target()), { of: 'part' }, source.most * first);
    return this.steps.keyed({ edge, first, source, positions, guard, rows });
  }

  private subfields(field: AnyField, nodes: readonly FieldNode[]): Fields {
    return collectSubfields(this.schema, this.fragments, this.variables, objectType(field), nodes);
  }

  /** The arguments of a field, or the error that graphql-js gives for them in every row. */
  private argumentsOf(field: AnyField, nodes: readonly FieldNode[]): Variables | Error {
    try {
      return getArgumentValues(field, nodes[0] as FieldNode, this.variables);
    } catch (error) {
      return error as Error;
    }
  }
}

/** Keys that one root field can name: the provinces of a day. */
const KEYS_MOST = 63;

/** `null` in an answer. */
const NULL_BYTES = 4;

interface SizedField {
  readonly plan: FieldPlan;
  readonly size: Size;
}

interface Size {
  readonly values: number;
  readonly bytes: number;
}

function sized(plan: FieldPlan, values: number, bytes: number): SizedField {
  return { plan, size: { values, bytes } };
}

function plainView(reading: Reading, objects: number): View {
  return { declaration: reading.type, reading, columnOf: (column) => column, guard: null, objects };
}

/**
 * Whether an edge's rows are read inside their source's row. That saves a statement, but repeats a row that many
 * sources lead to, and lists below lists multiply; those are read by distinct keys instead.
 */
function isReadInside(source: Reading, edge: EdgeDeclaration, target: TypeDeclaration): boolean {
  const { origin } = source;
  if (origin.of === 'arguments' || target.source?.database !== source.type.source?.database) return false;
  if (source.slots.length >= SLOTS_MOST) return false;
  if (edge.many) return origin.of === 'part';
  return origin.of === 'part' || !origin.many || source.most <= NESTED_BELOW_LISTS_MOST;
}

function asksForCursors(fields: readonly PageField[]): boolean {
  return fields.some(
    (field) =>
      (field.kind === 'edges' && field.fields.some(({ kind }) => kind === 'cursor')) ||
      (field.kind === 'pageInfo' && field.fields.some(({ kind }) => kind === 'startCursor' || kind === 'endCursor')),
  );
}

/** The largest that a field of the root can get, its name included. */
function sizeOfRoot(field: RootField): Size {
  const own = field.key.length + 4;
  switch (field.kind) {
    case 'entry': {
      const most = field.part.rows.most;
      return { values: 1 + most * field.object.values, bytes: own + 2 + most * (field.object.bytes + 1) };
    }
    case 'united':
      return { values: 1 + field.object.values, bytes: own + Math.max(NULL_BYTES, field.object.bytes) };
    case 'connection':
      return field.fields.reduce(
        (sum, pageField) => {
          const { values, bytes } = sizeOfPageField(pageField, field.first);
          return { values: sum.values + values, bytes: sum.bytes + pageField.key.length + 4 + bytes };
        },
        { values: 1, bytes: own + 2 },
      );
    default:
      return { values: 1, bytes: own + 16 };
  }
}

/** A sealed key as text: cursors of the declared connections stay far below. */
const CURSOR_BYTES = 512;
const NAME_BYTES = 64;

function sizeOfPageField(field: PageField, first: number): Size {
  if (field.kind === 'edges') {
    const one = field.fields.reduce(
      (sum, { key, ...edge }) => ({
        values: sum.values + (edge.kind === 'node' ? 1 + edge.object.values : 1),
        bytes: sum.bytes + key.length + 4 + (edge.kind === 'node' ? edge.object.bytes : CURSOR_BYTES),
      }),
      { values: 0, bytes: 3 },
    );
    return { values: 1 + first * one.values, bytes: 2 + first * one.bytes };
  }
  if (field.kind === 'pageInfo') {
    const bytes = field.fields.reduce((sum, { key }) => sum + key.length + 4 + CURSOR_BYTES, 2);
    return { values: 1 + field.fields.length, bytes };
  }
  return { values: 1, bytes: NAME_BYTES };
}

function nameOf(nodes: readonly FieldNode[]): string {
  return nodes[0]?.name.value ?? '';
}

function objectType(field: AnyField): GraphQLObjectType {
  return getNamedType(field.type) as GraphQLObjectType;
}

/** A field of a valid document is there. */
function getField(type: GraphQLObjectType, name: string): AnyField {
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}: the document was not validated`);
  return field as AnyField;
}

function refusalOf(check: () => void): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
