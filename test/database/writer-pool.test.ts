import { Client, type ClientConfig } from 'pg';
import type { Site } from '../../src/database/site';
import { openWriterPool, type WriterPool } from '../../src/database/writer-pool';
import { LienThongError } from '../../src/errors';
import { openTestSite } from '../support/cluster';

let site: Site;
let connection: ClientConfig;
let pool: WriterPool;

beforeAll(async () => {
  site = await openTestSite();
  pool = openWriterPool(() => connection);
});
beforeEach(() => (connection = site.writer()));
afterAll(async () => {
  await pool.close();
  await site.close();
});

const backend = (): Promise<number> =>
  pool.onDatabase(async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return rows[0]!.pid;
  });
const UNAVAILABLE = { code: 'SOURCE_UNAVAILABLE', details: { register: 'gateway' } };

test('a connection is used again, also after a refusal', async () => {
  const first = await backend();
  const refusal = new LienThongError('ARGUMENT_INVALID', 'no');
  await expect(pool.onDatabase(() => Promise.reject(refusal))).rejects.toBe(refusal);
  expect(await backend()).toBe(first);
});

test('a fault of a statement is told as it is, and its connection is not used again', async () => {
  const first = await backend();
  await expect(pool.onDatabase((client) => client.query('select 1 / 0'))).rejects.toMatchObject({ code: '22012' });
  expect(await backend()).not.toBe(first);
});

test('a database that ends a connection in the middle does not answer, and is asked anew the next time', async () => {
  const other = new Client(site.writer());
  await other.connect();
  const cut = pool.onDatabase(async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const asked = client.query('select pg_sleep(10)');
    await other.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await asked;
  });
  await expect(cut).rejects.toMatchObject(UNAVAILABLE);
  await other.end();
  expect(await backend()).toBeGreaterThan(0);
});

test('a statement that takes too long counts as no answer', async () => {
  await expect(pool.onDatabase((client) => client.query('select pg_sleep(10)'))).rejects.toMatchObject(UNAVAILABLE);
});

test('a database that is not there does not answer', async () => {
  connection = { host: '127.0.0.1', port: 1, user: 'nobody', password: 'x', database: 'none' };
  const elsewhere = openWriterPool(() => connection);
  await expect(elsewhere.onDatabase(() => Promise.resolve(1))).rejects.toMatchObject(UNAVAILABLE);
  await elsewhere.close();
});
