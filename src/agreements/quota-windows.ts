import type { ClientBase } from 'pg';

export type WindowKind = 'DAY' | 'MONTH';

/** What was counted for an agreement in a day or a month in Viet Nam, by the database's clock. */
export interface QuotaWindow {
  readonly agreement: string;
  readonly kind: WindowKind;
  /** Its first day, yyyy-mm-dd. */
  readonly startsOn: string;
  /** The day on which it was looked at, and the database's name of the transaction that has it locked. */
  readonly day: string;
  readonly transaction: string;
  readonly people: number;
  readonly identifiers: number;
  /** When the next one begins, ISO 8601; and the same by this process's `performance.now()`, never later. */
  readonly resetsAt: string;
  readonly endsAt: number;
}

/** People of a window, as tokens in hexadecimal. */
export interface PeopleOf {
  readonly window: QuotaWindow;
  readonly tokens: readonly string[];
}

const TODAY = `(now() at time zone 'Asia/Ho_Chi_Minh')::date`;
const NEXT = `((starts_on + case kind when 'DAY' then interval '1 day' else interval '1 month' end) at time zone 'Asia/Ho_Chi_Minh')`;

/** The update of nothing waits for whoever holds the row, and gives the row as that one left it. */
const LOCK = {
  name: 'quota: lock windows',
  text: `
    insert into sharing.quota_window as known (agreement, kind, starts_on)
    select agreement, kind, case kind when 'DAY' then ${TODAY} else date_trunc('month', ${TODAY})::date end
      from unnest($1::text[], $2::text[]) as asked(agreement, kind)
     order by agreement, kind
    on conflict (agreement, kind, starts_on) do update set people = known.people
    returning agreement, kind, starts_on::text, ${TODAY}::text as day, people, identifiers,
              pg_current_xact_id()::text as transaction,
              ${NEXT} as resets_at, extract(epoch from ${NEXT} - clock_timestamp())::float8 * 1000 as ms_left`,
};

interface WindowRow {
  readonly agreement: string;
  readonly kind: WindowKind;
  readonly starts_on: string;
  readonly day: string;
  readonly transaction: string;
  readonly people: string;
  readonly identifiers: string;
  readonly resets_at: Date;
  readonly ms_left: number;
}

/**
 * Locks the present windows until the transaction ends, and makes those that there are not yet. All are locked in one
 * order, whoever asks for them, so that two replicas never wait for each other.
 */
export async function lockWindows(
  client: ClientBase,
  asked: readonly { readonly agreement: string; readonly kind: WindowKind }[],
): Promise<readonly QuotaWindow[]> {
  const before = performance.now();
  const values = [asked.map(({ agreement }) => agreement), asked.map(({ kind }) => kind)];
  const { rows } = await client.query<WindowRow>({ ...LOCK, values });
  return rows.map((row) => ({
    agreement: row.agreement,
    kind: row.kind,
    startsOn: row.starts_on,
    day: row.day,
    transaction: row.transaction,
    people: Number(row.people),
    identifiers: Number(row.identifiers),
    resetsAt: row.resets_at.toISOString(),
    endsAt: before + row.ms_left,
  }));
}

const FIND = {
  name: 'quota: find people',
  text: `
    select asked.n, encode(token, 'hex') as token
      from unnest($4::integer[], $5::bytea[]) as asked(n, token)
      join unnest($1::text[], $2::text[], $3::date[]) with ordinality as w(agreement, kind, starts_on, n) using (n)
     where exists (select from sharing.quota_person p where p.agreement = w.agreement and p.kind = w.kind
                      and p.starts_on = w.starts_on and p.token = asked.token)`,
};

/** Which of some people are counted already: the tokens for each of `asked`, in its order. */
export async function findCounted(
  client: ClientBase,
  asked: readonly PeopleOf[],
): Promise<readonly ReadonlySet<string>[]> {
  const found = asked.map(() => new Set<string>());
  if (asked.every(({ tokens }) => tokens.length === 0)) return found;
  const values = [...toColumns(asked), ...toTokenColumns(asked)];
  const { rows } = await client.query<{ n: string; token: string }>({ ...FIND, values });
  for (const { n, token } of rows) found[Number(n) - 1]?.add(token);
  return found;
}

const COUNT = {
  name: 'quota: count',
  text: `
    with w as (
      select * from unnest($1::text[], $2::text[], $3::date[], $6::bigint[], $7::bigint[])
        with ordinality as w(agreement, kind, starts_on, people, identifiers, n)),
    raised as (
      update sharing.quota_window q set people = w.people, identifiers = w.identifiers from w
       where q.agreement = w.agreement and q.kind = w.kind and q.starts_on = w.starts_on
         and pg_current_xact_id()::text = $8
      returning w.n, w.agreement, w.kind, w.starts_on),
    counted as (
      insert into sharing.quota_person (agreement, kind, starts_on, token)
      select raised.agreement, raised.kind, raised.starts_on, fresh.token
        from unnest($4::integer[], $5::bytea[]) as fresh(n, token) join raised using (n))
    select count(*)::integer as raised from raised`,
};

/**
 * Counts people who were not counted yet, and stores what the windows have come to. Does nothing but throw outside the
 * transaction that has locked them, as when that was given up while the statement was under way.
 */
export async function storeCounts(client: ClientBase, fresh: readonly PeopleOf[]): Promise<void> {
  const values = [
    ...toColumns(fresh),
    ...toTokenColumns(fresh),
    fresh.map(({ window }) => window.people),
    fresh.map(({ window }) => window.identifiers),
    fresh[0]?.window.transaction,
  ];
  const { rows } = await client.query<{ raised: number }>({ ...COUNT, values });
  if (rows[0]?.raised !== fresh.length) throw new Error('the transaction that locked the quotas is over');
}

function toColumns(asked: readonly PeopleOf[]): unknown[] {
  const windows = asked.map(({ window }) => window);
  return [
    windows.map(({ agreement }) => agreement),
    windows.map(({ kind }) => kind),
    windows.map(({ startsOn }) => startsOn),
  ];
}

/** A window's number, from 1, beside each token. */
function toTokenColumns(asked: readonly PeopleOf[]): unknown[] {
  return [
    asked.flatMap(({ tokens }, i) => tokens.map(() => i + 1)),
    asked.flatMap(({ tokens }) => tokens.map((token) => `\\x${token}`)),
  ];
}
