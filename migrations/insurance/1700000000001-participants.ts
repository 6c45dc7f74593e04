import { FOLD_NAME_FUNCTION, grantShare, sqlMigration } from '../sql';

/**
 * The insurance register of the demonstration. Schemes: C compulsory social insurance, V voluntary social insurance,
 * U unemployment insurance, H health insurance.
 */
export const Participants1700000000001 = sqlMigration(
  'Participants1700000000001',
  `
  create schema register;
  ${FOLD_NAME_FUNCTION}

  create table register.employer_unit (
    unit_id bigint primary key,
    province_code text not null,
    province_valid_from date not null,
    unit_code text not null check (unit_code ~ '^[A-Z]{2}[0-9]{4}[A-Z]$'),
    tax_code text,
    name text not null,
    kind text not null check (kind in ('STATE', 'ENTERPRISE', 'FOREIGN', 'COOPERATIVE', 'OTHER')),
    status text not null check (status in ('A', 'S', 'D')),
    commune_code text not null,
    commune_valid_from date not null,
    registered_on date not null,
    unique (province_code, unit_code)
  );
  create index employer_unit_tax_code on register.employer_unit (tax_code, unit_id);

  create table register.participant (
    insurance_number text primary key check (insurance_number ~ '^[0-9]{10}$'),
    personal_id text,
    full_name text not null,
    name_key text generated always as (register.fold_name(full_name)) stored,
    birth_date date,
    birth_date_precision text not null check (birth_date_precision in ('D', 'Y')),
    sex text check (sex in ('M', 'F')),
    province_code text not null,
    province_valid_from date not null,
    residence_province_code text,
    residence_province_valid_from date,
    residence_commune_code text,
    residence_commune_valid_from date,
    employer_unit_id bigint references register.employer_unit,
    in_compulsory_si boolean not null,
    in_voluntary_si boolean not null,
    in_unemployment_insurance boolean not null,
    in_health_insurance boolean not null,
    verified_on date,
    first_registered_on date not null,
    recorded_on date not null,
    check (not (in_compulsory_si and in_voluntary_si)),
    check (in_compulsory_si or not in_unemployment_insurance)
  );
  create index participant_province on register.participant (province_code, insurance_number);
  create index participant_compulsory on register.participant (province_code, insurance_number) where in_compulsory_si;
  create index participant_voluntary on register.participant (province_code, insurance_number) where in_voluntary_si;
  create index participant_unemployment on register.participant (province_code, insurance_number) where in_unemployment_insurance;
  create index participant_health on register.participant (province_code, insurance_number) where in_health_insurance;
  create index participant_person on register.participant (personal_id, insurance_number);
  create index participant_employer on register.participant (employer_unit_id, insurance_number);
  create index participant_name_birth on register.participant (name_key, birth_date);
  create index participant_birth on register.participant (birth_date, insurance_number);

  create table register.participation (
    participation_id bigint primary key,
    insurance_number text not null references register.participant,
    scheme text not null check (scheme in ('C', 'V', 'U', 'H')),
    employer_unit_id bigint references register.employer_unit,
    salary bigint check (salary >= 0),
    started_on date not null,
    ended_on date,
    check (ended_on >= started_on)
  );
  create index participation_participant on register.participation (insurance_number, started_on desc, participation_id);
  create index participation_employer on register.participation (employer_unit_id, started_on desc, participation_id);

  create table register.contribution (
    insurance_number text not null references register.participant,
    month date not null check (extract(day from month) = 1),
    kind text not null check (kind in ('C', 'V')),
    employer_unit_id bigint references register.employer_unit,
    salary bigint not null check (salary >= 0),
    si_amount bigint not null check (si_amount >= 0),
    hi_amount bigint not null check (hi_amount >= 0),
    ui_amount bigint not null check (ui_amount >= 0),
    due_on date not null,
    paid_on date,
    status text not null check (status in ('PAID', 'LATE', 'OWED')),
    check ((status = 'OWED') = (paid_on is null)),
    primary key (insurance_number, month)
  );

  create table register.employer_collection (
    unit_id bigint not null references register.employer_unit,
    month date not null check (extract(day from month) = 1),
    scheme text not null check (scheme in ('C', 'U', 'H')),
    due_amount bigint not null check (due_amount >= 0),
    paid_amount bigint not null check (paid_amount >= 0),
    interest_amount bigint not null check (interest_amount >= 0),
    due_on date not null,
    paid_on date,
    primary key (unit_id, month, scheme)
  );

  create table register.target (
    province_code text not null,
    province_valid_from date not null,
    scheme text not null check (scheme in ('C', 'V', 'U', 'H')),
    year integer not null,
    measure text not null check (measure in ('PARTICIPANTS', 'COLLECTION')),
    value bigint not null check (value >= 0),
    primary key (province_code, province_valid_from, scheme, year, measure)
  );

  create table register.inspection (
    inspection_id bigint primary key,
    unit_id bigint not null references register.employer_unit,
    inspected_on date not null,
    kind text not null check (kind in ('SPECIALISED', 'INTERDISCIPLINARY', 'UNANNOUNCED')),
    finding text not null check (finding in ('NONE', 'LATE', 'UNDER_DECLARED', 'UNREGISTERED')),
    owed_amount bigint not null check (owed_amount >= 0),
    remedied_amount bigint not null check (remedied_amount >= 0),
    remedied_on date
  );
  create index inspection_unit on register.inspection (unit_id, inspected_on desc, inspection_id);

  create table register.support_payment (
    payment_id bigint primary key,
    insurance_number text not null references register.participant,
    programme text not null check (programme in ('NQ116')),
    unused_months integer not null check (unused_months >= 0),
    amount bigint not null check (amount >= 0),
    paid_on date not null
  );
  create index support_payment_participant on register.support_payment (insurance_number, paid_on desc, payment_id);

  create table register.one_time_allowance (
    allowance_id bigint primary key,
    insurance_number text not null references register.participant,
    reason text not null check (reason in ('ONE_YEAR', 'EMIGRATION', 'DISEASE', 'AGE')),
    months_counted integer not null check (months_counted > 0),
    amount bigint not null check (amount >= 0),
    paid_on date not null
  );
  create index one_time_allowance_participant on register.one_time_allowance (insurance_number, paid_on desc, allowance_id);

  create table register.vssid_account (
    insurance_number text primary key references register.participant,
    registered_on date not null,
    approved_on date,
    status text not null check (status in ('A', 'P', 'L'))
  );

  create schema share;
  create view share.employer_unit as
    select unit_id, province_code, province_valid_from, unit_code, tax_code, name, kind, status, commune_code,
           commune_valid_from, registered_on
      from register.employer_unit;
  create view share.participant as
    select p.insurance_number, p.personal_id, p.full_name, p.name_key, p.birth_date, p.birth_date_precision, p.sex,
           p.province_code, p.province_valid_from, p.residence_province_code, p.residence_province_valid_from,
           p.residence_commune_code, p.residence_commune_valid_from, p.employer_unit_id, u.tax_code as employer_tax_code,
           p.in_compulsory_si, p.in_voluntary_si, p.in_unemployment_insurance, p.in_health_insurance,
           p.verified_on, p.first_registered_on, p.recorded_on
      from register.participant p
      left join register.employer_unit u on u.unit_id = p.employer_unit_id;
  create view share.participation as
    select participation_id, insurance_number, scheme, employer_unit_id, salary, started_on, ended_on
      from register.participation;
  create view share.contribution as
    select insurance_number, month, kind, employer_unit_id, salary, si_amount, hi_amount, ui_amount,
           si_amount + hi_amount + ui_amount as amount, due_on, paid_on, status
      from register.contribution;
  create view share.employer_collection as
    select unit_id, month, scheme, due_amount, paid_amount, interest_amount, due_on, paid_on
      from register.employer_collection;
  create view share.target as
    select province_code, province_valid_from, scheme, year, measure, value from register.target;
  create view share.inspection as
    select inspection_id, unit_id, inspected_on, kind, finding, owed_amount, remedied_amount, remedied_on
      from register.inspection;
  create view share.support_payment as
    select payment_id, insurance_number, programme, unused_months, amount, paid_on from register.support_payment;
  create view share.one_time_allowance as
    select allowance_id, insurance_number, reason, months_counted, amount, paid_on from register.one_time_allowance;
  create view share.vssid_account as
    select insurance_number, registered_on, approved_on, status from register.vssid_account;
  ${grantShare('insurance')}`,
  `drop schema share cascade; drop schema register cascade;`,
);
