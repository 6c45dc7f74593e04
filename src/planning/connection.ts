import type { GraphQLScalarType } from 'graphql';
import { Field, InputType, Int } from 'type-graphql';
import { openCursor, sealCursors } from '../values/cursor';
import { composedType } from './composed';
import type { GraphContext } from './context';
import { type CodeTable, getDeclaration, type RowClass } from './declaration';
import { requireFirst } from './first';
import { declareField, declareRootField } from './resolved-field';
import { type Row, storedValue } from './row';
import type { FilterShape } from './statement';
import { requireStorable } from './storable-text';
import type { CallerView, ViewRules } from './view/rules';
import { type Scoped, scopeOf, scopeValues } from './view/scope';

/**
 * Relay connections, declared: which type, in the order of its key, narrowed by declared filters. A page starts after a
 * key, never at an offset, so that rows which come or go meanwhile neither repeat nor hide others.
 */

/** One field of a connection's filter: how its value narrows the rows. */
export type FilterField = { readonly type: GraphQLScalarType | CodeTable; readonly description: string } & (
  | { readonly by: 'equality'; readonly column: string }
  /** The value chooses a boolean column that must be true. */
  | { readonly by: 'flag'; readonly columns: Readonly<Record<string, string>> }
  /** The value stands for several values of one column, as `expand` says. */
  | {
      readonly by: 'expansion';
      readonly column: string;
      readonly expand: (value: string, filter: FilterValues, context: Pick<GraphContext, 'asOf'>) => readonly string[];
    }
  /** The value narrows nothing by itself; an expansion reads it. */
  | { readonly by: 'aid' }
);

/** The columns of the type's view that a filter field reads. */
export function filterColumns(field: FilterField): readonly string[] {
  if (field.by === 'aid') return [];
  return field.by === 'flag' ? Object.values(field.columns) : [field.column];
}

export type FilterValues = Readonly<Record<string, string | null | undefined>>;

export interface ConnectionOptions {
  readonly field: string;
  readonly of: () => RowClass;
  readonly most: number;
  readonly first: number;
  /** How many rows the whole list has in the demonstration nation; a count's price rests on it. */
  readonly typical: number;
  readonly filter: Readonly<Record<string, FilterField>>;
  readonly filterDescription: string;
  readonly description: string;
}

export type Connection = ConnectionOptions;

/** What pages are read of: a name that tells it from other lists, and the type of its rows. */
export type Listing = Pick<Connection, 'field' | 'of'>;

/** What one call asks of the register. */
export interface ListingQuery {
  readonly shape: FilterShape;
  /** The values of `shape`: those of `among` as one array, those of `equal`, then those of `scoped`, an array each. */
  readonly values: readonly unknown[];
  /** The key after which the page starts. */
  readonly after: readonly string[] | null;
}

@composedType('Where a page of a connection stands among all rows.')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether rows follow after `endCursor`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether the page was asked for with `after`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first row; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last row: `after` of the next page.' })
  endCursor!: string | null;
}

const connections: Connection[] = [];

/** Every declared connection. */
export function allConnections(): readonly Connection[] {
  return connections;
}

/** Declares a root field that is a connection, and makes its types; gives the resolver class for the schema. */
export function declareConnection(options: ConnectionOptions): new () => object {
  connections.push(options);
  const name = options.of().name;
  const Edge = makeEdgeType(name, options.of);
  const Page = makeConnectionType(name, Edge, options);
  const Filter = makeFilterType(`${name}Filter`, options);
  return makeResolver(options, Page, Filter);
}

interface PageEdge {
  readonly cursor: string;
  readonly node: Row;
}

interface LoadedPage {
  readonly edges: readonly PageEdge[];
  readonly pageInfo: PageInfo;
}

function makeEdgeType(name: string, of: () => RowClass): new () => object {
  class Edge {}
  nameType(Edge, `${name}Edge`, `One ${name} on a page, with the cursor of its place.`);
  Field(() => String, { description: 'Marks this place; hand it back as `after` with the same filter.' })(
    Edge.prototype,
    'cursor',
  );
  Field(() => of() as never, { description: `The ${name}.` })(Edge.prototype, 'node');
  return Edge;
}

