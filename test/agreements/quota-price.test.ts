import { openPriceQuota, type PriceQuota } from '../../src/agreements/quota-price';
import { openFaultProxy } from '../audit/fault-proxy';
import { openQuotaSite, type QuotaSite } from './quota-site';

let place: QuotaSite;
let replicas: readonly PriceQuota[];

beforeAll(async () => {
  place = await openQuotaSite('quota_price');
  replicas = [1, 2].map(() => openPriceQuota(() => place.scratch.writer));
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await place.close();
});

/** Waits for the next minute of the database when this one is nearly over. */
async function inOneMinute(): Promise<void> {
  const [row] = await place.scratch.run<{ left: number }>('select 60 - extract(second from now())::float8 as left');
  if (row!.left < 10) await new Promise((resolve) => setTimeout(resolve, row!.left * 1_000 + 100));
}

test('two replicas take no more than the minute’s quota together, and leave nothing that would fit', async () => {
  await inOneMinute();
  const asked = Array.from({ length: 300 }, (_, i) => replicas[i % 2]!.take('a', 7, 1_000));
  const ends = await Promise.all(asked);
  const taken = ends.filter((end) => end === null).length;
  expect(taken * 7).toBeLessThanOrEqual(1_000);
  expect(taken * 7).toBeGreaterThan(1_000 - 2 * 50);
  const [row] = await place.scratch.run<{ used: number }>(
    "select used::int from sharing.quota_minute where agreement = 'a'",
  );
  expect(row!.used).toBeLessThanOrEqual(1_000);
  const end = ends.find((each) => each !== null)!;
  expect(end.resetsAt).toMatch(/:00\.000Z$/);
  expect(end.endsAt - performance.now()).toBeLessThanOrEqual(60_000);
  // What a replica knows to be left is as old as its last block; the other may have taken some since.
  expect(replicas[0]!.left('a', 1_000)).toBeLessThan(500);
}, 90_000);

test('a price above the whole quota is refused, and smaller ones are taken beside it', async () => {
  await inOneMinute();
  expect(await replicas[0]!.take('b', 101, 100)).not.toBeNull();
  expect(await replicas[0]!.take('b', 60, 100)).toBeNull();
  expect(await replicas[1]!.take('b', 60, 100)).not.toBeNull();
  expect(await replicas[1]!.take('b', 40, 100)).toBeNull();
  expect(await replicas[0]!.take('b', 1, 100)).not.toBeNull();
}, 90_000);

test('most operations cost no statement', async () => {
  await inOneMinute();
  let asked = 0;
  const quota = openPriceQuota(() => {
    asked += 1;
    return place.scratch.writer;
  });
  for (let i = 0; i < 200; i += 1) expect(await quota.take('c', 5, 1_000)).toBeNull();
  expect(asked).toBe(1);
  expect(quota.left('c', 1_000)).toBe(0);
  const [row] = await place.scratch.run<{ used: number }>(
    "select used::int from sharing.quota_minute where agreement = 'c'",
  );
  expect(row!.used).toBe(1_000);
  await quota.close();
}, 90_000);

test('a quota that cannot be counted is not taken', async () => {
  const proxy = await openFaultProxy(place.scratch.writer, 'any');
  const quota = openPriceQuota(() => proxy.config);
  proxy.mode = 'away';
  await expect(quota.take('d', 1, 1_000)).rejects.toThrow();
  proxy.mode = 'pass';
  expect(await quota.take('d', 1, 1_000)).toBeNull();
  await quota.close();
  await proxy.close();
});

test('nobody waits for a database that hangs longer than a second, however many wait', async () => {
  const proxy = await openFaultProxy(place.scratch.writer);
  const quota = openPriceQuota(() => proxy.config);
  proxy.mode = 'hang';
  const start = performance.now();
  const told = await Promise.allSettled(Array.from({ length: 20 }, () => quota.take('hanging', 1, 10)));
  expect(told.map(({ status }) => status)).toEqual(Array(20).fill('rejected'));
  expect(performance.now() - start).toBeLessThan(1_500);
  proxy.mode = 'pass';
  await quota.close();
  await proxy.close();
});

test('a ministry whose minute is used up is told when the next one begins, and nothing is read for it', async () => {
  await place.agree('one-operation', { pricePerMinute: 100 });
  const gateway = await place.start();
  await inOneMinute();
  const query = '{ provinces { code } }';
  const answers = [];
  for (let i = 0; i < 4; i += 1) answers.push(await gateway.ask('one-operation', query));
  const [first] = answers;
  const last = answers.at(-1)!;
  expect(first!.status).toBe(200);
  expect(last).toMatchObject({
    status: 429,
    errors: [{ extensions: { code: 'QUOTA_EXCEEDED', quota: 'pricePerMinute', allowed: 100 } }],
  });
  expect(Number(last.retryAfter)).toBeGreaterThan(0);
  expect(Number(last.retryAfter)).toBeLessThanOrEqual(60);
  expect(first!.quota).toMatch(/^pricePerMinute=\d+$/);
  const records = await place.records('one-operation');
  expect(records.at(-1)).toMatchObject({ decision: 'refused', reason: 'QUOTA_EXCEEDED', counts: { rows: 0 } });
}, 90_000);
