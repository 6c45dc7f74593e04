import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, chownSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LienThongError } from '../errors';
import { CLUSTER_PORT, type ClusterPlace, SUPERUSER } from './cluster-place';
import { findPostgresPrograms, POSTGRES_ENVIRONMENT, type PostgresIdentity } from './postgres-identity';
import { findPostgresProcesses, isPostmasterReady, readPostmasterPid, stopCutOffCreation } from './postgres-processes';

/** One machine, a few gateways, bulk loads with COPY; given on the command line, so that they move with the product. */
const SETTINGS = {
  listen_addresses: '',
  port: String(CLUSTER_PORT),
  max_connections: '200',
  shared_buffers: `${megabytesOfMemory(1 / 4, 2_048)}MB`,
  effective_cache_size: `${megabytesOfMemory(1 / 2, 16_384)}MB`,
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_checkpoints: 'off',
  // What fails in a statement is told to who sent it, and repeats values of rows; the server's own troubles are logged.
  log_min_messages: 'log',
  log_line_prefix: '%m [%p] %q%u@%d ',
};

/** A share of the machine's memory, within what every machine has and what more would not help. */
function megabytesOfMemory(share: number, most: number): number {
  return Math.round(Math.min(most, Math.max(256, (share * totalmem()) / 2 ** 20)));
}

/** Crash recovery of a full WAL takes minutes on a slow disk; a start without it takes a tenth of a second. */
const MOST_FOR_START_MS = 600_000;

/** Creates the cluster if there is none: aside, then renamed, so that a kill half-way leaves nothing to mend. */
export async function createClusterFiles(
  place: ClusterPlace,
  identity: PostgresIdentity,
  durable: boolean,
  onMessage: (text: string) => void,
): Promise<boolean> {
  const aside = `${place.clusterDir}.new-`;
  await stopCutOffCreation(place.dataDir, aside);
  for (const name of readdirSync(place.dataDir)) {
    if (name.startsWith(basename(aside))) rmSync(join(place.dataDir, name), { recursive: true, force: true });
  }
  if (existsSync(join(place.clusterDir, 'PG_VERSION'))) return false;
  const folder = `${aside}${process.pid}`;
  mkdirSync(folder, { mode: 0o700 });
  if (identity.become) chownSync(folder, identity.become.uid, identity.become.gid);
  const args = ['-D', folder, `--username=${SUPERUSER}`, '--auth=trust', '--encoding=UTF8', '--locale=C'];
  const initdb = start('initdb', durable ? args : [...args, '--no-sync'], identity, place.dataDir, onMessage);
  const said: string[] = [];
  initdb.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise((resolve, reject) => {
    initdb.once('error', reject);
    initdb.once('close', (exit, signal) => resolve(exit ?? signal));
  });
  if (code !== 0) {
    throw new LienThongError('DATABASE_FAILED', `initdb failed (${String(code)}): ${said.join('').trim()}`);
  }
  renameSync(folder, place.clusterDir);
  return true;
}

/** Starts PostgreSQL as a child of this process and resolves when it takes connections. */
export async function startPostmaster(
  place: ClusterPlace,
  identity: PostgresIdentity,
  socketDir: string,
  durable: boolean,
  onMessage: (text: string) => void,
): Promise<ChildProcess> {
  removeForeignLockFile(place.clusterDir);
  const settings = { ...SETTINGS, unix_socket_directories: `"${socketDir}"`, ...(durable ? {} : { fsync: 'off' }) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let last = '';
  const child = start('postgres', ['-D', place.clusterDir, ...args], identity, place.dataDir, (text) => {
    if (/FATAL|PANIC|error while loading|HINT|DETAIL/.test(text)) last = text.trim();
    onMessage(text);
  });
  const end: { reason: string | null } = { reason: null };
  child.once('error', (error) => {
    end.reason = error.message;
  });
  child.once('exit', (code, signal) => {
    end.reason = String(code ?? signal);
  });
  const deadline = Date.now() + MOST_FOR_START_MS;
  while (Date.now() < deadline) {
    if (end.reason !== null) {
      await delay(20);
      throw new LienThongError('DATABASE_FAILED', `PostgreSQL ended while it started (${end.reason}): ${last}`);
    }
    if (child.pid !== undefined && isPostmasterReady(place.clusterDir, child.pid)) return child;
    await delay(10);
  }
  child.kill('SIGQUIT');
  throw new LienThongError('DATABASE_FAILED', `PostgreSQL did not get ready in time; see ${place.postgresLog}`);
}

/** After a crash the lock file's process ID may have gone to some other program, which PostgreSQL would respect. */
function removeForeignLockFile(clusterDir: string): void {
  const pid = readPostmasterPid(clusterDir);
  if (pid === null || findPostgresProcesses(clusterDir).length > 0) return;
  if (existsSync(join('/proc', String(pid)))) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

function start(
  name: 'initdb' | 'postgres',
  args: readonly string[],
  identity: PostgresIdentity,
  cwd: string,
  onMessage: (text: string) => void,
): ChildProcess {
  const [program = '', ...rest] = [...identity.prefix, join(findPostgresPrograms(), name), ...args];
  const child = spawn(program, rest, {
    ...identity.become,
    cwd,
    env: POSTGRES_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => onMessage(chunk.toString()));
  return child;
}
