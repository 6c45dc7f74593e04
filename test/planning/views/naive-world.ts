import {
  buildSchema,
  execute,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isEnumType,
  parse,
  printSchema,
} from 'graphql';
import { Client } from 'pg';
import type { Access } from '../../../src/agreements/agreement';
import type { Dimension, ScopeValues } from '../../../src/agreements/row-scope';
import type { Site } from '../../../src/database/site';
import { allConnections } from '../../../src/planning/connection';
import {
  allDeclarations,
  type ColumnDeclaration,
  type EdgeDeclaration,
  edgesFrom,
  type TypeDeclaration,
} from '../../../src/planning/declaration';
import { allEntries } from '../../../src/planning/entry';
import { allUnitedEntries } from '../../../src/planning/united-entry';
import type { Written } from '../oracle/write-operation';

/**
 * The naive oracle of views: all rows of all registers in memory, and an operation answered by graphql-js from them, field
 * by field, with masks and row scope applied to each value and row as the agreement's words say. It shares the declarations
 * of columns and edges with the product, and nothing of its SQL, plans, loaders, masks or scope.
 */

type Raw = Readonly<Record<string, unknown>>;

/** An object of the answer: its type, and its row. */
interface Held {
  readonly of: TypeDeclaration;
  readonly row: Raw;
}

interface View {
  readonly grants: ReadonlyMap<string, Access>;
  readonly scope: ScopeValues;
}

/** Where each dimension stands in a record that can be found by itself; written down here once more, by hand. */
const SCOPE: Readonly<Record<string, Readonly<Partial<Record<Dimension, string>>>>> = {
  Citizen: { province: 'province_code', person: 'personal_id' },
  Residence: { person: 'personal_id' },
  Death: { person: 'personal_id' },
  LegacyIdCard: { person: 'personal_id' },
  SupersededId: { person: 'personal_id' },
  Participant: { province: 'province_code', employer: 'employer_tax_code', person: 'personal_id' },
  Taxpayer: { province: 'residence_province_code', person: 'personal_id' },
  Income: { employer: 'payer_tax_code' },
  HealthCard: { province: 'residence_province_code', group: 'object_group', person: 'personal_id' },
  EmployerUnit: { province: 'province_code', employer: 'tax_code' },
  TaxOrganisation: { province: 'province_code', employer: 'tax_code' },
};
const EMPLOYERS = new Set([
  'EmployerUnit',
  'EmployerCollection',
  'Inspection',
  'TaxOrganisation',
  'HeadCount',
  'Employer',
]);
const NOBODY = new Set(['Province', 'Commune', 'PublishedFigure', 'Dataset', 'Target', 'Facility']);
/** Edges from a record to people or employers other than its own. */
const TO_OTHERS = new Set([
  'Contribution.employer',
  'Participation.employer',
  'Participant.employer',
  'EmployerUnit.participants',
  'EmployerUnit.participations',
  'Income.payer',
  'TaxOrganisation.parent',
  'TaxOrganisation.branches',
  'TaxOrganisation.incomesPaid',
]);

const NAIVE_MASKS: Readonly<Record<string, (value: unknown) => unknown>> = {
  LAST_FOUR: (value) => {
    const letters = [...String(value)];
    return letters.map((letter, i) => (letters.length > 4 && i >= letters.length - 4 ? letter : '*')).join('');
  },
  PROVINCE_ONLY: (value) => {
    const letters = [...String(value)];
    return letters.map((letter, i) => (letters.length > 3 && i < 3 ? letter : '*')).join('');
  },
  INITIALS: (value) =>
    String(value)
      .split(' ')
      .map((word) => (word === '' ? '' : `${[...word][0] ?? ''}.`))
      .join(' '),
  YEAR_ONLY: (value) => `${String(value).slice(0, 4)}-01-01`,
  MILLIONS: (value) => Math.trunc(Number(value) / 1_000_000) * 1_000_000,
};

export interface NaiveWorld {
  /** The data of an operation in a view. */
  answer(schema: GraphQLSchema, view: View, written: Written): Promise<unknown>;
}

