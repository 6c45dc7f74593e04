import { openGraph, type OpenGraph } from '../support/graph';
import { FLAGSHIP } from './flagship';

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

interface Page<Node> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
}

interface FlagshipRow {
  readonly insuranceNumber: string;
  readonly personalId: string | null;
  readonly citizen: object | null;
  readonly employer: object | null;
  readonly contributions: readonly object[];
  readonly healthCards: readonly object[];
  readonly taxpayer: { readonly incomes: readonly { readonly payer: object | null }[] } | null;
}

/** The flagship page as four owners would put it together by hand. */
async function readFlagshipPage(province: string, first: number): Promise<{ total: number; rows: readonly unknown[] }> {
  const { tables } = graph;
  const rows = await tables.select<{ insuranceNumber: string; personalId: string | null }>(
    'insurance',
    `select p.insurance_number as "insuranceNumber", p.full_name as "fullName", p.birth_date as "birthDate",
            case p.sex when 'M' then 'MALE' when 'F' then 'FEMALE' end as sex, p.personal_id as "personalId",
            (select jsonb_build_object('taxCode', u.tax_code, 'name', u.name)
               from register.employer_unit u where u.unit_id = p.employer_unit_id) as employer,
            (select coalesce(jsonb_agg(to_jsonb(c)), '[]')
               from (select to_char(month, 'YYYY-MM') as month, si_amount + hi_amount + ui_amount as amount, status
                       from register.contribution c where c.insurance_number = p.insurance_number
                      order by c.month desc limit 6) c) as contributions
       from register.participant p
      where p.province_code = $1 and p.in_compulsory_si order by p.insurance_number limit $2`,
    [province, first],
  );
  const ids = rows.map(({ personalId }) => personalId);
  const citizens = await tables.select<{ personalId: string }>(
    'population',
    `select personal_id as "personalId", full_name as "fullName", birth_date as "birthDate",
            case status when 'A' then 'ALIVE' else 'DECEASED' end as status
       from register.citizen where personal_id = any($1)`,
    [ids],
  );
  const cards = await tables.select<{ owner: string }>(
    'health',
    `select insurance_number as owner, card_number as "cardNumber", object_group as "objectGroup",
            benefit_level as "benefitLevel", valid_from as "validFrom", valid_to as "validTo"
       from register.card where insurance_number = any($1) order by valid_from desc, card_number`,
    [rows.map(({ insuranceNumber }) => insuranceNumber)],
  );
  const taxpayers = await tables.select<{ owner: string }>(
    'tax',
    `select distinct on (t.personal_id) t.personal_id as owner, t.tax_code as "taxCode",
            (select coalesce(jsonb_agg(to_jsonb(i)), '[]')
               from (select i.year, i.gross_income as "grossIncome",
                            jsonb_build_object('taxCode', o.tax_code, 'name', o.name) as payer
                       from register.income i join register.organisation o on o.tax_code = i.payer_tax_code
                      where i.tax_code = t.tax_code order by i.year desc, i.payer_tax_code limit 2) i) as incomes
       from register.taxpayer t where t.personal_id = any($1) order by t.personal_id, t.status, t.tax_code`,
    [ids],
  );
  const withoutOwner = ({ owner: _, ...rest }: { owner: string }): object => rest;
  const taxpayerOf = (id: string | null): object | null => {
    const found = taxpayers.find(({ owner }) => owner === id);
    return found ? withoutOwner(found) : null;
  };
  const [counted] = await tables.select<{ total: number }>(
    'insurance',
    'select count(*) as total from register.participant where province_code = $1 and in_compulsory_si',
    [province],
  );
  return {
    total: counted?.total ?? -1,
    rows: rows.map((row) => ({
      ...row,
      citizen: citizens.find(({ personalId }) => personalId === row.personalId) ?? null,
      healthCards: cards.filter(({ owner }) => owner === row.insuranceNumber).map(withoutOwner),
      taxpayer: taxpayerOf(row.personalId),
    })),
  };
}

describe.each(['04', '15', '36', '79'])('the flagship query for province %s', (province) => {
  it('answers what the four registers hold', async () => {
    const { participants } = await graph.ask<{ participants: Page<FlagshipRow> }>(FLAGSHIP, { province, first: 500 });
    const { total, rows } = await readFlagshipPage(province, 500);
    expect(participants.edges.map(({ node }) => node)).toEqual(rows);
    expect(participants.totalCount).toBe(total);
    expect(participants.pageInfo.hasNextPage).toBe(total > 500);
    expect(rows.length).toBeGreaterThan(5);
  });
});

it('the flagship query joins data of all four registers for at least a quarter of its rows', async () => {
  const pages = await Promise.all(
    ['04', '15', '36', '79'].map((province) =>
      graph.ask<{ participants: Page<FlagshipRow> }>(FLAGSHIP, { province, first: 100 }),
    ),
  );
  const rows = pages.flatMap(({ participants }) => participants.edges.map(({ node }) => node));
  const joined = rows.filter((row) => row.citizen && row.employer && row.healthCards.length > 0 && row.taxpayer);
  expect(joined.length).toBeGreaterThanOrEqual(rows.length / 4);
  expect(joined.length).toBeGreaterThan(25);
});

