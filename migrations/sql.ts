import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Database } from '../src/values/databases';
import { FOLD_BLANKS, FOLD_FROM, FOLD_TO } from '../src/values/fold-name';

/**
 * Makes a migration of two SQL texts. TypeORM reads the class's name and the 13 digits at its end as its order.
 */
export function sqlMigration(name: string, up: string, down: string): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(up);
    }
    async down(runner: QueryRunner): Promise<void> {
      await runner.query(down);
    }
  };
}

/** The role as which the gateway reads a database: it sees what its owner shares and nothing else. */
export function readerRole(database: Database): string {
  return `lienthong_${database}_reader`;
}

/** The role as which the gateway writes its own database: it may do what a migration grants it, and owns nothing. */
export const WRITER_ROLE = 'lienthong_gateway_writer';

/** The role as which campaigns correct a register: it may call the functions of the schema `correction`, and see nothing. */
export function correctorRole(register: 'insurance' | 'health'): string {
  return `lienthong_${register}_corrector`;
}

/** A register's table whose personal IDs are corrected; `stamp` is its column that says since when the ID is verified. */
interface CorrectedTable {
  readonly table: string;
  readonly key: string;
  readonly stamp: string | null;
}

/**
 * What lets personal IDs of a register's table, whose rows have a version, be corrected exactly once: an inbox, a history and
 * an outbox, and the one function that writes them together. A correction whose number is in the inbox has been decided: with a history
 * row it was applied, without one the record was not as it was thought to be.
 */
export function correctionOf(register: 'insurance' | 'health', { table, key, stamp }: CorrectedTable): string {
  return `
  create table register.correction_fence (
    lease text primary key,
    fence bigint not null
  );
  comment on table register.correction_fence is 'The newest holder of each lease that has corrected anything; older ones come too late';
  create table register.correction_inbox (
    correction uuid primary key,
    received_at timestamptz not null default now()
  );
  comment on table register.correction_inbox is 'Corrections that were decided';
  create table register.correction_history (
    correction uuid primary key references register.correction_inbox,
    campaign text not null,
    record_key text not null,
    version bigint not null,
    personal_id_before text,
    personal_id_after text,
    verified_before date,
    verified_after date,
    applied_at timestamptz not null default now(),
    unique (record_key, version)
  );
  comment on table register.correction_history is 'Corrections that were applied; a record''s version is the one it had before';
  create index correction_history_campaign on register.correction_history (campaign, correction);
  create table register.correction_outbox (
    correction uuid primary key references register.correction_history
  );
  comment on table register.correction_outbox is 'Applied corrections that nobody has been told of yet';

  create schema correction;
  comment on schema correction is 'What campaigns may do to this register';
  ${correctionByJoins({ table, key, stamp })}
  comment on function correction.apply is 'Corrects personal IDs of records that are as they are thought to be; each correction once, whoever sends it again';

  create function correction.outcomes(corrections uuid[]) returns table (correction uuid, outcome text)
  language sql stable security definer set search_path = pg_catalog as $outcomes$
    select i.correction, case when h.correction is null then 'CONFLICT' else 'APPLIED' end
      from register.correction_inbox i left join register.correction_history h on h.correction = i.correction
     where i.correction = any($1)
  $outcomes$;
  comment on function correction.outcomes is 'What became of corrections; those that never came are not among them';

  create function correction.history(campaign text, after uuid, most integer)
  returns table (correction uuid, record_key text, version bigint, personal_id_before text, personal_id_after text,
                 verified_before date, verified_after date, applied_at timestamptz)
  language sql stable security definer set search_path = pg_catalog as $history$
    select h.correction, h.record_key, h.version, h.personal_id_before, h.personal_id_after, h.verified_before,
           h.verified_after, h.applied_at
      from register.correction_history h
     where h.campaign = $1 and ($2 is null or h.correction > $2) order by h.correction limit $3
  $history$;
  comment on function correction.history is 'The corrections that a campaign has applied, in the order of their numbers';

  revoke all on all functions in schema correction from public;
  grant usage on schema correction to ${correctorRole(register)};
  grant execute on all functions in schema correction to ${correctorRole(register)};`;
}

