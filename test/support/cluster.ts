import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { readConfig, type Config } from '../../src/config';
import { migrate } from '../../src/database/migrate';
import { openSite, type Site } from '../../src/database/site';

/** A log for what a test does not look at. */
export const silent = pino({ level: 'silent' });

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
    await migrate(site, site.databases, { log: silent });
    // The run's small nation is loaded here, once for all test files.
    return { site, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
