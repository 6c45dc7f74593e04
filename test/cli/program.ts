import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { embeddedEnvironment } from '../support/embedded-environment';

const ROOT = join(__dirname, '..', '..');
export const PROGRAM = join(ROOT, 'src', 'cli', 'lienthong.cjs');

/** What a command said and how it ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A command that runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Everything that it has said on standard error so far. */
  errors(): string;
}

/** Starts `lienthong` as a program of its own over embedded databases, with these variables over this process's. */
export function startProgram(args: readonly string[], variables: Readonly<Record<string, string>>): Running {
  const env = embeddedEnvironment(variables);
  const child = spawn(PROGRAM, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { process: child, ended, errors: () => said.errors };
}

/** Runs `lienthong` to its end. */
export function runProgram(args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Ended> {
  return startProgram(args, variables).ended;
}

/** Waits until `lienthong serve` prints where it answers. Throws with all that it said when it ends before. */
export async function waitForAddress(program: Running): Promise<string> {
  const end: { told: Ended | null } = { told: null };
  void program.ended.then((told) => (end.told = told));
  for (;;) {
    const address = /GraphQL +(http:\S+)\/graphql/.exec(program.errors())?.[1];
    if (address !== undefined) return address;
    if (end.told) throw new Error(`lienthong serve ended (${String(end.told.code)}): ${end.told.errors}`);
    await delay(20);
  }
}
