import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import type { Random } from '../audit/attacks';
import type { FaultProxy } from '../audit/fault-proxy';
import { runAs, withClient } from '../support/scratch-register';

/** What happens to the database of an audit log, and how it happens again and again. */

/** An audit log's database: its writer comes through a proxy, its records are on a small disk where one can be made. */
export interface FaultyDatabase {
  /** As the superuser, or the owner where there is none. */
  readonly maker: ClientConfig;
  readonly proxy: FaultProxy;
  /** Where the small disk is; null when only root could make one. */
  readonly disk: string | null;
}

/** How long the database fails, and how long it does not in between, in milliseconds: at least, and at most so much more. */
export interface Pace {
  readonly failing: readonly [number, number];
  readonly resting: readonly [number, number];
}

export interface Injection {
  readonly random: Random;
  readonly pace: Pace;
  /** False once no more faults are wanted. */
  readonly goesOn: () => boolean;
  /** Told of each fault's beginning and end. */
  readonly begun?: (name: FaultName) => void;
  readonly healed: (name: FaultName) => void;
  /** Whether everybody who waits for the end of the last fault has been answered: the next one waits for that. */
  readonly hasReturned: () => boolean;
}

type Fault = (place: FaultyDatabase) => Promise<() => Promise<void>>;

/** Each fault, which gives what ends it. */
const FAULTS = {
  'commit cut': setMode('cut the commit'),
  'answer to a commit cut': setMode('cut the answer to the commit'),
  'database hung': setMode('hang'),
  'database away': setMode('away'),
  'connection killed': async ({ maker }) => {
    await runAs(maker, `select pg_terminate_backend(pid) ${WRITERS}`);
    return () => Promise.resolve();
  },
  'process stopped': async ({ maker }) => {
    const backends = await withClient(maker, (client) => client.query<{ pid: number }>(`select pid ${WRITERS}`));
    const signal = (name: NodeJS.Signals): void => {
      for (const { pid } of backends.rows) if (existsSync(`/proc/${pid}`)) process.kill(pid, name);
    };
    signal('SIGSTOP');
    return () => {
      signal('SIGCONT');
      return Promise.resolve();
    };
  },
  'full disk': ({ disk }) => {
    const ballast = join(disk ?? '', 'ballast');
    for (let size = 2 ** 24; size >= 1; size /= 16) fill(ballast, size);
    return Promise.resolve(() => {
      rmSync(ballast, { force: true });
      return Promise.resolve();
    });
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

const WRITERS = "from pg_stat_activity where datname = current_database() and usename like '%writer'";

/** The faults that can be injected here. */
export function possibleFaults({ disk }: FaultyDatabase): readonly FaultName[] {
  return (Object.keys(FAULTS) as FaultName[]).filter((name) => disk !== null || name !== 'full disk');
}

/** Injects one fault after the other, each kind in its turn and in a new order each time; gives how often each was. */
export async function injectFaults(
  place: FaultyDatabase,
  { random, pace, goesOn, begun, healed, hasReturned }: Injection,
): Promise<Readonly<Record<string, number>>> {
  const faults: Record<string, number> = {};
  let turn: FaultName[] = [];
  const pick = ([least, more]: readonly [number, number]): number => least + random(more);
  while (goesOn()) {
    if (turn.length === 0) turn = [...possibleFaults(place)];
    const [name] = turn.splice(random(turn.length), 1) as [FaultName];
    await delay(pick(pace.resting));
    begun?.(name);
    const heal = await FAULTS[name](place);
    await delay(pick(pace.failing));
    await heal();
    faults[name] = (faults[name] ?? 0) + 1;
    healed(name);
    // Until it answers again, so that each return is measured by itself.
    while (!hasReturned() && goesOn()) await delay(5);
  }
  return faults;
}

/** How often each fault was injected, in words. */
export function tellFaults(faults: Readonly<Record<string, number>>): string {
  const told = Object.entries(faults).map(([name, times]) => `${name} ${times}`);
  return told.sort().join(', ');
}

/** A disk of its own for an audit log's records; null when this user may not mount one. */
export function makeDisk(path: string): string | null {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    rmSync(path, { recursive: true, force: true });
    return null;
  }
}

/** Takes a disk away, once no server uses it any more. */
export function removeDisk(disk: string | null): void {
  if (disk === null) return;
  execFileSync('/bin/umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
}

/** Moves the records of a database to the small disk; `dataDir` is the embedded cluster's. */
export async function moveRecords(maker: ClientConfig, dataDir: string, disk: string): Promise<void> {
  const space = join(disk, 'space');
  mkdirSync(space);
  const { uid, gid } = statSync(join(dataDir, 'postgres', 'PG_VERSION'));
  for (const path of [disk, space]) chownSync(path, uid, gid);
  await runAs(maker, `create tablespace small location '${space}'`);
  await runAs(maker, 'alter table audit.record set tablespace small');
}

function setMode(mode: FaultProxy['mode']): Fault {
  return ({ proxy }) => {
    proxy.mode = mode;
    return Promise.resolve(() => {
      proxy.mode = 'pass';
      return Promise.resolve();
    });
  };
}

/** Appends to a file for as long as so many bytes at a time fit on its disk. */
function fill(file: string, bytes: number): void {
  for (;;) {
    try {
      writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      return;
    }
  }
}
