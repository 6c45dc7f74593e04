import { grantShare, sqlMigration } from '../sql';

/**
 * The gateway's own database: administrative divisions valid in time, the figures VSS has published, and what the
 * loaded data set is.
 */
export const Reference1700000000001 = sqlMigration(
  'Reference1700000000001',
  `
  create schema register;

  create table register.dataset (
    only_row boolean primary key default true check (only_row),
    as_of date not null unique,
    seed bigint not null,
    citizens bigint not null,
    generator text not null
  );

  create table register.reference_load (
    only_row boolean primary key default true check (only_row),
    content_hash text not null
  );

  create table register.province (
    code text not null check (code ~ '^[0-9]{2}$'),
    valid_from date not null,
    valid_to date,
    name text not null,
    full_name text not null,
    english_name text not null,
    kind text not null check (kind in ('PROVINCE', 'MUNICIPALITY')),
    region text,
    successor_code text,
    successor_valid_from date,
    primary key (code, valid_from),
    check (valid_to >= valid_from)
  );
  create index province_successor on register.province (successor_code, successor_valid_from, code);

  create table register.commune (
    code text not null check (code ~ '^[0-9]{5}$'),
    valid_from date not null,
    valid_to date,
    name text not null,
    kind text not null,
    district_code text,
    district_name text,
    province_code text not null,
    province_valid_from date not null,
    primary key (code, valid_from),
    foreign key (province_code, province_valid_from) references register.province
  );
  create index commune_province on register.commune (province_code, province_valid_from, code);

  create table register.published_figure (
    figure_id text primary key,
    as_of date not null,
    area text not null,
    area_code text not null,
    metric text not null,
    scheme text,
    value numeric not null,
    unit text not null,
    percent_of_target numeric,
    implied_target numeric,
    plausible_value numeric,
    precision text not null,
    suspect boolean not null,
    flag_codes text[] not null,
    flags text[] not null,
    note text,
    source_title text not null,
    source_publisher text not null,
    source_published_on date not null
  );
  create index published_figure_area on register.published_figure (area_code, figure_id);
  create index published_figure_metric on register.published_figure (metric, figure_id);
  create index published_figure_scheme on register.published_figure (scheme, figure_id);

  create schema share;
  create view share.dataset as select as_of, seed, citizens, generator from register.dataset;
  create view share.province as
    select code, valid_from, valid_to, name, full_name, english_name, kind, region, successor_code, successor_valid_from
      from register.province;
  create view share.commune as
    select code, valid_from, valid_to, name, kind, district_code, district_name, province_code, province_valid_from
      from register.commune;
  create view share.published_figure as
    select figure_id, as_of, area, area_code, metric, scheme, value, unit, percent_of_target, implied_target,
           plausible_value, precision, suspect, flag_codes, flags, note, source_title, source_publisher, source_published_on
      from register.published_figure;
  ${grantShare('gateway')}`,
  `drop schema share cascade; drop schema register cascade;`,
);
