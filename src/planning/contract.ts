import { Client, type ClientConfig, escapeLiteral } from 'pg';
import type { Database } from '../values/databases';
import { allConnections } from './connection';
import { allDeclarations, edgesTo, type StoredType, type TypeDeclaration } from './declaration';
import { allEntries } from './entry';

/**
 * What the declarations expect of a register: its views with their columns, the look-ups that must be served by an
 * index, and nothing beside the views within the gateway's reach.
 */

/** A look-up by columns of a view, with what needs it. */
export interface Lookup {
  readonly columns: readonly string[];
  readonly flags: readonly string[];
  readonly neededBy: string;
}

export interface ViewContract {
  readonly view: string;
  readonly columns: Readonly<Record<string, StoredType>>;
  readonly lookups: readonly Lookup[];
}

/** The views that the graph reads from a database. The graph must have been built. */
export function contractOf(database: Database): readonly ViewContract[] {
  return allDeclarations()
    .filter(({ source }) => source?.database === database)
    .map((declaration) => ({
      view: declaration.source?.view ?? '',
      columns: {
        ...Object.fromEntries(declaration.columns.map(({ column, stored }) => [column, stored])),
        ...declaration.hidden,
      },
      lookups: lookupsOf(declaration),
    }));
}

function lookupsOf(declaration: TypeDeclaration): readonly Lookup[] {
  const lookups: Lookup[] = [];
  const add = (neededBy: string, columns: readonly string[], flags: readonly string[] = []): void => {
    const known = lookups.some((l) => l.columns.join() === columns.join() && l.flags.join() === flags.join());
    if (!known) lookups.push({ columns, flags, neededBy });
  };
  for (const edge of edgesTo(declaration.type)) add(edge.id, edge.to);
  for (const { field, options, edge } of allEntries())
    if (options.of() === declaration.type) add(`Query.${field}`, edge.to);
  for (const { field, of, filter } of allConnections()) {
    if (of() !== declaration.type) continue;
    const flags = Object.values(filter).flatMap((f) => (f.by === 'flag' ? Object.values(f.columns) : []));
    for (const condition of Object.values(filter)) {
      if (condition.by === 'equality') add(`Query.${field}`, [condition.column]);
      if (condition.by !== 'expansion') continue;
      add(`Query.${field}`, [condition.column]);
      for (const flag of flags) add(`Query.${field}`, [condition.column], [flag]);
    }
  }
  return lookups;
}

/** A way in which a register is not as declared, in words; surplus things do no harm and are told apart. */
export interface Difference {
  readonly kind: 'missing' | 'different' | 'right' | 'index' | 'surplus';
  readonly text: string;
}

/**
 * Compares a register with what the graph expects of it, connected as the gateway connects. Empty but for surplus when
 * the register can be served.
 */
export async function compareRegister(reader: ClientConfig, database: Database): Promise<readonly Difference[]> {
  const client = new Client(reader);
  await client.connect();
  try {
    const contract = contractOf(database);
    const present = await presentColumns(client);
    const differences = [
      ...contract.flatMap((view) => compareColumns(view, present.get(view.view))),
      ...[...present.keys()]
        .filter((view) => !contract.some((expected) => expected.view === view))
        .map((view) => surplus(`share.${view} is not declared, so the gateway does not read it`)),
      ...(await compareRights(client, contract, MATCHED_WITH[database] ?? null)),
    ];
    for (const view of contract) {
      const columns = present.get(view.view);
      if (columns) differences.push(...(await compareLookups(client, view, columns)));
    }
    return differences;
  } finally {
    await client.end();
  }
}

/** The view beside those of `share` by which campaigns look up people in a register. */
const MATCHED_WITH: Readonly<Partial<Record<Database, string>>> = {
  population: 'matching.citizen',
  insurance: 'matching.participant',
};

type Columns = ReadonlyMap<string, string>;

const surplus = (text: string): Difference => ({ kind: 'surplus', text });

const RELATION_KINDS = ['v', 'm', 'r', 'f', 'p'];

async function presentColumns(client: Client, kinds = RELATION_KINDS): Promise<ReadonlyMap<string, Columns>> {
  const { rows } = await client.query<{ view: string; column: string; type: string }>(
    `
    select c.relname as view, a.attname as column, format_type(a.atttypid, null) as type
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = to_regnamespace('share') and c.relkind::text = any ($1)
     order by c.relname, a.attnum`,
    [kinds],
  );
  const views = new Map<string, Map<string, string>>();
  for (const { view, column, type } of rows) {
    views.set(view, (views.get(view) ?? new Map<string, string>()).set(column, type));
  }
  return views;
}

function compareColumns({ view, columns }: ViewContract, present: Columns | undefined): readonly Difference[] {
  if (!present) return [{ kind: 'missing', text: `share.${view} is missing` }];
  const expected = Object.entries(columns).flatMap(([column, stored]): Difference[] => {
    const type = present.get(column);
    if (type === undefined) return [{ kind: 'missing', text: `share.${view}.${column} (${stored}) is missing` }];
    if (type === stored || (stored === 'text' && type === 'character varying')) return [];
    return [{ kind: 'different', text: `share.${view}.${column} is ${type}; ${stored} is expected` }];
  });
  const more = [...present.keys()].filter((column) => !(column in columns));
  return [...expected, ...more.map((column) => surplus(`share.${view}.${column} is not declared, so it is not read`))];
}

