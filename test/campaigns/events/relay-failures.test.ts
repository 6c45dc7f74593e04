import { setTimeout as delay } from 'node:timers/promises';
import { LienThongError } from '../../../src/errors';
import { openReceiver, type Receiver } from './receiver';
import { ACTOR, LOOPBACK, openScratchEvents, type ScratchEvents } from './scratch-events';

let scratch: ScratchEvents;
let receivers: Receiver[] = [];
beforeAll(async () => {
  scratch = await openScratchEvents('events_failures');
});
afterEach(async () => {
  await scratch.reset();
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
});
afterAll(() => scratch.close());

async function open(): Promise<Receiver> {
  const receiver = await openReceiver();
  receivers.push(receiver);
  return receiver;
}

async function subscribe(url?: string): Promise<{ readonly receiver: Receiver; readonly id: string }> {
  const receiver = await open();
  const { id } = await scratch.book.add({ url: url ?? receiver.url, agreement: null, actor: ACTOR });
  return { receiver, id };
}

async function correct(count = 1): Promise<readonly string[]> {
  return (await scratch.correct(count)).map(({ id }) => id);
}

const told = ({ received }: Receiver): readonly string[] => received.map(({ event }) => event.id);
const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort();

interface State {
  readonly attempts: number;
  readonly status: number | null;
  readonly fault: string | null;
  readonly pause: number;
  readonly rest: number | null;
}

/** How the first event of a receiver stands, in seconds from now. */
async function stateOf(id: string): Promise<State> {
  const [state] = await scratch.gateway.run<State>(
    `select attempts, last_status as status, last_fault as fault, extract(epoch from next_at - now())::float as pause,
            extract(epoch from rests_until - now())::float as rest
       from campaign.delivery join campaign.subscription using (subscription) where subscription = $1 order by place limit 1`,
    [id],
  );
  return state!;
}

const TIMEOUT_MS = 1_000;

test('a receiver that hangs holds up no other, is left alone longer and longer, and is told when it answers again', async () => {
  const [hanging, other] = [await subscribe(), await subscribe()];
  hanging.receiver.answer = () => 'hang';
  const ids = await correct(40);
  let isOver = false;
  const first = scratch
    .relay({ timeoutMs: 5 * TIMEOUT_MS })
    .runOnce()
    .finally(() => (isOver = true));
  while (other.receiver.received.length < 40) await delay(10);
  // The other has been told of all, and the first is still being waited for.
  expect(isOver).toBe(false);
  expect(await first).toBe(40);
  expect(sorted(told(other.receiver))).toEqual(sorted(ids));
  // Eight were on their way to it and no more were begun; after that it is tried with one.
  expect(hanging.receiver.received).toHaveLength(8);
  expect(await stateOf(hanging.id)).toMatchObject({ attempts: 1, status: null, fault: 'TIMED_OUT' });
  const relay = scratch.relay({ timeoutMs: TIMEOUT_MS });
  const rests: number[] = [];
  for (let failures = 1; failures <= 4; failures += 1) {
    expect(await scratch.book.list()).toMatchObject([{ failures, restsUntil: expect.any(Date) }, { failures: 0 }]);
    rests.push((await stateOf(hanging.id)).rest!);
    expect(await relay.runOnce()).toBe(0);
    expect(hanging.receiver.received).toHaveLength(7 + failures);
    await scratch.skipPauses();
    expect(await relay.runOnce()).toBe(0);
  }
  expect(rests).toEqual([...rests].sort((a, b) => a - b));
  hanging.receiver.answer = () => 204;
  await scratch.skipPauses();
  expect(await relay.runOnce()).toBe(40);
  expect(await scratch.book.list()).toMatchObject([{ failures: 0, restsUntil: null, waiting: 0 }, {}]);
  const fails = scratch.reported.filter(({ event }) => event === 'a receiver of events fails');
  expect(fails).toEqual([{ event: 'a receiver of events fails', subscription: hanging.id, fault: 'TIMED_OUT' }]);
});

test('a receiver that is not there is told when it is', async () => {
  const { receiver, id } = await subscribe();
  await receiver.close();
  receivers = [];
  const ids = await correct(3);
  const relay = scratch.relay();
  expect(await relay.runOnce()).toBe(0);
  expect(await stateOf(id)).toMatchObject({ attempts: 1, fault: 'UNREACHABLE' });
  const back = await open();
  await scratch.gateway.run('update campaign.subscription set url = $2 where subscription = $1', [id, back.url]);
  await scratch.skipPauses();
  expect(await relay.runOnce()).toBe(3);
  expect(sorted(told(back))).toEqual(sorted(ids));
});

test('a receiver that is gone is paused, and told of everything when it is resumed', async () => {
  const { receiver, id } = await subscribe();
  receiver.answer = () => 410;
  const ids = await correct(20);
  const relay = scratch.relay();
  expect(await relay.runOnce()).toBe(0);
  expect(receiver.received.length).toBeLessThanOrEqual(8);
  expect(await scratch.book.list()).toMatchObject([{ state: 'GONE', waiting: 20 }]);
  expect(await relay.runOnce()).toBe(0);
  expect(receiver.received.length).toBeLessThanOrEqual(8);
  expect(scratch.reported).toContainEqual({ event: 'a receiver of events is gone', subscription: id });
  receiver.answer = () => 204;
  await scratch.book.resume(id, ACTOR);
  expect(await relay.runOnce()).toBe(20);
  expect(new Set(told(receiver))).toEqual(new Set(ids));
});