const APPLY_HEAD = `
  create or replace function correction.apply(
    campaign text, lease text, fence bigint, corrections uuid[], record_keys text[], versions bigint[],
    ids_before text[], ids_after text[], verified date[]
  ) returns table (correction uuid, outcome text)
  language plpgsql security definer set search_path = pg_catalog as $apply$
  #variable_conflict use_column`;
const REFUSE_LATE_HOLDERS = `
    insert into register.correction_fence as known (lease, fence) values ($2, $3)
      on conflict (lease) do update set fence = greatest(known.fence, excluded.fence)
      returning known.fence into newest;
    if newest > $3 then
      raise exception 'the lease has passed on' using errcode = 'LT001';
    end if;`;

/** `correction.apply` in one statement. Its joins of what it has just written are loops over both. */
function correctionByJoins({ table, key, stamp }: CorrectedTable): string {
  const stampBefore = stamp === null ? 'null::date' : `t.${stamp}`;
  return `${APPLY_HEAD}
  declare newest bigint;
  begin${REFUSE_LATE_HOLDERS}
    return query
      with asked as (
        select * from unnest($4, $5, $6, $7, $8, $9) as a(correction, record_key, version, before, after, verified)),
      fresh as (
        insert into register.correction_inbox (correction) select a.correction from asked a order by a.correction
        on conflict do nothing returning correction_inbox.correction),
      found as (
        select a.*, ${stampBefore} as verified_before
          from asked a join fresh f on f.correction = a.correction
          join register.${table} t on t.${key} = a.record_key
         where t.version = a.version and t.personal_id is not distinct from a.before
         order by a.record_key, a.correction for update of t),
      chosen as (select distinct on (record_key) * from found order by record_key, correction),
      changed as (
        update register.${table} t
           set personal_id = c.after, version = c.version + 1${stamp === null ? '' : `, ${stamp} = c.verified`}
          from chosen c where t.${key} = c.record_key and t.version = c.version
        returning c.correction),
      noted as (
        insert into register.correction_history (correction, campaign, record_key, version, personal_id_before,
            personal_id_after, verified_before, verified_after)
        select c.correction, $1, c.record_key, c.version, c.before, c.after, c.verified_before, c.verified
          from chosen c join changed d on d.correction = c.correction
        returning correction_history.correction),
      told as (
        insert into register.correction_outbox (correction) select n.correction from noted n)
      select a.correction,
             case when n.correction is not null then 'APPLIED' when h.correction is not null then 'APPLIED_BEFORE'
                  else 'CONFLICT' end
        from asked a
        left join noted n on n.correction = a.correction
        left join register.correction_history h on h.correction = a.correction;
  end $apply$;`;
}

/**
 * `correction.apply` in steps, each of which finds its rows by a key: whoever locks the records that are as they are thought
 * to be has them until the end. The tables' references to each other, which cost a third of the time and which this one
 * writer keeps anyway, are gone.
 */
export function correctionInSteps({ table, key, stamp }: CorrectedTable): string {
  const [stampBefore, stamped] = stamp === null ? ['null::date', ''] : [`t.${stamp}`, `, ${stamp} = c.verified_after`];
  return `
  alter table register.correction_history drop constraint correction_history_correction_fkey;
  alter table register.correction_outbox drop constraint correction_outbox_correction_fkey;
  ${APPLY_HEAD}
  declare
    newest bigint;
    fresh uuid[];
    chosen register.correction_history[];
  begin${REFUSE_LATE_HOLDERS}
    with received as (
      insert into register.correction_inbox (correction) select a from unnest($4) as a order by a
      on conflict do nothing returning correction_inbox.correction)
    select array_agg(r.correction) into fresh from received r;

    with found as (
      select a.*, ${stampBefore} as verified_before
        from unnest($4, $5, $6, $7, $8, $9) as a(correction, record_key, version, before, after, verified)
        join register.${table} t on t.${key} = a.record_key
       where a.correction = any(fresh) and t.version = a.version and t.personal_id is not distinct from a.before
       order by a.record_key, a.correction for update of t),
    first as (select distinct on (record_key) * from found order by record_key, correction)
    select array_agg(row(f.correction, $1, f.record_key, f.version, f.before, f.after, f.verified_before, f.verified,
                         now())::register.correction_history)
      into chosen from first f;

    update register.${table} t set personal_id = c.personal_id_after, version = c.version + 1${stamped}
      from unnest(chosen) as c where t.${key} = c.record_key and t.version = c.version;
    insert into register.correction_history select * from unnest(chosen);
    insert into register.correction_outbox (correction) select c.correction from unnest(chosen) as c;

    return query
      select a.correction,
             case when h.correction is null then 'CONFLICT' when a.correction = any(fresh) then 'APPLIED'
                  else 'APPLIED_BEFORE' end
        from unnest($4) as a(correction) left join register.correction_history h on h.correction = a.correction;
  end $apply$;`;
}

