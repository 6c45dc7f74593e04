import { openGraph, type OpenGraph } from '../support/graph';

/** What a document may ask beyond plain fields, over the same records. */

let graph: OpenGraph;
/** A participant with an employer and many contributions. */
let number: string;

beforeAll(async () => {
  graph = await openGraph();
  ({ number } = await graph.tables.sample<{ number: string }>(
    'insurance',
    'select insurance_number as number from register.contribution where employer_unit_id is not null group by 1 having count(*) > 15 order by 1 limit 1',
  ));
});

afterAll(() => graph.close());

async function readMonths(limit: number): Promise<readonly { month: string }[]> {
  return graph.tables.select(
    'insurance',
    `select to_char(month, 'YYYY-MM') as month from register.contribution c where insurance_number = $1
      order by c.month desc limit $2`,
    [number, limit],
  );
}

describe('a document', () => {
  it('asks one list under two names with different lengths, at the root and below', async () => {
    const answer = await graph.ask(
      `query($n: InsuranceNumber!) {
        two: participants(filter: { province: "04" }, first: 2) { edges { node { insuranceNumber } } }
        three: participants(filter: { province: "04" }, first: 3) { edges { node { insuranceNumber } } }
        other: participants(filter: { province: "36" }, first: 2) { totalCount edges { node { insuranceNumber } } }
        participant(insuranceNumber: $n) {
          last: contributions(first: 1) { month } more: contributions(first: 14) { month } usual: contributions { month }
        }
      }`,
      { n: number },
    );
    const page = async (province: string, first: number): Promise<object> => {
      const rows = await graph.tables.select(
        'insurance',
        'select insurance_number as "insuranceNumber" from register.participant where province_code = $1 order by 1 limit $2',
        [province, first],
      );
      return { edges: rows.map((node) => ({ node })) };
    };
    const [counted] = await graph.tables.select<object>(
      'insurance',
      `select count(*) as "totalCount" from register.participant where province_code = '36'`,
    );
    expect(answer).toEqual({
      two: await page('04', 2),
      three: await page('04', 3),
      other: { ...(await page('36', 2)), ...counted },
      participant: { last: await readMonths(1), more: await readMonths(14), usual: await readMonths(12) },
    });
  });

  it('merges selections of one field and answers in the order of the document', async () => {
    const { participant } = await graph.ask<{ participant: object }>(
      `query($n: InsuranceNumber!) { participant(insuranceNumber: $n) {
        sex employer { name } ...Rest fullName ... on Participant { employer { taxCode } insuranceNumber }
      } }
      fragment Rest on Participant { employer { kind ...Code } }
      fragment Code on EmployerUnit { unitCode }`,
      { n: number },
    );
    const expected = await graph.tables.sample(
      'insurance',
      `select case p.sex when 'M' then 'MALE' else 'FEMALE' end as sex, p.full_name as "fullName", p.insurance_number as "insuranceNumber",
              jsonb_build_object('name', u.name, 'kind', u.kind, 'unitCode', u.unit_code, 'taxCode', u.tax_code) as employer
         from register.participant p join register.employer_unit u on u.unit_id = p.employer_unit_id where p.insurance_number = $1`,
      [number],
    );
    expect(participant).toEqual(expected);
    expect(Object.keys(participant)).toEqual(['sex', 'employer', 'fullName', 'insuranceNumber']);
    expect(Object.keys((participant as { employer: object }).employer)).toEqual([
      'name',
      'kind',
      'unitCode',
      'taxCode',
    ]);
  });

  it.each([true, false])('leaves out what @include and @skip leave out, here for %s', async (wanted) => {
    const { participant } = await graph.ask<{ participant: object }>(
      `query($n: InsuranceNumber!, $wanted: Boolean!) { participant(insuranceNumber: $n) {
        insuranceNumber
        contributions(first: 2) @include(if: $wanted) { month amount @skip(if: $wanted) }
        employer @skip(if: $wanted) { unitCode }
        ... @include(if: $wanted) { fullName }
      } }`,
      { n: number, wanted },
    );
    const keys = wanted ? ['insuranceNumber', 'contributions', 'fullName'] : ['insuranceNumber', 'employer'];
    expect(Object.keys(participant)).toEqual(keys);
    if (wanted) expect(participant).toMatchObject({ contributions: await readMonths(2) });
  });

  it('names the type at every level', async () => {
    const { p } = await graph.ask<{ p: { edges: { node: { contributions: object[] } }[] } }>(
      `query { __typename p: participants(filter: { scheme: COMPULSORY_SI }, first: 1) { __typename pageInfo { __typename }
        edges { __typename node { __typename kind: __typename employer { __typename }
          contributions(first: 1) { __typename } person { __typename statements(attribute: NAME) { __typename } } } } } }`,
    );
    expect(p).toMatchObject({
      __typename: 'ParticipantConnection',
      pageInfo: { __typename: 'PageInfo' },
      edges: [
        {
          __typename: 'ParticipantEdge',
          node: {
            __typename: 'Participant',
            kind: 'Participant',
            employer: { __typename: 'EmployerUnit' },
            contributions: [{ __typename: 'Contribution' }],
          },
        },
      ],
    });
  });

  it('asks of the schema and of the data at once', async () => {
    const answer = await graph.ask(`{ __type(name: "Participant") { name kind } province(code: "04") { name } }`);
    expect(answer).toEqual({ __type: { name: 'Participant', kind: 'OBJECT' }, province: { name: 'Cao Bằng' } });
  });

  it('goes round in a circle of registers and comes back to the same record', async () => {
    const { n } = await graph.tables.sample<{ n: string }>(
      'insurance',
      'select insurance_number as n from register.participant where verified_on is not null and employer_unit_id is not null order by 1 limit 1',
    );
    const { participant } = await graph.ask<{ participant: { person: { participants: object[] } } }>(
      `query($n: InsuranceNumber!) { participant(insuranceNumber: $n) {
        insuranceNumber
        person { participants { insuranceNumber healthCards { participant { insuranceNumber } } } }
      } }`,
      { n },
    );
    const found = participant.person.participants as { insuranceNumber: string; healthCards: object[] }[];
    for (const { insuranceNumber, healthCards } of found) {
      expect(healthCards).toEqual(healthCards.map(() => ({ participant: { insuranceNumber } })));
    }
    expect(found.map(({ insuranceNumber }) => insuranceNumber)).toContain(n);
  });
});

