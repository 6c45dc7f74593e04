import { Client, type ClientConfig } from 'pg';
import { Cards1700000000001 } from '../../migrations/health/1700000000001-cards';
import { Citizens1700000000001 } from '../../migrations/population/1700000000001-citizens';
import { GroundTruth1700000000001 } from '../../migrations/truth/1700000000001-ground-truth';
import { Participants1700000000001 } from '../../migrations/insurance/1700000000001-participants';
import { Reference1700000000001 } from '../../migrations/gateway/1700000000001-reference';
import { Taxpayers1700000000001 } from '../../migrations/tax/1700000000001-taxpayers';
import { STORED_DATABASES, type StoredDatabase } from '../../src/database/roles';
import type { Site } from '../../src/database/site';
import { withClient } from '../../src/demo/build-schema';

const MIGRATIONS = {
  population: Citizens1700000000001,
  insurance: Participants1700000000001,
  tax: Taxpayers1700000000001,
  health: Cards1700000000001,
  gateway: Reference1700000000001,
  truth: GroundTruth1700000000001,
};

/** Databases of a test's own beside the run's, migrated and empty, so that nations can be built and broken in them. */
export interface ScratchDatabases {
  readonly owners: Record<StoredDatabase, ClientConfig>;
  drop(): Promise<void>;
}

/** Makes six databases whose names start with `prefix`. */
export async function makeScratchDatabases(site: Site, prefix: string): Promise<ScratchDatabases> {
  const owners = {} as Record<StoredDatabase, ClientConfig>;
  for (const database of STORED_DATABASES) {
    const name = `${prefix}_${database}`;
    const owner = site.owner(database);
    owners[database] = toDatabase(owner, name);
    const role = await withClient(
      owner,
      async (client) => (await client.query<{ role: string }>('select current_user as role')).rows[0]?.role,
    );
    await withClient(site.superuser('postgres') ?? owner, async (client) => {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.query(`create database ${name} owner ${role} template template0`);
    });
    const client = new Client(owners[database]);
    await client.connect();
    const migration = new MIGRATIONS[database]();
    await migration.up({ query: (sql: string) => client.query(sql) } as unknown as Parameters<typeof migration.up>[0]);
    await client.end();
  }
  return {
    owners,
    drop: async () => {
      for (const database of STORED_DATABASES) {
        await withClient(site.superuser('postgres') ?? site.owner(database), (client) =>
          client.query(`drop database if exists ${prefix}_${database} with (force)`),
        );
      }
    },
  };
}

function toDatabase(config: ClientConfig, name: string): ClientConfig {
  if (config.connectionString === undefined) return { ...config, database: name };
  const url = new URL(config.connectionString);
  url.pathname = `/${name}`;
  return { ...config, connectionString: url.toString() };
}
