import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

const TABLES = ['log', 'record', 'checkpoint', 'subject', 'indexed'] as const;

/**
 * The audit log. The gateway's writer may insert and read. The owner could do more: what they change is found by the
 * chain and the checkpoints, not prevented here.
 */
export const Audit1700000000002 = sqlMigration(
  'Audit1700000000002',
  `
  create schema audit;

  create table audit.log (
    number integer primary key generated always as identity,
    origin text collate "C" not null unique,
    started_at timestamptz not null,
    public_key text not null
  );
  comment on table audit.log is 'One log for each start of a gateway process that recorded something';
  comment on column audit.log.public_key is 'Verifies the log''s checkpoints; to be compared with a pinned one';

  create table audit.record (
    origin text collate "C" not null,
    seq bigint not null check (seq >= 0),
    body text not null,
    leaf bytea not null check (length(leaf) = 32),
    at timestamptz not null,
    agreement text,
    purpose text,
    decision text not null,
    reason text,
    primary key (origin, seq)
  );
  comment on table audit.record is 'Requests that were decided, chained: see docs/audit.md';
  comment on column audit.record.body is 'The canonical record; the other columns repeat what it says, for queries';
  comment on column audit.record.leaf is 'SHA-256 of a zero byte and the body';
  alter table audit.record alter column body set storage external;
  create index record_agreement on audit.record (agreement, at);
  create index record_at on audit.record (at, origin, seq);

  create table audit.checkpoint (
    origin text collate "C" not null,
    size bigint not null check (size >= 0),
    note text not null,
    primary key (origin, size)
  );
  comment on table audit.checkpoint is 'Signed notes (C2SP tlog-checkpoint) of a log''s first so many records';

  create table audit.subject (
    token bytea not null check (length(token) = 16),
    at timestamptz not null,
    log integer not null,
    seq bigint not null,
    primary key (token, at, log, seq)
  );
  comment on table audit.subject is 'Which records hold a subject''s token; made from the records, behind them';

  create table audit.indexed (
    log integer not null,
    size bigint not null,
    primary key (log, size)
  );
  comment on table audit.indexed is 'The subjects of a log''s first so many records are in audit.subject';

  create function audit.refuse_change() returns trigger language plpgsql as $refuse$
  begin
    raise exception 'audit.% takes new rows only', tg_table_name using errcode = 'insufficient_privilege';
  end $refuse$;
  ${TABLES.map((table) => insertOnly(`audit.${table}`)).join('')}

  revoke all on function audit.refuse_change() from public;
  revoke all on schema audit from public;
  revoke all on all tables in schema audit from public;
  grant usage on schema audit to ${WRITER_ROLE};
  grant select, insert on all tables in schema audit to ${WRITER_ROLE};`,
  'drop schema audit cascade;',
);
