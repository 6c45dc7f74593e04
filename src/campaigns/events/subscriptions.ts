import { randomUUID } from 'node:crypto';
import type { OnDatabase } from '../../agreements/disclosure-reader';
import { LienThongError } from '../../errors';
import { deriveKey, seal, unseal } from '../../values/seal';
import { parseReceiverUrl, type ReceiverRules } from './receiver-address';
import type { SendFault } from './send-event';
import { makeWebhookSecret } from './webhook-signature';

/** Who receives events about corrections. What was done about each is kept, with who did it. */

export interface Subscription {
  readonly id: string;
  readonly url: string;
  /** The agreement under which the receiver is told; null for the registers' own systems. */
  readonly agreement: string | null;
  /** GONE: the receiver said that it is gone, and nothing is sent to it until it is resumed. */
  readonly state: 'ACTIVE' | 'PAUSED' | 'GONE';
  readonly createdBy: string;
  readonly createdAt: Date;
  /** How often it could not be told since it last was. */
  readonly failures: number;
  /** Nothing is sent to it before; null when nothing is in the way. */
  readonly restsUntil: Date | null;
  /** Events that wait for it and those that were given up, counted up to 100,000. */
  readonly waiting: number;
  readonly gaveUp: number;
}

/** An event that did not arrive in eleven attempts. */
export interface GivenUpEvent {
  readonly message: string;
  readonly collectedAt: Date;
  readonly gaveUpAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: SendFault | null;
}

/** Each change throws ARGUMENT_INVALID for a subscription that is not there; what is as it should be stays so. */
export interface SubscriptionBook {
  /**
   * Adds one, which is told of everything from now on. The secret that signs its events is told here and never again. Throws
   * ARGUMENT_INVALID for a URL to which nothing may be sent.
   */
  add(subscription: {
    readonly url: string;
    readonly agreement: string | null;
    readonly actor: string;
  }): Promise<{ readonly id: string; readonly secret: string }>;
  /** Those that were not removed, the oldest first. */
  list(): Promise<readonly Subscription[]>;
  /** Sends nothing until it is resumed; what happens meanwhile is kept for it. */
  pause(id: string, actor: string): Promise<void>;
  resume(id: string, actor: string): Promise<void>;
  /** Ends it for good; its secret is forgotten. */
  remove(id: string, actor: string): Promise<void>;
  /** Gives a new secret. The one before signs beside it for 24 hours; one from before that does not any more. */
  rotateSecret(id: string, actor: string): Promise<string>;
  /** Given up events in the order in which they happened, those after a message first if one is named. */
  listGivenUp(
    id: string,
    options: { readonly after: string | null; readonly most: number },
  ): Promise<readonly GivenUpEvent[]>;
  /** Sends given up events again, these or all of them; gives how many. */
  sendAgain(id: string, messages: readonly string[] | null, actor: string): Promise<number>;
}

const EARLIER_HOURS = 24;
const COUNTED_MOST = 100_000;

const ADD = `
  with made as (
    insert into campaign.subscription (subscription, url, secret, agreement, created_by) values ($1, $2, $3, $4, $5)
    returning subscription)
  insert into campaign.subscription_change (subscription, kind, actor) select subscription, 'ADDED', $5 from made`;
const LIST = `
  select subscription as id, url, agreement, created_by as "createdBy", created_at as "createdAt", failures,
         case when is_gone then 'GONE' when paused_at is not null then 'PAUSED' else 'ACTIVE' end as state,
         case when rests_until > now() then rests_until end as "restsUntil", w.waiting, g.gave_up as "gaveUp"
    from campaign.subscription s
    cross join lateral (select count(*)::int as waiting from (
      select from campaign.delivery d
       where d.subscription = s.subscription and d.delivered_at is null and d.gave_up_at is null limit $1) each) w
    cross join lateral (select count(*)::int as gave_up from (
      select from campaign.delivery d
       where d.subscription = s.subscription and d.gave_up_at is not null limit $1) each) g
   where removed_at is null order by created_at, subscription`;
const KNOWN = 'select from campaign.subscription where subscription = $1 and removed_at is null';
const LIST_GIVEN_UP = `
  select message, m.collected_at as "collectedAt", d.gave_up_at as "gaveUpAt", d.last_status as "lastStatus",
         d.last_fault as "lastFault"
    from campaign.delivery d join campaign.event_message m using (message)
   where d.subscription = $1 and d.gave_up_at is not null
     and d.place > coalesce((select place from campaign.event_message where message = $2), 0)
   order by d.place limit $3`;

