import type { Site } from '../../src/database/site';
import { withClient } from '../../src/demo/build-schema';
import type { NationDatabase } from '../../src/demo/tables';
import { openTestSite } from '../support/cluster';

let site: Site;
let people: ReadonlyMap<string, TruePerson>;
let errors: ReadonlyMap<string, readonly string[]>;

interface TruePerson {
  readonly number: string;
  readonly id: string;
  readonly name: string;
  readonly birth: string;
  readonly sex: string;
}

beforeAll(async () => {
  site = await openTestSite();
  const rows = await read<TruePerson & { register: string; key: string }>(
    'truth',
    `select register, record_key as key, person_number::text as number, personal_id as id, full_name as name,
            birth_date::text as birth, sex from register.record join register.person using (person_number)`,
  );
  people = new Map(rows.map((row) => [`${row.register} ${row.key}`, row]));
  const found = new Map<string, string[]>();
  const notes = await read<{ register: string; key: string; field: string }>(
    'truth',
    `select register, record_key as key, field from register.injected_error`,
  );
  for (const { register, key, field } of notes) {
    const fields = found.get(`${register} ${key}`) ?? [];
    found.set(`${register} ${key}`, [...fields, field]);
  }
  errors = found;
});
afterAll(() => site.close());

async function read<Row extends object>(database: NationDatabase, sql: string): Promise<Row[]> {
  return withClient(site.owner(database), async (client) => (await client.query<Row>(sql)).rows);
}

const STATED = {
  insurance: `select insurance_number as key, full_name as name, birth_date::text as birth, birth_date_precision as precision, sex, personal_id as id from register.participant`,
  tax: `select tax_code as key, full_name as name, birth_date::text as birth, 'D' as precision, sex, personal_id as id from register.taxpayer`,
  health: `select card_number as key, full_name as name, birth_date::text as birth, birth_date_precision as precision, sex, personal_id as id from register.card`,
} as const;

test.each(['insurance', 'tax', 'health'] as const)(
  'in the %s register a statement differs from the truth exactly where the ground truth has an error',
  async (register) => {
    const records = await read<{
      key: string;
      name: string;
      birth: string;
      precision: string;
      sex: string;
      id: string | null;
    }>(register, STATED[register]);
    expect(records.length).toBeGreaterThan(500);
    const unexplained: string[] = [];
    for (const stated of records) {
      const truth = people.get(`${register} ${stated.key}`);
      if (truth === undefined) throw new Error(`a record of the ${register} register is nobody's`);
      const noted = errors.get(`${register} ${stated.key}`) ?? [];
      if (noted.includes('person')) continue;
      const differs = {
        full_name: stated.name !== truth.name,
        birth_date: stated.birth !== truth.birth || stated.precision === 'Y',
        sex: stated.sex !== truth.sex,
        personal_id: stated.id !== truth.id,
      };
      for (const [field, wrong] of Object.entries(differs)) {
        if (wrong !== noted.includes(field)) unexplained.push(`${stated.key} ${field}`);
      }
    }
    expect(unexplained.slice(0, 5)).toEqual([]);
  },
);

test('errors gather on the same people: whoever is wrong in one register is more often wrong in another', () => {
  const wrongIn = (register: string): Set<string> =>
    new Set(
      [...errors.entries()]
        .filter(([key, fields]) => key.startsWith(`${register} `) && fields.includes('full_name'))
        .map(([key]) => people.get(key)?.number ?? ''),
    );
  const holdersOf = (register: string): Set<string> =>
    new Set([...people.entries()].filter(([key]) => key.startsWith(`${register} `)).map(([, person]) => person.number));
  const insured = holdersOf('insurance');
  const held = [...holdersOf('health')].filter((number) => insured.has(number));
  const wrongHere = wrongIn('insurance');
  const wrongThere = wrongIn('health');
  const share = (numbers: readonly string[]): number =>
    numbers.filter((number) => wrongThere.has(number)).length / numbers.length;
  expect(share(held.filter((number) => wrongHere.has(number)))).toBeGreaterThan(1.3 * share(held));
});

test('errors come about as often as the rates of 2021 times one half say', async () => {
  const rows = await read<{ kind: string; percent: number }>(
    'truth',
    `select kind, count(*) * 100.0::float / (select count(*) from register.record where register = 'insurance') as percent
       from register.injected_error where register = 'insurance' group by kind`,
  );
  const percents = new Map(rows.map((row) => [row.kind, row.percent]));
  const expected = {
    SPELLING_VARIANT: 3,
    MARK_WRONG: 1.25,
    LEGACY_ID_CARD: 17.5,
    ID_MISSING: 4,
    RESIDENCE_STALE: 10,
    DOUBLE_INSURANCE_NUMBER: 1.25,
  };
  for (const [kind, percent] of Object.entries(expected)) {
    expect(percents.get(kind) ?? 0).toBeGreaterThan(percent * 0.7);
    expect(percents.get(kind) ?? 0).toBeLessThan(percent * 1.3);
  }
});

test('some numbers of old identity cards were issued twice, and people who moved have two of them', async () => {
  const rows = await read<{ twice: number; two: number }>(
    'population',
    `select (select count(*)::int from (select from register.legacy_id_card group by personal_id having count(*) > 1) x) as two,
            (select count(*)::int from register.legacy_id_card where card_number between '271450001' and '271500000') as twice`,
  );
  expect(rows[0]?.two).toBeGreaterThan(0);
  expect(rows[0]?.twice).toBeGreaterThan(0);
});
