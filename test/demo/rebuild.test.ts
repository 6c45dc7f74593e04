import { Client, type ClientConfig } from 'pg';
import type { Site } from '../../src/database/site';
import { buildNation, checksumNation, hasNation } from '../../src/demo/build-nation';
import { withClient } from '../../src/demo/build-schema';
import { openTestSite } from '../support/cluster';
import { makeScratchDatabases, type ScratchDatabases } from './scratch-nation';

const SECRET = Buffer.alloc(32, 1);
const NATION = { citizens: 600, asOf: '2023-12-31', secret: SECRET };

let site: Site;
let scratch: ScratchDatabases;
beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchDatabases(site, 'rebuild');
});
afterAll(async () => {
  await scratch.drop();
  await site.close();
});

async function one<T>(config: ClientConfig, sql: string): Promise<T> {
  return withClient(
    config,
    async (client) => Object.values((await client.query<Record<string, T>>(sql)).rows[0] ?? {})[0] as T,
  );
}

/** Everything a schema says of the tables, indexes, constraints, views and rights of a database. */
async function readSchema(config: ClientConfig): Promise<unknown> {
  return withClient(config, async (client) => {
    const { rows } = await client.query<{ kind: string; name: string; text: string }>(
      `select 'index' as kind, indexname as name, indexdef as text from pg_indexes where schemaname = 'register'
       union all select 'constraint', conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'register'::regnamespace
       union all select 'column', table_schema || '.' || table_name || '.' || column_name, data_type || is_nullable || coalesce(column_default, '') || coalesce(generation_expression, '')
         from information_schema.columns where table_schema in ('register', 'share')
       union all select 'view', relname, pg_get_viewdef(oid) || coalesce(array_to_string(relacl, ' '), '') from pg_class
         where relkind = 'v' and relnamespace = 'share'::regnamespace
       union all select 'function', oid::regprocedure::text, prosrc from pg_proc where pronamespace = 'register'::regnamespace
       union all select 'schema', nspname, '' from pg_namespace where nspname !~ '^pg_' order by 1, 2, 3`,
    );
    return rows;
  });
}

test('a rebuild leaves the schema of every register as the migrations made it', async () => {
  const before = await Promise.all([
    readSchema(scratch.owners.insurance),
    readSchema(scratch.owners.population),
    readSchema(scratch.owners.health),
  ]);
  expect(await hasNation(scratch.owners.gateway)).toBe(false);
  const summary = await buildNation({ ...NATION, owners: scratch.owners, seed: 1 });
  expect(await hasNation(scratch.owners.gateway)).toBe(true);
  expect(summary.rows.population['citizen']).toBeGreaterThanOrEqual(600);
  expect(await one(scratch.owners.population, `select count(*)::int from share.citizen where status = 'A'`)).toBe(600);
  const after = await Promise.all([
    readSchema(scratch.owners.insurance),
    readSchema(scratch.owners.population),
    readSchema(scratch.owners.health),
  ]);
  expect(after).toEqual(before);
});

test('the same seed gives the same checksums twice, also with another secret', async () => {
  await buildNation({ ...NATION, owners: scratch.owners, seed: 1 });
  const first = await checksumNation(scratch.owners);
  await buildNation({ ...NATION, owners: scratch.owners, seed: 1, secret: Buffer.alloc(32, 2) });
  expect(await checksumNation(scratch.owners)).toEqual(first);
});

test('another seed gives other checksums; who reads meanwhile sees the old nation or the new one, and never an error', async () => {
  const first = await checksumNation(scratch.owners);
  const reader = new Client(scratch.owners.population);
  await reader.connect();
  const seen = new Set<number>();
  const state = { building: true };
  const built = buildNation({ ...NATION, citizens: 500, owners: scratch.owners, seed: 2 }).finally(() => {
    state.building = false;
  });
  while (state.building) {
    const { rows } = await reader.query<{ living: number }>({
      name: 'living',
      text: `select count(*)::int as living from share.citizen where status = 'A'`,
    });
    seen.add(rows[0]?.living ?? -1);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await built;
  await reader.end();
  expect([...seen].filter((count) => count !== 600 && count !== 500)).toEqual([]);
  expect(await one(scratch.owners.population, `select count(*)::int from share.citizen where status = 'A'`)).toBe(500);
  const other = await checksumNation(scratch.owners);
  for (const register of Object.keys(first) as (keyof typeof first)[])
    expect(other[register]).not.toBe(first[register]);
});

test('a reader that holds a view for a while delays the swap, and is not disturbed', async () => {
  const reader = new Client(scratch.owners.tax);
  await reader.connect();
  await reader.query('begin');
  await reader.query('select count(*) from share.taxpayer');
  let done = false;
  const built = buildNation({ ...NATION, owners: scratch.owners, seed: 5 }).then(() => (done = true));
  await waitForSchema(scratch.owners.tax, 'build');
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect(done).toBe(false);
  expect((await reader.query('select 1 as one from share.taxpayer limit 1')).rowCount).toBe(1);
  await reader.query('commit');
  await reader.end();
  await built;
  expect(
    await one(scratch.owners.tax, `select count(*)::int from pg_namespace where nspname in ('build', 'register_old')`),
  ).toBe(0);
});

async function waitForSchema(config: ClientConfig, schema: string): Promise<void> {
  while ((await one<number>(config, `select count(*)::int from pg_namespace where nspname = '${schema}'`)) === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('what a broken rebuild left behind is cleared, and until then the old nation stays whole; one whose swap broke off counts as none', async () => {
  const whole = await checksumNation(scratch.owners);
  await withClient(scratch.owners.health, (client) =>
    client.query(
      `create schema build; create table build.card (rubbish int); create schema register_old; create table register_old.card ()`,
    ),
  );
  const broken = {
    ...scratch.owners,
    truth: { ...scratch.owners.truth, connectionString: undefined, database: 'no_such_database', host: '/nowhere' },
  };
  await expect(buildNation({ ...NATION, owners: broken, seed: 7 })).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
  expect(await checksumNation(scratch.owners)).toEqual(whole);
  expect(await hasNation(scratch.owners.gateway)).toBe(true);
  await withClient(scratch.owners.gateway, (client) =>
    client.query(`update register.dataset set generator = generator || ' (swapping)'`),
  );
  expect(await hasNation(scratch.owners.gateway)).toBe(false);
  await buildNation({ ...NATION, owners: scratch.owners, seed: 5 });
  expect(await checksumNation(scratch.owners)).toEqual(whole);
  expect(await hasNation(scratch.owners.gateway)).toBe(true);
});

test.each([
  [{ citizens: 0 }, 'CITIZENS'],
  [{ seed: -1 }, 'SEED'],
  [{ asOf: '2026-01-01' }, 'AS_OF'],
])('options out of range are refused before anything is touched: %o', async (wrong, reason) => {
  await expect(buildNation({ ...NATION, owners: scratch.owners, seed: 1, ...wrong })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    details: { reason },
  });
});
