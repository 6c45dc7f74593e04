import type { Socket } from 'node:net';
import { Client, type ClientConfig, DatabaseError } from 'pg';

/** The log's one way to its database: a connection that is made when it is needed and destroyed when it fails. */
export interface AuditConnection {
  /** The open connection, or a new one; rejects when there is none within a second. */
  get(): Promise<Client>;
  /**
   * True when a failure on the connection says for certain that nothing was committed: the server reported it and went
   * on to answer. A server that says it is going away may have committed before.
   */
  isRolledBack(failure: unknown): Promise<boolean>;
  destroy(): void;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 1_000;
/** A statement that has not been answered by then counts as lost, since its callers are about to be refused. */
const QUERY_TIMEOUT_MS = 1_500;

/** What the server's process of a connection is, so that its end can be seen to from another connection. */
export type ServerProcess = number;

/** The server's process of an open connection. */
export function processOf(client: Client): ServerProcess {
  return (client as unknown as { processID: ServerProcess }).processID;
}

/** On a site's own server one user logs in and takes the writer's role, and only that user may end their own processes. */
const END_PROCESS = `
  begin; set local role none;
  select pg_terminate_backend(pid) from pg_stat_activity
   where pid = $PID and usename = session_user and pid <> pg_backend_pid();
  commit`;
const FIND_PROCESS =
  'select from pg_stat_activity where pid = $1 and usename = session_user and pid <> pg_backend_pid()';
const LOOKS_MOST = 20;
const LOOK_MS = 10;

/**
 * Resolves once the server's process of a lost connection has ended: what it had been sent has then been done or never
 * will be. A process that was stopped, or is slow to see that its caller has gone, could do it any time later otherwise.
 * Rejects while it lives.
 */
export async function endProcess(client: Client, process: ServerProcess): Promise<void> {
  await client.query(END_PROCESS.replace('$PID', String(process)));
  for (let looked = 0; looked < LOOKS_MOST; looked += 1) {
    const { rowCount } = await client.query(FIND_PROCESS, [process]);
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('the server’s process of the connection before has not ended');
}

/** `config` is asked anew for each connection, since how a site's own server is entered may be found out later. */
export function openConnection(config: () => ClientConfig): AuditConnection {
  let client: Client | null = null;

  const destroy = (): void => {
    if (client) socketOf(client).destroy();
    client = null;
  };
  return {
    get: async () => {
      if (client) return client;
      const opened = new Client({
        ...config(),
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        query_timeout: QUERY_TIMEOUT_MS,
        keepAlive: true,
      });
      // Whoever waits for an answer is told by its promise; an idle connection that ends is replaced at the next use.
      opened.on('error', () => forget(opened));
      opened.on('end', () => forget(opened));
      try {
        await opened.connect();
      } catch (failure) {
        socketOf(opened).destroy();
        throw failure;
      }
      client = opened;
      return opened;
    },
    isRolledBack: async (failure) => {
      try {
        if (failure instanceof DatabaseError && client) {
          await client.query('rollback');
          return true;
        }
      } catch {
        // It did not go on to answer.
      }
      return false;
    },
    destroy,
    close: async () => {
      await client?.end().catch(() => undefined);
      destroy();
    },
  };

  function forget(gone: Client): void {
    if (client === gone) client = null;
  }
}

/** The driver would wait for a server that does not answer when it is asked to end. */
function socketOf(client: Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