test.each([429, 503])('%i with Retry-After is honoured, for a day at most', async (status) => {
  const { receiver, id } = await subscribe();
  const relay = scratch.relay();
  receiver.answer = () => ({ status, headers: { 'retry-after': '600' } });
  await correct(30);
  expect(await relay.runOnce()).toBe(0);
  expect(receiver.received.length).toBeLessThanOrEqual(8);
  const first = await stateOf(id);
  expect(first).toMatchObject({ attempts: 1, status, fault: 'STATUS' });
  for (const seconds of [first.pause, first.rest!]) {
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThanOrEqual(600);
  }
  receiver.answer = () => ({ status, headers: { 'retry-after': '99999999' } });
  await scratch.skipPauses();
  await relay.runOnce();
  expect((await stateOf(id)).rest).toBeLessThanOrEqual(86_400);
  receiver.answer = () => 204;
  await scratch.skipPauses();
  expect(await relay.runOnce()).toBe(30);
});

test.each([301, 302, 307, 308])('a redirection (%i) is not followed', async (status) => {
  const [{ receiver, id }, elsewhere] = [await subscribe(), await open()];
  receiver.answer = () => ({ status, headers: { location: elsewhere.url } });
  await correct();
  const relay = scratch.relay();
  expect(await relay.runOnce()).toBe(0);
  expect(elsewhere.received).toEqual([]);
  expect(await stateOf(id)).toMatchObject({ attempts: 1, status, fault: 'REDIRECTED' });
});

test('of an answer’s body no more is read than is needed to use the connection again', async () => {
  const { receiver, id } = await subscribe();
  receiver.answer = () => ({ status: 200, body: 'x'.repeat(50_000_000) });
  await correct(3);
  expect(await scratch.relay().runOnce()).toBe(3);
  expect(await stateOf(id)).toMatchObject({ attempts: 1, status: 200, fault: null });
  expect(receiver.received).toHaveLength(3);
});

describe('an address inside', () => {
  test('is not connected to outside the demonstration, though the subscription names it', async () => {
    const { receiver, id } = await subscribe();
    const { port } = new URL(receiver.url);
    const relay = scratch.relay({ rules: { ...LOOPBACK, loopback: false } });
    await correct();
    for (const url of [receiver.url, `https://127.0.0.1:${port}/`, `https://localhost:${port}/`, 'https://10.0.0.1/']) {
      await scratch.gateway.run('update campaign.subscription set url = $2 where subscription = $1', [id, url]);
      await scratch.skipPauses();
      expect(await relay.runOnce()).toBe(0);
      expect([url, (await stateOf(id)).fault]).toEqual([url, 'ADDRESS_REFUSED']);
    }
    expect((await stateOf(id)).attempts).toBe(4);
    expect(receiver.received).toEqual([]);
  });
});

describe('a disclosure', () => {
  test('is on record before anything is sent, once for each receiver and event, however often it is sent', async () => {
    const { receiver, id } = await subscribe();
    const corrections = await scratch.correct(3);
    const relay = scratch.relay({
      record: (disclosure) => {
        expect(receiver.received).toEqual([]);
        scratch.recorded.push(disclosure);
        return Promise.resolve();
      },
    });
    receiver.answer = () => 500;
    await relay.runOnce();
    await scratch.skipPauses();
    receiver.answer = () => 204;
    expect(await relay.runOnce()).toBe(3);
    expect(receiver.received.length).toBeGreaterThan(3);
    expect(scratch.recorded).toEqual([
      {
        subscription: id,
        agreement: null,
        messages: corrections.map((correction) => ({
          id: correction.id,
          register: 'insurance',
          recordKey: correction.recordKey,
          campaign: 'spring',
        })),
      },
    ]);
  });

  test('that cannot be recorded does not happen, until it can', async () => {
    const { receiver, id } = await subscribe();
    await correct(3);
    let isAvailable = false;
    const relay = scratch.relay({
      record: () =>
        isAvailable
          ? Promise.resolve()
          : Promise.reject(new LienThongError('AUDIT_UNAVAILABLE', 'The disclosure cannot be recorded now')),
    });
    expect(await relay.runOnce()).toBe(0);
    expect(receiver.received).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ attempts: 0, status: null, fault: null });
    expect(scratch.reported).toMatchObject([{ event: 'a receiver cannot be told of events now', subscription: id }]);
    isAvailable = true;
    await scratch.skipPauses();
    expect(await relay.runOnce()).toBe(3);
  });

  test('ends at once when the agreement is not in force any more, and goes on when it is again', async () => {
    const receiver = await open();
    const { id } = await scratch.book.add({ url: receiver.url, agreement: 'tax-review', actor: ACTOR });
    const others = await subscribe();
    await correct(50);
    let isInForce = true;
    receiver.answer = () => {
      if (receiver.received.length === 10) isInForce = false;
      return 204;
    };
    const asked: string[] = [];
    const relay = scratch.relay({
      mayReceive: (agreement) => {
        asked.push(agreement);
        return isInForce;
      },
    });
    await relay.runOnce();
    // Those that were on their way when it ended.
    expect(receiver.received.length).toBeLessThanOrEqual(10 + 7);
    expect(others.receiver.received).toHaveLength(50);
    const [sent, { rest }] = [receiver.received.length, await stateOf(id)];
    expect(rest).toBeGreaterThan(55);
    await scratch.skipPauses();
    expect(await relay.runOnce()).toBe(0);
    isInForce = true;
    receiver.answer = () => 204;
    await scratch.skipPauses();
    expect(await relay.runOnce()).toBe(50 - sent);
    expect(new Set(told(receiver)).size).toBe(50);
    expect(new Set(asked)).toEqual(new Set(['tax-review']));
  });
});
