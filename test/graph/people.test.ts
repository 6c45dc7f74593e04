import { openGraph, type OpenGraph } from '../support/graph';

/** People and employers as several registers state them together, against SQL over each register by itself. */

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

const SEX = "case sex when 'M' then 'MALE' when 'F' then 'FEMALE' end";

const PERSON = `query One($id: PersonalId!) { person(personalId: $id) {
  personalId
  citizen { personalId fullName birthDate sex status death { diedOn registeredOn } legacyIdCards { cardNumber issuedOn }
    province { code validFrom } commune { code } residences { kind startedOn endedOn } supersededIds { supersededId } }
  supersededBy { supersededId supersededOn reason citizen { personalId fullName } }
  participants { insuranceNumber fullName }
  taxpayers { taxCode status fullName }
  healthCards { cardNumber validFrom }
} }`;

async function readPerson(id: string): Promise<object> {
  const { tables } = graph;
  const [citizen = null] = await tables.select(
    'population',
    `select c.personal_id as "personalId", full_name as "fullName", birth_date as "birthDate", ${SEX} as sex,
            case status when 'A' then 'ALIVE' else 'DECEASED' end as status,
            (select jsonb_build_object('diedOn', died_on, 'registeredOn', registered_on)
               from register.death d where d.personal_id = c.personal_id) as death,
            (select coalesce(jsonb_agg(jsonb_build_object('cardNumber', card_number, 'issuedOn', issued_on)
                      order by issued_on desc, card_number), '[]')
               from register.legacy_id_card l where l.personal_id = c.personal_id) as "legacyIdCards",
            (select jsonb_build_object('code', province_code, 'validFrom', province_valid_from) from register.residence r
              where r.personal_id = c.personal_id and kind = 'P' and ended_on is null) as province,
            (select jsonb_build_object('code', commune_code) from register.residence r
              where r.personal_id = c.personal_id and kind = 'P' and ended_on is null) as commune,
            (select coalesce(jsonb_agg(jsonb_build_object('kind', case kind when 'P' then 'PERMANENT' else 'TEMPORARY' end,
                      'startedOn', started_on, 'endedOn', ended_on) order by started_on desc, residence_id), '[]')
               from register.residence r where r.personal_id = c.personal_id) as residences,
            (select coalesce(jsonb_agg(jsonb_build_object('supersededId', superseded_id) order by superseded_on desc), '[]')
               from register.superseded_id s where s.personal_id = c.personal_id) as "supersededIds"
       from register.citizen c where personal_id = $1`,
    [id],
  );
  const [supersededBy = null] = await tables.select(
    'population',
    `select s.superseded_id as "supersededId", s.superseded_on as "supersededOn", s.reason,
            jsonb_build_object('personalId', c.personal_id, 'fullName', c.full_name) as citizen
       from register.superseded_id s join register.citizen c using (personal_id) where superseded_id = $1`,
    [id],
  );
  const participants = await tables.select(
    'insurance',
    'select insurance_number as "insuranceNumber", full_name as "fullName" from register.participant where personal_id = $1 order by 1',
    [id],
  );
  const taxpayers = await tables.select(
    'tax',
    `select tax_code as "taxCode", case status when 'A' then 'ACTIVE' when 'M' then 'MERGED' else 'CLOSED' end as status,
            full_name as "fullName"
       from register.taxpayer t where personal_id = $1 order by t.status, tax_code`,
    [id],
  );
  const healthCards = await tables.select(
    'health',
    'select card_number as "cardNumber", valid_from as "validFrom" from register.card where personal_id = $1 order by 2 desc, 1',
    [id],
  );
  return { personalId: id, citizen, supersededBy, participants, taxpayers, healthCards };
}