/** Reads every row of every view that the registers share. */
export async function readWorld(site: Site): Promise<NaiveWorld> {
  const tables = new Map<string, readonly Raw[]>();
  for (const { type, source, columns, hidden } of allDeclarations()) {
    if (!source) continue;
    const client = new Client(site.reader(source.database));
    await client.connect();
    const names = [...columns.map(({ column }) => column), ...Object.keys(hidden)];
    const list = names.map((name) => `to_json(${name})::text as ${name}`).join(', ');
    const { rows } = await client.query<Record<string, string | null>>(`select ${list} from share.${source.view}`);
    await client.end();
    tables.set(
      type.name,
      rows.map((row) => Object.fromEntries(names.map((name) => [name, readJson(row[name] ?? null)]))),
    );
  }
  const indices = new Map<string, Map<unknown, Raw[]>>();
  const lookUp = (type: string, column: string, value: unknown): readonly Raw[] => {
    let index = indices.get(`${type} ${column}`);
    if (!index) {
      index = new Map<unknown, Raw[]>();
      for (const row of tables.get(type) ?? []) {
        const key = row[column];
        const same = index.get(key);
        if (same) same.push(row);
        else index.set(key, [row]);
      }
      indices.set(`${type} ${column}`, index);
    }
    return value === null || value === undefined ? [] : (index.get(value) ?? []);
  };
  const plainSchemas = new WeakMap<GraphQLSchema, GraphQLSchema>();

  return {
    answer: async (schema, view, { query, variables }) => {
      let plain = plainSchemas.get(schema);
      if (!plain) plainSchemas.set(schema, (plain = buildSchema(printSchema(schema))));
      const world = new World(tables, lookUp, view);
      const { data } = await execute({
        schema: plain,
        document: parse(query),
        variableValues: variables,
        fieldResolver: world.resolve,
      });
      return JSON.parse(JSON.stringify(data ?? null)) as unknown;
    },
  };
}