/** A page whose rows and count are read when a field asks for them, each once. */
class ConnectionPage {
  private page: Promise<LoadedPage> | undefined;

  constructor(
    private readonly loadPage: () => Promise<LoadedPage>,
    readonly loadCount: () => Promise<number>,
  ) {}

  loadOnce(): Promise<LoadedPage> {
    return (this.page ??= this.loadPage());
  }
}

function makeConnectionType(name: string, Edge: new () => object, options: ConnectionOptions): typeof ConnectionPage {
  class Page extends ConnectionPage {}
  nameType(Page, `${name}Connection`, `A page of ${options.field}, in the order of their key.`);
  declareField(Page.prototype, {
    name: 'edges',
    type: () => [Edge],
    nullable: true,
    description: 'The rows of this page.',
    async resolve(this: ConnectionPage) {
      return (await this.loadOnce()).edges;
    },
  });
  declareField(Page.prototype, {
    name: 'pageInfo',
    type: () => PageInfo,
    nullable: false,
    description: 'Where this page stands.',
    async resolve(this: ConnectionPage) {
      return (await this.loadOnce()).pageInfo;
    },
  });
  declareField(Page.prototype, {
    name: 'totalCount',
    type: () => Int,
    nullable: true,
    description:
      'How many rows the filter leaves in all. Counted only when asked for, in a statement of its own, and kept for five seconds: `extensions.counts` tells the age.',
    resolve(this: ConnectionPage) {
      return this.loadCount();
    },
  });
  return Page;
}

function makeFilterType(name: string, options: ConnectionOptions): new () => object {
  class Filter {}
  Object.defineProperty(Filter, 'name', { value: name });
  InputType({ description: options.filterDescription })(Filter);
  for (const [key, { type, description }] of Object.entries(options.filter)) {
    Field(() => type as never, { nullable: true, description })(Filter.prototype, key);
  }
  return Filter;
}

function makeResolver(
  options: ConnectionOptions,
  Page: typeof ConnectionPage,
  Filter: new () => object,
): new () => object {
  return declareRootField({
    name: options.field,
    type: () => Page,
    nullable: true,
    description: options.description,
    arguments: [
      { name: 'filter', type: () => Filter, nullable: true, description: 'Which rows; all conditions hold together.' },
      {
        name: 'first',
        type: () => Int,
        defaultValue: options.first,
        description: `How many rows at most: 1 to ${options.most}.`,
      },
      {
        name: 'after',
        type: () => String,
        nullable: true,
        description: '`endCursor` of the page before, or any cursor handed out for the same filter.',
      },
    ],
    resolve: (filter: FilterValues | null, first: number, after: string | null, context: GraphContext) => {
      const query = toQuery(options, filter ?? {}, first, after, context);
      return new Page(
        () => loadPage(options, query, first, context),
        async () => {
          const key = bindingOf(options, query);
          return (await context.counts.get(key, () => context.registers.loadCount(options, query))).count;
        },
      );
    },
  });
}

/** What a cursor is bound to: it fits the connection, the filter and the scope that handed it out, and no other. */
export function bindingOf(connection: Connection, { shape, values }: Pick<ListingQuery, 'shape' | 'values'>): string {
  return JSON.stringify([connection.field, shape, values]);
}

/**
 * The shape of a filter: known from which fields are given, and from the value of those that choose a column. A view that
 * narrows the list by a column that the list is filtered by has the page merged from the ranges in scope.
 */
export function toFilterShape(connection: Connection, filter: FilterValues, rules: ViewRules): FilterShape {
  const given = givenConditions(connection, filter);
  const scoped = requireScope(connection, rules);
  const asked = given.reduce<string | null>(
    (column, { condition }) => (condition.by === 'expansion' ? condition.column : column),
    null,
  );
  const among = asked ?? scoped.find(({ column }) => isExpanded(connection, column))?.column ?? null;
  return {
    flags: given.flatMap(({ condition, value }) => (condition.by === 'flag' ? [condition.columns[value] ?? ''] : [])),
    equal: given.flatMap(({ condition }) => (condition.by === 'equality' ? [condition.column] : [])),
    among,
    scoped: scoped.map(({ column }) => column).filter((column) => asked !== null || column !== among),
  };
}

