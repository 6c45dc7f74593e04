import type { ClientBase, ClientConfig } from 'pg';
import type { AuditEvents } from '../audit/audit-log';
import { type BackgroundWork, workInBackground } from '../audit/background-work';

/** Rows that one part removes at most. */
const MOST_ROWS = 2_000;
/** Windows are kept for two days after their end, so that a clock that is set back does not open one again. */
const TODAY = `(now() at time zone 'Asia/Ho_Chi_Minh')::date`;
const LOCK = "select pg_try_advisory_xact_lock(hashtext('lienthong: sweep quotas')) as mine";
const MINUTES = `
  delete from sharing.quota_minute where (agreement, minute) in (
    select agreement, minute from sharing.quota_minute where minute < now() - interval '1 hour' limit ${MOST_ROWS})`;
const ENDED = `
  select agreement, kind, starts_on::text from sharing.quota_window
   where starts_on < case kind when 'DAY' then ${TODAY} - 2 else date_trunc('month', ${TODAY} - 2)::date end limit 1`;
const PEOPLE = `
  delete from sharing.quota_person where (agreement, kind, starts_on, token) in (
    select agreement, kind, starts_on, token from sharing.quota_person
     where agreement = $1 and kind = $2 and starts_on = $3 limit ${MOST_ROWS})`;
const WINDOW = 'delete from sharing.quota_window where agreement = $1 and kind = $2 and starts_on = $3';

/** Removes a part of what windows that have ended held; gives the number of rows, 0 when nothing was left. */
export async function sweepNext(client: ClientBase): Promise<number> {
  await client.query('begin');
  try {
    const { rows: locked } = await client.query<{ mine: boolean }>(LOCK);
    const removed = locked[0]?.mine ? await removePart(client) : 0;
    await client.query('commit');
    return removed;
  } catch (failure) {
    await client.query('rollback').catch(() => undefined);
    throw failure;
  }
}

/** A window's own row goes last, so that what is left of it is still found. */
async function removePart(client: ClientBase): Promise<number> {
  const minutes = (await client.query(MINUTES)).rowCount ?? 0;
  const { rows } = await client.query<{ agreement: string; kind: string; starts_on: string }>(ENDED);
  const [ended] = rows;
  if (!ended) return minutes;
  const window = [ended.agreement, ended.kind, ended.starts_on];
  const people = (await client.query(PEOPLE, window)).rowCount ?? 0;
  const windows = people < MOST_ROWS ? ((await client.query(WINDOW, window)).rowCount ?? 0) : 0;
  return minutes + people + windows;
}

export interface SweepOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  readonly log: AuditEvents;
}

const REST_MS = 60_000;
const REST_BETWEEN_PARTS_MS = 200;

/** Removes windows that have ended, in the background; gives the function that stops it. */
export function startSweeping({ connection, log }: SweepOptions): () => Promise<void> {
  const part: BackgroundWork['part'] = async (connect) =>
    (await sweepNext(await connect())) === 0 ? REST_MS : REST_BETWEEN_PARTS_MS;
  const fault = 'quotas of windows that ended cannot be removed now';
  return workInBackground({ connection, part, fault, log, restMs: REST_MS });
}
