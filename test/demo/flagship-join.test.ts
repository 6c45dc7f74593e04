import type { Site } from '../../src/database/site';
import { withClient } from '../../src/demo/build-schema';
import type { NationDatabase } from '../../src/demo/tables';
import { openTestSite } from '../support/cluster';

let site: Site;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

async function keysOf(database: NationDatabase, sql: string, values: readonly unknown[]): Promise<ReadonlySet<string>> {
  return withClient(site.owner(database), async (client) => {
    const { rows } = await client.query<{ key: string }>(sql, [...values]);
    return new Set(rows.map((row) => row.key));
  });
}

/** The first page of a province's employed participants, and how many of them all four registers can be joined for. */
async function joinFirstPage(province: string): Promise<{ rows: number; joined: number }> {
  const participants = await withClient(site.owner('insurance'), async (client) => {
    const { rows } = await client.query<{ number: string; id: string | null }>(
      `select insurance_number as number, personal_id as id from share.participant
        where province_code = $1 and in_compulsory_si order by insurance_number limit 50`,
      [province],
    );
    return rows;
  });
  const ids = participants.map((participant) => participant.id);
  const citizens = await keysOf(
    'population',
    `select personal_id as key from share.citizen where personal_id = any ($1)`,
    [ids],
  );
  const taxpayers = await keysOf(
    'tax',
    `select personal_id as key from share.taxpayer join share.income using (tax_code) where personal_id = any ($1)`,
    [ids],
  );
  const cards = await keysOf(
    'health',
    `select insurance_number as key from share.card where insurance_number = any ($1)`,
    [participants.map((participant) => participant.number)],
  );
  const joined = participants.filter(
    ({ id, number }) => id !== null && citizens.has(id) && taxpayers.has(id) && cards.has(number),
  );
  return { rows: participants.length, joined: joined.length };
}

test('of the first participants of Cao Bằng, Yên Bái, Nam Định and HCMC, at least a quarter join in all four registers', async () => {
  const pages = await Promise.all(['04', '15', '36', '79'].map(joinFirstPage));
  for (const { rows, joined } of pages) if (rows >= 20) expect(joined / rows).toBeGreaterThanOrEqual(0.25);
  const rows = pages.reduce((sum, page) => sum + page.rows, 0);
  const joined = pages.reduce((sum, page) => sum + page.joined, 0);
  expect(rows).toBeGreaterThanOrEqual(20);
  expect(joined / rows).toBeGreaterThanOrEqual(0.25);
  expect(joined).toBeLessThan(rows);
});
