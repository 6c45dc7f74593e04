import { FOLD_NAME_FUNCTION, grantShare, sqlMigration } from '../sql';

/** The health register of the demonstration: facilities, health-insurance cards and claims. */
export const Cards1700000000001 = sqlMigration(
  'Cards1700000000001',
  `
  create schema register;
  ${FOLD_NAME_FUNCTION}

  create table register.facility (
    facility_code text primary key check (facility_code ~ '^[0-9]{5}$'),
    name text not null,
    level text not null check (level in ('CENTRAL', 'PROVINCE', 'DISTRICT', 'COMMUNE')),
    province_code text not null,
    province_valid_from date not null
  );

  create table register.card (
    card_number text primary key check (card_number ~ '^[A-Z]{2}[1-5][0-9]{12}$'),
    insurance_number text not null check (insurance_number = right(card_number, 10)),
    personal_id text,
    full_name text not null,
    name_key text generated always as (register.fold_name(full_name)) stored,
    birth_date date,
    birth_date_precision text not null check (birth_date_precision in ('D', 'Y')),
    sex text check (sex in ('M', 'F')),
    residence_province_code text,
    residence_province_valid_from date,
    residence_commune_code text,
    residence_commune_valid_from date,
    object_group text not null check (object_group = left(card_number, 2)),
    benefit_level integer not null check (benefit_level between 1 and 5),
    issuing_province_code text not null,
    issuing_province_valid_from date not null,
    facility_code text references register.facility,
    valid_from date not null,
    valid_to date not null,
    blocked_on date,
    recorded_on date not null,
    check (valid_to >= valid_from)
  );
  create index card_participant on register.card (insurance_number, valid_from desc, card_number);
  create index card_person on register.card (personal_id, valid_from desc, card_number);
  create index card_name_birth on register.card (name_key, birth_date);
  create index card_birth on register.card (birth_date, card_number);

  create table register.claim (
    claim_id bigint primary key,
    card_number text not null references register.card,
    facility_code text not null references register.facility,
    admitted_on date not null,
    discharged_on date not null,
    kind text not null check (kind in ('IN', 'OUT')),
    total_cost bigint not null check (total_cost >= 0),
    insurer_paid bigint not null check (insurer_paid >= 0),
    patient_paid bigint not null check (patient_paid >= 0),
    diagnosis_envelope text not null,
    diagnosis_index text not null,
    check (discharged_on >= admitted_on),
    check (insurer_paid + patient_paid = total_cost)
  );
  create index claim_card on register.claim (card_number, admitted_on desc, claim_id);
  create index claim_diagnosis on register.claim (diagnosis_index);

  create schema share;
  create view share.facility as
    select facility_code, name, level, province_code, province_valid_from from register.facility;
  create view share.card as
    select card_number, insurance_number, personal_id, full_name, name_key, birth_date, birth_date_precision, sex,
           residence_province_code, residence_province_valid_from, residence_commune_code, residence_commune_valid_from,
           object_group, benefit_level, issuing_province_code, issuing_province_valid_from, facility_code, valid_from,
           valid_to, blocked_on, recorded_on
      from register.card;
  create view share.claim as
    select claim_id, card_number, facility_code, admitted_on, discharged_on, kind, total_cost, insurer_paid,
           patient_paid, diagnosis_envelope
      from register.claim;
  ${grantShare('health')}`,
  `drop schema share cascade; drop schema register cascade;`,
);
