import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { openWatchedSite, type WatchedSite } from '../support/wire';

/** A total may be some seconds old; the answer says so, and the register is not asked again. */

let watched: WatchedSite;
let gateways: TestGateway[];

beforeAll(async () => {
  watched = await openWatchedSite();
  gateways = [];
});

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await watched.close();
});

/** A gateway that keeps counts for so long, and has none yet. */
async function open(countsKeptMs: number): Promise<TestGateway> {
  const gateway = await startGateway({ site: watched.site, limits: PATIENT, countsKeptMs });
  gateways.push(gateway);
  watched.takeStatements();
  return gateway;
}

const countsRan = (): number => watched.takeStatements().filter(({ text }) => text.includes('count(*)')).length;
const countsOf = ({ extensions }: Answer): unknown => extensions?.['counts'];
const ageSeconds = expect.any(Number) as number;

const TOTAL = 'query($f: ParticipantFilter) { participants(filter: $f, first: 1) { totalCount } }';

test('a total that was counted before says where it stands and how old it is', async () => {
  const gateway = await open(60_000);
  const counted = await gateway.ask('{ p: participants(filter: { province: "04" }, first: 1) { totalCount } }');
  expect(countsOf(counted)).toBeUndefined();
  expect(countsRan()).toBe(1);
  await delay(150);
  const kept = await gateway.ask('{ q: participants(filter: { province: "04" }, first: 9) { n: totalCount } }');
  expect(countsRan()).toBe(0);
  expect(countsOf(kept)).toEqual([{ path: ['q', 'n'], ageSeconds }]);
  const [{ ageSeconds: age }] = countsOf(kept) as [{ ageSeconds: number }];
  expect(age).toBeGreaterThanOrEqual(0.1);
  expect(age).toBeLessThan(30);
  expect(kept.data).toEqual({ q: { n: (counted.data as unknown as { p: { totalCount: number } }).p.totalCount } });
});

test('a count belongs to its list and filter, and to no other', async () => {
  const gateway = await open(60_000);
  const filters = [
    { province: '04' },
    { province: '36' },
    { province: '04', scheme: 'COMPULSORY_SI' },
    { province: '04', scheme: 'HEALTH_INSURANCE' },
    { scheme: 'HEALTH_INSURANCE' },
    {},
  ];
  const totals = new Set<number>();
  for (const f of filters) {
    const answer = await gateway.ask(TOTAL, { f });
    expect(countsOf(answer)).toBeUndefined();
    totals.add((answer.data as unknown as { participants: { totalCount: number } }).participants.totalCount);
  }
  expect(countsRan()).toBe(filters.length);
  expect(totals.size).toBe(filters.length);
  const figures = await gateway.ask('{ publishedFigures(first: 1) { totalCount } }');
  expect(countsOf(figures)).toBeUndefined();
  const again = await gateway.ask(TOTAL, { f: null });
  expect(countsOf(again)).toEqual([{ path: ['participants', 'totalCount'], ageSeconds }]);
  expect(countsRan()).toBe(0);
});

test('a place on the list does not matter to its count', async () => {
  const gateway = await open(60_000);
  const page = await gateway.ask('{ participants(first: 1) { totalCount pageInfo { endCursor } } }');
  const { participants } = page.data as unknown as { participants: { pageInfo: { endCursor: string } } };
  const next = await gateway.ask(
    'query($after: String) { participants(first: 7, after: $after) { totalCount edges { node { sex } } } }',
    { after: participants.pageInfo.endCursor },
  );
  expect(countsOf(next)).toHaveLength(1);
  expect(countsRan()).toBe(1);
});

test('within one request a list is counted once, and only its first name had it counted', async () => {
  const gateway = await open(60_000);
  const answer = await gateway.ask(`{
    a: participants(filter: { province: "04" }, first: 1) { totalCount again: totalCount }
    b: participants(filter: { province: "04" }, first: 2) { totalCount }
    c: participants(filter: { province: "36" }, first: 2) { totalCount }
  }`);
  expect(countsRan()).toBe(2);
  expect(countsOf(answer)).toEqual([{ path: ['b', 'totalCount'], ageSeconds }]);
  const { a, b, c } = answer.data as unknown as Record<string, { totalCount: number; again?: number }>;
  expect([a?.again, b?.totalCount]).toEqual([a?.totalCount, a?.totalCount]);
  expect(c?.totalCount).not.toBe(a?.totalCount);
});

test('requests that ask at once share one count', async () => {
  const gateway = await open(60_000);
  const answers = await Promise.all(Array.from({ length: 8 }, () => gateway.ask(TOTAL, { f: { province: '79' } })));
  expect(countsRan()).toBe(1);
  expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  expect(answers.filter((answer) => countsOf(answer) === undefined)).toHaveLength(1);
});

test('a count is forgotten when its time is over', async () => {
  const gateway = await open(50);
  await gateway.ask(TOTAL);
  await delay(80);
  expect(countsOf(await gateway.ask(TOTAL))).toBeUndefined();
  expect(countsRan()).toBe(2);
});
