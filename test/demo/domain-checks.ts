import type { NationDatabase } from '../../src/demo/tables';

/** A rule of the domain as a query that gives every record against it, by key; no row means the rule holds. */
export interface DomainCheck {
  readonly rule: string;
  readonly database: NationDatabase;
  readonly sql: string;
}

const OVERLAP = `a.started_on <= coalesce(b.ended_on, 'infinity') and b.started_on <= coalesce(a.ended_on, 'infinity')`;
const RELIEF = `c.month between '2021-10-01' and '2022-09-01' and u.kind <> 'STATE'`;

/** Rules that one register can be held to alone. */
export const DOMAIN_CHECKS: readonly DomainCheck[] = [
  {
    rule: 'whoever is in unemployment insurance is in compulsory social insurance at the same time',
    database: 'insurance',
    sql: `select a.insurance_number as key from register.participation a where a.scheme = 'U' and not exists (
            select from register.participation b where b.insurance_number = a.insurance_number and b.scheme = 'C'
               and b.started_on <= a.started_on and coalesce(b.ended_on, 'infinity') >= coalesce(a.ended_on, 'infinity'))`,
  },
  {
    rule: 'nobody is in compulsory and voluntary social insurance at the same time',
    database: 'insurance',
    sql: `select a.insurance_number as key from register.participation a
            join register.participation b using (insurance_number) where a.scheme = 'C' and b.scheme = 'V' and ${OVERLAP}`,
  },
  {
    rule: 'nobody has two open or overlapping spells in the same scheme',
    database: 'insurance',
    sql: `select a.insurance_number as key from register.participation a join register.participation b using (insurance_number, scheme)
           where a.participation_id < b.participation_id and ${OVERLAP}`,
  },
  {
    rule: 'the flags of a participant are those of the open spells',
    database: 'insurance',
    sql: `select p.insurance_number as key from register.participant p
            left join (select insurance_number, bool_or(scheme = 'C') c, bool_or(scheme = 'V') v, bool_or(scheme = 'U') u, bool_or(scheme = 'H') h
                         from register.participation where ended_on is null group by 1) s using (insurance_number)
           where (in_compulsory_si, in_voluntary_si, in_unemployment_insurance, in_health_insurance)
                 is distinct from (coalesce(s.c, false), coalesce(s.v, false), coalesce(s.u, false), coalesce(s.h, false))`,
  },
  {
    rule: 'a contribution salary lies between the minimum wage, for public employers the base salary, and 20 base salaries',
    database: 'insurance',
    sql: `select c.insurance_number as key from register.contribution c join register.employer_unit u on u.unit_id = c.employer_unit_id
           cross join lateral (select case when c.month < '2023-07-01' then 1490000 else 1800000 end as base) b
           where c.kind = 'C' and (c.salary > 20 * b.base or c.salary < case when u.kind = 'STATE' then b.base
                   else case when c.month < '2022-07-01' then 3070000 else 3250000 end end)`,
  },
  {
    rule: 'contributions follow the rates of their month: 25.5 % (25 % under Resolution 68), 4.5 %, and 2 % or 1 % (Resolution 116)',
    database: 'insurance',
    sql: `select c.insurance_number as key from register.contribution c join register.employer_unit u on u.unit_id = c.employer_unit_id
           where c.kind = 'C' and (
             abs(c.hi_amount - c.salary * 0.045) > 1
             or abs(c.si_amount - c.salary * case when c.month between '2021-07-01' and '2022-06-01' and u.kind <> 'STATE' then 0.25 else 0.255 end) > 1
             or (c.ui_amount <> 0 and abs(c.ui_amount - c.salary * case when ${RELIEF} then 0.01 else 0.02 end) > 1))`,
  },
  {
    rule: 'voluntary contributions are 22 % of the chosen income and nothing else',
    database: 'insurance',
    sql: `select insurance_number as key from register.contribution
           where kind = 'V' and (hi_amount + ui_amount <> 0 or abs(si_amount - salary * 0.22) > 1 or salary < 1500000)`,
  },
  {
    rule: 'a contribution is late exactly when it was paid after it was due',
    database: 'insurance',
    sql: `select insurance_number as key from register.contribution
           where (status = 'PAID' and paid_on > due_on) or (status = 'LATE' and paid_on <= due_on)`,
  },
  {
    rule: "an employer's collection is the sum of its employees' dues, paid and owed alike",
    database: 'insurance',
    sql: `with dues as (
            select employer_unit_id as unit_id, month, s.scheme, sum(s.amount) as due, coalesce(sum(s.amount) filter (where status <> 'OWED'), 0) as paid
              from register.contribution cross join lateral (values ('C', si_amount), ('H', hi_amount), ('U', ui_amount)) s (scheme, amount)
             where kind = 'C' group by 1, 2, 3 having sum(s.amount) > 0)
          select coalesce(d.unit_id, e.unit_id) as key from dues d full join register.employer_collection e using (unit_id, month, scheme)
           where d.due is distinct from e.due_amount or d.paid is distinct from e.paid_amount`,
  },
  {
    rule: 'interest is owed only for what came late',
    database: 'insurance',
    sql: `select unit_id as key from register.employer_collection
           where interest_amount > 0 and paid_amount = due_amount and paid_on < due_on + 30`,
  },
  {
    rule: 'support payments follow the tiers of Resolution 116 and go to people insured on 30 September 2021',
    database: 'insurance',
    sql: `select payment_id as key from register.support_payment s
           where amount <> case when unused_months < 12 then 1800000 when unused_months < 60 then 2100000 when unused_months < 84 then 2400000
                             when unused_months < 108 then 2650000 when unused_months < 132 then 2900000 else 3300000 end
              or not exists (select from register.participation p where p.insurance_number = s.insurance_number and p.scheme = 'U'
                                and p.started_on <= '2021-09-30' and coalesce(p.ended_on, 'infinity') >= '2021-09-30')`,
  },
  {
    rule: 'a personal ID is of the reserved range and states the sex, century and birth year of its holder',
    database: 'population',
    sql: `select personal_id as key from register.citizen
           where personal_id !~ '^9[0-9]{2}[0-3][0-9]{8}$' or substr(personal_id, 5, 2) <> to_char(birth_date, 'YY')
              or substr(personal_id, 4, 1)::int <> (case when birth_date >= '2000-01-01' then 2 else 0 end) + (case sex when 'F' then 1 else 0 end)`,
  },
  {
    rule: 'the dead, and only they, have a death record',
    database: 'population',
    sql: `select personal_id as key from register.citizen left join register.death d using (personal_id) where (status = 'D') <> (d.personal_id is not null)`,
  },
  {
    rule: 'everyone has one current permanent residence, and residences follow one another',
    database: 'population',
    sql: `select personal_id as key from register.citizen c where (select count(*) from register.residence r
             where r.personal_id = c.personal_id and r.kind = 'P' and r.ended_on is null) <> 1
          union all
          select a.personal_id from register.residence a join register.residence b using (personal_id)
           where a.kind = 'P' and b.kind = 'P' and a.residence_id < b.residence_id and ${OVERLAP}`,
  },
  {
    rule: 'a claim lies inside the validity of its card and before its blocking',
    database: 'health',
    sql: `select claim_id as key from register.claim l join register.card c using (card_number)
           where l.admitted_on < c.valid_from or l.discharged_on > c.valid_to or l.discharged_on > coalesce(c.blocked_on, 'infinity')`,
  },
  {
    rule: "what organisations paid by head count is the sum of their people's incomes",
    database: 'tax',
    sql: `select h.tax_code as key from register.head_count h
            full join (select payer_tax_code as tax_code, year, count(*) as people, sum(gross_income) as wages from register.income group by 1, 2) i
           using (tax_code, year) where (h.people_paid, h.wage_fund) is distinct from (i.people, i.wages)`,
  },
];
