import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

const TABLES = ['objection', 'objection_answer'] as const;

/**
 * Objections of data subjects to a disclosure, and their answers. Whether one is open is read off the answers, so nothing is
 * ever overwritten. Free text of people is here and nowhere else: never in the audit log, never in a log line.
 */
export const Objections1700000000005 = sqlMigration(
  'Objections1700000000005',
  `
  create table sharing.objection (
    objection uuid primary key default gen_random_uuid(),
    subject text not null,
    origin text collate "C" not null,
    seq bigint not null,
    disclosed_at timestamptz not null,
    grounds text not null check (grounds ~ '^[A-Z_]+$'),
    words text check (length(words) <= 2000),
    received_at timestamptz not null,
    due_at timestamptz not null check (due_at > received_at),
    unique (subject, origin, seq),
    foreign key (origin, seq) references audit.record
  );
  comment on table sharing.objection is 'What data subjects object to: one case for a subject and a disclosure';
  comment on column sharing.objection.subject is 'The personal ID, sealed with a key outside the databases';
  comment on column sharing.objection.due_at is 'The end of the second working day after the day of receipt';
  create index objection_due on sharing.objection (due_at, objection);

  create table sharing.objection_answer (
    objection uuid primary key references sharing.objection,
    decision text not null check (decision in ('UPHELD', 'REJECTED')),
    words text not null check (length(words) between 1 and 2000),
    actor text not null,
    answered_at timestamptz not null
  );
  comment on table sharing.objection_answer is 'How a case was decided and what the subject was told; one answer for each';
  ${TABLES.map((table) => insertOnly(`sharing.${table}`)).join('')}

  revoke all on sharing.objection, sharing.objection_answer from public;
  grant select, insert on sharing.objection, sharing.objection_answer to ${WRITER_ROLE};`,
  'drop table sharing.objection_answer, sharing.objection;',
);
