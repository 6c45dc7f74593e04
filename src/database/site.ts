import { type ClientConfig, DatabaseError } from 'pg';
import type { Logger } from 'pino';
import { type Config, URL_VARIABLES } from '../config';
import { LienThongError } from '../errors';
import { type Database, DATABASES } from '../values/databases';
import { attachCluster, type Cluster } from './cluster';
import { connectEmbedded, createEmbeddedDatabases } from './embedded-databases';
import {
  type CorrectedRegister,
  correctorRole,
  ownerRole,
  readerRole,
  STORED_DATABASES,
  type StoredDatabase,
  TRUTH_READER_ROLE,
  WRITER_ROLE,
} from './roles';
import { connectByUrl, probeServer, type ServerState } from './site-server';

/** Where this installation's databases are and how each is reached: embedded, or on a server of the site's own. */
export interface Site {
  /** The databases that exist here, the ground truth last if there is one. */
  readonly databases: readonly StoredDatabase[];
  /** How to connect as the one who migrates and loads. Throws CONFIGURATION_INVALID for a ground truth without a place. */
  owner(database: StoredDatabase): ClientConfig;
  /**
   * How to connect as the gateway: read-only, with time limits, all of it set at connecting, so that no SET is ever
   * sent. On a site's own server as the reader role, unless the last look found that the URL's role may not become
   * it; a server not yet seen is read as the reader role or not at all. Ask again for each new connection.
   */
  reader(database: Database, limits?: ReaderLimits): ClientConfig;
  /**
   * How to connect as the gateway to its own database in order to write there, with time limits set at connecting. The
   * role may do what the migrations granted it and owns nothing. Like `reader`, ask again for each new connection.
   */
  writer(limits?: WriterLimits): ClientConfig;
  /**
   * How to connect to a register in order to correct personal IDs: by the functions of its schema `correction`, with which
   * the role can do nothing else. Like `reader`, ask again for each new connection.
   */
  corrector(register: CorrectedRegister, limits?: WriterLimits): ClientConfig;
  /**
   * How to connect to the demonstration's ground truth in order to measure matching by it: read-only, with time limits. Like
   * `reader`, ask again for each new connection. Throws CONFIGURATION_INVALID for a ground truth without a place.
   */
  truthReader(limits?: ReaderLimits): ClientConfig;
  /** True for a database that this product runs itself. */
  isEmbedded(database: StoredDatabase): boolean;
  /**
   * Looks at a site's own server again, since `reader` depends on what was found there. Nothing for an embedded one.
   * Throws DATABASE_FAILED, naming the variable, when it cannot be reached.
   */
  look(database: StoredDatabase): Promise<void>;
  /** The superuser of the embedded cluster in a database; null when there is no cluster. For tests and maintenance. */
  superuser(database: string): ClientConfig | null;
  close(): Promise<void>;
}

/** Server-side limits of one statement of the gateway. */
export interface ReaderLimits {
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
}

export interface WriterLimits extends ReaderLimits {
  /** How long a transaction may lie open between two statements. */
  readonly idleInTransactionTimeoutMs?: number;
  /** Plans every statement for its values: for few statements of many rows, over tables that grow while they are worked on. */
  readonly plansAnew?: boolean;
}

/** `durable: false` (no fsync) is for tests only. */
export interface SiteOptions {
  readonly log: Logger;
  readonly durable?: boolean;
}

const STATEMENT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 1_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 2_000;
/** A server that was down at the start is looked at this often until it has been seen. */
const LOOK_AGAIN_MS = 3_000;

/**
 * Finds or starts every database that the configuration asks for. The embedded cluster is attached only when some
 * database has no URL. A site's server that is down is logged, not thrown; one that is too old is thrown.
 */
