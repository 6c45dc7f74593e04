import { Client, type ClientConfig } from 'pg';
import { LienThongError } from '../errors';
import { type StoredDatabase, specialRole } from './roles';

/** What a look at a site's own server found. */
export interface ServerState {
  /** True when the URL's role may take on the reader role, and is not that role itself. */
  readonly mayBecomeReader: boolean;
  /** The same of the database's special role, where there is one. */
  readonly mayBecomeSpecial: boolean;
  /** True when there is a schema `share` that the URL's role owns or overrules: reading as it is not restricted. */
  readonly unrestricted: boolean;
}

const OLDEST_VERSION = 150_000;
const PROBE_TIMEOUT_MS = 3_000;

/** A connection to a site's own database, as the role its URL names. */
export function connectByUrl(url: string, options: string): ClientConfig {
  return { connectionString: withOptions(url, options), application_name: 'lienthong' };
}

/**
 * Looks at a site's own server. Rejects with DATABASE_FAILED, naming the database, when it is older than PostgreSQL 15;
 * with the driver's own error when it cannot be reached.
 */
export async function probeServer(database: StoredDatabase, url: string, reader: string | null): Promise<ServerState> {
  const special = specialRole(database);
  const client = new Client({
    ...connectByUrl(url, ''),
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number; name: string; owns: boolean }>(`
      select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
        exists (select from pg_namespace where nspname = 'share' and pg_has_role(current_user, nspowner, 'USAGE')) as owns`);
    const found = rows[0];
    if (found === undefined || found.version < OLDEST_VERSION) {
      throw new LienThongError(
        'DATABASE_FAILED',
        `the ${database} database is PostgreSQL ${found?.name ?? '?'}; Liên Thông needs PostgreSQL 15 or newer.`,
      );
    }
    // From 16 on, a member may be forbidden to take on the role.
    const kind = found.version >= 160_000 ? 'SET' : 'MEMBER';
    const roles = await client.query<{ name: string }>(
      'select rolname as name from pg_roles where rolname = any($1) and pg_has_role(current_user, oid, $2) and rolname <> current_user',
      [[reader ?? '', special ?? ''], kind],
    );
    const may = new Set(roles.rows.map(({ name }) => name));
    return {
      mayBecomeReader: reader !== null && may.has(reader),
      mayBecomeSpecial: special !== null && may.has(special),
      unrestricted: found.owns,
    };
  } finally {
    await client.end();
  }
}

/** Adds startup options to a URL, after those it already has. */
function withOptions(url: string, options: string): string {
  if (options === '') return url;
  const [address = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const own = parameters.get('options');
  parameters.set('options', own === null ? options : `${own} ${options}`);
  return `${address}?${parameters.toString()}`;
}
