import { Client, type ClientConfig } from 'pg';
import { Participants1700000000001 } from '../../migrations/insurance/1700000000001-participants';
import { Correction1700000000002 } from '../../migrations/insurance/1700000000002-correction';
import { CorrectionEvents1700000000003 } from '../../migrations/insurance/1700000000003-correction-events';
import { CorrectionInSteps1700000000004 } from '../../migrations/insurance/1700000000004-correction-in-steps';
import { Matching1700000000005 } from '../../migrations/insurance/1700000000005-matching';
import type { Site } from '../../src/database/site';

/** An insurance register of a test's own, migrated and empty, which the test may break. */
export interface ScratchRegister {
  readonly reader: ClientConfig;
  readonly corrector: ClientConfig;
  readonly owner: ClientConfig;
  /** The site with this register in place of its own. */
  readonly site: Site;
  /** Runs SQL as the owner. */
  run(sql: string): Promise<void>;
  /** Locks a table against readers; gives the function that lets go. */
  lock(table: string): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

/** Makes one beside the run's databases, reached by the same roles. */
export async function makeScratchRegister(site: Site, name: string): Promise<ScratchRegister> {
  const maker = site.superuser('postgres') ?? site.owner('insurance');
  const owner = toDatabase(site.owner('insurance'), name);
  const roleOf = (config: ClientConfig): Promise<string> =>
    withClient(config, async (client) => {
      const { rows } = await client.query<{ role: string }>('select quote_ident(current_user) as role');
      return rows[0]?.role ?? '';
    });
  const [ownerRole, readerRole, correctorRole] = await Promise.all([
    roleOf(site.owner('insurance')),
    roleOf(site.reader('insurance')),
    roleOf(site.corrector('insurance')),
  ]);
  await withClient(maker, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name} owner ${ownerRole} template template0`);
    await client.query(`grant connect on database ${name} to ${readerRole}, ${correctorRole}`);
  });
  await withClient(owner, async (client) => {
    for (const migration of [
      new Participants1700000000001(),
      new Correction1700000000002(),
      new CorrectionEvents1700000000003(),
      new CorrectionInSteps1700000000004(),
      new Matching1700000000005(),
    ]) {
      await migration.up({ query: (sql: string) => client.query(sql) } as unknown as Parameters<
        typeof migration.up
      >[0]);
    }
  });
  return {
    reader: toDatabase(site.reader('insurance'), name),
    corrector: toDatabase(site.corrector('insurance'), name),
    owner,
    site: {
      ...site,
      reader: (database, limits) => {
        const config = site.reader(database, limits);
        return database === 'insurance' ? toDatabase(config, name) : config;
      },
    },
    run: (sql) => runAs(owner, sql),
    lock: async (table) => {
      const client = new Client(owner);
      await client.connect();
      await client.query(`begin; lock table ${table} in access exclusive mode`);
      return () => client.end();
    },
    drop: () => runAs(maker, `drop database ${name} with (force)`),
  };
}

/** Runs SQL on a connection of its own. */
export async function runAs(config: ClientConfig, sql: string): Promise<void> {
  await withClient(config, (client) => client.query(sql));
}

/** Works on a connection of its own. */
export async function withClient<Result>(
  config: ClientConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same login to another database of the server. */
export function toDatabase(config: ClientConfig, name: string): ClientConfig {
  if (config.connectionString === undefined) return { ...config, database: name };
  return { ...config, connectionString: config.connectionString.replace(/^([a-z]+:\/\/[^/]*\/)[^?]*/, `$1${name}`) };
}
