import { Client, type ClientConfig } from 'pg';
import type { Cluster } from './cluster';
import { ownerRole, readerRole, type StoredDatabase, specialRole } from './roles';

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
 * Creates what is missing of the databases and their roles. The owner owns the database; only the database's own reader may
 * connect besides, and its special role where there is one. The ground truth has no reader of the gateway's. Safe when several
 * commands do it at once.
 */
export async function createEmbeddedDatabases(cluster: Cluster, databases: readonly StoredDatabase[]): Promise<void> {
  const client = new Client(connectEmbedded(cluster, 'postgres', cluster.superuser));
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('lienthong: create databases'))");
    // A database that everyone may enter is not finished, or one of PostgreSQL's own before the first start.
    const found = await client.query<{ name: string; open: boolean }>(`
      select rolname as name, false as open from pg_roles
      union all select datname, has_database_privilege('public', oid, 'connect') from pg_database`);
    const names = new Set(found.rows.map((row) => row.name));
    const open = new Set(found.rows.filter((row) => row.open).map((row) => row.name));
    for (const database of ['postgres', 'template1']) {
      if (open.has(database)) await client.query(`revoke connect on database ${database} from public`);
    }
    for (const database of databases) {
      await createRoles(client, database, names);
      if (!names.has(database)) {
        await client.query(`create database ${database} owner ${ownerRole(database)} template template0`);
      }
      if (!names.has(database) || open.has(database)) {
        await forbidLargeObjects(connectEmbedded(cluster, database, cluster.superuser));
        await openToReader(client, database);
      }
      // A data directory of an earlier version has the database and lacks the role.
      const special = specialRole(database);
      if (special !== null && !names.has(special)) {
        await client.query(`create role ${special} login; grant connect on database ${database} to ${special}`);
      }
    }
  } finally {
    await client.end();
  }
}

async function createRoles(client: Client, database: StoredDatabase, names: ReadonlySet<string>): Promise<void> {
  const owner = ownerRole(database);
  if (!names.has(owner)) await client.query(`create role ${owner} login`);
  if (database === 'truth' || names.has(readerRole(database))) return;
  const reader = readerRole(database);
  await client.query(`create role ${reader} login; alter role ${reader} set default_transaction_read_only = on`);
}

/** Whoever may enter a database could fill its disk with large objects otherwise. */
async function forbidLargeObjects(superuser: ClientConfig): Promise<void> {
  const client = new Client(superuser);
  await client.connect();
  try {
    await client.query(
      'revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public',
    );
  } finally {
    await client.end();
  }
}

/** The last step of creating a database: from here on only its owner and its reader may enter. */
async function openToReader(client: Client, database: StoredDatabase): Promise<void> {
  const grant = database === 'truth' ? '' : `; grant connect on database ${database} to ${readerRole(database)}`;
  await client.query(`revoke all on database ${database} from public${grant}`);
}
