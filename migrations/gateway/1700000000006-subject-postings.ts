import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

const INDEXED = `
  create table audit.indexed (
    log integer not null,
    size bigint not null,
    primary key (log, size)
  );
  grant select, insert on audit.indexed to ${WRITER_ROLE};
  ${insertOnly('audit.indexed')}`;

/** The index of subjects becomes an inverted one; it is made anew from the records, in the background. */
export const SubjectPostings1700000000006 = sqlMigration(
  'SubjectPostings1700000000006',
  `
  drop table audit.subject, audit.indexed;

  create table audit.posting (
    bits smallint not null check (bits between 0 and 16),
    part integer not null check (part >= 0 and part < 1 << bits),
    log integer not null,
    first bigint not null,
    entries bytea not null check (length(entries) % 10 = 0),
    primary key (bits, part, log, first)
  );
  alter table audit.posting alter column entries set storage external;
  comment on table audit.posting is 'Which records hold a subject''s token, by segments of a log; made from the records, behind them';
  comment on column audit.posting.part is 'Its tokens begin with this number, in so many bits';
  comment on column audit.posting.first is 'The place of the segment''s first record';
  comment on column audit.posting.entries is 'Eight bytes of a token, two with how far behind the first the record is';
  grant select, insert on audit.posting to ${WRITER_ROLE};
  ${insertOnly('audit.posting')}
  ${INDEXED}
  comment on table audit.indexed is 'The subjects of a log''s first so many records are in audit.posting';`,
  `
  drop table audit.posting, audit.indexed;
  create table audit.subject (
    token bytea not null check (length(token) = 16),
    at timestamptz not null,
    log integer not null,
    seq bigint not null,
    primary key (token, at, log, seq)
  );
  grant select, insert on audit.subject to ${WRITER_ROLE};
  ${insertOnly('audit.subject')}
  ${INDEXED}`,
);
