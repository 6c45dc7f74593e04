import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The process IDs of every PostgreSQL process of a cluster, postmaster and backends: those that work in its directory.
 * Found in /proc; on a system without it, only the postmaster that postmaster.pid names, if it lives.
 */
export function findPostgresProcesses(clusterDir: string): number[] {
  const found = findProcesses(['postgres'], (folder) => folder === clusterDir);
  if (found !== null) return found;
  const postmaster = readPostmasterPid(clusterDir);
  return postmaster !== null && isAlive(postmaster) ? [postmaster] : [];
}

/**
 * Kills what is left of a creation that was cut off: initdb works in the data directory, and its children in the
 * directory `postgres.new-…` that they fill. Resolves when none is left, or after five seconds.
 */
export async function stopCutOffCreation(dataDir: string, aside: string): Promise<void> {
  const programs = ['initdb', 'postgres', 'unshare', 'setpriv'];
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline) {
    const found = findProcesses(programs, (folder) => folder === dataDir || folder.startsWith(aside)) ?? [];
    if (found.length === 0) return;
    for (const pid of found) send(pid, 'SIGKILL');
    await delay(20);
  }
}

/** The postmaster that the cluster's lock file names, whether it lives or not. */
export function readPostmasterPid(clusterDir: string): number | null {
  const pid = Number(readLockFile(clusterDir)[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

/** True when the postmaster with this process ID says that it takes connections. */
export function isPostmasterReady(clusterDir: string, pid: number): boolean {
  const lines = readLockFile(clusterDir);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/**
 * Stops every PostgreSQL process of a cluster: politely (fast shutdown), then at once, then by SIGKILL, which reaches
 * stopped processes too. Resolves with the number of processes found at first, when none is left.
 */
export async function stopPostgresProcesses(clusterDir: string): Promise<number> {
  const found = findPostgresProcesses(clusterDir);
  const postmaster = found.find((pid) => pid === readPostmasterPid(clusterDir));
  if (postmaster !== undefined) {
    send(postmaster, 'SIGINT');
    if (!(await areGone(clusterDir, 10_000))) send(postmaster, 'SIGQUIT');
  }
  if (!(await areGone(clusterDir, 3_000))) {
    for (const pid of findPostgresProcesses(clusterDir)) send(pid, 'SIGKILL');
    await areGone(clusterDir, 5_000);
  }
  return found.length;
}

async function areGone(clusterDir: string, mostMs: number): Promise<boolean> {
  const deadline = Date.now() + mostMs;
  while (Date.now() < deadline) {
    if (findPostgresProcesses(clusterDir).length === 0) return true;
    await delay(20);
  }
  return false;
}

/** Processes of some programs by the directory they work in; null where the system has no /proc. */
function findProcesses(programs: readonly string[], worksIn: (folder: string) => boolean): number[] | null {
  if (!existsSync('/proc/self/cwd')) return null;
  const isOne = (pid: string): boolean => {
    try {
      const folder = readlinkSync(join('/proc', pid, 'cwd'));
      return worksIn(folder) && programs.includes(readFileSync(join('/proc', pid, 'comm'), 'utf8').trim());
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOne(name))
    .map(Number);
}

function readLockFile(clusterDir: string): string[] {
  try {
    return readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
