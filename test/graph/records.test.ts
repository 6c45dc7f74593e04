import { loadSecret } from '../../src/database/installation-secret';
import { findKeyId, openEnvelope } from '../../src/values/envelope';
import { deriveKey } from '../../src/values/seal';
import { testConfig } from '../support/cluster';
import { openGraph, type OpenGraph } from '../support/graph';

/** One record of one register with everything that hangs on it, as its owner's SQL gives it. */

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

const PARTICIPANT = `query One($number: InsuranceNumber!) {
  participant(insuranceNumber: $number) {
    insuranceNumber personalId fullName birthDate birthDatePrecision sex verifiedOn firstRegisteredOn recordedOn
    province { code validFrom } residenceProvince { code validFrom } residenceCommune { code validFrom }
    employer { unitCode taxCode name kind status registeredOn }
    participations(first: 50) { scheme salary startedOn endedOn employer { unitCode } participant { insuranceNumber } }
    contributions(first: 120) {
      month kind status salary amount socialInsuranceAmount healthInsuranceAmount unemploymentInsuranceAmount
      dueOn paidOn employer { unitCode }
    }
    supportPayments { programme unusedMonths amount paidOn }
    oneTimeAllowances { reason monthsCounted amount paidOn }
    vssidAccount { registeredOn approvedOn status }
  }
}`;

const PARTICIPANT_SQL = `
  select p.insurance_number as "insuranceNumber", p.personal_id as "personalId", p.full_name as "fullName",
         p.birth_date as "birthDate", case p.birth_date_precision when 'D' then 'DAY' else 'YEAR' end as "birthDatePrecision",
         case p.sex when 'M' then 'MALE' when 'F' then 'FEMALE' end as sex, p.verified_on as "verifiedOn",
         p.first_registered_on as "firstRegisteredOn", p.recorded_on as "recordedOn",
         jsonb_build_object('code', p.province_code, 'validFrom', p.province_valid_from) as province,
         case when p.residence_province_code is not null then
           jsonb_build_object('code', p.residence_province_code, 'validFrom', p.residence_province_valid_from) end as "residenceProvince",
         case when p.residence_commune_code is not null then
           jsonb_build_object('code', p.residence_commune_code, 'validFrom', p.residence_commune_valid_from) end as "residenceCommune",
         (select jsonb_build_object('unitCode', u.unit_code, 'taxCode', u.tax_code, 'name', u.name, 'kind', u.kind,
                   'status', case u.status when 'A' then 'ACTIVE' when 'S' then 'SUSPENDED' else 'DISSOLVED' end,
                   'registeredOn', u.registered_on)
            from register.employer_unit u where u.unit_id = p.employer_unit_id) as employer,
         (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select case q.scheme when 'C' then 'COMPULSORY_SI' when 'V' then 'VOLUNTARY_SI'
                     when 'U' then 'UNEMPLOYMENT_INSURANCE' else 'HEALTH_INSURANCE' end as scheme,
                   q.salary, q.started_on as "startedOn", q.ended_on as "endedOn",
                   (select jsonb_build_object('unitCode', u.unit_code) from register.employer_unit u
                     where u.unit_id = q.employer_unit_id) as employer,
                   jsonb_build_object('insuranceNumber', q.insurance_number) as participant
              from register.participation q where q.insurance_number = p.insurance_number
             order by q.started_on desc, q.participation_id limit 50) x) as participations,
         (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select to_char(c.month, 'YYYY-MM') as month, case c.kind when 'C' then 'COMPULSORY' else 'VOLUNTARY' end as kind,
                   c.status, c.salary, c.si_amount + c.hi_amount + c.ui_amount as amount,
                   c.si_amount as "socialInsuranceAmount", c.hi_amount as "healthInsuranceAmount",
                   c.ui_amount as "unemploymentInsuranceAmount", c.due_on as "dueOn", c.paid_on as "paidOn",
                   (select jsonb_build_object('unitCode', u.unit_code) from register.employer_unit u
                     where u.unit_id = c.employer_unit_id) as employer
              from register.contribution c where c.insurance_number = p.insurance_number order by c.month desc) x) as contributions,
         (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select 'RESOLUTION_116' as programme, unused_months as "unusedMonths", amount, paid_on as "paidOn"
              from register.support_payment s where s.insurance_number = p.insurance_number
             order by s.paid_on desc, s.payment_id) x) as "supportPayments",
         (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
            select reason, months_counted as "monthsCounted", amount, paid_on as "paidOn"
              from register.one_time_allowance a where a.insurance_number = p.insurance_number
             order by a.paid_on desc, a.allowance_id) x) as "oneTimeAllowances",
         (select jsonb_build_object('registeredOn', v.registered_on, 'approvedOn', v.approved_on,
                   'status', case v.status when 'A' then 'ACTIVE' when 'P' then 'PENDING' else 'LOCKED' end)
            from register.vssid_account v where v.insurance_number = p.insurance_number) as "vssidAccount"
    from register.participant p where p.insurance_number = $1`;