describe('an edge', () => {
  it('from a key that is missing leads to null or to an empty list, and to no other record', async () => {
    const { n } = await graph.tables.sample<{ n: string }>(
      'insurance',
      'select min(insurance_number) as n from register.participant where personal_id is null and employer_unit_id is null',
    );
    const { participant } = await graph.ask<{ participant: unknown }>(
      `query($n: InsuranceNumber!) { participant(insuranceNumber: $n) {
        personalId citizen { fullName } taxpayer { taxCode } taxpayers { taxCode } person { personalId } employer { name }
      } }`,
      { n },
    );
    expect(participant).toEqual({
      personalId: null,
      citizen: null,
      taxpayer: null,
      taxpayers: [],
      person: null,
      employer: null,
    });
  });

  it('joins rows with and without a key on one page as SQL does', async () => {
    const { participants } = await graph.ask<{ participants: { edges: { node: object }[] } }>(
      `{ participants(filter: { province: "36" }, first: 200) { edges { node {
        insuranceNumber residenceCommune { code name } employer { unitCode } taxpayers(first: 2) { taxCode } citizen { sex }
      } } } }`,
    );
    const rows = await graph.tables.select<{
      insuranceNumber: string;
      id: string;
      code: string;
      from: string;
      unit: string;
    }>(
      'insurance',
      `select insurance_number as "insuranceNumber", personal_id as id, residence_commune_code as code,
              residence_commune_valid_from as "from", u.unit_code as unit
         from register.participant p left join register.employer_unit u on u.unit_id = p.employer_unit_id
        where p.province_code = '36' order by 1 limit 200`,
    );
    const ids = rows.map(({ id }) => id);
    const communes = await graph.tables.select<{ code: string; from: string; name: string }>(
      'gateway',
      'select code, valid_from as "from", name from register.commune',
    );
    const taxpayers = await graph.tables.select<{ id: string; taxCode: string }>(
      'tax',
      'select personal_id as id, tax_code as "taxCode" from register.taxpayer t where personal_id = any($1) order by t.status, tax_code',
      [ids],
    );
    const citizens = await graph.tables.select<{ id: string; sex: string }>(
      'population',
      `select personal_id as id, case sex when 'M' then 'MALE' else 'FEMALE' end as sex from register.citizen where personal_id = any($1)`,
      [ids],
    );
    const expected = rows.map(({ insuranceNumber, id, code, from, unit }) => {
      const commune = communes.find((c) => c.code === code && c.from === from);
      const citizen = citizens.find((c) => c.id === id);
      return {
        insuranceNumber,
        residenceCommune: commune ? { code, name: commune.name } : null,
        employer: unit ? { unitCode: unit } : null,
        taxpayers: taxpayers
          .filter((t) => t.id === id)
          .slice(0, 2)
          .map(({ taxCode }) => ({ taxCode })),
        citizen: citizen ? { sex: citizen.sex } : null,
      };
    });
    expect(participants.edges.map(({ node }) => node)).toEqual(expected);
    expect(new Set(expected.map(({ employer }) => employer === null)).size).toBe(2);
  });
});

describe('what a caller may not ask', () => {
  it.each([0, -1, 501])('a page of %i participants', async (first) => {
    const refused = await graph.askRefused('query($first: Int!) { participants(first: $first) { edges { cursor } } }', {
      first,
    });
    expect(refused).toEqual([{ path: 'participants', code: 'ARGUMENT_INVALID', reason: 'OUT_OF_BOUNDS' }]);
  });

  it('a nested list longer than its bound: the field is null, the rest answers', async () => {
    const { data, errors } = await graph.askAny(
      'query($n: InsuranceNumber!) { participant(insuranceNumber: $n) { insuranceNumber contributions(first: 121) { month } } }',
      { n: number },
    );
    expect(data).toEqual({ participant: { insuranceNumber: number, contributions: null } });
    expect(errors).toMatchObject([
      { path: ['participant', 'contributions'], extensions: { reason: 'OUT_OF_BOUNDS', most: 120 } },
    ]);
  });

  it.each([
    ['{ publishedFigures(filter: { area: "\\u0000" }) { edges { cursor } } }', 'publishedFigures'],
    [
      '{ searchPeople(search: { fullName: "A\\u0000B", sex: MALE, province: "04" }) { citizens { fullName } } }',
      'searchPeople',
    ],
  ])('text that no database can hold: %s', async (query, path) => {
    const refused = await graph.askRefused(query);
    expect(refused).toMatchObject([{ path, code: 'ARGUMENT_INVALID' }]);
  });
});
