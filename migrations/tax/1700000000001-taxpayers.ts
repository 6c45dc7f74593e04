import { FOLD_NAME_FUNCTION, grantShare, sqlMigration } from '../sql';

/** The tax register of the demonstration: organisations, people, what the one paid the other, declared head counts. */
export const Taxpayers1700000000001 = sqlMigration(
  'Taxpayers1700000000001',
  `
  create schema register;
  ${FOLD_NAME_FUNCTION}

  create table register.organisation (
    tax_code text primary key check (tax_code ~ '^[0-9]{10}(-[0-9]{3})?$'),
    parent_tax_code text references register.organisation,
    name text not null,
    kind text not null check (kind in ('STATE', 'ENTERPRISE', 'FOREIGN', 'COOPERATIVE', 'OTHER')),
    status text not null check (status in ('A', 'S', 'C')),
    province_code text not null,
    province_valid_from date not null,
    commune_code text not null,
    commune_valid_from date not null,
    registered_on date not null
  );
  create index organisation_parent on register.organisation (parent_tax_code, tax_code);

  create table register.taxpayer (
    tax_code text primary key check (tax_code ~ '^[0-9]{10}$'),
    personal_id text,
    id_card_number text,
    full_name text not null,
    name_key text generated always as (register.fold_name(full_name)) stored,
    birth_date date,
    sex text check (sex in ('M', 'F')),
    status text not null check (status in ('A', 'M', 'C')),
    merged_into text references register.taxpayer,
    residence_province_code text,
    residence_province_valid_from date,
    residence_commune_code text,
    residence_commune_valid_from date,
    registered_on date not null,
    recorded_on date not null,
    check ((status = 'M') = (merged_into is not null))
  );
  create index taxpayer_person on register.taxpayer (personal_id, status, tax_code);
  create index taxpayer_id_card on register.taxpayer (id_card_number, tax_code);
  create index taxpayer_name_birth on register.taxpayer (name_key, birth_date);
  create index taxpayer_birth on register.taxpayer (birth_date, tax_code);
  create index taxpayer_merged on register.taxpayer (merged_into, tax_code);

  create table register.income (
    tax_code text not null references register.taxpayer,
    year integer not null,
    payer_tax_code text not null references register.organisation,
    months integer not null check (months between 1 and 12),
    gross_income bigint not null check (gross_income >= 0),
    tax_withheld bigint not null check (tax_withheld >= 0),
    primary key (tax_code, year, payer_tax_code)
  );
  create index income_payer on register.income (payer_tax_code, year desc, tax_code);

  create table register.head_count (
    tax_code text not null references register.organisation,
    year integer not null,
    people_paid integer not null check (people_paid >= 0),
    wage_fund bigint not null check (wage_fund >= 0),
    primary key (tax_code, year)
  );

  create schema share;
  create view share.organisation as
    select tax_code, parent_tax_code, name, kind, status, province_code, province_valid_from, commune_code,
           commune_valid_from, registered_on
      from register.organisation;
  create view share.taxpayer as
    select tax_code, personal_id, id_card_number, full_name, name_key, birth_date, sex, status, merged_into,
           residence_province_code, residence_province_valid_from, residence_commune_code, residence_commune_valid_from,
           registered_on, recorded_on
      from register.taxpayer;
  create view share.income as
    select tax_code, year, payer_tax_code, months, gross_income, tax_withheld from register.income;
  create view share.head_count as
    select tax_code, year, people_paid, wage_fund from register.head_count;
  ${grantShare('tax')}`,
  `drop schema share cascade; drop schema register cascade;`,
);
