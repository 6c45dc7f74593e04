import { FOLD_NAME_FUNCTION, grantShare, sqlMigration } from '../sql';

/** The population register of the demonstration: the owner's tables, and the views it shares. */
export const Citizens1700000000001 = sqlMigration(
  'Citizens1700000000001',
  `
  create schema register;
  ${FOLD_NAME_FUNCTION}

  create table register.citizen (
    personal_id text primary key check (personal_id ~ '^[0-9]{12}$'),
    full_name text not null,
    name_key text generated always as (register.fold_name(full_name)) stored,
    birth_date date not null,
    birth_date_precision text not null check (birth_date_precision in ('D', 'Y')),
    sex text not null check (sex in ('M', 'F')),
    status text not null check (status in ('A', 'D')),
    verified_on date,
    recorded_on date not null
  );
  create index citizen_name_birth on register.citizen (name_key, birth_date);
  create index citizen_birth on register.citizen (birth_date, personal_id);

  create table register.residence (
    residence_id bigint primary key,
    personal_id text not null references register.citizen,
    kind text not null check (kind in ('P', 'T')),
    province_code text not null,
    province_valid_from date not null,
    commune_code text not null,
    commune_valid_from date not null,
    started_on date not null,
    ended_on date,
    check (ended_on >= started_on)
  );
  create index residence_person on register.residence (personal_id, started_on desc, residence_id);
  create unique index residence_current on register.residence (personal_id) where kind = 'P' and ended_on is null;

  create table register.death (
    personal_id text primary key references register.citizen,
    died_on date not null,
    registered_on date not null,
    certificate_number text not null unique,
    check (registered_on >= died_on)
  );

  create table register.legacy_id_card (
    card_number text not null check (card_number ~ '^[0-9]{9}$'),
    personal_id text not null references register.citizen,
    issued_on date not null,
    issuing_province_code text not null,
    issuing_province_valid_from date not null,
    primary key (card_number, personal_id)
  );
  create index legacy_id_card_person on register.legacy_id_card (personal_id, issued_on desc);

  create table register.superseded_id (
    superseded_id text primary key check (superseded_id ~ '^[0-9]{12}$'),
    personal_id text not null references register.citizen,
    superseded_on date not null,
    reason text not null check (reason in ('SEX', 'BIRTH', 'DUPLICATE', 'ERROR')),
    check (superseded_id <> personal_id)
  );
  create index superseded_id_person on register.superseded_id (personal_id, superseded_on desc);

  create schema share;
  create view share.citizen as
    select c.personal_id, c.full_name, c.name_key, c.birth_date, c.birth_date_precision, c.sex, c.status,
           c.verified_on, c.recorded_on,
           r.province_code, r.province_valid_from, r.commune_code, r.commune_valid_from, r.started_on as resident_since
      from register.citizen c
      left join register.residence r on r.personal_id = c.personal_id and r.kind = 'P' and r.ended_on is null;
  create view share.residence as
    select residence_id, personal_id, kind, province_code, province_valid_from, commune_code, commune_valid_from,
           started_on, ended_on
      from register.residence;
  create view share.death as
    select personal_id, died_on, registered_on, certificate_number from register.death;
  create view share.legacy_id_card as
    select card_number, personal_id, issued_on, issuing_province_code, issuing_province_valid_from
      from register.legacy_id_card;
  create view share.superseded_id as
    select superseded_id, personal_id, superseded_on, reason from register.superseded_id;
  ${grantShare('population')}`,
  `drop schema share cascade; drop schema register cascade;`,
);
