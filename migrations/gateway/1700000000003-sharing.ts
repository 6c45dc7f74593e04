import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

const TABLES = ['agreement_version', 'agreement_event'] as const;

/**
 * Agreements and mandates: versions that never change, and what was decided about them. What is in force is read off the
 * events, so nothing is ever overwritten.
 */
export const Sharing1700000000003 = sqlMigration(
  'Sharing1700000000003',
  `
  create schema sharing;

  create table sharing.agreement_version (
    agreement text not null check (agreement ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    version integer not null check (version > 0),
    body text not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    proposed_by text not null,
    proposed_at timestamptz not null default now(),
    primary key (agreement, version)
  );
  comment on table sharing.agreement_version is 'Each version of an agreement or mandate as it was proposed, with its grants resolved';
  comment on column sharing.agreement_version.body is 'Canonical JSON; hash is its SHA-256';

  create table sharing.agreement_event (
    event bigint primary key generated always as identity,
    agreement text not null,
    version integer not null,
    kind text not null check (kind in ('ACTIVATED', 'SUSPENDED', 'RESUMED')),
    actor text not null,
    at timestamptz not null default now(),
    reason text,
    foreign key (agreement, version) references sharing.agreement_version
  );
  comment on table sharing.agreement_event is 'What was decided about a version: the last event of an agreement tells its state';
  create index agreement_event_agreement on sharing.agreement_event (agreement, event desc);

  create function sharing.require_second_person() returns trigger language plpgsql as $require$
  declare first text;
  begin
    if new.kind = 'ACTIVATED' then
      select proposed_by into first from sharing.agreement_version
        where agreement = new.agreement and version = new.version;
    elsif new.kind = 'RESUMED' then
      select actor into first from sharing.agreement_event
        where agreement = new.agreement and kind = 'SUSPENDED' order by event desc limit 1;
    end if;
    if first = new.actor then
      raise exception 'a second person has to decide this' using errcode = 'check_violation', constraint = 'second_person';
    end if;
    return new;
  end $require$;
  create trigger second_person before insert on sharing.agreement_event
    for each row execute function sharing.require_second_person();
  ${TABLES.map((table) => insertOnly(`sharing.${table}`)).join('')}

  revoke all on function sharing.require_second_person() from public;
  revoke all on schema sharing from public;
  revoke all on all tables in schema sharing from public;
  grant usage on schema sharing to ${WRITER_ROLE};
  grant select, insert on sharing.agreement_version, sharing.agreement_event to ${WRITER_ROLE};`,
  'drop schema sharing cascade;',
);
