import { correctionOf, readerRole, sqlMigration, withoutCorrection } from '../sql';

const VIEW = `
    select p.insurance_number, p.personal_id, p.full_name, p.name_key, p.birth_date, p.birth_date_precision, p.sex,
           p.province_code, p.province_valid_from, p.residence_province_code, p.residence_province_valid_from,
           p.residence_commune_code, p.residence_commune_valid_from, p.employer_unit_id, u.tax_code as employer_tax_code,
           p.in_compulsory_si, p.in_voluntary_si, p.in_unemployment_insurance, p.in_health_insurance,
           p.verified_on, p.first_registered_on, p.recorded_on, p.version
      from register.participant p
      left join register.employer_unit u on u.unit_id = p.employer_unit_id`;

/** Participants' personal IDs can be corrected by campaigns. */
export const Correction1700000000002 = sqlMigration(
  'Correction1700000000002',
  `
  ${correctionOf('insurance', { table: 'participant', key: 'insurance_number', stamp: 'verified_on' })}
  create or replace view share.participant as ${VIEW};`,
  `
  drop view share.participant;
  create view share.participant as ${VIEW.replace(', p.version', '')};
  grant select on share.participant to ${readerRole('insurance')};
  ${withoutCorrection('participant')}`,
);
