import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LienThongError } from '../errors';
import {
  CLUSTER_PORT,
  findSocketDir,
  type KeeperMessage,
  keeperSocket,
  LOCK_IS_HELD,
  placeCluster,
  SUPERUSER,
  type ClusterPlace,
} from './cluster-place';

/** A running embedded PostgreSQL, shared with every other command attached to the same data directory. */
export interface Cluster {
  readonly socketDir: string;
  readonly port: number;
  readonly superuser: string;
  /** Lets go. When nobody else is attached, resolves once PostgreSQL has stopped. */
  close(): Promise<void>;
}

/** `durable: false` turns fsync off, for tests only: it holds for the keeper that this call starts. */
export interface AttachOptions {
  readonly log: Logger;
  readonly durable?: boolean;
}

/** How long no keeper may be reachable: one that stops may need twenty seconds before the next one can start. */
const MOST_WITHOUT_KEEPER_MS = 60_000;
const MOST_FOR_CLOSE_MS = 30_000;
const RETRY_MS = 3_000;

/**
 * Attaches to the PostgreSQL of a data directory, and starts it when nobody has yet. It lives in a *keeper*, a process
 * of its own session, for as long as somebody is attached: a process that dies lets go by dying. If the keeper itself
 * dies, this attaches anew, at the same address. Throws DATABASE_FAILED when PostgreSQL cannot be started.
 */
export async function attachCluster(dataDir: string, { log, durable = true }: AttachOptions): Promise<Cluster> {
  const place = placeCluster(dataDir);
  let closing = false;
  let held = await hold(place, durable, log);
  const socketDir = held.socketDir;

  const watch = (socket: Socket): void => {
    socket.once('close', () => {
      if (!closing) void reattach();
    });
  };
  const reattach = async (): Promise<void> => {
    log.warn('the embedded PostgreSQL went away; starting it again');
    while (!closing) {
      try {
        held = await hold(place, durable, log);
        break;
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL cannot be started again; trying once more soon');
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
    if (closing) held.socket.destroy();
    else watch(held.socket);
  };
  watch(held.socket);
  return {
    socketDir,
    port: CLUSTER_PORT,
    superuser: SUPERUSER,
    close: async () => {
      if (closing) return;
      closing = true;
      await leave(held.socket);
    },
  };
}

interface Held {
  readonly socket: Socket;
  readonly socketDir: string;
}

/** Tries to attach, starting a keeper whenever none lives, until PostgreSQL is ready. */
async function hold(place: ClusterPlace, durable: boolean, log: Logger): Promise<Held> {
  const deadline = Date.now() + MOST_WITHOUT_KEEPER_MS;
  while (Date.now() < deadline) {
    let socket = await open(keeperSocket(findSocketDir(place)));
    if (socket === null && !(await somebodyHolds(place.lock))) socket = await startKeeper(place, durable);
    if (socket !== null && (await waitUntilReady(socket, log))) return { socket, socketDir: findSocketDir(place) };
    await delay(25);
  }
  throw new LienThongError('DATABASE_FAILED', `the embedded PostgreSQL of ${place.dataDir} did not start in time`);
}

/** Connects to a Unix socket; null when nobody listens there. */
function open(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(null));
    socket.once('connect', () => resolve(socket));
  });
}

async function somebodyHolds(lock: string): Promise<boolean> {
  const socket = await open(lock);
  socket?.destroy();
  return socket !== null;
}

/** True once the keeper says that PostgreSQL is ready; false when it stops instead, so that another must be started. */
function waitUntilReady(socket: Socket, log: Logger): Promise<boolean> {
  return new Promise((resolve, reject) => {
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve(false));
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(JSON.parse(line) as KeeperMessage);
    });
    const take = (message: KeeperMessage): void => {
      if (message.state === 'note') log[message.level](message.text);
      if (message.state === 'ready') resolve(true);
      if (message.state === 'failed') reject(new LienThongError('DATABASE_FAILED', message.text));
    };
  });
}

/** Starts a keeper that outlives this process's terminal and attaches to it; null when another one was first. */
async function startKeeper(place: ClusterPlace, durable: boolean): Promise<Socket | null> {
  const output = openSync(place.keeperLog, 'a', 0o600);
  const keeper = spawn(process.execPath, [findKeeperProgram(), place.dataDir, durable ? 'durable' : 'volatile'], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: '/',
  });
  closeSync(output);
  const end: { reason: number | string | null } = { reason: null };
  keeper.once('error', (error) => {
    end.reason = error.message;
  });
  keeper.once('exit', (code, signal) => {
    end.reason = code ?? signal;
  });
  keeper.unref();
  while (end.reason === null) {
    const socket = await open(keeperSocket(findSocketDir(place)));
    if (socket !== null) return socket;
    await delay(15);
  }
  if (end.reason === LOCK_IS_HELD || end.reason === 0) return null;
  const said = readFileSync(place.keeperLog, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new LienThongError('DATABASE_FAILED', `the embedded PostgreSQL cannot be started (${end.reason}): ${said}`);
}

/** The keeper is always run compiled: from dist/, also when a test runs this file from its source. */
function findKeeperProgram(): string {
  const compiled = join(__dirname, 'keeper.js');
  return __filename.endsWith('.ts') ? join(__dirname, '..', '..', 'dist', 'src', 'database', 'keeper.js') : compiled;
}

async function leave(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('leave\n');
  await Promise.race([closed, delay(MOST_FOR_CLOSE_MS, undefined, { ref: false })]);
  socket.destroy();
}