describe('a participant', () => {
  it.each([
    ['who works', 'select max(insurance_number) as n from register.contribution where employer_unit_id is not null'],
    ['who chose voluntary insurance', "select max(insurance_number) as n from register.contribution where kind = 'V'"],
    ['who was supported', 'select max(insurance_number) as n from register.support_payment'],
    ['who withdrew once', 'select max(insurance_number) as n from register.one_time_allowance'],
    ['with an account in VssID', "select min(insurance_number) as n from register.vssid_account where status <> 'A'"],
    ['who owes', "select min(insurance_number) as n from register.contribution where status = 'OWED'"],
    [
      'of whom only the year of birth is filed',
      "select max(insurance_number) as n from register.participant where birth_date_precision = 'Y'",
    ],
    ['who stated no ID', 'select max(insurance_number) as n from register.participant where personal_id is null'],
  ])('%s has everything that the insurance register holds of them', async (_, sql) => {
    const { n } = await graph.tables.sample<{ n: string | null }>('insurance', sql);
    const expected = await graph.tables.sample('insurance', PARTICIPANT_SQL, [n]);
    expect(await graph.ask(PARTICIPANT, { number: n })).toEqual({ participant: expected });
  });

  it('that the register does not hold is null', async () => {
    expect(await graph.ask(PARTICIPANT, { number: '0000000000' })).toEqual({ participant: null });
  });
});

describe('a taxpayer', () => {
  const ask = (code: string): Promise<unknown> =>
    graph.ask(
      `query One($code: TaxCode!) { taxpayer(taxCode: $code) {
        taxCode personalId idCardNumber fullName birthDate sex status registeredOn recordedOn
        residenceProvince { code } mergedInto { taxCode status } mergedFrom { taxCode status }
        incomes(first: 100) { year months grossIncome taxWithheld
          payer { taxCode name kind status headCounts(first: 2) { year peoplePaid wageFund } } }
      } }`,
      { code },
    );
  const SQL = `
    select t.tax_code as "taxCode", t.personal_id as "personalId", t.id_card_number as "idCardNumber",
           t.full_name as "fullName", t.birth_date as "birthDate",
           case t.sex when 'M' then 'MALE' when 'F' then 'FEMALE' end as sex,
           case t.status when 'A' then 'ACTIVE' when 'M' then 'MERGED' else 'CLOSED' end as status,
           t.registered_on as "registeredOn", t.recorded_on as "recordedOn",
           case when t.residence_province_code is not null then
             jsonb_build_object('code', t.residence_province_code) end as "residenceProvince",
           (select jsonb_build_object('taxCode', m.tax_code, 'status',
                     case m.status when 'A' then 'ACTIVE' when 'M' then 'MERGED' else 'CLOSED' end)
              from register.taxpayer m where m.tax_code = t.merged_into) as "mergedInto",
           (select coalesce(jsonb_agg(jsonb_build_object('taxCode', m.tax_code, 'status', 'MERGED') order by m.tax_code), '[]')
              from register.taxpayer m where m.merged_into = t.tax_code) as "mergedFrom",
           (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
              select i.year, i.months, i.gross_income as "grossIncome", i.tax_withheld as "taxWithheld",
                     jsonb_build_object('taxCode', o.tax_code, 'name', o.name, 'kind', o.kind, 'status',
                       case o.status when 'A' then 'ACTIVE' when 'S' then 'SUSPENDED' else 'CLOSED' end,
                       'headCounts', (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from (
                          select year, people_paid as "peoplePaid", wage_fund as "wageFund" from register.head_count
                           where tax_code = o.tax_code order by year desc limit 2) h)) as payer
                from register.income i join register.organisation o on o.tax_code = i.payer_tax_code
               where i.tax_code = t.tax_code order by i.year desc, i.payer_tax_code) x) as incomes
      from register.taxpayer t where t.tax_code = $1`;

  it.each([
    ['with the most incomes', 'select tax_code as c from register.income group by 1 order by count(*) desc, 1 limit 1'],
    ['whose code was merged into another', "select min(tax_code) as c from register.taxpayer where status = 'M'"],
    ['that others were merged into', 'select min(merged_into) as c from register.taxpayer'],
    ['whose code is closed', "select min(tax_code) as c from register.taxpayer where status = 'C'"],
    [
      'who registered with an old card',
      'select min(tax_code) as c from register.taxpayer where length(id_card_number) = 9',
    ],
  ])('%s has their registration, incomes and payers', async (_, sql) => {
    const { c } = await graph.tables.sample<{ c: string }>('tax', sql);
    expect(await ask(c)).toEqual({ taxpayer: await graph.tables.sample('tax', SQL, [c]) });
  });
});

