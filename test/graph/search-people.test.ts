import { openGraph, type OpenGraph } from '../support/graph';
import type { Register } from '../../src/values/databases';

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

const SEARCH = `query Search($search: SearchPeopleInput!, $first: Int) { searchPeople(search: $search, first: $first) {
  citizens { personalId } participants { insuranceNumber } taxpayers { taxCode } healthCards { cardNumber }
} }`;

interface Found {
  readonly citizens: readonly object[];
  readonly participants: readonly object[];
  readonly taxpayers: readonly object[];
  readonly healthCards: readonly object[];
}

/** Where each kind of record lies, and its key as the graph names it. */
const KINDS = {
  citizens: ['population', 'citizen', 'personal_id', 'personalId'],
  participants: ['insurance', 'participant', 'insurance_number', 'insuranceNumber'],
  taxpayers: ['tax', 'taxpayer', 'tax_code', 'taxCode'],
  healthCards: ['health', 'card', 'card_number', 'cardNumber'],
} as const;

/** The records that fit a condition of each kind's own, in the order of their keys; none where there is no condition. */
async function readFound(conditions: Partial<Record<keyof Found, string>>, values: readonly unknown[]): Promise<Found> {
  const lists = Object.entries(KINDS).map(async ([kind, [register, table, key, name]]) => {
    const condition = conditions[kind as keyof Found];
    if (condition === undefined) return [kind, []];
    const sql = `select ${key} as "${name}" from register.${table} t where ${condition} order by ${key} limit 20`;
    return [kind, await graph.tables.select(register, sql, values)];
  });
  return Object.fromEntries(await Promise.all(lists)) as Found;
}

async function search(by: object): Promise<Found> {
  return (await graph.ask<{ searchPeople: Found }>(SEARCH, { search: by, first: 20 })).searchPeople;
}

const countOf = (found: Found): number => Object.values(found).flat().length;

describe('a search by an identifier', () => {
  const cases: readonly (readonly [string, Register, string, Partial<Record<keyof Found, string>>])[] = [
    [
      'personalId',
      'insurance',
      'select min(personal_id) as key from (select personal_id from register.participant where length(personal_id) = 12 group by 1 having count(*) > 1) d',
      {
        citizens: 'personal_id = $1',
        participants: 'personal_id = $1',
        taxpayers: 'personal_id = $1',
        healthCards: 'personal_id = $1',
      },
    ],
    [
      'legacyIdCardNumber',
      'insurance',
      "select max(personal_id) as key from register.participant where personal_id ~ '^[0-9]{9}$'",
      { participants: 'personal_id = $1', taxpayers: 'id_card_number = $1', healthCards: 'personal_id = $1' },
    ],
    [
      'legacyIdCardNumber',
      'tax',
      "select max(id_card_number) as key from register.taxpayer where id_card_number ~ '^[0-9]{9}$'",
      { participants: 'personal_id = $1', taxpayers: 'id_card_number = $1', healthCards: 'personal_id = $1' },
    ],
    [
      'insuranceNumber',
      'health',
      'select max(insurance_number) as key from register.card',
      { participants: 'insurance_number = $1', healthCards: 'insurance_number = $1' },
    ],
    ['taxCode', 'tax', 'select max(tax_code) as key from register.taxpayer', { taxpayers: 'tax_code = $1' }],
    [
      'healthCardNumber',
      'health',
      'select max(card_number) as key from register.card',
      { healthCards: 'card_number = $1' },
    ],
  ];

  it.each(cases)('%s of the %s register finds the records that hold it', async (kind, register, sql, conditions) => {
    const { key } = await graph.tables.sample<{ key: string }>(register, sql);
    const expected = await readFound(conditions, [key]);
    if (kind === 'legacyIdCardNumber') {
      const holders = await graph.tables.select(
        'population',
        'select personal_id as "personalId" from register.legacy_id_card where card_number = $1 order by card_number, personal_id',
        [key],
      );
      Object.assign(expected, { citizens: holders });
    }
    expect(await search({ [kind]: key })).toEqual(expected);
    expect(countOf(expected)).toBeGreaterThan(0);
  });

  it('finds every citizen who held an identity card of that number', async () => {
    const { key } = await graph.tables.sample<{ key: string }>(
      'population',
      'select card_number as key from register.legacy_id_card group by 1 order by count(*) desc, 1 limit 1',
    );
    const { citizens } = await search({ legacyIdCardNumber: key });
    expect(citizens).toEqual(
      await graph.tables.select(
        'population',
        'select personal_id as "personalId" from register.legacy_id_card where card_number = $1 order by 1',
        [key],
      ),
    );
    expect(citizens.length).toBeGreaterThan(0);
  });
});

interface Sample {
  readonly name: string;
  readonly birth: string;
  readonly sex: string;
  readonly province: string;
  readonly commune: string;
}

