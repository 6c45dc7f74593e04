import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  wrap,
} from 'cockatiel';
import { Client, type ClientConfig, Pool, type PoolConfig, type QueryConfig } from 'pg';
import { LienThongError } from '../errors';
import { BoundedMap } from '../values/bounded-map';
import type { Database } from '../values/databases';
import { toParameter } from '../values/kept-lists';
import type { Caller } from './caller';

/**
 * The way to one database, kept apart from the others: its own connections, its own places, its own time budget and
 * its own breaker, so that one that is down, hung or slow costs nobody else anything.
 */
export interface RegisterReader {
  readonly database: Database;
  /**
   * Runs one prepared statement that answers one row. Throws SOURCE_UNAVAILABLE with the database's name, or
   * REQUEST_ABANDONED when the caller went away, whose statement is then cancelled.
   */
  read(
    statement: NamedStatement,
    values: readonly unknown[],
    options?: ReadOptions,
  ): Promise<Record<string, string | null>>;
  /** Whether the database answers now; never throws. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

export interface ReadOptions {
  /** What the answer may take, in milliseconds, where that is less than the database's own budget. */
  readonly budget?: number;
  /** A count waits in a queue of its own, and one that takes too long says nothing about the register. */
  readonly purpose?: 'rows' | 'count';
  /** Who waits for the answer; when they leave, it is not needed any more. */
  readonly caller?: Caller;
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
  /** Counts that may run at once; as many may wait as statements. */
  readonly counts: number;
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
  counts: 2,
  failures: 5,
  pause: 1_000,
};

/** What can happen to a database: its breaker turns, a statement fails or finds no place, a connection ends. */
export type ReaderEvent =
  | 'breaker open'
  | 'breaker half open'
  | 'breaker closed'
  | 'read failed'
  | 'overloaded'
  | 'connection lost'
  | 'not ready';

/** Reports what the caller of a register is not told. */
export type ReaderLog = (event: { database: Database; event: ReaderEvent; cause?: unknown }) => void;

/**
 * A prepared statement stays in a connection's memory until the connection ends, with about 200 bytes for each letter of
 * it. So a statement is prepared when it comes a second time among this many, not when it is longer than this, and a
 * connection ends after so many uses or when it has prepared so many letters.
 */
const REMEMBERED_MOST = 512;
const PREPARED_LENGTH_MOST = 8_000;
const CONNECTION_USES_MOST = 2_000;
const PREPARED_LETTERS_MOST = 200_000;

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
  const cancelling = new Pool({ ...toPoolConfig(connection, limits), max: 1, idleTimeoutMillis: 10_000 });
  let isClosing = false;
  for (const each of [pool, cancelling]) {
    each.on('error', (cause) => {
      if (!isClosing) log({ database, event: 'connection lost', cause });
    });
  }
  const breaker = circuitBreaker(
    handleWhen((failure) => !isAbandoned(failure)),
    { halfOpenAfter: limits.pause, breaker: new ConsecutiveBreaker(limits.failures) },
  );
  breaker.onStateChange((state) => log({ database, event: BREAKER_EVENTS[state] }));
  const policies = {
    rows: wrap(bulkhead(limits.connections, limits.waiting), breaker),
    count: bulkhead(limits.counts, limits.waiting),
  };
  const isFrequent = rememberNames(REMEMBERED_MOST);
  const isFull = countPrepared(PREPARED_LETTERS_MOST);

  /** Sends a statement on a connection of its own, which is let go of when anything fails or it was cancelled. */
  const send = async (query: QueryConfig, caller: Caller | undefined): Promise<Row> => {
    requirePresent(caller);
    const client = await pool.connect();
    let isSpent = true;
    // On a site's own server one user logs in and takes the reader's role, and only that user may cancel.
    const cancel = (): void => {
      const { processID } = client as unknown as { processID: number };
      cancelling
        .query(`begin; set local role none; select pg_cancel_backend(${processID}); commit`)
        .catch(() => undefined);
    };
    try {
      requirePresent(caller);
      caller?.onLeave(cancel);
      const { rows } = await client.query<Row>(query);
      // A cancellation that comes late must not meet the next statement of this connection.
      isSpent = (caller?.hasLeft ?? false) || isFull(client, query);
      return rows[0] ?? {};
    } catch (failure) {
      throw caller?.hasLeft ? abandoned() : failure;
    } finally {
      caller?.offLeave(cancel);
      client.release(isSpent);
    }
  };

  return {
    database,
    async read(statement, values, { budget: most = limits.budget, purpose = 'rows', caller } = {}) {
      const { text, name } = statement;
      const query = {
        text,
        values: values.map(toParameter),
        query_timeout: Math.max(1, Math.min(most, limits.budget)),
        ...(text.length <= PREPARED_LENGTH_MOST && isFrequent(name) ? { name } : {}),
      };
      try {
        requirePresent(caller);
        // One caller at a time tries a register that failed; the others are not kept waiting for how it goes.
        const isOpen = breaker.state === CircuitState.Open;
        if (breaker.state === CircuitState.HalfOpen || (purpose === 'count' && isOpen)) throw new BrokenCircuitError();
        return await within(
          limits.patience,
          policies[purpose].execute(() => send(query, caller)),
        );
      } catch (cause) {
        if (isAbandoned(cause)) throw cause;
        // An open breaker was reported when it opened.
        if (!(cause instanceof BrokenCircuitError)) log({ database, event: reasonOf(cause), cause });
        throw unavailable(database, cause);
      }
    },
    async isReady() {
      try {
        await within(limits.budget, pool.query('select 1'));
        return true;
      } catch (cause) {
        log({ database, event: 'not ready', cause });
        return false;
      }
    },
    close: async () => {
      isClosing = true;
      await Promise.all([pool.end(), cancelling.end()]);
    },
  };
}

