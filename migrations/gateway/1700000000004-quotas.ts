import { sqlMigration, WRITER_ROLE } from '../sql';

/**
 * What agreements have used of their quotas, by window: days and months in Viet Nam, and minutes, all by this database's
 * clock. Whoever holds a row of `quota_window` locked counts for that window; so replicas never count past one another.
 */
export const Quotas1700000000004 = sqlMigration(
  'Quotas1700000000004',
  `
  create table sharing.quota_window (
    agreement text not null,
    kind text not null check (kind in ('DAY', 'MONTH')),
    starts_on date not null,
    people bigint not null default 0 check (people >= 0),
    identifiers bigint not null default 0 check (identifiers >= 0),
    primary key (agreement, kind, starts_on)
  );
  comment on table sharing.quota_window is 'People disclosed and identifiers probed under an agreement in a day or a month';

  create table sharing.quota_person (
    agreement text not null,
    kind text not null,
    starts_on date not null,
    token bytea not null check (length(token) = 16),
    primary key (agreement, kind, starts_on, token)
  );
  comment on table sharing.quota_person is 'Who is counted in a window, as a token: each person once';

  create table sharing.quota_minute (
    agreement text not null,
    minute timestamptz not null,
    used bigint not null check (used >= 0),
    primary key (agreement, minute)
  );
  comment on table sharing.quota_minute is 'The price that replicas have taken for operations of a minute, in blocks';

  grant select, insert, update, delete on sharing.quota_window, sharing.quota_minute to ${WRITER_ROLE};
  grant select, insert, delete on sharing.quota_person to ${WRITER_ROLE};`,
  'drop table sharing.quota_minute; drop table sharing.quota_person; drop table sharing.quota_window;',
);
