import { openGraph, type OpenGraph } from '../support/graph';

/** Divisions valid in time and the published figures. */

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

const VALID_ON = 'valid_from <= $1 and (valid_to is null or valid_to >= $1)';

describe('provinces', () => {
  it.each([
    ['2023-12-31', 63],
    ['2025-06-30', 63],
    ['2025-07-01', 34],
  ])('of %s are all that were valid on that day, by code', async (on, count) => {
    const { provinces } = await graph.ask<{ provinces: readonly object[] }>(
      `query($on: Date) { provinces(on: $on) { code validFrom validTo name fullName englishName kind region
        successor { code validFrom name } predecessors { code validFrom name } } }`,
      { on },
    );
    const expected = await graph.tables.select(
      'gateway',
      `select code, valid_from as "validFrom", valid_to as "validTo", name, full_name as "fullName",
              english_name as "englishName", kind, region,
              (select jsonb_build_object('code', s.code, 'validFrom', s.valid_from, 'name', s.name) from register.province s
                where (s.code, s.valid_from) = (p.successor_code, p.successor_valid_from)) as successor,
              (select coalesce(jsonb_agg(jsonb_build_object('code', q.code, 'validFrom', q.valid_from, 'name', q.name) order by q.code), '[]')
                 from register.province q where (q.successor_code, q.successor_valid_from) = (p.code, p.valid_from)) as predecessors
         from register.province p where ${VALID_ON} order by code`,
      [on],
    );
    expect(provinces).toEqual(expected);
    expect(provinces).toHaveLength(count);
  });

  it('are told by code and day: 15 was Yên Bái and is Lào Cai', async () => {
    const answer = await graph.ask(`{
      usual: province(code: "15") { name validFrom }
      before: province(code: "15", on: "2025-06-30") { name successor { name predecessors { code } } }
      after: province(code: "15", on: "2025-07-01") { name predecessors { name } }
      gone: province(code: "02", on: "2025-07-01") { name }
    }`);
    expect(answer).toEqual({
      usual: { name: 'Yên Bái', validFrom: '2008-08-01' },
      before: { name: 'Yên Bái', successor: { name: 'Lào Cai', predecessors: [{ code: '10' }, { code: '15' }] } },
      after: { name: 'Lào Cai', predecessors: [{ name: 'Lào Cai' }, { name: 'Yên Bái' }] },
      gone: null,
    });
  });

  it('have their communes and targets in order', async () => {
    const { province } = await graph.ask<{ province: object }>(
      '{ province(code: "04") { communes(first: 1000) { code name kind districtCode } targets(first: 200) { year scheme measure value } } }',
    );
    const communes = await graph.tables.select(
      'gateway',
      `select code, name, kind, district_code as "districtCode" from register.commune c
        where province_code = '04' and province_valid_from = '2008-08-01' order by code, valid_from`,
    );
    const targets = await graph.tables.select(
      'insurance',
      `select year, case scheme when 'C' then 'COMPULSORY_SI' when 'V' then 'VOLUNTARY_SI' when 'U' then 'UNEMPLOYMENT_INSURANCE'
              else 'HEALTH_INSURANCE' end as scheme, measure, value
         from register.target t where province_code = '04' order by year desc, t.scheme, measure`,
    );
    expect(province).toEqual({ communes, targets });
    expect(communes.length).toBeGreaterThan(150);
    expect(targets.length).toBeGreaterThan(0);
  });
});