/** Numbers that a JSON number would cut stay as they were written. */
function readJson(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

const REFUSED = new Error('refused');
const AS_OF = '2023-12-31';

class World {
  private readonly declared = new Map(
    allDeclarations().map((each): [string, TypeDeclaration] => [each.type.name, each]),
  );

  constructor(
    private readonly tables: ReadonlyMap<string, readonly Raw[]>,
    private readonly lookUp: (type: string, column: string, value: unknown) => readonly Raw[],
    private readonly view: View,
  ) {}

  readonly resolve: GraphQLFieldResolver<unknown, unknown> = (parent, args: Record<string, never>, _context, info) => {
    if (info.parentType.name === 'Query') return this.root(info.fieldName, args);
    const held = parent as Partial<Held> & Record<string, unknown>;
    if (!held.of) return held[info.fieldName];
    const declaration = held.of;
    const column = declaration.columns.find(({ field }) => field === info.fieldName);
    if (column) return this.value(declaration, column, (held.row as Raw)[column.column], info);
    const edge = edgesFrom(declaration.type).find(({ field }) => field === info.fieldName);
    if (!edge) throw new Error(`${declaration.type.name}.${info.fieldName} is not known here`);
    return this.follow(edge, held.row as Raw, args);
  };

  private value(
    { type }: TypeDeclaration,
    { field, stored, type: of }: ColumnDeclaration,
    raw: unknown,
    info: GraphQLResolveInfo,
  ): unknown {
    const access = this.view.grants.get(`${type.name}.${field}`);
    if (access === undefined || access === 'VERIFY') throw new Error(`${type.name}.${field} was not granted`);
    if (raw === null || raw === undefined) return null;
    const value = access === 'READ' ? raw : NAIVE_MASKS[access]?.(raw);
    if (isEnumType(getNamedType(info.returnType))) {
      const name = Object.entries(of as Record<string, string>).find(([, code]) => code === value)?.[0];
      if (name === undefined) throw REFUSED;
      return name;
    }
    if (stored === 'date' && getNamedType(info.returnType).name === 'Month') return String(value).slice(0, 7);
    return value;
  }

  private follow(edge: EdgeDeclaration, row: Raw, args: Readonly<Record<string, unknown>>): unknown {
    const first = edge.many ? requireFirst(args['first'], edge.most) : 1;
    const found = this.targets(edge, row, TO_OTHERS.has(edge.id)).slice(0, first);
    return edge.many ? found : (found[0] ?? null);
  }

  /** The rows that an edge leads to, in their order; those in scope alone where they are others'. */
  private targets(edge: EdgeDeclaration, row: Raw, areOthers: boolean): readonly Held[] {
    const target = this.declared.get(edge.target().name) as TypeDeclaration;
    const key = edge.from.map((column) => row[column]);
    if (key.some((value) => value === null || value === undefined)) return [];
    if (target.accepts) {
      const accepted = target.accepts(String(key[0]));
      return accepted ? [{ of: target, row: { [target.key[0] ?? '']: key[0] } }] : [];
    }
    const rows = this.lookUp(target.type.name, edge.to[0] ?? '', key[0]).filter(
      (candidate) =>
        edge.to.every((column, i) => candidate[column] === key[i]) && (!areOthers || this.isInScope(target, candidate)),
    );
    return this.sort(target, edge, rows).map((found) => ({ of: target, row: found }));
  }

  private sort(
    target: TypeDeclaration,
    { order }: Pick<EdgeDeclaration, 'order'>,
    rows: readonly Raw[],
  ): readonly Raw[] {
    const visible = order.filter(([column]) => {
      const field = target.columns.find((candidate) => candidate.column === column)?.field;
      return field === undefined || this.view.grants.get(`${target.type.name}.${field}`) === 'READ';
    });
    const rest = target.key.filter((column) => !visible.some(([ordered]) => ordered === column));
    const by = [...visible, ...rest.map((column) => [column, 'asc'] as const)];
    return [...rows].sort((a, b) => {
      for (const [column, direction] of by) {
        const sign = compare(a[column], b[column]) * (direction === 'desc' ? -1 : 1);
        if (sign !== 0) return sign;
      }
      return 0;
    });
  }

  private isInScope({ type: { name } }: TypeDeclaration, row: Raw): boolean {
    if (NOBODY.has(name)) return true;
    return (Object.entries(this.view.scope) as [Dimension, readonly string[]][]).every(([dimension, values]) => {
      if (EMPLOYERS.has(name) && (dimension === 'person' || dimension === 'group')) return true;
      const column = SCOPE[name]?.[dimension];
      return column !== undefined && values.includes(row[column] as string);
    });
  }

  private root(field: string, args: Readonly<Record<string, unknown>>): unknown {
    const united = allUnitedEntries().find((each) => each.field === field);
    if (united) {
      const of = this.declared.get(united.of().name) as TypeDeclaration;
      const row = { [of.key[0] ?? '']: args[united.argument.name] };
      const isStated = edgesFrom(of.type).some(
        (edge) => this.view.grants.has(edge.id) && this.targets(edge, row, true).length > 0,
      );
      return isStated ? { of, row } : null;
    }
    const entry = allEntries().find((each) => each.field === field);
    if (entry) {
      const of = this.declared.get(entry.edge.target().name) as TypeDeclaration;
      const { options } = entry;
      const given = Object.fromEntries(options.arguments.map(({ name }) => [name, args[name] as string | undefined]));
      const many = 'toKeys' in options;
      const keys = many
        ? options.toKeys(given, { asOf: AS_OF })
        : [options.toKey ? options.toKey(given, { asOf: AS_OF }) : Object.values(given)];
      const found = keys.map((key) => {
        const row =
          key &&
          this.lookUp(of.type.name, options.by[0] ?? '', key[0]).find(
            (each) => options.by.every((column, i) => each[column] === key[i]) && this.isInScope(of, each),
          );
        return row ? { of, row } : null;
      });
      return many ? found : found[0];
    }
    const connection = allConnections().find((each) => each.field === field);
    if (!connection) throw new Error(`Query.${field} is not known here`);
    const first = requireFirst(args['first'], connection.most);
    const of = this.declared.get(connection.of().name) as TypeDeclaration;
    const filter = (args['filter'] ?? {}) as Record<string, string | null | undefined>;
    const conditions = Object.entries(connection.filter).flatMap(([name, condition]) => {
      const value = filter[name];
      if (value === null || value === undefined) return [];
      if (condition.by === 'aid') return [];
      if (condition.by === 'equality') return [(row: Raw) => row[condition.column] === value];
      if (condition.by === 'flag') {
        const code = (condition.type as Record<string, string>)[value] ?? '';
        return [(row: Raw) => row[condition.columns[code] ?? ''] === true];
      }
      const values = condition.expand(value, filter, { asOf: AS_OF });
      return [(row: Raw) => values.includes(row[condition.column] as string)];
    });
    const left = (this.tables.get(of.type.name) ?? []).filter(
      (row) => this.isInScope(of, row) && conditions.every((holds) => holds(row)),
    );
    const page = this.sort(of, { order: [] }, left).slice(0, first);
    return {
      totalCount: left.length,
      edges: page.map((row) => ({ node: { of, row } })),
      pageInfo: { hasNextPage: left.length > first, hasPreviousPage: false },
    };
  }
}

function requireFirst(first: unknown, most: number): number {
  if (typeof first === 'number' && first >= 1 && first <= most) return first;
  throw REFUSED;
}

/** As PostgreSQL sorts without a locale: nulls last. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return a < b ? -1 : 1;
}
