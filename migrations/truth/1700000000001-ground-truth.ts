import { sqlMigration } from '../sql';

/**
 * The ground truth of the demonstration nation: who is who, and which error was put where. It is read by those who
 * measure matching; the gateway's roles cannot connect to it.
 */
export const GroundTruth1700000000001 = sqlMigration(
  'GroundTruth1700000000001',
  `
  create schema register;
  create table register.person (
    person_number bigint primary key,
    personal_id text not null unique,
    full_name text not null,
    birth_date date not null,
    sex text not null,
    province_code text not null,
    died_on date
  );
  create table register.record (
    register text not null,
    record_key text not null,
    person_number bigint not null references register.person,
    primary key (register, record_key)
  );
  create index record_person on register.record (person_number);
  create table register.injected_error (
    register text not null,
    record_key text not null,
    field text not null,
    kind text not null,
    true_value text,
    foreign key (register, record_key) references register.record,
    primary key (register, record_key, field, kind)
  );`,
  `drop schema register cascade;`,
);
