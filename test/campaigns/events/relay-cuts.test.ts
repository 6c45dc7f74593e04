import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RelayOptions } from '../../../src/campaigns/events/relay';
import { type FaultProxy, openFaultProxy, type ProxyMode } from '../../audit/fault-proxy';
import { withClient } from '../../support/scratch-register';
import { openReceiver, type Receiver } from './receiver';
import { ACTOR, openScratchEvents, type ScratchEvents } from './scratch-events';

let scratch: ScratchEvents;
let receiver: Receiver;
/** Before the gateway's database and before the register. */
let gateway: FaultProxy;
let register: FaultProxy;
beforeAll(async () => {
  scratch = await openScratchEvents('events_cuts');
  gateway = await openFaultProxy(scratch.gateway.writer, 'event');
  register = await openFaultProxy(scratch.register.corrector, 'event');
});
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  [gateway.mode, register.mode] = ['pass', 'pass'];
  await scratch.reset();
  await receiver.close();
});
afterAll(async () => {
  await scratch.close();
  await Promise.all([gateway.close(), register.close()]);
});

const throughProxies = (): Pick<RelayOptions, 'site'> => ({ site: scratch.siteWith(gateway.config, register.config) });

const subscribe = async (): Promise<string> =>
  (await scratch.book.add({ url: receiver.url, agreement: null, actor: ACTOR })).id;

async function correct(count: number): Promise<readonly string[]> {
  return (await scratch.correct(count)).map(({ id }) => id);
}

const told = (): readonly string[] => receiver.received.map(({ event }) => event.id);
const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort();

async function countLeft(): Promise<{ readonly outbox: number; readonly open: number }> {
  const [open] = await scratch.gateway.run<{ count: number }>(
    `select count(*)::int as count from campaign.delivery join campaign.subscription using (subscription)
      where delivered_at is null and removed_at is null`,
  );
  const { rows } = await withClient(scratch.register.corrector, (client) =>
    client.query<{ count: number }>('select count(*)::int as count from correction.untold(1000)'),
  );
  return { outbox: rows[0]!.count, open: open!.count };
}

const CUTS: readonly ProxyMode[] = ['cut the commit', 'cut the answer to the commit'];

test.each(CUTS)('%s of what is collected: nothing is lost and nothing comes twice', async (mode) => {
  await subscribe();
  const ids = await correct(5);
  const relay = scratch.relay(throughProxies());
  gateway.mode = mode;
  const before = gateway.cuts;
  await expect(relay.runOnce()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  expect(gateway.cuts).toBe(before + 1);
  await relay.runOnce();
  expect(sorted(told())).toEqual(sorted(ids));
});

test.each(CUTS)('%s of what leaves the outbox: nothing is lost and nothing comes twice', async (mode) => {
  await subscribe();
  const ids = await correct(5);
  const relay = scratch.relay(throughProxies());
  register.mode = mode;
  const before = register.cuts;
  await expect(relay.runOnce()).rejects.toThrow();
  expect(register.cuts).toBe(before + 1);
  // What was collected is sent, though the register does not know it yet.
  expect(sorted(told())).toEqual(sorted(ids));
  await relay.runOnce();
  expect(sorted(told())).toEqual(sorted(ids));
  expect(await countLeft()).toEqual({ outbox: 0, open: 0 });
});

test.each(CUTS)('%s of what is noted of a receiver: a relay that lives notes it again', async (mode) => {
  const id = await subscribe();
  await scratch.book.pause(id, ACTOR);
  const ids = await correct(5);
  const relay = scratch.relay(throughProxies());
  await relay.runOnce();
  await scratch.book.resume(id, ACTOR);
  const cuts = [gateway.cuts];
  // First what is on record, then what was delivered.
  gateway.mode = mode;
  receiver.answer = () => {
    if (cuts.length === 1) {
      cuts.push(gateway.cuts);
      gateway.mode = mode;
    }
    return 204;
  };
  expect(await relay.runOnce()).toBe(5);
  cuts.push(gateway.cuts);
  expect(cuts[1]).toBeGreaterThan(cuts[0]!);
  expect(cuts[2]).toBeGreaterThan(cuts[1]!);
  expect(sorted(told())).toEqual(sorted(ids));
  expect(scratch.recorded.flatMap(({ messages }) => messages)).toHaveLength(5);
  expect(await countLeft()).toEqual({ outbox: 0, open: 0 });
});

test('several relays at once deliver each event exactly once when nothing fails', async () => {
  const second = await openReceiver();
  await subscribe();
  await scratch.book.add({ url: second.url, agreement: null, actor: ACTOR });
  const relays = Array.from({ length: 4 }, () => scratch.relay());
  const ids: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const [made] = await Promise.all([correct(30), ...relays.map((relay) => relay.runOnce())]);
    ids.push(...made);
  }
  await Promise.all(relays.map((relay) => relay.runOnce()));
  expect(sorted(told())).toEqual(sorted(ids));
  expect(sorted(second.received.map(({ event }) => event.id))).toEqual(sorted(ids));
  expect(scratch.recorded.flatMap(({ messages }) => messages)).toHaveLength(2 * ids.length);
  expect(scratch.reported).toEqual([]);
  await second.close();
});

