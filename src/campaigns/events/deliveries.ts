import type { ClientBase } from 'pg';
import type { CorrectionEvent } from './correction-event';
import type { SendFault } from './send-event';

/**
 * How far each receiver has been told, by the database's clock. One relay at a time tells a receiver, under a lease; what it
 * did not finish before the lease ends, another does. Of one record's events a receiver has the next only after the one before,
 * or when that was given up.
 */

/** A receiver that has something to be told of, and whom this relay tells. */
export interface Lane {
  readonly subscription: string;
  readonly url: string;
  readonly agreement: string | null;
  /** Sealed; the second one is there while it still signs. */
  readonly secret: string;
  readonly earlierSecret: string | null;
  readonly failures: number;
}

/** An event that a receiver is to be told of now. */
export interface DueDelivery {
  readonly message: string;
  readonly event: CorrectionEvent;
  readonly body: string;
  readonly attempts: number;
  readonly isRecorded: boolean;
}

/** What may be sent to subscription s now. */
const IS_DUE = `
  d.subscription = s.subscription and d.delivered_at is null and d.gave_up_at is null and d.next_at <= now()
  and not exists (
    select from campaign.delivery e
     where e.subscription = d.subscription and e.subject = d.subject and e.place < d.place
       and e.delivered_at is null and e.gave_up_at is null)`;
const CLAIM = {
  name: 'events: claim',
  text: `
    with chosen as (
      select s.subscription from campaign.subscription s
       where s.removed_at is null and s.paused_at is null
         and (s.lease_until is null or s.lease_until <= now() or s.holder = $1)
         and (s.rests_until is null or s.rests_until <= now())
         and exists (select from campaign.delivery d where ${IS_DUE})
       order by s.lease_until nulls first limit 1 for update of s skip locked)
    update campaign.subscription s set holder = $1, lease_until = now() + $2 * interval '1 ms'
      from chosen c where s.subscription = c.subscription
    returning s.subscription, s.url, s.agreement, s.secret, s.failures,
              case when s.earlier_until > now() then s.earlier_secret end as "earlierSecret"`,
};
const FIND_DUE = {
  name: 'events: due',
  text: `
    select d.message, m.event as body, d.attempts, d.recorded_at is not null as "isRecorded"
      from campaign.subscription s
      join campaign.delivery d on ${IS_DUE}
      join campaign.event_message m on m.message = d.message
     where s.subscription = $1 and s.holder = $2 and s.removed_at is null and s.paused_at is null
     order by d.next_at, d.place limit $3`,
};
const RECORD = {
  name: 'events: recorded',
  text: `update campaign.delivery set recorded_at = now()
          where subscription = $1 and message = any($2) and recorded_at is null`,
};
const DELIVERED = {
  name: 'events: delivered',
  text: `update campaign.delivery
            set delivered_at = now(), gave_up_at = null, attempts = attempts + 1, last_status = $3, last_fault = null
          where subscription = $1 and message = $2 and delivered_at is null`,
};
/** A relay whose lease had ended counts no attempt that another has counted. */
const FAILED = {
  name: 'events: failed',
  text: `update campaign.delivery
            set attempts = attempts + 1, last_status = $4, last_fault = $5, next_at = now() + $6 * interval '1 ms',
                gave_up_at = case when $7 then now() end
          where subscription = $1 and message = $2 and attempts = $3 and delivered_at is null and gave_up_at is null`,
};
const GONE = {
  name: 'events: gone',
  text: `with gone as (
           update campaign.subscription set paused_at = now(), is_gone = true
            where subscription = $1 and paused_at is null and removed_at is null returning subscription)
         insert into campaign.subscription_change (subscription, kind) select subscription, 'GONE' from gone`,
};
const RELEASE = {
  name: 'events: release',
  text: `update campaign.subscription
            set holder = null, lease_until = now(), failures = $3,
                rests_until = case when $4::double precision > 0 then now() + $4 * interval '1 ms' end
          where subscription = $1 and holder = $2`,
};

/**
 * Takes on the receiver that has waited longest for a relay; null when none has anything due. A
 * holder who asks again, since the answer was lost, gets the same one.
 */
export async function claimLane(client: ClientBase, holder: string, leaseMs: number): Promise<Lane | null> {
  const { rows } = await client.query<Lane>({ ...CLAIM, values: [holder, leaseMs] });
  return rows[0] ?? null;
}

/** What is due, each record once; nothing once the receiver is another relay's, or is paused. */
export async function findDue(
  client: ClientBase,
  { subscription }: Lane,
  holder: string,
  most: number,
): Promise<readonly DueDelivery[]> {
  const { rows } = await client.query<Omit<DueDelivery, 'event'>>({
    ...FIND_DUE,
    values: [subscription, holder, most],
  });
  return rows.map((row) => ({ ...row, event: JSON.parse(row.body) as CorrectionEvent }));
}

/** Notes that the disclosure of these messages is on record. */
export async function noteRecorded(
  client: ClientBase,
  { subscription }: Lane,
  messages: readonly string[],
): Promise<void> {
  await client.query({ ...RECORD, values: [subscription, messages] });
}

export async function noteDelivered(
  client: ClientBase,
  { subscription }: Lane,
  message: string,
  status: number,
): Promise<void> {
  await client.query({ ...DELIVERED, values: [subscription, message, status] });
}

/** Notes an attempt that failed, and when the next one is; without one it is given up. */
export async function noteFailed(
  client: ClientBase,
  { subscription }: Lane,
  { message, attempts }: DueDelivery,
  {
    status,
    fault,
    pauseMs,
  }: { readonly status: number | null; readonly fault: SendFault; readonly pauseMs: number | null },
): Promise<void> {
  const values = [subscription, message, attempts, status, fault, pauseMs ?? 0, pauseMs === null];
  await client.query({ ...FAILED, values });
}

/** Pauses a subscription whose receiver said that it is gone. */
export async function noteGone(client: ClientBase, { subscription }: Lane): Promise<void> {
  await client.query({ ...GONE, values: [subscription] });
}

/** Lets go of a receiver: `failures` in a row until now, and for how long nothing is sent to it. */
export async function releaseLane(
  client: ClientBase,
  { subscription }: Lane,
  holder: string,
  { failures, restMs }: { readonly failures: number; readonly restMs: number },
): Promise<void> {
  await client.query({ ...RELEASE, values: [subscription, holder, failures, restMs] });
}
