import type pg from 'pg';
import { withClient as withConnection } from '../database/with-client';

/** What rebuilt tables still lack: statements to be run once the rows are in. */
export interface Finishing {
  /** Every table with its keys and indexes; tables may be finished side by side. */
  readonly tables: readonly { readonly name: string; readonly pages: number; readonly indexes: readonly string[] }[];
  /** Foreign keys, comments and rights, one after another, when all tables have their keys. */
  readonly references: readonly string[];
}

/** Runs `use` with a client of its own that sees only qualified names; the client is closed afterwards. */
export async function withClient<T>(config: pg.ClientConfig, use: (client: pg.Client) => Promise<T>): Promise<T> {
  return withConnection(config, async (client) => {
    await client.query(`set search_path to pg_catalog; set client_min_messages to warning`);
    return use(client);
  });
}

/** A connection that breaks fails the statement it runs; the event beside it must not end the program. */
export function ignore(): void {
  return undefined;
}

/** Clears what an earlier, broken rebuild left behind, and makes the empty schema `build`. */
export async function startBuild(client: pg.Client): Promise<void> {
  await client.query(
    `drop schema if exists build cascade; drop schema if exists register_old cascade; create schema build`,
  );
}

/** Drops the schema in which a rebuild was under way. */
export async function dropBuild(client: pg.Client): Promise<void> {
  await client.query(`drop schema if exists build cascade`);
}

/** Makes those tables of the register that a nation does not fill, empty, so that the swap leaves none out. */
export async function createOtherTables(client: pg.Client, filled: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
      where relnamespace = 'register'::regnamespace and relkind = 'r' and relname <> all ($1)`,
    [filled],
  );
  for (const { name } of rows) {
    await client.query(
      `create table build.${name} (like register.${name}
         including defaults including generated including identity including comments including storage including constraints)`,
    );
  }
}

/**
 * Reads from the catalog what the tables of `register` have beyond columns and checks, said for the schema `build`,
 * with the same names: whatever a migration adds is rebuilt without a change here.
 */
export async function readFinishing(client: pg.Client): Promise<Finishing> {
  const read = async (sql: string): Promise<string[]> =>
    (await client.query<{ statement: string }>(sql)).rows.map((row) => row.statement);
  const { rows: tables } = await client.query<{ name: string; pages: string; indexes: string[] }>(
    `select quote_ident(t.relname) as name, pg_relation_size(format('build.%I', t.relname)::regclass) / 8192 as pages,
            array (
              select format('alter table build.%I add constraint %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid))
                from pg_constraint c where c.conrelid = t.oid and c.contype in ('p', 'u', 'x') order by c.contype, c.conname)
            || array (
              select regexp_replace(pg_get_indexdef(i.indexrelid), ' ON register\\.', ' ON build.')
                from pg_index i
               where i.indrelid = t.oid
                 and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
               order by i.indexrelid) as indexes
       from pg_class t where t.relnamespace = 'register'::regnamespace and t.relkind = 'r' order by t.relname`,
  );
  const foreign = await read(
    `select format('alter table build.%I add constraint %I %s', t.relname, c.conname,
                   regexp_replace(pg_get_constraintdef(c.oid), ' REFERENCES register\\.', ' REFERENCES build.')) as statement
       from pg_constraint c join pg_class t on t.oid = c.conrelid
      where t.relnamespace = 'register'::regnamespace and c.contype = 'f' order by t.relname, c.conname`,
  );
  const comments = await read(
    `select format('comment on table build.%I is %L', relname, obj_description(oid, 'pg_class')) as statement
       from pg_class
      where relnamespace = 'register'::regnamespace and relkind = 'r' and obj_description(oid, 'pg_class') is not null`,
  );
  const rights = await read(
    `select format('grant %s on build.%I to %s', a.privilege_type, t.relname, a.grantee::regrole) as statement
       from pg_class t cross join aclexplode(t.relacl) a
      where t.relnamespace = 'register'::regnamespace and t.relkind = 'r' and a.grantee <> 0 and a.grantee <> t.relowner
     union all
     select format('grant %s on schema build to %s', a.privilege_type, a.grantee::regrole)
       from pg_namespace n cross join aclexplode(n.nspacl) a
      where n.nspname = 'register' and a.grantee <> 0 and a.grantee <> n.nspowner`,
  );
  return {
    tables: tables.map((table) => ({ ...table, pages: Number(table.pages) })),
    references: [...foreign, ...comments, ...rights],
  };
}