/** A change of a subscription, as `set` says, if `where` holds; with who did it. */
function change(kind: string, set: string, where: string): string {
  return `
  with changed as (
    update campaign.subscription set ${set} where subscription = $1 and removed_at is null and ${where}
    returning subscription)
  insert into campaign.subscription_change (subscription, kind, actor) select subscription, '${kind}', $2 from changed`;
}

const PAUSE = change('PAUSED', 'paused_at = now()', 'paused_at is null');
const RESUME = change(
  'RESUMED',
  'paused_at = null, is_gone = false, failures = 0, rests_until = null',
  'paused_at is not null',
);
const REMOVE = change(
  'REMOVED',
  'removed_at = now(), secret = null, earlier_secret = null, earlier_until = null',
  'true',
);
const ROTATE = change(
  'SECRET_ROTATED',
  `secret = $3, earlier_secret = secret, earlier_until = now() + ${EARLIER_HOURS} * interval '1 hour'`,
  'true',
);
const SEND_AGAIN = `
  with again as (
    update campaign.delivery set gave_up_at = null, attempts = 0, next_at = now()
     where subscription = $1 and gave_up_at is not null and ($3::uuid[] is null or message = any($3)) returning message),
  noted as (
    insert into campaign.subscription_change (subscription, kind, actor)
    select $1, 'SENT_AGAIN', $2 where exists (select from again))
  select count(*)::int as count from again`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `secret` is the installation's, from which the key is derived that seals the receivers' secrets. */
export function createSubscriptionBook({
  onDatabase,
  secret: installation,
  rules,
}: {
  readonly onDatabase: OnDatabase;
  readonly secret: Buffer;
  readonly rules: ReceiverRules;
}): SubscriptionBook {
  const secrets = createReceiverSecrets(installation);
  const requireKnown = (id: string): Promise<void> =>
    onDatabase(async (client) => {
      const { rowCount } = UUID.test(id) ? await client.query(KNOWN, [id]) : { rowCount: 0 };
      if (rowCount === 0) throw unknown();
    });
  const apply = async (statement: string, id: string, ...values: readonly string[]): Promise<void> => {
    await requireKnown(id);
    await onDatabase((client) => client.query(statement, [id, ...values]));
  };
  return {
    add: async ({ url, agreement, actor }) => {
      const [id, secret] = [randomUUID(), makeWebhookSecret()];
      const values = [id, parseReceiverUrl(url, rules), secrets.seal(id, secret), agreement, actor];
      await onDatabase((client) => client.query(ADD, values));
      return { id, secret };
    },
    list: () => onDatabase(async (client) => (await client.query<Subscription>(LIST, [COUNTED_MOST])).rows),
    pause: (id, actor) => apply(PAUSE, id, actor),
    resume: (id, actor) => apply(RESUME, id, actor),
    remove: (id, actor) => apply(REMOVE, id, actor),
    rotateSecret: async (id, actor) => {
      const secret = makeWebhookSecret();
      await apply(ROTATE, id, actor, secrets.seal(id, secret));
      return secret;
    },
    listGivenUp: async (id, { after, most }) => {
      await requireKnown(id);
      if (after !== null && !UUID.test(after)) throw messageUnknown('after');
      return onDatabase(async (client) => (await client.query<GivenUpEvent>(LIST_GIVEN_UP, [id, after, most])).rows);
    },
    sendAgain: async (id, messages, actor) => {
      await requireKnown(id);
      if (messages?.some((message) => !UUID.test(message))) throw messageUnknown('messages');
      const { rows } = await onDatabase((client) => client.query<{ count: number }>(SEND_AGAIN, [id, actor, messages]));
      return rows[0]?.count ?? 0;
    },
  };
}

/** Receivers' secrets as they are kept: sealed, each for its own subscription. */
export interface ReceiverSecrets {
  readonly seal: (subscription: string, secret: string) => string;
  /** Null for one that was sealed under another installation's key. */
  readonly unseal: (subscription: string, sealed: string) => string | null;
}

export function createReceiverSecrets(installation: Buffer): ReceiverSecrets {
  const key = deriveKey(installation, 'event subscriptions');
  const bindingOf = (subscription: string): readonly string[] => ['subscription', subscription];
  return {
    seal: (subscription, secret) => seal(key, bindingOf(subscription), secret),
    unseal: (subscription, sealed) => unseal(key, bindingOf(subscription), sealed),
  };
}

function unknown(): LienThongError {
  return new LienThongError('ARGUMENT_INVALID', 'There is no subscription of this ID', {
    argument: 'subscription',
    reason: 'SUBSCRIPTION_UNKNOWN',
  });
}

function messageUnknown(argument: string): LienThongError {
  return new LienThongError('ARGUMENT_INVALID', 'There is no event of this ID', { argument, reason: 'EVENT_UNKNOWN' });
}
