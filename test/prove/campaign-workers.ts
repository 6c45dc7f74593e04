import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CorrectedRegister } from '../../src/database/roles';
import { embeddedEnvironment } from '../support/embedded-environment';

export interface WorkerSettings {
  readonly leaseSeconds: number;
  readonly appliedTogether: number;
  /** How long it waits after each step, in milliseconds. */
  readonly pauseMs: number;
  /** Ports through which it reaches registers in order to correct them. */
  readonly ports?: Partial<Readonly<Record<CorrectedRegister, number>>>;
}

/** Starts a worker in a process of its own; resolves once it works. */
export async function startCampaignWorker(
  variables: Readonly<Record<string, string>>,
  settings: WorkerSettings,
): Promise<ChildProcess> {
  const env = embeddedEnvironment({ ...variables, PROOF_WORKER: JSON.stringify(settings) });
  const child = fork(join(__dirname, 'campaign-worker-program.cjs'), { env, silent: true, execArgv: [] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`a worker ended with ${String(code)} before it worked: ${said}`);
  });
  failed.catch(() => undefined);
  await Promise.race([once(child, 'message'), failed]);
  return child;
}

export async function killWorker(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
