import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { Client, type ClientConfig, Pool, type PoolConfig } from 'pg';
import { LienThongError } from '../errors';
import type { Database } from '../values/databases';

/**
 * The way to one database, kept apart from the others: its own connections, its own places, its own time budget and
 * its own breaker, so that one that is down, hung or slow costs nobody else anything.
 */
export interface RegisterReader {
  readonly database: Database;
  /** Runs one prepared statement that answers one row. Throws SOURCE_UNAVAILABLE with the database's name. */
  read(statement: NamedStatement, values: readonly unknown[]): Promise<Record<string, string | null>>;
  /** Whether the database answers now; never throws. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

export interface ReaderLimits {
  /** Connections held at most. */
  readonly connections: number;
  /** Statements that may wait for a connection; more are refused at once. */
  readonly waiting: number;
  /** What connecting and answering may take, in milliseconds; then the connection is destroyed. */
  readonly budget: number;
  /** What a caller waits at most, a place in the queue included, in milliseconds. */
  readonly patience: number;
  /** Failures in a row that open the breaker. */
  readonly failures: number;
  /** How long an open breaker lets nothing through, in milliseconds. */
  readonly pause: number;
}

export const DEFAULT_LIMITS: ReaderLimits = {
  connections: 8,
  waiting: 64,
  budget: 1_000,
  patience: 1_250,
  failures: 5,
  pause: 1_000,
};

/** Reports what the caller of a register is not told. */
export type ReaderLog = (event: { database: Database; event: string; cause?: unknown }) => void;

/**
 * A prepared statement stays in a connection's memory until the connection ends. So a statement is prepared when it comes
 * a second time among this many, not when it is longer than this, and a connection ends after this many uses.
 */
const REMEMBERED_MOST = 512;
const PREPARED_LENGTH_MOST = 8_000;
const CONNECTION_USES_MOST = 2_000;

/**
 * Opens the way to one database; connects when first asked. `connection` is asked anew for each connection, since how a
 * site's own server is entered may be found out later.
 */
export function openReader(
  database: Database,
  connection: () => ClientConfig,
  log: ReaderLog,
  limits: ReaderLimits = DEFAULT_LIMITS,
): RegisterReader {
  const pool = new Pool(toPoolConfig(connection, limits));
  let isClosing = false;
  pool.on('error', (cause) => {
    if (!isClosing) log({ database, event: 'connection lost', cause });
  });
  const places = bulkhead(limits.connections, limits.waiting);
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: limits.pause,
    breaker: new ConsecutiveBreaker(limits.failures),
  });
  breaker.onStateChange((state) => log({ database, event: `breaker ${CircuitState[state].toLowerCase()}` }));
  const policy = wrap(
    timeout(limits.patience, TimeoutStrategy.Aggressive),
    places,
    breaker,
    timeout(limits.budget, TimeoutStrategy.Aggressive),
  );
  const isFrequent = rememberNames(REMEMBERED_MOST);

  return {
    database,
    async read(statement, values) {
      const { text, name } = statement;
      try {
        // One caller at a time tries a register that failed; the others are not kept waiting for how it goes.
        if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
        const { rows } = await policy.execute(() =>
          pool.query<Record<string, string | null>>({
            text,
            values: [...values],
            ...(text.length <= PREPARED_LENGTH_MOST && isFrequent(name) ? { name } : {}),
          }),
        );
        return rows[0] ?? {};
      } catch (cause) {
        // An open breaker was reported when it opened.
        if (!(cause instanceof BrokenCircuitError)) log({ database, event: reasonOf(cause), cause });
        throw unavailable(database, cause);
      }
    },
    async isReady() {
      try {
        await timeout(limits.budget, TimeoutStrategy.Aggressive).execute(() => pool.query('select 1'));
        return true;
      } catch (cause) {
        log({ database, event: 'not ready', cause });
        return false;
      }
    },
    close: () => {
      isClosing = true;
      return pool.end();
    },
  };
}

/**
 * The readers as one request uses them: a register that has failed it is not asked by it again, so that a caller waits
 * for a register once, however many levels of the document touch it.
 */
export function readersOfRequest(
  readers: Readonly<Record<Database, RegisterReader>>,
): (database: Database, ...read: Parameters<RegisterReader['read']>) => ReturnType<RegisterReader['read']> {
  const failures = new Map<Database, unknown>();
  return async (database, statement, values) => {
    if (failures.has(database)) throw failures.get(database);
    try {
      return await readers[database].read(statement, values);
    } catch (failure) {
      failures.set(database, failure);
      throw failure;
    }
  };
}

function toPoolConfig(connection: () => ClientConfig, limits: ReaderLimits): PoolConfig {
  return {
    Client: class extends Client {
      constructor() {
        super({ ...connection(), connectionTimeoutMillis: limits.budget, query_timeout: limits.budget });
      }
    },
    max: limits.connections,
    connectionTimeoutMillis: limits.budget,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 3_600,
    maxUses: CONNECTION_USES_MOST,
    allowExitOnIdle: true,
  };
}

/** Tells whether a name was asked about before, as far as the last `most` names are remembered. */
function rememberNames(most: number): (name: string) => boolean {
  const names = new Set<string>();
  return (name) => {
    const known = names.delete(name);
    names.add(name);
    const [oldest] = names;
    if (names.size > most && oldest !== undefined) names.delete(oldest);
    return known;
  };
}

function reasonOf(cause: unknown): string {
  return cause instanceof BulkheadRejectedError ? 'overloaded' : 'read failed';
}

function unavailable(database: Database, cause: unknown): LienThongError {
  return new LienThongError(
    'SOURCE_UNAVAILABLE',
    `The ${database} register cannot be read now`,
    { register: database },
    {
      cause,
    },
  );
}
