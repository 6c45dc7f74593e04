import { correctionOf, readerRole, sqlMigration, WITHOUT_CORRECTION } from '../sql';

const VIEW = `
  create or replace view share.card as
    select card_number, insurance_number, personal_id, full_name, name_key, birth_date, birth_date_precision, sex,
           residence_province_code, residence_province_valid_from, residence_commune_code, residence_commune_valid_from,
           object_group, benefit_level, issuing_province_code, issuing_province_valid_from, facility_code, valid_from,
           valid_to, blocked_on, recorded_on, version
      from register.card;`;

/** The personal IDs of cards can be corrected by campaigns. */
export const Correction1700000000002 = sqlMigration(
  'Correction1700000000002',
  `
  alter table register.card add column version bigint not null default 1;
  comment on column register.card.version is 'Grows with each correction of the row';
  ${correctionOf('health', { table: 'card', key: 'card_number', stamp: null })}
  ${VIEW}`,
  `
  drop view share.card;
  ${VIEW.replace(', version', '')}
  grant select on share.card to ${readerRole('health')};
  ${WITHOUT_CORRECTION}
  alter table register.card drop column version;`,
);
