import { rmSync } from 'node:fs';
import { Client, type ClientConfig } from 'pg';
import { readConfig } from '../../src/config';
import { attachCluster, type Cluster } from '../../src/database/cluster';
import { connectEmbedded } from '../../src/database/embedded-databases';
import { migrate } from '../../src/database/migrate';
import { openSite, type Site } from '../../src/database/site';
import { makeDataDir, silent } from '../support/cluster';

const options = { log: silent, durable: false };
let dataDir: string;
let embedded: Site;

beforeAll(async () => {
  dataDir = makeDataDir();
  embedded = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), options);
});

afterAll(async () => {
  await embedded.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(config: ClientConfig, sql: string): Promise<unknown[]> {
  const client = new Client(config);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

describe('embedded databases', () => {
  test('there are six, each with an owner and a reader of its own, who reads only and has time limits', async () => {
    expect(embedded.databases).toEqual(['population', 'insurance', 'tax', 'health', 'gateway', 'truth']);
    expect(await ask(embedded.owner('tax'), 'select current_user')).toEqual(['lienthong_tax_owner']);
    const reader = embedded.reader('tax', { statementTimeoutMs: 1_234 });
    expect(await ask(reader, "select current_user || ' ' || current_setting('statement_timeout')")).toEqual([
      'lienthong_tax_reader 1234ms',
    ]);
    await expect(ask(reader, 'create table t ()')).rejects.toThrow('read-only transaction');
    await expect(ask(reader, 'set transaction read write; create table t ()')).rejects.toThrow('permission denied');
  });

  test('a reader reaches its own database only, and the ground truth is out of reach of every reader', async () => {
    for (const database of ['population', 'insurance', 'tax', 'health', 'gateway'] as const) {
      const reader = embedded.reader(database);
      for (const other of embedded.databases.filter((name) => name !== database)) {
        await expect(ask({ ...reader, database: other }, 'select 1')).rejects.toThrow('permission denied for database');
      }
    }
  });

  test('a reader may enter no other database, keeps to reading of itself, and may store nothing', async () => {
    const reader = { ...embedded.reader('tax'), options: '' };
    expect(await ask(reader, 'show default_transaction_read_only')).toEqual(['on']);
    for (const other of ['postgres', 'template1']) {
      await expect(ask({ ...reader, database: other }, 'select 1')).rejects.toThrow('permission denied for database');
    }
    for (const call of ['lo_create(0)', 'lo_creat(-1)', "lo_from_bytea(0, 'x')"]) {
      await expect(ask(reader, `set transaction read write; select ${call}`)).rejects.toThrow('permission denied');
    }
  });

  test('a database whose creation broke off is finished by the next start', async () => {
    await ask(embedded.superuser('postgres')!, 'grant connect on database health to public');
    await (await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), options)).close();
    await expect(ask({ ...embedded.reader('tax'), database: 'health' }, 'select 1')).rejects.toThrow(
      'permission denied for database',
    );
    expect(await ask(embedded.reader('health'), 'select 1')).toEqual([1]);
  });

  test('the gateway’s writer enters its database only, and a data directory that lacks the role gets it at the next start', async () => {
    expect(await ask(embedded.writer({ statementTimeoutMs: 1_234 }), 'show statement_timeout')).toEqual(['1234ms']);
    for (const other of embedded.databases.filter((name) => name !== 'gateway')) {
      const config = { ...embedded.writer(), database: other };
      await expect(ask(config, 'select 1')).rejects.toThrow('permission denied for database');
    }
    await expect(ask(embedded.writer(), 'create table t ()')).rejects.toThrow('permission denied');
    const superuser = embedded.superuser('gateway')!;
    await ask(superuser, 'drop owned by lienthong_gateway_writer');
    await ask(superuser, 'drop role lienthong_gateway_writer');
    await expect(ask(embedded.writer(), 'select 1')).rejects.toThrow('does not exist');
    await (await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), options)).close();
    expect(await ask(embedded.writer(), 'select current_user')).toEqual(['lienthong_gateway_writer']);
  });

  test('two commands may create and migrate them at the same time', async () => {
    const fresh = makeDataDir();
    const config = readConfig({ LIENTHONG_DATA_DIR: fresh });
    const sites = await Promise.all([openSite(config, options), openSite(config, options)]);
    const done = await Promise.all(sites.map((site) => migrate(site, site.databases, options)));
    const applied = done.flat().flatMap((one) => one.applied.map((name) => `${one.database} ${name}`));
    expect(applied.length).toBeGreaterThanOrEqual(embedded.databases.length);
    expect(new Set(applied).size).toBe(applied.length);
    const again = await migrate(sites[0], ['population', 'tax'], options);
    expect(again.flatMap((migrated) => migrated.applied)).toEqual([]);
    await Promise.all(sites.map((site) => site.close()));
    rmSync(fresh, { recursive: true, force: true });
  });
});

