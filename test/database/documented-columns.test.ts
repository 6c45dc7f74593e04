import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { readConfig } from '../../src/config';
import { migrate } from '../../src/database/migrate';
import { openSite, type Site } from '../../src/database/site';
import { graphSchema } from '../../src/server/graph-schema';
import { documentColumns } from '../../src/planning/contract';
import { makeDataDir, silent } from '../support/cluster';

const dataDir = makeDataDir();
let site: Site;
let owner: Client;

beforeAll(async () => {
  graphSchema();
  site = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), { log: silent, durable: false });
  await migrate(site, ['insurance'], { log: silent });
  owner = new Client(site.owner('insurance'));
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await site.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('views and columns that are declared but not there yet do not keep the others from being described', async () => {
  await owner.query('alter view share.target rename column value to amount; drop view share.vssid_account');
  await documentColumns(site.owner('insurance'), 'insurance');
  const { rows } = await owner.query<{ column: string; described: boolean }>(`
    select attname as column, col_description(attrelid, attnum) is not null as described
      from pg_attribute where attrelid = 'share.target'::regclass and attname in ('scheme', 'year', 'amount')
     order by attname`);
  expect(rows).toEqual([
    { column: 'amount', described: false },
    { column: 'scheme', described: true },
    { column: 'year', described: true },
  ]);
});