/** Undoes `correctionInSteps`. */
export function correctionByJoinsAgain(of: CorrectedTable): string {
  return `
  alter table register.correction_history
    add constraint correction_history_correction_fkey foreign key (correction) references register.correction_inbox;
  alter table register.correction_outbox
    add constraint correction_outbox_correction_fkey foreign key (correction) references register.correction_history;
  ${correctionByJoins(of)}`;
}

/** Undoes `correctionOf`. */
export const WITHOUT_CORRECTION = `
  drop schema correction cascade;
  drop table register.correction_outbox, register.correction_history, register.correction_inbox, register.correction_fence;`;

/**
 * What lets applied corrections be published: the functions by which the corrector reads the outbox in its order and takes out
 * what has been written down elsewhere. The places of one record's corrections grow with its versions, since each is given
 * while the record is locked. Whoever is cut off between the two reads the same again, so nothing is lost; two who do it at
 * once read the same, and each takes out what the other does not have in hand.
 */
export function correctionEventsOf(register: 'insurance' | 'health'): string {
  return `
  alter table register.correction_outbox add column place bigint generated by default as identity;
  create unique index correction_outbox_place on register.correction_outbox (place);
  comment on column register.correction_outbox.place is 'The order in which they are told';

  create function correction.untold(most integer)
  returns table (correction uuid, campaign text, record_key text, version bigint, applied_at timestamptz)
  language sql stable security definer set search_path = pg_catalog as $untold$
    select h.correction, h.campaign, h.record_key, h.version + 1, h.applied_at
      from register.correction_outbox o join register.correction_history h on h.correction = o.correction
     order by o.place limit $1
  $untold$;
  comment on function correction.untold is 'The applied corrections that nobody has been told of yet, the oldest first, with the version to which each has brought its record';

  create function correction.told(corrections uuid[]) returns bigint
  language sql volatile security definer set search_path = pg_catalog as $told$
    with told as (
      select o.correction from register.correction_outbox o where o.correction = any($1)
       order by o.place for update skip locked),
    gone as (
      delete from register.correction_outbox o using told t where o.correction = t.correction returning o.correction)
    select count(*) from gone
  $told$;
  comment on function correction.told is 'Takes corrections out of those that nobody has been told of; their history stays. Gives how many it took out: what another has in hand is left to them';

  revoke all on function correction.untold(integer), correction.told(uuid[]) from public;
  grant execute on function correction.untold(integer), correction.told(uuid[]) to ${correctorRole(register)};`;
}

/** Undoes `correctionEventsOf`. */
export const WITHOUT_CORRECTION_EVENTS = `
  drop function correction.told(uuid[]), correction.untold(integer);
  alter table register.correction_outbox drop column place;`;

/** Lets the gateway read the views of `share`, and only those. To be run after the views are made. */
export function grantShare(database: Database): string {
  return `
    revoke all on schema public from public;
    grant usage on schema share to ${readerRole(database)};
    grant select on all tables in schema share to ${readerRole(database)};`;
}

/**
 * `register.fold_name(text)`: a name without diacritics, case and doubled blanks, as `foldName` gives it, so that
 * names are compared by an index. It does not depend on the database's locale.
 */
export const FOLD_NAME_FUNCTION = `
  create function register.fold_name(name text) returns text language sql immutable strict parallel safe as $fold$
    select trim(regexp_replace(
      lower(translate(normalize(name, nfc), '${FOLD_FROM}', '${FOLD_TO}') collate "C"), '${FOLD_BLANKS}', ' ', 'g'))
  $fold$;`;

/** A trigger that refuses whoever changes or empties a table, its owner too unless they take the trigger off. */
export function insertOnly(table: string): string {
  return `
  create trigger insert_only before update or delete or truncate on ${table}
    for each statement execute function audit.refuse_change();`;
}
