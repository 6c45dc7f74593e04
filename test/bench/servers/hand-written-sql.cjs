'use strict';
/** The statements of the hand-written server: one for each register and page, children as JSON text. */
const { select } = require('./columns.cjs');

/** One row as JSON, or null. `what` is all that follows `select`. */
const one = (what) => `(select row_to_json(o) from (select ${what}) o)`;
/** Rows as a JSON array. */
const many = (what) => `(select coalesce(json_agg(m), '[]') from (select ${what}) m)`;

const PAGE = `select * from share.participant where province_code = $1 and in_compulsory_si order by insurance_number`;

const SQL = {
  flagshipInsurance: `
    select p.insurance_number, p.personal_id, row_to_json((select n from (select
             ${select('Participant', ['insuranceNumber', 'fullName', 'birthDate', 'sex', 'personalId'])},
             ${one(`${select('EmployerUnit', ['taxCode', 'name'])} from share.employer_unit
                    where unit_id = p.employer_unit_id`)} as employer,
             ${many(`${select('Contribution', ['month', 'amount', 'status'])} from share.contribution c
                     where c.insurance_number = p.insurance_number order by c.month desc limit 6`)} as contributions
           ) n))
      from (${PAGE} limit 51) p order by p.insurance_number`,
  flagshipPopulation: `
    select personal_id, row_to_json((select n from (select
             ${select('Citizen', ['personalId', 'fullName', 'birthDate', 'status'])}) n))
      from share.citizen where personal_id = any($1)`,
  flagshipTax: `
    select t.personal_id, row_to_json((select n from (select ${select('Taxpayer', ['taxCode'])},
             ${many(`${select('Income', ['year', 'grossIncome'])},
                     ${one(`${select('TaxOrganisation', ['taxCode', 'name'])} from share.organisation
                            where tax_code = i.payer_tax_code`)} as payer
                     from share.income i where i.tax_code = t.tax_code
                     order by i.year desc, i.payer_tax_code limit 2`)} as incomes
           ) n))
      from (select distinct on (personal_id) personal_id, tax_code from share.taxpayer where personal_id = any($1)
             order by personal_id, status, tax_code) t`,
  flagshipHealth: `
    select k.number, ${many(`${select('HealthCard', ['cardNumber', 'objectGroup', 'benefitLevel', 'validFrom', 'validTo'])}
             from share.card c where c.insurance_number = k.number order by c.valid_from desc, c.card_number limit 10`)}
      from unnest($1::text[]) k(number)`,

  personPopulation: `
    select ${one(`${select('Citizen')},
      ${one(`${select('Death')} from share.death d where d.personal_id = c.personal_id`)} as death,
      ${many(`${select('SupersededId')} from share.superseded_id s where s.personal_id = c.personal_id
              order by s.superseded_on desc, s.superseded_id limit 10`)} as "supersededIds"
      from share.citizen c where c.personal_id = $1`)}`,
  personInsurance: `
    select ${many(`${select('Participant')},
      ${one(`${select('EmployerUnit')} from share.employer_unit where unit_id = p.employer_unit_id`)} as employer,
      ${many(`${select('Contribution')} from share.contribution c where c.insurance_number = p.insurance_number
              order by c.month desc limit 12`)} as contributions,
      ${many(`${select('Participation')} from share.participation a where a.insurance_number = p.insurance_number
              order by a.started_on desc, a.participation_id limit 10`)} as participations
      from share.participant p where p.personal_id = $1 order by p.insurance_number limit 10`)}`,
  personTax: `
    select ${many(`${select('Taxpayer')},
      ${many(`${select('Income')},
        ${one(`${select('TaxOrganisation')} from share.organisation where tax_code = i.payer_tax_code`)} as payer
        from share.income i where i.tax_code = t.tax_code order by i.year desc, i.payer_tax_code limit 5`)} as incomes
      from share.taxpayer t where t.personal_id = $1 order by t.status, t.tax_code limit 10`)}`,
  personHealth: `
    select ${many(`${select('HealthCard')},
      ${one(`${select('Facility')} from share.facility f where f.facility_code = k.facility_code`)} as facility
      from share.card k where k.personal_id = $1 order by k.valid_from desc, k.card_number limit 10`)}`,

  narrow: `
    select insurance_number, row_to_json((select n from (select
             ${select('Participant', ['insuranceNumber', 'fullName', 'birthDate', 'sex'])}) n))
      from (${PAGE} limit 501) p order by insurance_number`,
  count: `select count(*) from share.participant where in_compulsory_si and province_code = $1`,
};

module.exports = { SQL };
