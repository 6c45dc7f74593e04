import { Client, type ClientBase, type ClientConfig, DatabaseError, Pool } from 'pg';
import { LienThongError } from '../errors';

/** A few connections as the gateway's writer, which open when they are needed. */
export interface WriterPool {
  /**
   * Works on a connection; nobody else has it meanwhile. Throws SOURCE_UNAVAILABLE when the gateway's own database does not
   * answer, and what `work` throws.
   */
  readonly onDatabase: <Result>(work: (client: ClientBase) => Promise<Result>) => Promise<Result>;
  close(): Promise<void>;
}

const CONNECTIONS_MOST = 4;
const TIMEOUT_MS = 2_000;
const IDLE_MS = 10_000;

/** `connection` says how to connect and is asked anew for each connection; a statement may take `patienceMs`. */
export function openWriterPool(connection: () => ClientConfig, patienceMs = TIMEOUT_MS): WriterPool {
  const pool = openPool(connection, CONNECTIONS_MOST, patienceMs);
  return {
    onDatabase: async (work) => {
      const client = await pool.connect().catch((cause: unknown) => {
        throw unavailable(cause);
      });
      let isBroken = true;
      try {
        const result = await work(client);
        isBroken = false;
        return result;
      } catch (error) {
        isBroken = !(error instanceof LienThongError);
        throw isLost(error) ? unavailable(error) : error;
      } finally {
        client.release(isBroken);
      }
    },
    close: () => pool.end(),
  };
}

/**
 * So many connections at most, none of which is waited for longer than two seconds, nor keeps the process alive. A statement may
 * take as long unless said otherwise.
 */
export function openPool(connection: () => ClientConfig, most: number, patienceMs = TIMEOUT_MS): Pool {
  const pool = new Pool({
    Client: class extends Client {
      constructor() {
        super({ ...connection(), connectionTimeoutMillis: TIMEOUT_MS, query_timeout: patienceMs });
        // Whoever waits for an answer is told by its promise; without a listener the process would end.
        this.on('error', () => undefined);
      }
    },
    max: most,
    connectionTimeoutMillis: TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined);
  return pool;
}

/** A server that reported the failure was there; one that goes away says so with a code of class 57 or 08. */
function isLost(error: unknown): boolean {
  if (error instanceof DatabaseError) return /^(57|08)/.test(error.code ?? '');
  return error instanceof Error && (LOST.test(error.message) || 'errno' in error);
}

/** What the driver itself says of a connection that ended or a server that does not answer. */
const LOST = /timeout|terminated|not queryable|Connection/i;

function unavailable(cause: unknown): LienThongError {
  const message = 'The gateway’s own database does not answer';
  return new LienThongError('SOURCE_UNAVAILABLE', message, { register: 'gateway' }, { cause });
}
