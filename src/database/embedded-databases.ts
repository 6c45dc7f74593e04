import { Client, type ClientConfig } from 'pg';
import type { Cluster } from './cluster';
import { ownerRole, readerRole, type StoredDatabase } from './roles';

/**
 * How to connect to an embedded database as a role. Each value is given, and not empty, because the driver fills what
 * is missing from the user's PG* environment.
 */
export function connectEmbedded(
  cluster: Cluster,
  database: string,
  user: string,
  options = '-c jit=off',
): ClientConfig {
  const { socketDir: host, port } = cluster;
  return { host, port, database, user, ssl: false, options, application_name: 'lienthong' };
}

/**
 * Creates what is missing of the databases and their two roles each. The owner owns the database; only the database's
 * own reader may connect besides, and to the ground truth nobody. Safe when several commands do it at once.
 */
export async function createEmbeddedDatabases(cluster: Cluster, databases: readonly StoredDatabase[]): Promise<void> {
  const client = new Client(connectEmbedded(cluster, 'postgres', cluster.superuser));
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('lienthong: create databases'))");
    const found = await client.query<{ name: string }>(
      'select rolname as name from pg_roles union all select datname from pg_database',
    );
    const names = new Set(found.rows.map((row) => row.name));
    for (const database of databases) await createDatabase(client, database, names);
  } finally {
    await client.end();
  }
}

async function createDatabase(client: Client, database: StoredDatabase, names: ReadonlySet<string>): Promise<void> {
  const owner = ownerRole(database);
  const reader = database === 'truth' ? null : readerRole(database);
  for (const role of [owner, reader]) {
    if (role !== null && !names.has(role)) await client.query(`create role ${role} login`);
  }
  if (names.has(database)) return;
  await client.query(`create database ${database} owner ${owner} template template0`);
  await client.query(`revoke all on database ${database} from public`);
  if (reader !== null) await client.query(`grant connect on database ${database} to ${reader}`);
}
