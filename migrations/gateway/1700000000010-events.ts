import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

/**
 * Events about corrections: who receives them, what has happened, and how far each receiver has been told. A subscription is
 * worked on by one holder of its lease at a time, by this database's clock.
 */
export const Events1700000000010 = sqlMigration(
  'Events1700000000010',
  `
  create table campaign.subscription (
    subscription uuid primary key,
    url text not null check (length(url) <= 2000),
    secret text,
    earlier_secret text,
    earlier_until timestamptz,
    agreement text check (agreement ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    created_by text not null,
    created_at timestamptz not null default now(),
    paused_at timestamptz,
    is_gone boolean not null default false,
    removed_at timestamptz,
    failures integer not null default 0 check (failures >= 0),
    rests_until timestamptz,
    holder uuid,
    lease_until timestamptz,
    check ((secret is null) = (removed_at is not null)),
    check ((earlier_secret is null) = (earlier_until is null)),
    check (paused_at is not null or not is_gone)
  );
  comment on table campaign.subscription is 'Who receives events about corrections, and where';
  comment on column campaign.subscription.secret is 'What signs the events, sealed with a key outside the databases; earlier_secret signs beside it until earlier_until';
  comment on column campaign.subscription.agreement is 'Under which the receiver is told; null for the registers'' own systems';
  comment on column campaign.subscription.is_gone is 'Whether it was paused because the receiver said that it is gone';
  comment on column campaign.subscription.failures is 'How often it could not be told since it last was';
  comment on column campaign.subscription.rests_until is 'Nothing is sent to it before';
  comment on column campaign.subscription.holder is 'The relay that tells it now, until lease_until';

  create table campaign.subscription_change (
    change bigint primary key generated always as identity,
    subscription uuid not null references campaign.subscription,
    kind text not null check (kind in ('ADDED', 'PAUSED', 'GONE', 'RESUMED', 'REMOVED', 'SECRET_ROTATED', 'SENT_AGAIN')),
    actor text check ((actor is null) = (kind = 'GONE')),
    at timestamptz not null default now()
  );
  create index subscription_change_of on campaign.subscription_change (subscription, change);
  comment on table campaign.subscription_change is 'What was done about subscriptions, and by whom';
  ${insertOnly('campaign.subscription_change')}

  create table campaign.event_message (
    message uuid primary key,
    place bigint not null generated always as identity unique,
    register text not null check (register in ('insurance', 'health')),
    subject text not null,
    event text not null,
    collected_at timestamptz not null default now()
  );
  create index event_message_collected on campaign.event_message (collected_at);
  comment on table campaign.event_message is 'Applied corrections as receivers are told of them';
  comment on column campaign.event_message.message is 'The number of the correction';
  comment on column campaign.event_message.subject is 'A token of the corrected record';
  comment on column campaign.event_message.event is 'The CloudEvent in JSON, as it is signed and sent';

  create table campaign.delivery (
    subscription uuid not null references campaign.subscription,
    message uuid not null references campaign.event_message on delete cascade,
    place bigint not null,
    subject text not null,
    attempts integer not null default 0,
    next_at timestamptz not null default now(),
    recorded_at timestamptz,
    delivered_at timestamptz,
    gave_up_at timestamptz,
    last_status integer,
    last_fault text check (last_fault ~ '^[A-Z_]+$'),
    primary key (subscription, message),
    check (delivered_at is null or gave_up_at is null)
  );
  create index delivery_due on campaign.delivery (subscription, next_at, place)
    where delivered_at is null and gave_up_at is null;
  create index delivery_record on campaign.delivery (subscription, subject, place)
    where delivered_at is null and gave_up_at is null;
  create index delivery_gave_up on campaign.delivery (subscription, place) where gave_up_at is not null;
  create index delivery_message on campaign.delivery (message);
  comment on table campaign.delivery is 'How far each receiver has been told of each event';
  comment on column campaign.delivery.recorded_at is 'Since when the disclosure is on record; nothing is sent before';
  comment on column campaign.delivery.next_at is 'Not sent before';
  comment on column campaign.delivery.gave_up_at is 'After the last of its attempts; it can be sent again';

  revoke all on campaign.subscription, campaign.subscription_change, campaign.event_message, campaign.delivery from public;
  grant select, insert, update on campaign.subscription, campaign.delivery to ${WRITER_ROLE};
  grant select, insert on campaign.subscription_change to ${WRITER_ROLE};
  grant select, insert, delete on campaign.event_message to ${WRITER_ROLE};`,
  `drop table campaign.delivery, campaign.event_message, campaign.subscription_change, campaign.subscription;`,
);
