/**
 * The keeper: the process that owns the embedded PostgreSQL of one data directory. It runs in a session of its own, so
 * that a terminal's Ctrl-C does not stop the database under a gateway that still answers. Started by `attachCluster`
 * with the data directory and `durable` or `volatile`; at most one lives per data directory. It starts PostgreSQL,
 * keeps it running, and stops it and ends when the last process attached to its socket is gone, however it went.
 */
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ClusterPlace,
  findSocketDir,
  type KeeperMessage,
  keeperSocket,
  LOCK_IS_HELD,
  placeCluster,
} from './cluster-place';
import { createPostgresLog } from './postgres-log';
import { decidePostgresIdentity, type PostgresIdentity } from './postgres-identity';
import { findPostgresProcesses, stopPostgresProcesses } from './postgres-processes';
import { createClusterFiles, startPostmaster } from './postmaster';

/** A keeper to which nobody attaches ends after this long. */
const MOST_ALONE_MS = 10_000;
/** After SIGTERM those attached have this long to let go by themselves. */
const MOST_FOR_FAREWELL_MS = 15_000;
/** A PostgreSQL that dies is started again, but not more often than this within a minute. */
const MOST_RESTARTS = 5;

const attached = new Set<Socket>();
const leaving = new Set<Socket>();
let state: 'starting' | 'ready' | 'stopping' = 'starting';

async function main(dataDir: string, durable: boolean): Promise<void> {
  const place = placeCluster(dataDir);
  await takeLock(place.lock);
  const socketDir = findSocketDir(place);
  requirePrivateDirectory(socketDir);
  removeStaleSockets(socketDir, (name) => name === 'keeper.sock' || isDatabaseSocket(name));
  const server = await listen(keeperSocket(socketDir));
  writeFileSync(place.addressFile, JSON.stringify({ socketDir, pid: process.pid }), { mode: 0o600 });

  const stop = (): void => void stopAll(place, socketDir, server);
  server.on('connection', (socket) => admit(socket, stop));
  setTimeout(() => attached.size === 0 && stop(), MOST_ALONE_MS).unref();
  process.on('SIGTERM', () => setTimeout(stop, attached.size === 0 ? 0 : MOST_FOR_FAREWELL_MS).unref());
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  try {
    const identity = await prepare(place, socketDir, durable);
    await keepRunning(place, identity, socketDir, durable);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(text);
    tell({ state: 'failed', text });
    stop();
  }
}

/** Holds the lock until this process ends, or ends it at once when another keeper has the lock. */
function takeLock(lock: string): Promise<void> {
  return new Promise((resolve) => {
    const holder = createServer((socket) => socket.destroy());
    holder.once('error', () => process.exit(LOCK_IS_HELD));
    holder.listen(lock, resolve);
  });
}

/** Creates the directory of the sockets; throws when another user could have made it, or may enter it. */
function requirePrivateDirectory(socketDir: string): void {
  try {
    mkdirSync(socketDir, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(socketDir);
  const mine = process.getuid?.();
  if (found.isDirectory() && (mine === 0 || found.uid === mine)) {
    chmodSync(socketDir, 0o700);
    return;
  }
  throw new Error(`${socketDir} belongs to another user: remove it, or set TMPDIR to a directory of your own`);
}

function removeStaleSockets(socketDir: string, isStale: (name: string) => boolean): void {
  for (const name of readdirSync(socketDir).filter(isStale)) rmSync(join(socketDir, name), { force: true });
}

/** PostgreSQL's socket and its lock file, which names a process ID that may have gone to another program. */
function isDatabaseSocket(name: string): boolean {
  return name.startsWith('.s.PGSQL.');
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}

/** Counts a process as attached until its connection ends; one that says `leave` hears of the end of PostgreSQL. */
function admit(socket: Socket, stop: () => void): void {
  if (state === 'stopping') return void socket.destroy();
  attached.add(socket);
  if (state === 'ready') send(socket, { state: 'ready' });
  const depart = (): void => {
    if (attached.delete(socket) && attached.size === 0) stop();
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', depart);
  socket.on('data', () => {
    if (attached.size === 1) leaving.add(socket);
    depart();
    if (!leaving.has(socket)) socket.end();
  });
}

async function prepare(place: ClusterPlace, socketDir: string, durable: boolean): Promise<PostgresIdentity> {
  if ((await stopPostgresProcesses(place.clusterDir)) > 0) {
    note('warn', 'stopped a PostgreSQL that an earlier run had left behind');
  }
  const identity = await decidePostgresIdentity(place.dataDir, place.clusterDir);
  if (identity.become) giveTo(identity.become, place, socketDir);
  const log = createPostgresLog(place.postgresLog);
  if (await createClusterFiles(place, identity, durable, log)) note('info', 'created the embedded PostgreSQL cluster');
  return identity;
}

/** Lets the user as whom PostgreSQL runs use everything around it too, so that this user's own commands work later. */
function giveTo(owner: { uid: number; gid: number }, place: ClusterPlace, socketDir: string): void {
  writeFileSync(place.postgresLog, '', { flag: 'a', mode: 0o600 });
  for (const path of [place.postgresLog, place.keeperLog, place.addressFile, keeperSocket(socketDir), socketDir]) {
    chownSync(path, owner.uid, owner.gid);
  }
}

/** Starts PostgreSQL, and again whenever it dies while somebody is attached; resolves when the keeper stops. */
async function keepRunning(
  place: ClusterPlace,
  identity: PostgresIdentity,
  socketDir: string,
  durable: boolean,
): Promise<void> {
  const log = createPostgresLog(place.postgresLog);
  let deaths: number[] = [];
  while (state !== 'stopping') {
    const child = await startPostmaster(place, identity, socketDir, durable, log);
    // Stopping may have begun meanwhile; the compiler does not see that another function changes the state.
    if ((state as string) === 'stopping') return;
    state = 'ready';
    tell({ state: 'ready' });
    await exitOf(child);
    if ((state as string) === 'stopping') return;
    state = 'starting';
    note('warn', 'the embedded PostgreSQL died; starting it again');
    deaths = [...deaths.filter((time) => time > Date.now() - 60_000), Date.now()];
    if (deaths.length > MOST_RESTARTS) throw new Error(`PostgreSQL keeps dying; see ${place.postgresLog}`);
    await stopPostgresProcesses(place.clusterDir);
    removeStaleSockets(socketDir, isDatabaseSocket);
  }
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

/** Lets nobody in any more, stops PostgreSQL, and ends this process. */
async function stopAll(place: ClusterPlace, socketDir: string, server: Server): Promise<void> {
  if (state === 'stopping') return;
  state = 'stopping';
  server.close();
  // A child that has just been started works in its directory, where it is found, only a moment later.
  do {
    await stopPostgresProcesses(place.clusterDir);
    await delay(20);
  } while (findPostgresProcesses(place.clusterDir).length > 0);
  rmSync(socketDir, { recursive: true, force: true });
  for (const socket of [...leaving, ...attached]) socket.destroy();
  process.exit(0);
}

function note(level: 'info' | 'warn', text: string): void {
  say(text);
  tell({ state: 'note', level, text });
}

/** Writes to the keeper's log, which is what stands behind its standard error. */
function say(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}

function tell(message: KeeperMessage): void {
  for (const socket of attached) send(socket, message);
}

function send(socket: Socket, message: KeeperMessage): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

main(process.argv[2] ?? '', process.argv[3] !== 'volatile').catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
