import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Correction } from '../../../src/campaigns/send-corrections';
import { openReceiver, type Receiver, RECEIVER_CERTIFICATE } from './receiver';
import { ACTOR, openScratchEvents, type ScratchEvents } from './scratch-events';

let scratch: ScratchEvents;
let receivers: Receiver[] = [];
beforeAll(async () => {
  scratch = await openScratchEvents('events_relay');
});
afterEach(async () => {
  await scratch.reset();
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
});
afterAll(() => scratch.close());

interface Subscribed {
  readonly receiver: Receiver;
  readonly id: string;
  readonly secret: string;
}

async function subscribe({ agreement = null as string | null, isSecure = false } = {}): Promise<Subscribed> {
  const receiver = await openReceiver({ isSecure });
  receivers.push(receiver);
  return { receiver, ...(await scratch.book.add({ url: receiver.url, agreement, actor: ACTOR })) };
}

const idsOf = (corrections: readonly Correction[]): readonly string[] => corrections.map(({ id }) => id);
const told = ({ received }: Receiver): readonly string[] => received.map(({ event }) => event.id);
const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort();

async function deliveryOf({ id }: Subscribed, message: string): Promise<unknown> {
  const rows = await scratch.gateway.run(
    `select attempts, last_status as status, last_fault as fault, delivered_at is not null as delivered,
            gave_up_at is not null as "gaveUp", extract(epoch from next_at - now())::float as seconds
       from campaign.delivery where subscription = $1 and message = $2`,
    [id, message],
  );
  return rows[0];
}

test('each receiver is told of each correction once, signed, and of nothing that anybody could read a person from', async () => {
  const subscribed = [await subscribe(), await subscribe({ agreement: 'health-insurance-payment' })];
  const corrections = await scratch.correct(5);
  const relay = scratch.relay();
  expect(await relay.runOnce()).toBe(10);
  expect(await relay.runOnce()).toBe(0);
  for (const { receiver, secret } of subscribed) {
    expect(sorted(told(receiver))).toEqual(sorted(idsOf(corrections)));
    for (const { method, path, headers, body, event } of receiver.received) {
      expect([method, path, headers['content-type']]).toEqual([
        'POST',
        '/events',
        'application/cloudevents+json; charset=utf-8',
      ]);
      expect(new Webhook(secret).verify(body, headers)).toEqual(event);
      expect(headers['webhook-id']).toBe(event.id);
      const correction = corrections.find(({ id }) => id === event.id);
      expect(event.data).toEqual({
        register: 'insurance',
        recordKey: correction?.recordKey,
        campaign: 'spring',
        version: 2,
      });
      expect(event.subject).toMatch(/^[0-9a-f]{32}$/);
      expect(body).not.toContain(correction?.after);
      expect(body).not.toContain('Lan');
    }
  }
  // Another receiver's secret verifies nothing.
  const { headers, body } = subscribed[0]!.receiver.received[0]!;
  expect(() => new Webhook(subscribed[1]!.secret).verify(body, headers)).toThrow();
});

test('a receiver that is subscribed later is told of what comes later', async () => {
  const relay = scratch.relay();
  await scratch.correct(2);
  await relay.runOnce();
  const { receiver } = await subscribe();
  const later = await scratch.correct(2);
  await relay.runOnce();
  expect(sorted(told(receiver))).toEqual(sorted(idsOf(later)));
});

test('what comes while a subscription is paused is sent when it is resumed, and nothing once it is removed', async () => {
  const relay = scratch.relay();
  const { receiver, id } = await subscribe();
  await scratch.book.pause(id, ACTOR);
  const corrections = await scratch.correct(3);
  expect(await relay.runOnce()).toBe(0);
  expect((await scratch.book.list())[0]).toMatchObject({ waiting: 3 });
  await scratch.book.resume(id, ACTOR);
  expect(await relay.runOnce()).toBe(3);
  expect(sorted(told(receiver))).toEqual(sorted(idsOf(corrections)));
  await scratch.book.remove(id, ACTOR);
  await scratch.correct(1);
  expect(await relay.runOnce()).toBe(0);
});

