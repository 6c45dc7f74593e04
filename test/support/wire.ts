import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';
import type { Site } from '../../src/database/site';
import { type Register, REGISTERS } from '../../src/values/databases';
import { openTestSite } from './cluster';

/** One message of the gateway that made a register's server run something: BEGIN and SET would be seen as well. */
export interface RanStatement {
  readonly register: Register;
  /** Query and FunctionCall of the simple protocol, Execute of the extended one. */
  readonly message: 'Query' | 'FunctionCall' | 'Execute';
  /** The statement's text as it was sent, now or when it was prepared. */
  readonly text: string;
}

/** A site whose four registers are reached through a listener. */
export interface WatchedSite {
  readonly site: Site;
  /** What has been run since the last call, in the order in which it arrived. */
  takeStatements(): readonly RanStatement[];
  close(): Promise<void>;
}

/**
 * Opens the run's site with a listener before each of its four registers; everything passes unchanged, in both
 * directions. Close it in afterAll.
 */
export async function openWatchedSite(): Promise<WatchedSite> {
  const site = await openTestSite();
  let seen: RanStatement[] = [];
  const listeners = await Promise.all(
    REGISTERS.map((register) => listen(site.reader(register), (ran) => seen.push({ register, ...ran }))),
  );
  return {
    site: {
      ...site,
      reader: (database, limits) => {
        const listener = listeners[REGISTERS.findIndex((register) => register === database)];
        const config = site.reader(database, limits);
        return listener ? { ...throughTcp(config), port: listener.port } : config;
      },
    },
    takeStatements: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
    close: async () => {
      await Promise.all(listeners.map((listener) => listener.close()));
      await site.close();
    },
  };
}

/** The same login over TCP on the loopback address, without encryption, whether it was given as fields or as a URL. */
export function throughTcp(config: ClientConfig): ClientConfig {
  const { user, password, database } = new Client(config);
  const url =
    config.connectionString === undefined
      ? null
      : new URL(config.connectionString.replace(/(@|\/\/)\//, '$1localhost/'));
  const options = url?.searchParams.get('options') ?? config.options;
  return {
    host: '127.0.0.1',
    user,
    password,
    database,
    options,
    ssl: false,
    application_name: config.application_name,
  };
}

type Report = (ran: Omit<RanStatement, 'register'>) => void;

async function listen(upstream: ClientConfig, report: Report): Promise<{ port: number; close(): Promise<void> }> {
  const { host, port } = new Client(upstream);
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    const read = readMessages(report);
    near.on('data', read);
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads what a client sends on one connection: a message without a type first, then messages of type and length. */
function readMessages(report: Report): (chunk: Buffer) => void {
  const prepared = new Map<string, string>();
  const bound = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let started = false;

  const readMessage = (type: string, body: Buffer): void => {
    const [first = '', second = ''] = body.toString('utf8').split('\0', 2);
    if (type === 'Q') report({ message: 'Query', text: first });
    if (type === 'F') report({ message: 'FunctionCall', text: `function ${body.readInt32BE(0)}` });
    if (type === 'P') prepared.set(first, second);
    if (type === 'B') bound.set(first, second);
    if (type === 'E') report({ message: 'Execute', text: prepared.get(bound.get(first) ?? '') ?? 'not prepared' });
  };

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = started ? 1 : 0;
      if (rest.length < header + 4) return;
      const end = header + rest.readInt32BE(header);
      if (rest.length < end) return;
      if (started) readMessage(String.fromCharCode(rest[0] ?? 0), rest.subarray(header + 4, end));
      started = true;
      rest = rest.subarray(end);
    }
  };
}
