import { Client } from 'pg';
import { randomUUID } from 'node:crypto';
import { claimLane, findDue, type Lane, noteFailed, releaseLane } from '../../../src/campaigns/events/deliveries';
import { ACTOR, openScratchEvents, type ScratchEvents } from './scratch-events';

let scratch: ScratchEvents;
let client: Client;
beforeAll(async () => {
  scratch = await openScratchEvents('events_deliveries');
  client = new Client(scratch.gateway.writer);
  await client.connect();
});
afterEach(() => scratch.reset());
afterAll(async () => {
  await client.end();
  await scratch.close();
});

const [ONE, OTHER] = [randomUUID(), randomUUID()];
const LEASE_MS = 60_000;

/** A receiver for whom one event waits. */
async function subscribeWithOne(): Promise<string> {
  const { id } = await scratch.book.add({ url: 'https://receiver.example/', agreement: null, actor: ACTOR });
  await scratch.book.pause(id, ACTOR);
  await scratch.correct(1);
  await scratch.relay().runOnce();
  await scratch.book.resume(id, ACTOR);
  return id;
}

const endLease = (id: string): Promise<unknown> =>
  scratch.gateway.run('update campaign.subscription set lease_until = now() where subscription = $1', [id]);

const claim = async (holder: string): Promise<Lane> => (await claimLane(client, holder, LEASE_MS))!;

test('a receiver is one relay’s until the lease ends, or until it lets go', async () => {
  const id = await subscribeWithOne();
  expect(await claim(ONE)).toMatchObject({ subscription: id, failures: 0 });
  expect(await claimLane(client, OTHER, LEASE_MS)).toBeNull();
  // Had the answer been lost, it would ask again.
  expect(await claim(ONE)).toMatchObject({ subscription: id });
  await endLease(id);
  const lane = await claim(OTHER);
  await releaseLane(client, lane, OTHER, { failures: 2, restMs: 0 });
  expect(await claim(ONE)).toMatchObject({ subscription: id, failures: 2 });
});

test('a relay whose lease has passed on finds nothing to send, and lets nothing go', async () => {
  const id = await subscribeWithOne();
  const lane = await claim(ONE);
  await endLease(id);
  await claim(OTHER);
  expect(await findDue(client, lane, ONE, 10)).toEqual([]);
  await releaseLane(client, lane, ONE, { failures: 9, restMs: 9_000 });
  expect(await claimLane(client, ONE, LEASE_MS)).toBeNull();
  expect(await findDue(client, lane, OTHER, 10)).toMatchObject([{ attempts: 0, isRecorded: false }]);
  expect(await scratch.book.list()).toMatchObject([{ failures: 0, restsUntil: null }]);
});

test('an attempt that another relay has counted is not counted again', async () => {
  await subscribeWithOne();
  const lane = await claim(ONE);
  const [due] = await findDue(client, lane, ONE, 10);
  for (let again = 0; again < 3; again += 1) {
    await noteFailed(client, lane, due!, { status: 500, fault: 'STATUS', pauseMs: 0 });
  }
  expect(await findDue(client, lane, ONE, 10)).toMatchObject([{ message: due!.message, attempts: 1 }]);
});

test('a relay that rests a receiver keeps every relay from it, by the database’s clock', async () => {
  const id = await subscribeWithOne();
  const lane = await claim(ONE);
  await releaseLane(client, lane, ONE, { failures: 1, restMs: 60_000 });
  expect(await claimLane(client, OTHER, LEASE_MS)).toBeNull();
  await scratch.skipPauses();
  expect(await claim(OTHER)).toMatchObject({ subscription: id, failures: 1 });
});