test('of one record a receiver has the next event after the one before, though that was late', async () => {
  const relay = scratch.relay();
  const { receiver } = await subscribe();
  const first = await scratch.correct(3);
  const second = await scratch.correctAgain(first);
  const third = await scratch.correctAgain(second);
  const late = first[1]!.id;
  receiver.answer = ({ event }) => (event.id === late ? 422 : 204);
  expect(await relay.runOnce()).toBe(6);
  expect(told(receiver)).not.toContain(second[1]!.id);
  receiver.answer = () => 204;
  await scratch.skipPauses();
  expect(await relay.runOnce()).toBe(3);
  for (const { recordKey } of first) {
    const versions = receiver.received.map(({ event }) => event.data).filter((data) => data.recordKey === recordKey);
    expect(versions.map(({ version }) => version)).toEqual(
      recordKey === first[1]!.recordKey ? [2, 2, 3, 4] : [2, 3, 4],
    );
  }
  expect(told(receiver).filter((id) => id === third[1]!.id)).toHaveLength(1);
});

test('records are told of in the order in which they were corrected, a few at once', async () => {
  const { receiver } = await subscribe();
  const ids = idsOf(await scratch.correct(60));
  await scratch.relay().runOnce();
  expect(sorted(told(receiver))).toEqual(sorted(ids));
  expect(receiver.atOnce).toBeLessThanOrEqual(8);
  // Eight are on their way at once: none overtakes more than those that were sent with it.
  told(receiver).forEach((id, place) => expect(Math.abs(ids.indexOf(id) - place)).toBeLessThanOrEqual(16));
});

test('an event that a receiver does not take is sent again after longer and longer pauses, and others are not held up', async () => {
  const relay = scratch.relay();
  const subscribed = await subscribe();
  const [refused, ...others] = idsOf(await scratch.correct(4));
  subscribed.receiver.answer = ({ event }) => (event.id === refused ? 422 : 200);
  expect(await relay.runOnce()).toBe(3);
  expect(sorted(told(subscribed.receiver))).toEqual(sorted([refused!, ...others]));
  for (const [attempts, least, most] of [
    [1, 3, 7],
    [2, 14, 26],
    [3, 59, 101],
  ] as const) {
    const delivery = (await deliveryOf(subscribed, refused!)) as { seconds: number };
    expect(delivery).toMatchObject({ attempts, status: 422, fault: 'STATUS', delivered: false, gaveUp: false });
    expect(delivery.seconds).toBeGreaterThan(least);
    expect(delivery.seconds).toBeLessThan(most);
    expect(await relay.runOnce()).toBe(0);
    expect(told(subscribed.receiver).filter((id) => id === refused)).toHaveLength(attempts);
    await scratch.skipPauses();
    expect(await relay.runOnce()).toBe(0);
  }
  const bodies = subscribed.receiver.received.filter(({ event }) => event.id === refused).map(({ body }) => body);
  expect(new Set(bodies).size).toBe(1);
});

test('after eleven attempts an event is given up, stays on the list, and can be sent again', async () => {
  const relay = scratch.relay();
  const subscribed = await subscribe();
  const [event] = idsOf(await scratch.correct(1));
  subscribed.receiver.answer = () => 400;
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await relay.runOnce();
    await scratch.skipPauses();
  }
  expect(subscribed.receiver.received).toHaveLength(11);
  expect(await scratch.book.list()).toMatchObject([{ waiting: 0, gaveUp: 1 }]);
  const options = { after: null, most: 10 };
  expect(await scratch.book.listGivenUp(subscribed.id, options)).toEqual([
    {
      message: event,
      collectedAt: expect.any(Date),
      gaveUpAt: expect.any(Date),
      lastStatus: 400,
      lastFault: 'STATUS',
    },
  ]);
  expect(await scratch.book.listGivenUp(subscribed.id, { ...options, after: event! })).toEqual([]);
  expect(scratch.reported).toContainEqual({
    event: 'an event was given up',
    subscription: subscribed.id,
    fault: 'STATUS',
  });
  subscribed.receiver.answer = () => 204;
  expect(await scratch.book.sendAgain(subscribed.id, [event!], ACTOR)).toBe(1);
  expect(await relay.runOnce()).toBe(1);
  expect(await scratch.book.listGivenUp(subscribed.id, options)).toEqual([]);
  expect(await scratch.book.sendAgain(subscribed.id, null, ACTOR)).toBe(0);
});