describe('a site’s own server, given by URL', () => {
  let serverDir: string;
  let server: Cluster;

  beforeAll(async () => {
    serverDir = makeDataDir();
    server = await attachCluster(serverDir, options);
    const superuser = connectEmbedded(server, 'postgres', server.superuser);
    for (const statement of [
      'create role registrar login createrole',
      'create role clerk login',
      'create role guest login',
      'create database register owner registrar',
      'create database poor owner clerk',
      'create database gateway owner registrar',
    ]) {
      await ask(superuser, statement);
    }
  });

  afterAll(async () => {
    await server.close();
    rmSync(serverDir, { recursive: true, force: true });
  });

  function urlOf(user: string, database: string): string {
    return `postgresql://${user}@/${database}?host=${encodeURIComponent(server.socketDir)}`;
  }

  function openWith(urls: Record<string, string>): Promise<Site> {
    return openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir, ...urls }), options);
  }

  test('migrating creates the reader role, and the gateway then reads as that role', async () => {
    const site = await openWith({ LIENTHONG_TAX_URL: urlOf('registrar', 'register') });
    expect(site.isEmbedded('tax')).toBe(false);
    expect(site.isEmbedded('health')).toBe(true);
    const [migrated] = await migrate(site, ['tax'], options);
    expect(migrated?.applied.length).toBeGreaterThan(0);
    const reader = site.reader('tax');
    expect(await ask(reader, "select current_user || ' ' || session_user")).toEqual(['lienthong_tax_reader registrar']);
    await expect(ask(reader, 'select 1 from migrations.applied')).rejects.toThrow('permission denied');
    await site.close();
  });

  test('migrating the gateway’s own database creates its writer role, and the gateway then writes as that role', async () => {
    const urls = { LIENTHONG_GATEWAY_URL: urlOf('registrar', 'gateway'), LIENTHONG_TRUTH_URL: urlOf('clerk', 'poor') };
    const site = await openWith(urls);
    await migrate(site, ['gateway'], options);
    const writer = site.writer();
    expect(await ask(writer, "select current_user || ' ' || session_user")).toEqual([
      'lienthong_gateway_writer registrar',
    ]);
    await expect(ask(writer, 'delete from audit.record')).rejects.toThrow('permission denied');
    expect(await ask(writer, 'select count(*)::int from audit.record')).toEqual([0]);
    await site.close();
  });

  test('a URL whose role is restricted itself is used as it is', async () => {
    const site = await openWith({ LIENTHONG_HEALTH_URL: urlOf('guest', 'register') });
    expect(await ask(site.reader('health'), "select current_user || current_setting('lock_timeout')")).toEqual([
      'guest1s',
    ]);
    await site.close();
  });

  test('a role that may not create the reader role is told what an administrator has to run', async () => {
    const site = await openWith({ LIENTHONG_POPULATION_URL: urlOf('clerk', 'poor') });
    await expect(migrate(site, ['population'], options)).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
      message: expect.stringMatching(
        /create role lienthong_population_reader nologin;\n.*grant lienthong_population_reader to clerk;/,
      ),
    });
    await site.close();
  });

  test('a server that is down does not keep the others from opening, and the fault names its database', async () => {
    const site = await openWith({ LIENTHONG_INSURANCE_URL: 'postgresql://nobody@127.0.0.1:1/insurance' });
    expect(await ask(site.reader('tax'), 'select 1')).toEqual([1]);
    await expect(migrate(site, ['insurance'], options)).rejects.toThrow(
      'LIENTHONG_INSURANCE_URL: the insurance database cannot be reached (ECONNREFUSED)',
    );
    expect(site.reader('insurance').connectionString).toContain('role%3Dlienthong_insurance_reader');
    await site.close();
  });

  test('beside a site’s own gateway database the ground truth has no place until the site names one', async () => {
    const site = await openWith({ LIENTHONG_GATEWAY_URL: urlOf('guest', 'register') });
    expect(site.databases).not.toContain('truth');
    expect(() => site.owner('truth')).toThrow('LIENTHONG_TRUTH_URL');
    await site.close();
    const named = await openWith({
      LIENTHONG_GATEWAY_URL: urlOf('guest', 'register'),
      LIENTHONG_TRUTH_URL: urlOf('clerk', 'poor'),
    });
    expect(await ask(named.owner('truth'), 'select current_database()')).toEqual(['poor']);
    await named.close();
  });
});