describe('a search by attributes', () => {
  /** Without diacritics, by the decomposition of Unicode: another way than the product's. */
  const plain = (name: string): string =>
    name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
  const SEX = { M: 'MALE', F: 'FEMALE' } as const;

  /** A citizen whom the insurance register knows as well, with a letter in the name that has no decomposition. */
  async function sampleCitizen(): Promise<Sample> {
    const known = await graph.tables.select<{ id: string; name: string; birth: string }>(
      'insurance',
      `select personal_id as id, full_name as name, birth_date as birth from register.participant
        where verified_on is not null and full_name ~ 'Đ'`,
    );
    return graph.tables.sample<Sample>(
      'population',
      `select c.full_name as name, c.birth_date as birth, c.sex, r.province_code as province, r.commune_code as commune
         from register.citizen c join register.residence r using (personal_id)
        where r.kind = 'P' and r.ended_on is null and (c.personal_id, c.full_name, c.birth_date) in (select * from unnest($1::text[], $2::text[], $3::date[]))
        order by c.personal_id limit 1`,
      [known.map(({ id }) => id), known.map(({ name }) => name), known.map(({ birth }) => birth)],
    );
  }

  /** Every record of a birth date and sex, whose name is compared outside SQL. */
  async function readNamed({ name, birth, sex }: Sample): Promise<Found> {
    const wanted = plain(name).toLowerCase();
    const lists = Object.entries(KINDS).map(async ([kind, [register, table, key, field]]) => {
      const rows = await graph.tables.select<{ key: string; name: string }>(
        register,
        `select ${key} as key, full_name as name from register.${table} where birth_date = $1 and sex = $2 order by 1`,
        [birth, sex],
      );
      return [
        kind,
        rows.filter((row) => plain(row.name).toLowerCase() === wanted).map((row) => ({ [field]: row.key })),
      ];
    });
    return Object.fromEntries(await Promise.all(lists)) as Found;
  }

  it('finds people whatever the case, the diacritics and the blanks of the name', async () => {
    const sample = await sampleCitizen();
    const expected = await readNamed(sample);
    const spelled = [
      sample.name,
      plain(sample.name),
      sample.name.toUpperCase(),
      ` ${plain(sample.name).toLowerCase().replaceAll(' ', '  ')} `,
      sample.name.normalize('NFD'),
    ];
    for (const fullName of spelled) {
      expect(await search({ fullName, birthDate: sample.birth, sex: SEX[sample.sex as 'M'] })).toEqual(expected);
    }
    expect(expected.citizens.length).toBeGreaterThan(0);
    expect(expected.participants.length).toBeGreaterThan(0);
  });

  it('takes province and commune as one attribute and needs three', async () => {
    const { name, birth, sex, province, commune } = await sampleCitizen();
    const both = await search({ fullName: name, birthDate: birth, province, commune });
    const conditions = {
      participants:
        'full_name = $1 and birth_date = $2 and residence_province_code = $3 and residence_commune_code = $4',
      taxpayers: 'full_name = $1 and birth_date = $2 and residence_province_code = $3 and residence_commune_code = $4',
      healthCards:
        'full_name = $1 and birth_date = $2 and residence_province_code = $3 and residence_commune_code = $4',
      citizens: `full_name = $1 and birth_date = $2 and exists (select from register.residence r where r.personal_id = t.personal_id
        and kind = 'P' and ended_on is null and province_code = $3 and commune_code = $4)`,
    };
    const exact = await readFound(conditions, [name, birth, province, commune]);
    expect(both).toEqual(expect.objectContaining({ citizens: exact.citizens }));
    expect(exact.citizens.length).toBeGreaterThan(0);
    const refused = { path: 'searchPeople', code: 'ARGUMENT_INVALID', reason: 'TOO_FEW_ATTRIBUTES' };
    for (const few of [
      { fullName: name, sex: SEX[sex as 'M'] },
      { fullName: name, province, commune },
      { birthDate: birth },
      {},
    ]) {
      expect(await graph.askRefused(SEARCH, { search: few })).toEqual([refused]);
    }
  });

  it('by birth date, sex and province needs no name, and is cut at `first`', async () => {
    const { birth, sex, province } = await graph.tables.sample<Sample>(
      'population',
      `select birth_date as birth, sex, province_code as province from register.citizen join register.residence using (personal_id)
        where kind = 'P' and ended_on is null group by 1, 2, 3 order by count(*) desc, 1, 2, 3 limit 1`,
    );
    const by = { birthDate: birth, sex: SEX[sex as 'M'], province };
    const expected = await readFound(
      {
        citizens: `birth_date = $1 and sex = $2 and exists (select from register.residence r where r.personal_id = t.personal_id
          and kind = 'P' and ended_on is null and province_code = $3)`,
        participants: 'birth_date = $1 and sex = $2 and residence_province_code = $3',
        taxpayers: 'birth_date = $1 and sex = $2 and residence_province_code = $3',
        healthCards: 'birth_date = $1 and sex = $2 and residence_province_code = $3',
      },
      [birth, sex, province],
    );
    expect(await search(by)).toEqual(expected);
    expect(expected.citizens.length).toBeGreaterThan(1);
    const { searchPeople } = await graph.ask<{ searchPeople: Found }>(SEARCH, { search: by, first: 1 });
    expect(searchPeople.citizens).toEqual(expected.citizens.slice(0, 1));
  });

  it.each([
    [{ personalId: '904185012345', fullName: 'A' }, 'IDENTIFIER_NOT_ALONE'],
    [{ personalId: '904185012345', taxCode: '0100047516' }, 'IDENTIFIER_NOT_ALONE'],
    [{ fullName: ' \u00a0', birthDate: '1985-01-01', sex: 'MALE' }, 'BLANK'],
  ])('is refused for %j: %s', async (by, reason) => {
    expect(await graph.askRefused(SEARCH, { search: by })).toEqual([
      { path: 'searchPeople', code: 'ARGUMENT_INVALID', reason },
    ]);
  });
});
