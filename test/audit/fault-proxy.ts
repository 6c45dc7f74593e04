import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';
import { throughTcp } from '../support/wire';

/** What a proxy does with the connections that pass through it. */
export type ProxyMode =
  | 'pass'
  /** Nothing is forwarded, either way, until the mode changes; then what was sent meanwhile arrives late. */
  | 'hang'
  /** New connections are refused and the open ones cut. */
  | 'away'
  /** The next statement that commits reaches the server, and the connection is cut before its answer comes back. */
  | 'cut the answer to the commit'
  /** The connection is cut before the next statement that commits reaches the server. */
  | 'cut the commit';

/** A TCP proxy before a PostgreSQL server that a test can make fail. */
export interface FaultProxy {
  /** The same login through the proxy. */
  readonly config: ClientConfig;
  mode: ProxyMode;
  /** How often a commit has been cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** What a message that commits holds: a batch’s insert by itself, a transaction’s COMMIT, corrections, or events of them. */
const COMMITS = {
  insert: /audit: insert records/,
  commit: /commit\0/,
  any: /audit: insert records|commit\0/,
  correction: /campaign: apply corrections/,
  event: /events: (?:collect|told|recorded|delivered)/,
} as const;

/** Opens one before a server; `commits` says which messages are cut. */
export async function openFaultProxy(
  upstream: ClientConfig,
  commits: keyof typeof COMMITS = 'insert',
): Promise<FaultProxy> {
  const { host, port } = new Client(upstream);
  const pairs = new Set<readonly [Socket, Socket]>();
  const state = { mode: 'pass' as ProxyMode, cuts: 0 };
  const isCommit = (chunk: Buffer): boolean => COMMITS[commits].test(chunk.toString('latin1'));
  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (state.mode === 'away') {
      near.destroy();
      return;
    }
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    far.on('error', () => undefined);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.end();
    };
    if (state.mode === 'hang') pair.forEach((socket) => socket.pause());
    let isCommitting = false;
    near.on('data', (chunk: Buffer) => {
      if (state.mode === 'cut the commit' && isCommit(chunk)) {
        cut(near);
        return;
      }
      isCommitting ||= state.mode === 'cut the answer to the commit' && isCommit(chunk);
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      if (isCommitting) cut(near);
      else near.write(chunk);
    });
    near.on('end', end);
    near.on('close', end);
    far.on('close', end);
  });
  const cut = (near: Socket): void => {
    state.cuts += 1;
    state.mode = 'pass';
    near.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    config: { ...throughTcp(upstream), port: (server.address() as AddressInfo).port },
    get mode() {
      return state.mode;
    },
    set mode(mode) {
      state.mode = mode;
      for (const socket of [...pairs].flat()) {
        if (mode === 'away') socket.destroy();
        else if (mode === 'hang') socket.pause();
        else socket.resume();
      }
    },
    get cuts() {
      return state.cuts;
    },
    close: async () => {
      for (const socket of [...pairs].flat()) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
