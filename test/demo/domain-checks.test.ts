import type { Site } from '../../src/database/site';
import { withClient } from '../../src/demo/build-schema';
import { parseTaxCode } from '../../src/values/tax-code';
import { parseHealthCardNumber } from '../../src/values/health-card-number';
import { parsePersonalId } from '../../src/values/personal-id';
import type { NationDatabase } from '../../src/demo/tables';
import { openTestSite } from '../support/cluster';
import { DOMAIN_CHECKS } from './domain-checks';

let site: Site;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

async function read<Row extends object>(database: NationDatabase, sql: string): Promise<Row[]> {
  return withClient(site.owner(database), async (client) => (await client.query<Row>(sql)).rows);
}

/** The records of a register into which an error of a kind was put. */
async function recordsWith(...kinds: string[]): Promise<ReadonlySet<string>> {
  const list = kinds.map((kind) => `'${kind}'`).join(', ');
  const rows = await read<{ key: string }>(
    'truth',
    `select record_key as key from register.injected_error where kind in (${list})`,
  );
  return new Set(rows.map((row) => row.key));
}

test.each(DOMAIN_CHECKS)('$rule', async ({ database, sql }) => {
  expect(await read(database, `${sql} limit 5`)).toEqual([]);
});

test('whoever is employed holds a valid card of an employee, unless an error says otherwise', async () => {
  const excused = await recordsWith('OBJECT_GROUP_WRONG', 'DEATH_UNNOTICED');
  const cards = await read<{ number: string; card: string; code: string }>(
    'health',
    `select insurance_number as number, card_number as card, object_group as code from register.card where valid_to >= '2023-12-31'`,
  );
  const groups = new Map<string, string[]>();
  for (const { number, card, code } of cards) {
    groups.set(number, [...(groups.get(number) ?? []), excused.has(card) ? 'EXCUSED' : code]);
  }
  const employed = await read<{ number: string }>(
    'insurance',
    `select insurance_number as number from register.participant where in_compulsory_si`,
  );
  expect(employed.length).toBeGreaterThan(100);
  const accepted = new Set(['DN', 'HC', 'CH', 'NN', 'HX', 'TK', 'EXCUSED']);
  const without = employed.filter(
    ({ number }) => !excused.has(number) && !(groups.get(number) ?? []).some((code) => accepted.has(code)),
  );
  expect(without).toEqual([]);
});

test('children under six have cards of the group TE, and nobody over seven has a valid one', async () => {
  const people = await read<{ key: string; born: string }>(
    'truth',
    `select r.record_key as key, p.birth_date::text as born from register.record r join register.person p using (person_number)
      where r.register = 'health' and p.died_on is null`,
  );
  const young = people.filter(({ born }) => born > '2017-12-31');
  expect(young.length).toBeGreaterThan(100);
  expect(young.filter(({ key }) => !key.startsWith('TE1'))).toEqual([]);
  const valid = new Set(
    (
      await read<{ key: string }>(
        'health',
        `select card_number as key from register.card where valid_to >= '2023-12-31'`,
      )
    ).map((row) => row.key),
  );
  expect(people.filter(({ key, born }) => key.startsWith('TE') && born < '2017-01-01' && valid.has(key))).toEqual([]);
});

test('every number a register keeps as its key is well-formed: tax codes, card numbers with fitting levels, personal IDs', async () => {
  for (const { key } of await read<{ key: string }>(
    'tax',
    `select tax_code as key from register.taxpayer union all select tax_code from register.organisation`,
  )) {
    expect(() => parseTaxCode(key)).not.toThrow();
  }
  for (const { key } of await read<{ key: string }>('health', `select card_number as key from register.card`)) {
    expect(() => parseHealthCardNumber(key)).not.toThrow();
  }
  for (const { key } of await read<{ key: string }>('population', `select personal_id as key from register.citizen`)) {
    expect(() => parsePersonalId(key)).not.toThrow();
  }
});

test('people whom the tax register knows as paid and the insurance register does not know as insured are there to be found', async () => {
  const insured = new Set(
    (
      await read<{ id: string }>(
        'insurance',
        `select personal_id as id from register.participant where in_compulsory_si`,
      )
    ).map((row) => row.id),
  );
  const paid = await read<{ id: string }>(
    'tax',
    `select distinct personal_id as id from register.taxpayer join register.income using (tax_code) where year = 2023 and personal_id is not null`,
  );
  const leads = paid.filter(({ id }) => !insured.has(id));
  expect(leads.length).toBeGreaterThan(paid.length * 0.02);
});

test('a card of the dead is blocked, unless their death went unnoticed', async () => {
  const unnoticed = await recordsWith('DEATH_UNNOTICED');
  const dead = new Map(
    (
      await read<{ key: string; died: string }>(
        'truth',
        `select record_key as key, died_on::text as died from register.record join register.person using (person_number)
          where register = 'health' and died_on is not null`,
      )
    ).map(({ key, died }) => [key, died]),
  );
  const open = await read<{ key: string; until: string }>(
    'health',
    `select card_number as key, valid_to::text as until from register.card where blocked_on is null`,
  );
  const wrong = open.filter(({ key, until }) => (dead.get(key) ?? '9999') <= until && !unnoticed.has(key));
  expect(dead.size).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});
