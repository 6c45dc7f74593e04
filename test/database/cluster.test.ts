import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { attachCluster, type Cluster } from '../../src/database/cluster';
import { placeCluster } from '../../src/database/cluster-place';
import { findPostgresProcesses, readPostmasterPid } from '../../src/database/postgres-processes';
import { attachElsewhere, proveNoOrphan, waitForEnd } from '../support/attach-elsewhere';
import { makeDataDir, silent } from '../support/cluster';

const dataDir = makeDataDir();
const { clusterDir } = placeCluster(dataDir);

afterEach(() => waitForEnd(clusterDir));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function attach(): Promise<Cluster> {
  return attachCluster(dataDir, { log: silent, durable: false });
}

async function ask(cluster: Cluster, sql: string): Promise<unknown> {
  const { socketDir: host, port, superuser: user } = cluster;
  const client = new Client({ host, port, user, database: 'postgres', ssl: false });
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** A process of PostgreSQL may end by itself when the one before it was killed. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks until there is an answer, for a PostgreSQL that is being started again. */
async function askInTime(cluster: Cluster, sql: string): Promise<unknown> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const answer = await ask(cluster, sql).catch(() => undefined);
    if (answer !== undefined) return answer;
    await delay(50);
  }
  return ask(cluster, sql);
}

function keeperPid(): number {
  return (JSON.parse(readFileSync(placeCluster(dataDir).addressFile, 'utf8')) as { pid: number }).pid;
}

test('the first command starts PostgreSQL, those who attach share it, and the last one to leave stops it', async () => {
  const [one, two] = await Promise.all([attach(), attach()]);
  const elsewhere = await attachElsewhere(dataDir);
  const postmaster = readPostmasterPid(clusterDir);
  expect(await ask(one, 'select 1 as answer')).toBe(1);
  await one.close();
  expect(await ask(two, 'select 2 as answer')).toBe(2);
  await two.close();
  expect(readPostmasterPid(clusterDir)).toBe(postmaster);
  const third = await attach();
  elsewhere.kill('SIGKILL');
  expect(await ask(third, 'select 3 as answer')).toBe(3);
  await third.close();
  // The keeper may hear of the killed process only after this one has let go.
  await waitForEnd(clusterDir);
});

test('PostgreSQL is reachable through its socket alone, in a directory that nobody else may enter', async () => {
  const cluster = await attach();
  expect(await ask(cluster, "select current_setting('listen_addresses') as answer")).toBe('');
  expect(statSync(cluster.socketDir).mode & 0o777).toBe(0o700);
  expect(Buffer.byteLength(join(cluster.socketDir, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107);
  await cluster.close();
});

test('a command that dies by kill -9 leaves no PostgreSQL behind, and the next start is ready', async () => {
  expect(await proveNoOrphan(() => attachElsewhere(dataDir), clusterDir, 3)).toMatchObject({ started: 3 });
  const cluster = await attach();
  expect(await ask(cluster, 'select 1 as answer')).toBe(1);
  await cluster.close();
});

test('a command that comes while PostgreSQL is being stopped waits and gets a new one', async () => {
  const first = await attach();
  const [, second] = await Promise.all([first.close(), delay(5).then(attach)]);
  expect(await ask(second, 'select 1 as answer')).toBe(1);
  await second.close();
});

test('a PostgreSQL that dies is started again under those attached, with what was committed', async () => {
  const cluster = await attach();
  await ask(cluster, 'create table kept as select 7 as answer');
  process.kill(readPostmasterPid(clusterDir) ?? 0, 'SIGKILL');
  expect(await askInTime(cluster, 'select answer from kept')).toBe(7);
  await cluster.close();
});

test('a keeper that dies takes PostgreSQL along, and those attached get a new one at the same address', async () => {
  const cluster = await attach();
  const before = readPostmasterPid(clusterDir);
  process.kill(keeperPid(), 'SIGKILL');
  while (readPostmasterPid(clusterDir) === before) await delay(20);
  expect(await askInTime(cluster, 'select 1 as answer')).toBe(1);
  await cluster.close();
});

test('after a kill -9 of everything at once the next start recovers', async () => {
  const client = await attachElsewhere(dataDir);
  // The client first: one that outlives its keeper for a moment starts another.
  for (const pid of [client.pid ?? 0, keeperPid(), ...findPostgresProcesses(clusterDir)]) killIfAlive(pid);
  const cluster = await attach();
  expect(await askInTime(cluster, 'select 1 as answer')).toBe(1);
  await cluster.close();
});

test('a creation that was cut off half-way, a foreign lock file and a torn address file are no obstacle', async () => {
  const place = placeCluster(dataDir);
  rmSync(clusterDir, { recursive: true });
  mkdirSync(join(dataDir, 'postgres.new-1', 'base'), { recursive: true });
  writeFileSync(place.addressFile, '{"socketDir":');
  await (await attach()).close();
  writeFileSync(join(clusterDir, 'postmaster.pid'), `${process.pid}\n${clusterDir}\n`);
  const cluster = await attach();
  expect(await ask(cluster, 'select 1 as answer')).toBe(1);
  await cluster.close();
});

test('a start that fails says why', async () => {
  await (await attach()).close();
  writeFileSync(join(clusterDir, 'postgresql.conf'), 'no such setting = 1\n');
  await expect(attach()).rejects.toMatchObject({
    code: 'DATABASE_FAILED',
    message: expect.stringContaining('postgresql.conf'),
  });
});