test('several relays whose connections are cut again and again deliver each event at least once', async () => {
  await subscribe();
  const relays = Array.from({ length: 3 }, () => scratch.relay(throughProxies()));
  const ids: string[] = [];
  const before = gateway.cuts + register.cuts;
  for (let round = 0; round < 40; round += 1) {
    ids.push(...(await correct(4)));
    const proxy = round % 3 === 0 ? register : gateway;
    proxy.mode = CUTS[randomInt(CUTS.length)]!;
    await Promise.allSettled(relays.map((relay) => relay.runOnce()));
    await scratch.skipPauses();
  }
  [gateway.mode, register.mode] = ['pass', 'pass'];
  await scratch.gateway.run('update campaign.subscription set lease_until = now()');
  await relays[0]!.runOnce();
  await relays[0]!.runOnce();
  expect(gateway.cuts + register.cuts - before).toBeGreaterThan(20);
  expect(new Set(told())).toEqual(new Set(ids));
  expect(await countLeft()).toEqual({ outbox: 0, open: 0 });
});

test('what a relay that stopped had in hand another delivers when its lease has ended, and the first has no effect on it', async () => {
  const id = await subscribe();
  const [event] = await correct(1);
  const goOn: (() => void)[] = [];
  const stopped = scratch.relay({ record: () => new Promise((resolve) => goOn.push(resolve)) });
  const first = stopped.runOnce();
  while (goOn.length === 0) await delay(10);
  const other = scratch.relay();
  expect(await other.runOnce()).toBe(0);
  await scratch.gateway.run('update campaign.subscription set lease_until = now() where subscription = $1', [id]);
  expect(await other.runOnce()).toBe(1);
  receiver.answer = () => 500;
  goOn[0]!();
  await first;
  const rows = await scratch.gateway.run(
    `select attempts, delivered_at is not null as delivered, failures, rests_until from campaign.delivery
       join campaign.subscription using (subscription) where subscription = $1`,
    [id],
  );
  expect(rows).toEqual([{ attempts: 1, delivered: true, failures: 0, rests_until: null }]);
  expect(new Set(told())).toEqual(new Set([event]));
});

test('in the background corrections are published as they come, also after the databases were away', async () => {
  await subscribe();
  const relay = scratch.relay(throughProxies());
  relay.start();
  const ids = [...(await correct(3))];
  // One whose delivery could not be noted before the databases went away is sent again.
  const distinct = (): string[] => [...new Set(told())];
  const arrived = async (): Promise<void> => {
    for (let waited = 0; distinct().length < ids.length && waited < 20_000; waited += 50) await delay(50);
  };
  await arrived();
  expect(sorted(distinct())).toEqual(sorted(ids));
  [gateway.mode, register.mode] = ['away', 'away'];
  ids.push(...(await correct(3)));
  await delay(1_500);
  expect(distinct()).toHaveLength(3);
  [gateway.mode, register.mode] = ['pass', 'pass'];
  await arrived();
  expect(sorted(distinct())).toEqual(sorted(ids));
  await relay.close();
  ids.push(...(await correct(1)));
  await delay(1_000);
  expect(distinct()).toHaveLength(6);
});