const PAGE = `query Page($filter: ParticipantFilter, $first: Int!, $after: String) {
  participants(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { insuranceNumber } }
  }
}`;

type NumberPage = Page<{ readonly insuranceNumber: string }>;

function askPage(filter: object | null, first: number, after?: string): Promise<{ participants: NumberPage }> {
  return graph.ask(PAGE, { filter, first, after });
}

async function readNumbers(condition: string, values: readonly unknown[] = []): Promise<readonly string[]> {
  const rows = await graph.tables.select<{ n: string }>(
    'insurance',
    `select p.insurance_number as n from register.participant p
       left join register.employer_unit u on u.unit_id = p.employer_unit_id where ${condition} order by 1`,
    values,
  );
  return rows.map(({ n }) => n);
}

const numbersOf = (page: NumberPage): readonly string[] => page.edges.map(({ node }) => node.insuranceNumber);

describe('a list of participants', () => {
  it('read page by page is the whole list of the province, each participant once and in order', async () => {
    const expected = await readNumbers("p.province_code = '36'");
    const found: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages <= expected.length / 97; pages += 1) {
      const { participants } = await askPage({ province: '36' }, 97, after);
      found.push(...numbersOf(participants));
      expect(participants.totalCount).toBe(expected.length);
      expect(participants.pageInfo.hasPreviousPage).toBe(pages > 0);
      expect(participants.pageInfo.hasNextPage).toBe(found.length < expected.length);
      after = participants.pageInfo.endCursor;
    }
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(200);
  });

  it('goes on after the row whose cursor it is given, whatever the length of the page', async () => {
    const { participants: whole } = await askPage({ province: '04' }, 30);
    for (const k of [0, 7, 28]) {
      const { participants: rest } = await askPage({ province: '04' }, 29 - k, whole.edges[k]?.cursor);
      expect(rest.edges).toEqual(whole.edges.slice(k + 1));
    }
  });

  it('gives an empty page after its last row', async () => {
    const { participants: whole } = await askPage({ province: '04', scheme: 'VOLUNTARY_SI' }, 500);
    const { participants: rest } = await askPage(
      { province: '04', scheme: 'VOLUNTARY_SI' },
      5,
      whole.pageInfo.endCursor,
    );
    expect(rest.edges).toEqual([]);
    expect(rest.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });

  it.each([
    ['COMPULSORY_SI', 'in_compulsory_si'],
    ['VOLUNTARY_SI', 'in_voluntary_si'],
    ['UNEMPLOYMENT_INSURANCE', 'in_unemployment_insurance'],
    ['HEALTH_INSURANCE', 'in_health_insurance'],
  ])('in the scheme %s holds those who are in it, in one province and in all', async (scheme, column) => {
    const inProvince = await readNumbers(`p.province_code = '15' and p.${column}`);
    const everywhere = await readNumbers(`p.${column}`);
    const { participants: page } = await askPage({ province: '15', scheme }, 500);
    const { participants: all } = await askPage({ scheme }, 200);
    expect([numbersOf(page), page.totalCount]).toEqual([inProvince.slice(0, 500), inProvince.length]);
    expect([numbersOf(all), all.totalCount]).toEqual([everywhere.slice(0, 200), everywhere.length]);
    expect(inProvince.length).toBeGreaterThan(0);
  });

  it('of an employer holds the people of every unit that states its tax code', async () => {
    const { tax, units } = await graph.tables.sample<{ tax: string; units: number }>(
      'insurance',
      `select u.tax_code as tax, count(distinct u.unit_id) as units from register.participant p
         join register.employer_unit u on u.unit_id = p.employer_unit_id
        where u.tax_code is not null group by 1 order by 2 desc, count(*) desc, 1 limit 1`,
    );
    const expected = await readNumbers('u.tax_code = $1', [tax]);
    const { participants } = await askPage({ employer: tax }, 500);
    expect([numbersOf(participants), participants.totalCount]).toEqual([expected, expected.length]);
    expect(units).toBeGreaterThan(0);
    expect(expected.length).toBeGreaterThan(1);
  });

  it('of a province of the 34 holds those of the provinces that became it, in one order', async () => {
    const expected = await readNumbers("p.province_code in ('15', '10')");
    const { participants } = await askPage({ province: '15', provinceOn: '2025-07-01' }, 500);
    expect([numbersOf(participants), participants.totalCount]).toEqual([expected.slice(0, 500), expected.length]);
    const { participants: next } = await askPage(
      { province: '15', provinceOn: '2025-07-01' },
      100,
      participants.edges[9]?.cursor,
    );
    expect(numbersOf(next)).toEqual(expected.slice(10, 110));
  });

  it('without a filter holds everybody', async () => {
    const expected = await readNumbers('true');
    const { participants } = await askPage(null, 300);
    expect([numbersOf(participants), participants.totalCount]).toEqual([expected.slice(0, 300), expected.length]);
  });

  it('of a province that nobody knows on that day is refused', async () => {
    const refused = await graph.askRefused(PAGE, { filter: { province: '02', provinceOn: '2025-07-01' }, first: 5 });
    expect(refused).toEqual([{ path: 'participants', code: 'ARGUMENT_INVALID', reason: 'PROVINCE_UNKNOWN' }]);
  });
});
