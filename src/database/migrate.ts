import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, DatabaseError, type ClientConfig } from 'pg';
import type { Logger } from 'pino';
import { DataSource, type MigrationInterface } from 'typeorm';
import { LienThongError } from '../errors';
import { readerRole, type StoredDatabase, specialRole } from './roles';
import { isRead, type Site } from './site';

/** What was done to one database: the names of the migrations applied now, in order; none when it was up to date. */
export interface Migrated {
  readonly database: StoredDatabase;
  readonly applied: string[];
}

type MigrationClass = new () => MigrationInterface;

const RIGHT_IS_LACKING = '42501';

/**
 * Brings databases to the newest schema as their owner, each migration in a transaction of its own, one command at a
 * time. Creates a missing reader or special role on a site's own server. Throws DATABASE_FAILED, which names the database, and,
 * when the right to create the role is lacking, the statements that an administrator has to run.
 */
export async function migrate(
  site: Site,
  databases: readonly StoredDatabase[],
  { log }: { log: Logger },
): Promise<Migrated[]> {
  const done: Migrated[] = [];
  for (const database of databases) {
    const applied = await migrateOne(site, database);
    if (applied.length > 0) log.info({ database, applied }, 'migrated a database');
    done.push({ database, applied });
  }
  return done;
}

async function migrateOne(site: Site, database: StoredDatabase): Promise<string[]> {
  await site.look(database);
  const owner = site.owner(database);
  const client = new Client(owner);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query("select pg_advisory_lock(hashtext('lienthong: migrate'))");
    if (isRead(database)) await createRole(client, readerRole(database), database);
    const special = specialRole(database);
    if (special !== null) await createRole(client, special, database);
    await client.query('create schema if not exists migrations');
    const applied = await runMigrations(owner, await loadMigrations(database));
    await site.look(database);
    return applied;
  } catch (error) {
    if (error instanceof LienThongError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LienThongError(
      'DATABASE_FAILED',
      `the ${database} database cannot be migrated: ${reason}`,
      { database },
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createRole(client: Client, role: string, database: StoredDatabase): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [role]);
  if ((found.rowCount ?? 0) > 0) return;
  const { rows } = await client.query<{ name: string }>('select quote_ident(current_user) as name');
  const user = rows[0]?.name ?? 'current_user';
  const statements = [`create role ${role} nologin`, `grant ${role} to ${user}`];
  try {
    await client.query(statements.join('; '));
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== RIGHT_IS_LACKING) throw error;
    throw new LienThongError(
      'DATABASE_FAILED',
      `the ${database} database lacks the role ${role}, and ${user} may not create it. ` +
        `Let an administrator of that server run:\n${statements.map((statement) => `  ${statement};`).join('\n')}`,
      { database },
      { cause: error },
    );
  }
}

/** The migration classes of a database: compiled beside this file's dist/, or their sources under a test. */
async function loadMigrations(database: StoredDatabase): Promise<MigrationClass[]> {
  const folder = join(__dirname, '..', '..', 'migrations', database);
  const files = readdirSync(folder).filter((name) => /(?<!\.d)\.(ts|js)$/.test(name));
  const loaded = await Promise.all(files.sort().map((name) => import(join(folder, name)) as Promise<object>));
  return loaded.flatMap((exports): unknown[] => Object.values(exports)).filter(isMigrationClass);
}

function isMigrationClass(value: unknown): value is MigrationClass {
  return (
    typeof value === 'function' &&
    typeof (value.prototype as Partial<MigrationInterface> | undefined)?.up === 'function'
  );
}

async function runMigrations(owner: ClientConfig, migrations: MigrationClass[]): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    extra: owner,
    poolSize: 1,
    schema: 'migrations',
    migrationsTableName: 'applied',
    migrations,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    logging: false,
  });
  await source.initialize();
  try {
    return (await source.runMigrations()).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
