import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { readConfig, URL_VARIABLES } from '../../src/config';
import { prepareDatabases } from '../../src/cli/migrate';
import { attachCluster, type Cluster } from '../../src/database/cluster';
import { placeCluster } from '../../src/database/cluster-place';
import { connectEmbedded } from '../../src/database/embedded-databases';
import { findPostgresProcesses } from '../../src/database/postgres-processes';
import { type StoredDatabase, readerRole, STORED_DATABASES } from '../../src/database/roles';
import { openSite, type Site } from '../../src/database/site';
import { buildNation, type NationOwners } from '../../src/demo/build-nation';
import type { Register } from '../../src/values/databases';
import { makeDataDir, silent } from '../support/cluster';

const OPTIONS = { log: silent, durable: false };
const SPLIT_SECRET = Buffer.alloc(32, 7);

/** A nation of which any one register can be taken from a second cluster, so that it alone fails. */
export interface SplitNation {
  /** The data directory of the installation. */
  readonly home: string;
  /** The variables of the installation whose `register` is on the other cluster. */
  environment(register: Register): Readonly<Record<string, string>>;
  /** The installation whose `register` is on the other cluster. */
  open(register: Register): Promise<Site>;
  /** Freezes every process of the other cluster; gives the function that lets them go on. */
  freeze(): () => void;
  /** Ends the other cluster, so that connections are refused; gives the function that starts it again. */
  shutDown(): Promise<() => Promise<void>>;
  /** Locks a table of the other cluster against readers; gives the function that lets go. */
  lock(register: Register, table: string): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Builds a nation and copies its cluster. */
export async function splitNation(citizens: number): Promise<SplitNation> {
  const home = makeDataDir();
  const elsewhere = makeDataDir();
  await fill(home, citizens);
  const copied = spawnSync('cp', ['-a', placeCluster(home).clusterDir, elsewhere]);
  if (copied.status !== 0) throw new Error(`the cluster cannot be copied: ${copied.stderr.toString()}`);
  const { clusterDir } = placeCluster(elsewhere);
  let other: Cluster = await attachCluster(elsewhere, OPTIONS);
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of findPostgresProcesses(clusterDir)) process.kill(pid, name);
  };
  const environment = (register: Register): Record<string, string> => {
    const host = encodeURIComponent(other.socketDir);
    return {
      LIENTHONG_DATA_DIR: home,
      [URL_VARIABLES[register]]: `postgresql://${readerRole(register)}@/${register}?host=${host}`,
    };
  };
  return {
    home,
    environment,
    open: (register) => openSite(readConfig(environment(register)), OPTIONS),
    freeze: () => {
      signal('SIGSTOP');
      return () => signal('SIGCONT');
    },
    shutDown: async () => {
      await other.close();
      return async () => {
        other = await attachCluster(elsewhere, OPTIONS);
      };
    },
    lock: async (register, table) => {
      const client = new Client(connectEmbedded(other, register, other.superuser));
      await client.connect();
      await client.query(`begin; lock table ${table} in access exclusive mode`);
      return () => client.end();
    },
    close: async () => {
      signal('SIGCONT');
      await other.close();
      for (const folder of [home, elsewhere]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fill(dataDir: string, citizens: number): Promise<void> {
  const site = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), OPTIONS);
  try {
    await prepareDatabases({ site, log: silent }, site.databases);
    const owners = Object.fromEntries(STORED_DATABASES.map((name: StoredDatabase) => [name, site.owner(name)]));
    const nation = { citizens, seed: 7, asOf: '2023-12-31', secret: SPLIT_SECRET };
    await buildNation({ ...nation, owners: owners as NationOwners });
  } finally {
    await site.close();
  }
}

/** Asks again and again until the answer fits; gives the milliseconds that it took. Throws after `mostMs`. */
export async function waitFor(fits: () => Promise<boolean>, mostMs: number): Promise<number> {
  const started = Date.now();
  while (Date.now() - started < mostMs) {
    if (await fits()) return Date.now() - started;
    await delay(50);
  }
  throw new Error(`it did not come about within ${mostMs} ms`);
}
