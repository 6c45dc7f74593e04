import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import pino from 'pino';
import { readConfig, type Config } from '../../src/config';
import { prepareDatabases } from '../../src/cli/migrate';
import { loadSecret } from '../../src/database/installation-secret';
import { STORED_DATABASES, type StoredDatabase } from '../../src/database/roles';
import { openSite, type Site } from '../../src/database/site';
import { buildNation } from '../../src/demo/build-nation';

/** A log for what a test does not look at. */
export const silent = pino({ level: 'silent' });

/** What the run's nation is made of. */
export const TEST_NATION = { citizens: 20_000, seed: 7, asOf: '2023-12-31' } as const;

/** The databases of one test run: embedded without fsync, or the site's own where LIENTHONG_..._URL is set. */
export interface TestRun {
  readonly site: Site;
  stop(): Promise<void>;
}

/** Names the run's data directory to the test files, which jest runs in processes of their own. */
const DATA_DIR = 'LIENTHONG_TEST_DATA_DIR';

/** Starts, migrates and fills the databases of the run. Leaves nothing behind when it throws. */
export async function startTestRun(): Promise<TestRun> {
  const dataDir = makeDataDir();
  process.env[DATA_DIR] = dataDir;
  let site: Site | undefined;
  const stop = async (): Promise<void> => {
    await site?.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    site = await openSite(testConfig(), { log: silent, durable: false });
    await prepareDatabases({ site, log: silent }, site.databases);
    await loadTestNation(site);
    return { site, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Loads the small nation that all test files share and none changes. */
export async function loadTestNation(site: Site): Promise<void> {
  const owners = Object.fromEntries(STORED_DATABASES.map((database) => [database, site.owner(database)]));
  const secret = await loadSecret(testConfig());
  await buildNation({ ...TEST_NATION, owners: owners as Record<StoredDatabase, ClientConfig>, secret });
}

/** The configuration of the run, for a gateway under test. */
export function testConfig(): Config {
  return readConfig({ ...process.env, LIENTHONG_DATA_DIR: process.env[DATA_DIR], PORT: '0', HOST: '127.0.0.1' });
}

/** Attaches a test file to the run's databases. Close it in afterAll. */
export function openTestSite(): Promise<Site> {
  return openSite(testConfig(), { log: silent, durable: false });
}

/** A new empty data directory, for a cluster of a test's own. Its name has a blank and letters beyond ASCII. */
export function makeDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'liên thông '));
}