export async function openSite(config: Config, { log, durable = true }: SiteOptions): Promise<Site> {
  const urls: Partial<Record<StoredDatabase, string>> = { ...config.urls };
  if (config.truthUrl !== null) urls.truth = config.truthUrl;
  const truthHasNoPlace = urls.gateway !== undefined && urls.truth === undefined;
  const databases = STORED_DATABASES.filter((database) => database !== 'truth' || !truthHasNoPlace);
  const states = new Map<StoredDatabase, ServerState>();

  const look = async (database: StoredDatabase): Promise<void> => {
    const url = urls[database];
    if (url === undefined) return;
    const state = await probeServer(database, url, isRead(database) ? readerRole(database) : null);
    states.set(database, state);
    if (isRead(database) && state.unrestricted && !state.mayBecomeReader) {
      log.warn({ database, variable: urlVariable(database) }, 'the gateway reads as the owner: create the reader role');
    }
  };
  const lookQuietly = (database: StoredDatabase): Promise<void> =>
    look(database).catch((error: unknown) => {
      tellDown(database, error, log);
    });
  await Promise.all(databases.map(lookQuietly));

  const embedded = databases.filter((database) => urls[database] === undefined);
  const cluster = embedded.length === 0 ? null : await attachCluster(config.dataDir, { log, durable });
  try {
    if (cluster !== null) await createEmbeddedDatabases(cluster, embedded);
  } catch (error) {
    await cluster?.close();
    throw new LienThongError('DATABASE_FAILED', 'the embedded databases cannot be created', {}, { cause: error });
  }

  const again = setInterval(() => {
    const unseen = databases.filter((database) => urls[database] !== undefined && !states.has(database));
    for (const database of unseen) void look(database).catch(() => undefined);
  }, LOOK_AGAIN_MS).unref();

  const connectAsSpecial = (database: StoredDatabase, role: string, options: string): ClientConfig => {
    const url = urls[database];
    if (url === undefined) return connectEmbedded(requireCluster(cluster), database, role, options);
    const become = states.get(database)?.mayBecomeSpecial ?? true;
    return connectByUrl(url, become ? `${options} -c role=${role}` : options);
  };

  const requirePlace = (database: StoredDatabase): void => {
    if (!databases.includes(database)) throw new LienThongError('CONFIGURATION_INVALID', TRUTH_HAS_NO_PLACE);
  };

  return {
    databases,
    owner: (database) => {
      const url = urls[database];
      if (url !== undefined) return connectByUrl(url, '');
      requirePlace(database);
      return connectEmbedded(requireCluster(cluster), database, ownerRole(database));
    },
    reader: (database, limits) => {
      const url = urls[database];
      const options = readerOptions(limits);
      if (url === undefined) return connectEmbedded(requireCluster(cluster), database, readerRole(database), options);
      const become = states.get(database)?.mayBecomeReader ?? true;
      return connectByUrl(url, become ? `${options} -c role=${readerRole(database)}` : options);
    },
    writer: (limits) => connectAsSpecial('gateway', WRITER_ROLE, writerOptions(limits)),
    corrector: (register, limits) => connectAsSpecial(register, correctorRole(register), writerOptions(limits)),
    truthReader: (limits) => {
      requirePlace('truth');
      return connectAsSpecial('truth', TRUTH_READER_ROLE, readerOptions(limits));
    },
    isEmbedded: (database) => embedded.includes(database),
    look: (database) =>
      look(database).catch((error: unknown) => {
        throw toReachFault(database, error);
      }),
    superuser: (database) => (cluster === null ? null : connectEmbedded(cluster, database, cluster.superuser)),
    close: async () => {
      clearInterval(again);
      await cluster?.close();
    },
  };
}

const TRUTH_HAS_NO_PLACE =
  'LIENTHONG_TRUTH_URL: it is not set, and LIENTHONG_GATEWAY_URL is: the demonstration keeps its ground truth in a ' +
  'database of its own, which this site has to name';

function readerOptions({ statementTimeoutMs, lockTimeoutMs }: ReaderLimits = {}): string {
  return toOptions({
    default_transaction_read_only: 'on',
    statement_timeout: statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    lock_timeout: lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    jit: 'off',
    // Every statement of the gateway is a look-up by keys with a limit: a plan made for its values is no better than one
    // made for all, and planning takes longer than running (1.2 ms of 1.6 for one person with everything).
    plan_cache_mode: 'force_generic_plan',
  });
}

function writerOptions(limits: WriterLimits = {}): string {
  const { statementTimeoutMs, lockTimeoutMs, idleInTransactionTimeoutMs, plansAnew = false } = limits;
  return toOptions({
    statement_timeout: statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    lock_timeout: lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs ?? IDLE_IN_TRANSACTION_TIMEOUT_MS,
    jit: 'off',
    ...(plansAnew ? { plan_cache_mode: 'force_custom_plan' } : {}),
  });
}

/** Settings as the startup options of a connection. */
function toOptions(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

function tellDown(database: StoredDatabase, error: unknown, log: Logger): void {
  if (error instanceof LienThongError) throw error;
  log.warn(
    { database, variable: urlVariable(database), reason: reasonOf(error) },
    'a site’s own database cannot be reached now',
  );
}

function toReachFault(database: StoredDatabase, error: unknown): LienThongError {
  if (error instanceof LienThongError) return error;
  const message = `${urlVariable(database)}: the ${database} database cannot be reached (${reasonOf(error)})`;
  return new LienThongError('DATABASE_FAILED', message, { database }, { cause: error });
}

/** The system's code, which an error of several addresses has too, or what the server said; never the URL. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return error instanceof DatabaseError || code === undefined ? message : code;
}

function requireCluster(cluster: Cluster | null): Cluster {
  if (cluster === null) throw new Error('an embedded database without its cluster');
  return cluster;
}

/** True when a database is one that the gateway reads, so that it has a reader role. */
export function isRead(database: StoredDatabase): database is Database {
  return (DATABASES as readonly string[]).includes(database);
}

function urlVariable(database: StoredDatabase): string {
  return database === 'truth' ? 'LIENTHONG_TRUTH_URL' : URL_VARIABLES[database];
}