function isExpanded({ filter }: Connection, column: string): boolean {
  return Object.values(filter).some((field) => field.by === 'expansion' && field.column === column);
}

function requireScope({ field, of }: Listing, rules: ViewRules): readonly Scoped[] {
  const scoped = scopeOf(getDeclaration(of()), rules);
  if (!scoped) throw new Error(`${field} lists what the view can not narrow`);
  return scoped;
}

/** The shape of rows that equal values and meet conditions. */
export function toEqualityShape(equal: Readonly<Record<string, string>>, scoped: readonly Scoped[]): FilterShape {
  return { flags: [], equal: Object.keys(equal), among: null, scoped: scoped.map(({ column }) => column) };
}

/** A query of rows that equal values, as far as they are in scope; for searches. */
export function toEqualityQuery(
  of: () => RowClass,
  equal: Readonly<Record<string, string>>,
  view: CallerView,
): ListingQuery {
  const scoped = requireScope({ field: of().name, of }, view.rules);
  return {
    shape: toEqualityShape(equal, scoped),
    values: [...Object.values(equal), ...scopeValues(scoped, view.scope)],
    after: null,
  };
}

/** Reads the arguments of a call. Throws ARGUMENT_INVALID or CURSOR_INVALID. */
export function toQuery(
  connection: Connection,
  filter: FilterValues,
  first: number,
  after: string | null | undefined,
  context: Pick<GraphContext, 'secrets' | 'asOf' | 'view'>,
): ListingQuery {
  requireFirst(first, connection.most);
  const equal: unknown[] = [];
  let among: readonly string[] | null = null;
  for (const { key, condition, value } of givenConditions(connection, filter)) {
    requireStorable(`filter.${key}`, value);
    if (condition.by === 'equality') equal.push(value);
    if (condition.by === 'expansion') among = condition.expand(value, filter, context);
  }
  const { rules, scope } = context.view;
  const shape = toFilterShape(connection, filter, rules);
  const scoped = requireScope(connection, rules);
  const valuesOf = (column: string | null): readonly string[] =>
    scopeValues(
      scoped.filter((each) => each.column === column),
      scope,
    )[0] ?? [];
  const values = [...(shape.among ? [among ?? valuesOf(shape.among)] : []), ...equal, ...shape.scoped.map(valuesOf)];
  const start =
    typeof after === 'string'
      ? openCursor(context.secrets.cursor, bindingOf(connection, { shape, values }), after)
      : null;
  return { shape, values, after: start };
}

interface GivenCondition {
  readonly key: string;
  readonly condition: FilterField;
  readonly value: string;
}

/** The conditions of a filter that have a value, in the order of the declaration. */
function givenConditions(connection: Connection, filter: FilterValues): readonly GivenCondition[] {
  return Object.entries(connection.filter).flatMap(([key, condition]) => {
    const value = filter[key];
    return value === null || value === undefined ? [] : [{ key, condition, value }];
  });
}

async function loadPage(
  connection: Connection,
  query: ListingQuery,
  first: number,
  context: GraphContext,
): Promise<LoadedPage> {
  const declaration = getDeclaration(connection.of());
  const rows = await context.registers.loadPage(connection, query, first + 1);
  const nodes = rows.slice(0, first);
  const keys = nodes.map((node) => declaration.key.map((column) => String(storedValue(node, column))));
  const cursors = sealCursors(context.secrets.cursor, bindingOf(connection, query), keys);
  const edges = nodes.map((node, i) => ({ cursor: cursors[i] ?? '', node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: query.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function nameType(type: new (...args: never[]) => object, name: string, description: string): void {
  Object.defineProperty(type, 'name', { value: name });
  composedType(description)(type);
}