describe('a person', () => {
  it.each([
    [
      'whose ID two participants state',
      'insurance',
      'select min(personal_id) as id from (select personal_id from register.participant where length(personal_id) = 12 group by 1 having count(*) > 1) d',
    ],
    [
      'with two tax codes',
      'tax',
      'select min(personal_id) as id from (select personal_id from register.taxpayer where personal_id is not null group by 1 having count(*) > 1) d',
    ],
    [
      'with two cards',
      'health',
      'select min(personal_id) as id from (select personal_id from register.card where length(personal_id) = 12 group by 1 having count(*) > 1) d',
    ],
    ['who died', 'population', 'select min(personal_id) as id from register.death'],
    [
      'who held old cards and has moved',
      'population',
      'select personal_id as id from register.legacy_id_card join register.residence using (personal_id) group by 1 order by count(*) desc, 1 limit 1',
    ],
    ['whose ID was replaced', 'population', 'select min(superseded_id) as id from register.superseded_id'],
    ['who replaced an ID', 'population', 'select min(personal_id) as id from register.superseded_id'],
  ] as const)('%s has every record of the four registers that states the ID', async (_, register, sql) => {
    const { id } = await graph.tables.sample<{ id: string }>(register, sql);
    expect(await graph.ask(PERSON, { id })).toEqual({ person: await readPerson(id) });
  });

  it('whom no register states is null', async () => {
    const id = '904199999999';
    expect(await readPerson(id)).toMatchObject({ citizen: null, participants: [], taxpayers: [], healthCards: [] });
    expect(await graph.ask(PERSON, { id })).toEqual({ person: null });
  });

  it('is reached from a participant only by an ID that can be one', async () => {
    const kinds = ['length(personal_id) = 9', 'personal_id is null', "length(personal_id) = 12 and personal_id ~ '^9'"];
    const answers = await Promise.all(
      kinds.map(async (kind) => {
        const { n, id } = await graph.tables.sample<{ n: string; id: string | null }>(
          'insurance',
          `select insurance_number as n, personal_id as id from register.participant where ${kind} order by 1 limit 1`,
        );
        const { participant } = await graph.ask<{ participant: { person: { personalId: string } | null } }>(
          'query($n: InsuranceNumber!) { participant(insuranceNumber: $n) { person { personalId } } }',
          { n },
        );
        return [id?.length ?? 0, id !== null && participant.person?.personalId === id];
      }),
    );
    expect(answers).toEqual([
      [9, false],
      [0, false],
      [12, true],
    ]);
  });
});

