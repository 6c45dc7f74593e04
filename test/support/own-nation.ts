import { rmSync } from 'node:fs';
import { prepareDatabases } from '../../src/cli/migrate';
import { type Config, readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { STORED_DATABASES } from '../../src/database/roles';
import { openSite, type Site } from '../../src/database/site';
import { buildNation, type NationOwners } from '../../src/demo/build-nation';
import { makeDataDir, silent } from './cluster';

/** A nation of a test's own, in a cluster of its own, which the test may change as it likes. */
export interface OwnNation {
  readonly site: Site;
  readonly config: Config;
  readonly secret: Buffer;
  close(): Promise<void>;
}

export interface NationSize {
  readonly citizens: number;
  readonly seed?: number;
}

export async function openOwnNation({ citizens, seed = 7 }: NationSize): Promise<OwnNation> {
  const dataDir = makeDataDir();
  const config = readConfig({ ...process.env, LIENTHONG_DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' });
  const site = await openSite(config, { log: silent, durable: false });
  const close = async (): Promise<void> => {
    await site.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const secret = await loadSecret(config);
    await fillSite(site, secret, { citizens, seed });
    return { site, config, secret, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Migrates the databases of a site and loads a nation. */
export async function fillSite(site: Site, secret: Buffer, { citizens, seed = 7 }: NationSize): Promise<void> {
  await prepareDatabases({ site, log: silent }, site.databases);
  const owners = Object.fromEntries(STORED_DATABASES.map((database) => [database, site.owner(database)]));
  await buildNation({ citizens, seed, asOf: '2023-12-31', owners: owners as NationOwners, secret });
}