describe('a health card', () => {
  const CARD = `query One($number: HealthCardNumber!) { healthCard(cardNumber: $number) {
    cardNumber insuranceNumber personalId fullName birthDate objectGroup benefitLevel validFrom validTo blockedOn
    issuingProvince { code } facility { facilityCode name level }
    participant { insuranceNumber fullName }
    claims(first: 100) { admittedOn dischargedOn kind totalCost insurerPaid patientPaid diagnosis
      card { cardNumber } facility { facilityCode level province { code } } }
  } }`;
  const SQL = `
    select card_number as "cardNumber", insurance_number as "insuranceNumber", personal_id as "personalId",
           full_name as "fullName", birth_date as "birthDate", object_group as "objectGroup",
           benefit_level as "benefitLevel", valid_from as "validFrom", valid_to as "validTo", blocked_on as "blockedOn",
           jsonb_build_object('code', issuing_province_code) as "issuingProvince",
           (select jsonb_build_object('facilityCode', f.facility_code, 'name', f.name, 'level', f.level)
              from register.facility f where f.facility_code = c.facility_code) as facility,
           (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
              select m.claim_id, m.diagnosis_envelope, m.admitted_on as "admittedOn", m.discharged_on as "dischargedOn",
                     case m.kind when 'IN' then 'IN_PATIENT' else 'OUT_PATIENT' end as kind, m.total_cost as "totalCost",
                     m.insurer_paid as "insurerPaid", m.patient_paid as "patientPaid",
                     jsonb_build_object('cardNumber', m.card_number) as card,
                     jsonb_build_object('facilityCode', f.facility_code, 'level', f.level,
                       'province', jsonb_build_object('code', f.province_code)) as facility
                from register.claim m join register.facility f on f.facility_code = m.facility_code
               where m.card_number = c.card_number order by m.admitted_on desc, m.claim_id) x) as claims
      from register.card c where card_number = $1`;

  interface Claim {
    readonly claim_id: number;
    readonly diagnosis_envelope: string;
  }

  it.each([
    [
      'with the most claims',
      'select card_number as c from register.claim group by 1 order by count(*) desc, 1 limit 1',
    ],
    ['that was blocked', 'select min(card_number) as c from register.card where blocked_on is not null'],
    [
      'without a claim',
      'select max(card_number) as c from register.card k where not exists (select from register.claim where card_number = k.card_number)',
    ],
  ])('%s has its holder, its facility and its claims with the diagnosis opened', async (_, sql) => {
    const { c } = await graph.tables.sample<{ c: string }>('health', sql);
    const { claims, ...card } = await graph.tables.sample<{ claims: readonly Claim[]; insuranceNumber: string }>(
      'health',
      SQL,
      [c],
    );
    const key = deriveKey(await loadSecret(testConfig()), 'diagnosis');
    const opened = claims.map(({ claim_id, diagnosis_envelope, ...claim }) => ({
      ...claim,
      diagnosis: openEnvelope(diagnosis_envelope, {
        key,
        keyId: findKeyId(diagnosis_envelope) ?? '',
        table: 'claim',
        recordKey: String(claim_id),
        column: 'diagnosis',
      }),
    }));
    const [participant = null] = await graph.tables.select(
      'insurance',
      'select insurance_number as "insuranceNumber", full_name as "fullName" from register.participant where insurance_number = $1',
      [card.insuranceNumber],
    );
    expect(await graph.ask(CARD, { number: c })).toEqual({ healthCard: { ...card, participant, claims: opened } });
    expect(opened.map(({ diagnosis }) => diagnosis).filter((code) => !/^[A-Z][0-9]{2}(\.[0-9])?$/.test(code))).toEqual(
      [],
    );
  });
});