describe('what the registers state about a person', () => {
  const STATEMENTS = `query One($id: PersonalId!) { person(personalId: $id) {
    name: statements(attribute: NAME) { ...S } birth: statements(attribute: BIRTH_DATE) { ...S }
    sex: statements(attribute: SEX) { ...S } residence: statements(attribute: RESIDENCE) { ...S }
    id: statements(attribute: PERSONAL_ID) { ...S } death: statements(attribute: DEATH) { ...S }
  } }
  fragment S on Statement { register recordKey value statedOn verifiedOn authoritative }`;

  interface Stated {
    readonly key: string;
    readonly statedOn: string;
    readonly verifiedOn: string | null;
    readonly name: string;
    readonly birth: string | null;
    readonly sex: string | null;
    readonly residence: string | null;
    readonly id: string | null;
  }

  const RECORDS = [
    [
      'POPULATION',
      `select personal_id as key, recorded_on as "statedOn", verified_on as "verifiedOn", full_name as name,
        case birth_date_precision when 'Y' then left(birth_date::text, 4) else birth_date::text end as birth, ${SEX} as sex,
        (select province_code || '/' || commune_code from register.residence r
          where r.personal_id = c.personal_id and kind = 'P' and ended_on is null) as residence, personal_id as id
      from register.citizen c where personal_id = $1`,
    ],
    [
      'INSURANCE',
      `select insurance_number as key, recorded_on as "statedOn", verified_on as "verifiedOn", full_name as name,
        case birth_date_precision when 'Y' then left(birth_date::text, 4) else birth_date::text end as birth, ${SEX} as sex,
        nullif(concat_ws('/', residence_province_code, residence_commune_code), '') as residence, personal_id as id
      from register.participant where personal_id = $1 order by 1`,
    ],
    [
      'TAX',
      `select tax_code as key, recorded_on as "statedOn", null as "verifiedOn", full_name as name,
        birth_date::text as birth, ${SEX} as sex,
        nullif(concat_ws('/', residence_province_code, residence_commune_code), '') as residence, personal_id as id
      from register.taxpayer where personal_id = $1 order by 1`,
    ],
    [
      'HEALTH',
      `select card_number as key, recorded_on as "statedOn", null as "verifiedOn", full_name as name,
        case birth_date_precision when 'Y' then left(birth_date::text, 4) else birth_date::text end as birth, ${SEX} as sex,
        nullif(concat_ws('/', residence_province_code, residence_commune_code), '') as residence, personal_id as id
      from register.card where personal_id = $1 order by 1`,
    ],
  ] as const;

  async function readStatements(id: string): Promise<Record<string, readonly object[]>> {
    const stated: Record<string, object[]> = { name: [], birth: [], sex: [], residence: [], id: [], death: [] };
    for (const [register, sql] of RECORDS) {
      const rows = await graph.tables.select<Stated>(register.toLowerCase() as 'tax', sql, [id]);
      for (const { key: recordKey, statedOn, verifiedOn, ...values } of rows) {
        for (const [attribute, value] of Object.entries(values)) {
          const authoritative = register === 'POPULATION';
          stated[attribute]?.push({ register, recordKey, value, statedOn, verifiedOn, authoritative });
        }
      }
    }
    const deaths = await graph.tables.select<{ died: string; registered: string }>(
      'population',
      'select died_on as died, registered_on as registered from register.death where personal_id = $1',
      [id],
    );
    stated['death'] = deaths.map(({ died, registered }) => ({
      register: 'POPULATION',
      recordKey: id,
      value: died,
      statedOn: registered,
      verifiedOn: null,
      authoritative: true,
    }));
    return stated;
  }

  it.each([
    [
      'whose ID two participants state',
      'insurance',
      'select min(personal_id) as id from (select personal_id from register.participant where length(personal_id) = 12 group by 1 having count(*) > 1) d',
    ],
    [
      'with two tax codes',
      'tax',
      'select personal_id as id from register.taxpayer where personal_id is not null group by 1 having count(*) > 1 order by bool_and(merged_into is null or merged_into < tax_code), 1 limit 1',
    ],
    [
      'with two cards',
      'health',
      'select personal_id as id from register.card where length(personal_id) = 12 group by 1 having count(*) > 1 order by 1 limit 1',
    ],
    ['who died', 'population', 'select min(personal_id) as id from register.death'],
    [
      'of whom only the year of birth is known',
      'population',
      "select min(personal_id) as id from register.citizen where birth_date_precision = 'Y'",
    ],
  ] as const)(
    '%s: the authoritative statement first, the others by register and record key',
    async (_, register, sql) => {
      const { id } = await graph.tables.sample<{ id: string }>(register, sql);
      const { person } = await graph.ask<{ person: object }>(STATEMENTS, { id });
      expect(person).toEqual(await readStatements(id));
    },
  );
});

