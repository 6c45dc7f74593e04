import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgresProcesses } from '../../src/database/postgres-processes';

/** What Linux says in /proc of the processes of a gateway and of its embedded PostgreSQL. */

/** Linux reports times in hundredths of a second, whatever the kernel's own clock is. */
const MS_PER_TICK = 10;

/** The CPU time that processes have used so far, with the children that they have waited for, in milliseconds. */
export function cpuOf(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = read(pid, 'stat');
    // The second field is the program's name in parentheses, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) * MS_PER_TICK;
}

/**
 * The memory that a process holds now, what of it is its own and no file or shared memory, and the most that it has held, in
 * bytes; 0 once it has ended.
 */
export function memoryOf(pid: number): { readonly now: number; readonly own: number; readonly most: number } {
  const status = read(pid, 'status');
  return { now: kilobytes(status, 'VmRSS'), own: kilobytes(status, 'RssAnon'), most: kilobytes(status, 'VmHWM') };
}

/** The connections of a cluster, each with its database and the memory of its own, without what all share, in bytes. */
export function connectionsOf(clusterDir: string): readonly { readonly database: string; readonly bytes: number }[] {
  return findPostgresProcesses(clusterDir).flatMap((pid) => {
    const database = /^postgres: \w+_reader (\w+) /.exec(read(pid, 'cmdline'))?.[1];
    return database === undefined ? [] : [{ database, bytes: kilobytes(read(pid, 'smaps_rollup'), 'Pss_Anon') }];
  });
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
}

/** A file of a process; empty once it has ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(join('/proc', String(pid), file), 'utf8');
  } catch {
    return '';
  }
}