test('while a secret is rotated both sign, and after a day the new one alone', async () => {
  const relay = scratch.relay();
  const { receiver, id, secret } = await subscribe();
  const later = await scratch.book.rotateSecret(id, ACTOR);
  await scratch.correct(1);
  await relay.runOnce();
  const [first] = receiver.received;
  for (const each of [secret, later])
    expect(new Webhook(each).verify(first!.body, first!.headers)).toEqual(first!.event);
  const [{ hours } = { hours: 0 }] = await scratch.gateway.run<{ hours: number }>(
    'select extract(epoch from earlier_until - now())::float / 3600 as hours from campaign.subscription where subscription = $1',
    [id],
  );
  expect(hours).toBeGreaterThan(23.9);
  expect(hours).toBeLessThanOrEqual(24);
  await scratch.gateway.run('update campaign.subscription set earlier_until = now() where subscription = $1', [id]);
  await scratch.correct(1);
  await relay.runOnce();
  const [, second] = receiver.received;
  expect(new Webhook(later).verify(second!.body, second!.headers)).toEqual(second!.event);
  expect(() => new Webhook(secret).verify(second!.body, second!.headers)).toThrow();
});

test('over HTTPS a receiver is told only when its certificate is to be trusted', async () => {
  const subscribed = await subscribe({ isSecure: true });
  const [event] = idsOf(await scratch.correct(1));
  expect(await scratch.relay().runOnce()).toBe(0);
  expect(await deliveryOf(subscribed, event!)).toMatchObject({ status: null, fault: 'CERTIFICATE' });
  await scratch.skipPauses();
  expect(await scratch.relay({ authorities: [RECEIVER_CERTIFICATE] }).runOnce()).toBe(1);
  expect(told(subscribed.receiver)).toEqual([event]);
});

test('a secret that was sealed under another installation’s key sends nothing, until it is rotated', async () => {
  const { receiver, id } = await subscribe();
  await scratch.gateway.run(`update campaign.subscription set secret = 'other' where subscription = $1`, [id]);
  await scratch.correct(1);
  const relay = scratch.relay();
  expect(await relay.runOnce()).toBe(0);
  expect(scratch.reported).toMatchObject([{ event: 'a receiver cannot be told of events now', subscription: id }]);
  const secret = await scratch.book.rotateSecret(id, ACTOR);
  await scratch.skipPauses();
  expect(await relay.runOnce()).toBe(1);
  const { body, headers, event } = receiver.received[0]!;
  expect(new Webhook(secret).verify(body, headers)).toEqual(event);
});

test('what was delivered long ago is forgotten, and what waits or was given up lately is not', async () => {
  const [{ receiver }, paused] = [await subscribe(), await subscribe()];
  await scratch.book.pause(paused.id, ACTOR);
  const [old, waiting] = idsOf(await scratch.correct(2));
  const relay = scratch.relay();
  await relay.runOnce();
  expect(receiver.received).toHaveLength(2);
  await scratch.gateway.run('delete from campaign.delivery where subscription = $1 and message = $2', [paused.id, old]);
  await scratch.gateway.run(
    `update campaign.event_message set collected_at = now() - interval '91 days' where message = any($1)`,
    [[old, waiting]],
  );
  const [recent] = idsOf(await scratch.correct(1));
  await relay.runOnce();
  relay.start();
  const known = (): Promise<readonly { message: string }[]> =>
    scratch.gateway.run('select message from campaign.event_message where message = any($1) order by place', [
      [old, waiting, recent],
    ]);
  while ((await known()).length === 3) await delay(50);
  await relay.close();
  expect((await known()).map(({ message }) => message)).toEqual([waiting, recent]);
});