describe('a commune', () => {
  it('is the one that had the code on the day', async () => {
    const days = ['2023-12-31', '2025-06-30', '2025-07-01'];
    const reused = await graph.tables.select<{ code: string }>(
      'gateway',
      'select code from register.commune group by 1 having count(*) > 1 order by md5(code) limit 5',
    );
    for (const { code } of reused) {
      for (const on of days) {
        const [expected = null] = await graph.tables.select(
          'gateway',
          `select c.code, c.name, c.kind, c.valid_from as "validFrom", c.valid_to as "validTo", c.district_name as "districtName",
                  jsonb_build_object('code', p.code, 'name', p.name) as province
             from register.commune c join register.province p
               on (p.code, p.valid_from) = (c.province_code, c.province_valid_from)
            where c.code = $2 and c.valid_from <= $1 and (c.valid_to is null or c.valid_to >= $1)`,
          [on, code],
        );
        const { commune } = await graph.ask<{ commune: unknown }>(
          'query($code: CommuneCode!, $on: Date) { commune(code: $code, on: $on) { code name kind validFrom validTo districtName province { code name } } }',
          { code, on },
        );
        expect(commune).toEqual(expected);
      }
    }
    expect(reused).toHaveLength(5);
  });
});

describe('the published figures', () => {
  const FIGURE = `id asOf area areaCode metric scheme value unit percentOfTarget impliedTarget plausibleValue precision suspect
    flags note sourceTitle sourcePublisher sourcePublishedOn`;
  const SQL = `select figure_id as id, as_of as "asOf", area, area_code as "areaCode", metric, scheme, value, unit,
      percent_of_target as "percentOfTarget", implied_target as "impliedTarget", plausible_value as "plausibleValue",
      precision, suspect, flags, note, source_title as "sourceTitle", source_publisher as "sourcePublisher",
      source_published_on as "sourcePublishedOn" from register.published_figure`;

  interface Figures {
    readonly publishedFigures: { readonly totalCount: number; readonly edges: readonly { readonly node: Figure }[] };
  }

  interface Figure {
    readonly suspect: boolean;
    readonly flags: readonly string[];
    readonly value: number;
    readonly plausibleValue: number | null;
  }

  it('are 70, as printed, with their contradictions', async () => {
    const { publishedFigures } = await graph.ask<Figures>(
      `{ publishedFigures { totalCount edges { node { ${FIGURE} } } } }`,
    );
    const nodes = publishedFigures.edges.map(({ node }) => node);
    expect(nodes).toEqual(await graph.tables.select('gateway', `${SQL} order by figure_id`));
    expect([publishedFigures.totalCount, nodes.length]).toEqual([70, 70]);
    const suspect = nodes.filter((node) => node.suspect);
    expect(suspect.length).toBeGreaterThan(2);
    expect(nodes.filter(({ flags }) => flags.length > 0).length).toBeGreaterThan(suspect.length);
    expect(suspect.filter(({ flags }) => flags.length === 0)).toEqual([]);
    expect(nodes).toContainEqual(expect.objectContaining({ value: 247e9, plausibleValue: 24.7e9, suspect: true }));
  });

  it('are filtered by area, metric and scheme together', async () => {
    const { area, metric, scheme } = await graph.tables.sample<{ area: string; metric: string; scheme: string }>(
      'gateway',
      'select area_code as area, metric, scheme from register.published_figure where scheme is not null order by figure_id limit 1',
    );
    for (const filter of [{ area }, { metric }, { scheme }, { area, metric, scheme }]) {
      const columns = Object.keys(filter).map((key) => (key === 'area' ? 'area_code' : key));
      const { publishedFigures } = await graph.ask<Figures>(
        `query($filter: PublishedFigureFilter) { publishedFigures(filter: $filter) { totalCount edges { node { ${FIGURE} } } } }`,
        { filter },
      );
      const where = columns.map((column, i) => `${column} = $${i + 1}`).join(' and ');
      const expected = await graph.tables.select(
        'gateway',
        `${SQL} where ${where} order by figure_id`,
        Object.values(filter),
      );
      expect(publishedFigures.edges.map(({ node }) => node)).toEqual(expected);
      expect(publishedFigures.totalCount).toBe(expected.length);
      expect(expected.length).toBeGreaterThan(0);
    }
  });
});

it('the data set says what the run was loaded with', async () => {
  const { dataset } = await graph.ask<{ dataset: unknown }>('{ dataset { asOf citizens seed } }');
  expect(dataset).toEqual(
    await graph.tables.sample('gateway', 'select as_of as "asOf", citizens, seed from register.dataset'),
  );
});