async function compareRights(
  client: Client,
  contract: readonly ViewContract[],
  matchedWith: string | null,
): Promise<readonly Difference[]> {
  const { rows: powers } = await client.query<{ role: string; power: string }>(`
    select rolname as role, power
      from pg_roles, lateral (values (rolsuper, 'is a superuser'), (rolcreaterole, 'may create roles'),
                                     (rolcreatedb, 'may create databases'), (rolbypassrls, 'passes row security')) p(has, power)
     where rolname = current_user and has`);
  const { rows: reach } = await client.query<{ relation: string; rights: string; shared: boolean; name: string }>(`
    select n.nspname || '.' || c.relname as relation, c.relname as name, n.nspname = 'share' as shared,
           concat_ws(', ', case when has_table_privilege(c.oid, 'select') then 'read whole'
                                when has_any_column_privilege(c.oid, 'select') then 'read' end,
                           case when has_table_privilege(c.oid, 'delete, truncate')
                                  or has_any_column_privilege(c.oid, 'insert, update') then 'change' end) as rights
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('v', 'm', 'r', 'f', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       and has_schema_privilege(n.oid, 'usage')`);
  const { rows: schemas } = await client.query<{ name: string }>(`
    select nspname as name from pg_namespace where has_schema_privilege(oid, 'create') and nspname !~ '^pg_temp'`);
  const differences: Difference[] = [
    ...powers.map(({ role, power }) => right(`the role ${role} ${power}`)),
    ...schemas.map(({ name }) => right(`the gateway may create objects in the schema ${name}`)),
  ];
  for (const { relation, rights, shared } of reach) {
    if (rights.includes('change')) differences.push(right(`the gateway may change ${relation}`));
    if (!shared && relation !== matchedWith && rights.includes('read'))
      differences.push(right(`the gateway may read ${relation}, outside share`));
  }
  if (
    matchedWith !== null &&
    !reach.some(({ relation, rights }) => relation === matchedWith && rights.includes('read'))
  )
    differences.push(right(`the gateway may not read ${matchedWith}`));
  for (const { view } of contract) {
    const found = reach.find(({ shared, name }) => shared && name === view);
    if (found && !found.rights.includes('read whole'))
      differences.push(right(`the gateway may not read share.${view}`));
  }
  return differences;
}

const right = (text: string): Difference => ({ kind: 'right', text });

/** A value of each type, so that a plan can be asked for; nothing is read. */
const SAMPLE: Readonly<Record<StoredType, string>> = {
  text: "'0'",
  date: "'2023-12-31'",
  bigint: '0',
  integer: '0',
  numeric: '0',
  boolean: 'true',
  'text[]': "'{}'",
};

/**
 * Whether an index serves each look-up: with sequential scans made dear, the server's plan shows one only where it has
 * no other way. Works through views, and for foreign tables, which answer for themselves.
 */
async function compareLookups(
  client: Client,
  contract: ViewContract,
  present: Columns,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  await client.query('set enable_seqscan = off');
  for (const { columns, flags, neededBy } of contract.lookups) {
    const used = [...columns, ...flags];
    if (!used.every((column) => present.has(column))) continue;
    const conditions = [
      ...columns.map((column) => `t.${column} = ${SAMPLE[contract.columns[column] ?? 'text']}`),
      ...flags.map((flag) => `t.${flag}`),
    ];
    const explained = await client
      .query<{ 'QUERY PLAN': unknown }>(
        `explain (format json) select t.${used[0]} from share.${contract.view} t where ${conditions.join(' and ')}`,
      )
      .catch(() => null);
    if (explained && scansAll(explained.rows[0]?.['QUERY PLAN'])) {
      const text = `share.${contract.view} has no index for ${used.join(', ')}, needed by ${neededBy}`;
      differences.push({ kind: 'index', text });
    }
  }
  return differences;
}

/** Whether a plan reads a table from end to end, by itself or along an index without a condition. */
function scansAll(plan: unknown): boolean {
  if (Array.isArray(plan)) return plan.some(scansAll);
  if (typeof plan !== 'object' || plan === null) return false;
  const node = plan as Readonly<Record<string, unknown>>;
  const type = node['Node Type'];
  if (type === 'Seq Scan') return true;
  if ((type === 'Index Scan' || type === 'Index Only Scan') && node['Index Cond'] === undefined) return true;
  return Object.values(node).some(scansAll);
}

/**
 * Writes the declared descriptions to a database's views, so that its owner's tools show them too. A view or column
 * that is not there yet is left out: `compareRegister` names it.
 */
export async function documentColumns(owner: ClientConfig, database: Database): Promise<void> {
  const client = new Client(owner);
  await client.connect();
  try {
    const views = await presentColumns(client, ['v']);
    for (const declaration of allDeclarations()) {
      const present = views.get(declaration.source?.view ?? '');
      if (declaration.source?.database !== database || !present) continue;
      const view = `share.${declaration.source.view}`;
      await client.query(`comment on view ${view} is ${escapeLiteral(declaration.description)}`);
      for (const { column, description } of declaration.columns) {
        if (!present.has(column)) continue;
        await client.query(`comment on column ${view}.${column} is ${escapeLiteral(description)}`);
      }
    }
  } finally {
    await client.end();
  }
}
