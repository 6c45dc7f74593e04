import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPostgresProcesses } from '../../src/database/postgres-processes';

const PROGRAM = `
  const { attachCluster } = require(process.argv[1]);
  const log = require('pino')({ level: 'silent' });
  attachCluster(process.argv[2], { log, durable: false }).then(
    () => process.stdout.write('ready'),
    (error) => { process.stderr.write(error.message); process.exit(1); },
  );
`;

/** Attaches to a data directory from another process, which holds on until it is killed. Throws what that one says. */
export async function attachElsewhere(dataDir: string): Promise<ChildProcess> {
  const root = join(__dirname, '..', '..');
  const compiled = join(root, 'dist', 'src', 'database', 'cluster.js');
  const child = spawn(process.execPath, ['-e', PROGRAM, compiled, dataDir], { cwd: root });
  const said = new Promise<string>((resolve) =>
    child.stderr.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  );
  const ready = once(child.stdout, 'data').then(() => null);
  const fault = await Promise.race([ready, said]);
  if (fault !== null) throw new Error(fault);
  return child;
}

/**
 * Starts a program, kills it with SIGKILL once it is ready, and waits for the end of every PostgreSQL process of the
 * cluster; as often as told. Throws when a start fails or a process is left after thirty seconds.
 */
export async function proveNoOrphan(
  start: () => Promise<ChildProcess>,
  clusterDir: string,
  times: number,
): Promise<{ readonly started: number; readonly slowestEndMs: number }> {
  let slowestEndMs = 0;
  for (let time = 0; time < times; time += 1) {
    const program = await start();
    if (findPostgresProcesses(clusterDir).length === 0) throw new Error('no PostgreSQL runs under the program');
    program.kill('SIGKILL');
    const killed = Date.now();
    await waitForEnd(clusterDir);
    slowestEndMs = Math.max(slowestEndMs, Date.now() - killed);
  }
  return { started: times, slowestEndMs };
}

/** Resolves when no PostgreSQL process of the cluster lives; throws after thirty seconds. */
export async function waitForEnd(clusterDir: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (findPostgresProcesses(clusterDir).length === 0) return;
    await delay(25);
  }
  throw new Error(`PostgreSQL outlives its users: ${findPostgresProcesses(clusterDir).join(' ')}`);
}