describe('an employer', () => {
  const EMPLOYER = `query One($code: TaxCode!) { employer(taxCode: $code) {
    taxCode
    organisation { taxCode name kind status parent { taxCode } branches { taxCode } headCounts { year peoplePaid wageFund }
      incomesPaid(first: 5) { year grossIncome taxpayer { taxCode } } units { unitCode } }
    units { unitCode name province { code } participants(first: 5) { insuranceNumber }
      participations(first: 3) { scheme startedOn }
      collections(first: 7) { month scheme dueAmount paidAmount interestAmount dueOn paidOn }
      inspections { inspectedOn kind finding owedAmount remediedAmount remediedOn } organisation { taxCode } }
  } }`;
  const SCHEME = `case scheme when 'C' then 'COMPULSORY_SI' when 'V' then 'VOLUNTARY_SI' when 'U' then 'UNEMPLOYMENT_INSURANCE'
    else 'HEALTH_INSURANCE' end`;

  async function readEmployer(code: string): Promise<object> {
    const [organisation = null] = await graph.tables.select<object>(
      'tax',
      `select tax_code as "taxCode", name, kind,
              case status when 'A' then 'ACTIVE' when 'S' then 'SUSPENDED' else 'CLOSED' end as status,
              case when parent_tax_code is not null then jsonb_build_object('taxCode', parent_tax_code) end as parent,
              (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from (select tax_code as "taxCode" from register.organisation
                where parent_tax_code = o.tax_code order by 1 limit 10) b) as branches,
              (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from (select year, people_paid as "peoplePaid", wage_fund as "wageFund"
                 from register.head_count where tax_code = o.tax_code order by year desc) h) as "headCounts",
              (select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (select year, gross_income as "grossIncome",
                 jsonb_build_object('taxCode', tax_code) as taxpayer
                 from register.income where payer_tax_code = o.tax_code order by year desc, tax_code limit 5) i) as "incomesPaid"
         from register.organisation o where tax_code = $1`,
      [code],
    );
    const units = await graph.tables.select<{ unitCode: string }>(
      'insurance',
      `select unit_code as "unitCode", name, jsonb_build_object('code', province_code) as province,
              (select coalesce(jsonb_agg(to_jsonb(p)), '[]') from (select insurance_number as "insuranceNumber"
                 from register.participant where employer_unit_id = u.unit_id order by 1 limit 5) p) as participants,
              (select coalesce(jsonb_agg(to_jsonb(p)), '[]') from (select ${SCHEME} as scheme, started_on as "startedOn"
                 from register.participation where employer_unit_id = u.unit_id
                order by started_on desc, participation_id limit 3) p) as participations,
              (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from (select to_char(month, 'YYYY-MM') as month, ${SCHEME} as scheme,
                 due_amount as "dueAmount", paid_amount as "paidAmount", interest_amount as "interestAmount",
                 due_on as "dueOn", paid_on as "paidOn"
                 from register.employer_collection e where unit_id = u.unit_id order by e.month desc, e.scheme limit 7) c) as collections,
              (select coalesce(jsonb_agg(to_jsonb(i)), '[]') from (select inspected_on as "inspectedOn", kind, finding,
                 owed_amount as "owedAmount", remedied_amount as "remediedAmount", remedied_on as "remediedOn"
                 from register.inspection where unit_id = u.unit_id order by inspected_on desc, inspection_id) i) as inspections
         from register.employer_unit u where tax_code = $1 order by unit_id limit 10`,
      [code],
    );
    const toOrganisation = organisation && { taxCode: code };
    return {
      taxCode: code,
      organisation: organisation && { ...organisation, units: units.map(({ unitCode }) => ({ unitCode })) },
      units: units.map((unit) => ({ ...unit, organisation: toOrganisation })),
    };
  }

  it.each([
    [
      'with several units',
      'insurance',
      'select tax_code as code from register.employer_unit where tax_code is not null group by 1 order by count(*) desc, 1 limit 1',
    ],
    [
      'that was inspected',
      'insurance',
      'select min(tax_code) as code from register.employer_unit join register.inspection using (unit_id)',
    ],
    [
      'that pays the most people',
      'tax',
      'select payer_tax_code as code from register.income group by 1 order by count(*) desc, 1 limit 1',
    ],
    [
      'that is a dependent unit',
      'tax',
      'select min(tax_code) as code from register.organisation where parent_tax_code is not null',
    ],
    ['that has dependent units', 'tax', 'select min(parent_tax_code) as code from register.organisation'],
  ] as const)('%s unites the insurance units and the organisation of its tax code', async (_, register, sql) => {
    const { code } = await graph.tables.sample<{ code: string }>(register, sql);
    expect(await graph.ask(EMPLOYER, { code })).toEqual({ employer: await readEmployer(code) });
  });

  it('that neither register states is null', async () => {
    expect(await graph.ask(EMPLOYER, { code: '0100047516' })).toEqual({ employer: null });
  });
});
