import { correctionOf, readerRole, sqlMigration, WITHOUT_CORRECTION } from '../sql';

const VIEW = `
  create or replace view share.participant as
    select p.insurance_number, p.personal_id, p.full_name, p.name_key, p.birth_date, p.birth_date_precision, p.sex,
           p.province_code, p.province_valid_from, p.residence_province_code, p.residence_province_valid_from,
           p.residence_commune_code, p.residence_commune_valid_from, p.employer_unit_id, u.tax_code as employer_tax_code,
           p.in_compulsory_si, p.in_voluntary_si, p.in_unemployment_insurance, p.in_health_insurance,
           p.verified_on, p.first_registered_on, p.recorded_on, p.version
      from register.participant p
      left join register.employer_unit u on u.unit_id = p.employer_unit_id;`;

/** Participants' personal IDs can be corrected by campaigns. */
export const Correction1700000000002 = sqlMigration(
  'Correction1700000000002',
  `
  alter table register.participant add column version bigint not null default 1;
  comment on column register.participant.version is 'Grows with each correction of the row';
  ${correctionOf('insurance', { table: 'participant', key: 'insurance_number', stamp: 'verified_on' })}
  ${VIEW}`,
  `
  drop view share.participant;
  ${VIEW.replace(', p.version', '')}
  grant select on share.participant to ${readerRole('insurance')};
  ${WITHOUT_CORRECTION}
  alter table register.participant drop column version;`,
);