type Row = Record<string, string | null>;

/**
 * The readers as one request uses them: a register that has failed it is not asked by it again, so that a caller waits
 * for a register once, however many levels of the document touch it.
 */
export function readersOfRequest(
  readers: Readonly<Record<Database, RegisterReader>>,
  caller?: Caller,
): (database: Database, ...read: Parameters<RegisterReader['read']>) => ReturnType<RegisterReader['read']> {
  const failures = new Map<Database, unknown>();
  return async (database, statement, values, options) => {
    if (failures.has(database)) throw failures.get(database);
    try {
      return await readers[database].read(statement, values, { ...options, ...(caller ? { caller } : {}) });
    } catch (failure) {
      if (options?.purpose !== 'count') failures.set(database, failure);
      throw failure;
    }
  };
}

function toPoolConfig(connection: () => ClientConfig, limits: ReaderLimits): PoolConfig {
  return {
    Client: class extends Client {
      constructor() {
        super({ ...connection(), connectionTimeoutMillis: limits.budget, query_timeout: limits.budget });
        // Whoever waits for an answer is told by its promise; without a listener the process would end.
        this.on('error', () => undefined);
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
  const names = new BoundedMap<string, true>(most);
  return (name) => {
    const known = names.get(name) ?? false;
    if (!known) names.set(name, true);
    return known;
  };
}

/** Tells of a connection that has run a query whether it has prepared more than `most` letters. */
function countPrepared(most: number): (client: object, query: QueryConfig) => boolean {
  const prepared = new WeakMap<object, { readonly names: Set<string>; letters: number }>();
  return (client, { name, text }) => {
    if (name === undefined) return false;
    const known = prepared.get(client) ?? { names: new Set(), letters: 0 };
    prepared.set(client, known);
    if (!known.names.has(name)) known.letters += text.length;
    known.names.add(name);
    return known.letters > most;
  };
}

/** What a promise gives, unless it takes longer than so many milliseconds; what goes on then is nobody's any more. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Took longer than ${ms} ms`));
    }, ms);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

function requirePresent(caller: Caller | undefined): void {
  if (caller?.hasLeft) throw abandoned();
}

function abandoned(): LienThongError {
  return new LienThongError('REQUEST_ABANDONED', 'The caller went away');
}

const BREAKER_EVENTS: Readonly<Record<CircuitState, ReaderEvent>> = {
  [CircuitState.Closed]: 'breaker closed',
  [CircuitState.Open]: 'breaker open',
  [CircuitState.HalfOpen]: 'breaker half open',
  [CircuitState.Isolated]: 'breaker open',
};

function isAbandoned(failure: unknown): boolean {
  return failure instanceof LienThongError && failure.code === 'REQUEST_ABANDONED';
}

function reasonOf(cause: unknown): ReaderEvent {
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
