import type { PlanLimits } from '../../src/planning/plan/limits';
import { LIMITS, PLAN_LIMITS } from '../../src/server/limits';
import { openExecutor, type TestExecutor } from '../support/executor';
import { FLAGSHIP } from '../graph/flagship';
import { startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { openWatchedSite, type WatchedSite } from '../support/wire';

/** What one request may ask for: beyond each limit it is refused before a register is asked, with figure and limit. */

let watched: WatchedSite;
let gateway: TestGateway;
let executor: TestExecutor;

beforeAll(async () => {
  watched = await openWatchedSite();
  gateway = await startGateway({ site: watched.site, limits: PATIENT, countsKeptMs: 0 });
  executor = openExecutor(watched.site);
});

afterAll(async () => {
  await executor.close();
  await gateway.close();
  await watched.close();
});

const times = (count: number, write: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');

const PROVINCES = '01 04 06 10 12 14 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44'.split(' ');

const aliases = (count: number): string =>
  `{ participants(first: 1) { edges { node { ${times(count, (i) => `a${i}: sex`)} } } } }`;
const rootFields = (count: number): string => `{ ${times(count, () => 'participants(first: 1) { totalCount }')} }`;
const statements = (count: number): string =>
  `{ ${times(count, (i) => `a${i}: participants(filter: { province: "${PROVINCES[i]}" }, first: 1) { totalCount }`)} }`;
const lists = (count: number): string =>
  `{ ${times(count, (i) => `a${i}: participants(first: ${i + 1}) { pageInfo { hasNextPage } }`)} }`;
const counts = (count: number): string =>
  `{ ${times(count, (i) => `a${i}: participants(first: ${i + 1}) { totalCount }`)} }`;
/** `levels` times two fields below the two at the root and its leaf. */
const depth = (levels: number): string =>
  `{ participants(first: 1) { edges { node { ${'employer { participants(first: 1) { '.repeat(levels)} sex ${'} }'.repeat(levels)} } } } }`;
const contributions = (fields: string): string => `{ participants(first: 500) { edges { node { ${fields} } } } }`;

/** Asks, and gives the answer with what reached the registers. */
async function ask(query: string): Promise<{ status: number; errors: unknown; explained: unknown; ran: number }> {
  watched.takeStatements();
  const headers = { 'lienthong-explain': '1' };
  const { status, errors, extensions } = await gateway.ask(query, {}, { headers });
  return { status, errors, explained: extensions?.['plan'], ran: watched.takeStatements().length };
}

interface Beyond {
  readonly code: string;
  readonly figure: string;
  readonly value?: number;
  readonly most: number;
}

async function expectRefused(query: string, { code, figure, value, most }: Beyond): Promise<number> {
  const { status, errors, ran } = await ask(query);
  expect({ status, ran }).toEqual({ status: 400, ran: 0 });
  const [error] = errors as { message: string; extensions: Record<string, number> }[];
  const told = error?.extensions[figure] ?? 0;
  expect(errors).toEqual([
    expect.objectContaining({ extensions: { code, [figure]: value ?? expect.any(Number), most } }),
  ]);
  expect(told).toBeGreaterThan(most);
  expect(error?.message).toMatch(new RegExp(`\\b${told}\\b.*\\b${most}\\b`));
  return told;
}

async function expectAnswered(query: string): Promise<void> {
  const { status, errors, ran } = await ask(query);
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
  expect(ran).toBeGreaterThan(0);
}

describe('over HTTP an operation beyond a limit is refused before a register is asked, and one within is answered', () => {
  test.each([
    ['aliases', aliases, LIMITS.aliases, 'TOO_MANY_ALIASES', 'aliases'],
    ['fields of the root', rootFields, LIMITS.rootFields, 'TOO_MANY_ROOT_FIELDS', 'fields'],
    ['statements', statements, PLAN_LIMITS.statements, 'TOO_MANY_STATEMENTS', 'statements'],
    ['lists of one register', lists, PLAN_LIMITS.parts, 'ANSWER_TOO_LARGE', 'lists'],
  ])('%s', async (_what, write, most, code, figure) => {
    await expectRefused(write(most + 1), { code, figure, value: most + 1, most });
    await expectAnswered(write(most));
  });

  test('aliases and fields of the root in fragments count where they are written', async () => {
    const spread = (row: string): string =>
      `{ participants(first: 1) { edges { node { ...R } } } } fragment R on ${row}`;
    const beyond = spread(`Participant { ${times(LIMITS.aliases + 1, (i) => `a${i}: sex`)} }`);
    const { aliases: most } = LIMITS;
    await expectRefused(beyond, { code: 'TOO_MANY_ALIASES', figure: 'aliases', value: most + 1, most });
    const roots = `{ ...R ... { ...R } } fragment R on Query { ${rootFields(LIMITS.rootFields + 1).slice(1)}`;
    await expectRefused(roots, { code: 'TOO_MANY_ROOT_FIELDS', figure: 'fields', value: 51, most: LIMITS.rootFields });
    await expectAnswered(`{ ...R ... { ...R } } fragment R on Query { ${rootFields(LIMITS.rootFields).slice(1)}`);
  });

  test('depth', async () => {
    const most = LIMITS.depth;
    await expectRefused(depth(5), { code: 'DOCUMENT_TOO_DEEP', figure: 'depth', value: 14, most });
    await expectAnswered(depth(4));
  });

  test('price: of the counts of one more list each time, the first beyond the limit', async () => {
    const beyond: Beyond = { code: 'PRICE_TOO_HIGH', figure: 'price', most: PLAN_LIMITS.price };
    let within = 0;
    for (let lists = 1; lists <= PLAN_LIMITS.statements; lists += 1) {
      const { status, explained } = await ask(counts(lists));
      if (status !== 200) {
        expect(await expectRefused(counts(lists), beyond)).toBeGreaterThan(within);
        expect(within).toBeGreaterThan(0);
        return;
      }
      within = (explained as { price: number }).price;
      expect(within).toBeLessThanOrEqual(PLAN_LIMITS.price);
    }
    throw new Error('No number of counts is beyond the price');
  });

  test.each([
    [
      'rows',
      contributions('a: contributions(first: 120) { month } b: contributions(first: 119) { month }'),
      contributions('a: contributions(first: 120) { month } b: contributions(first: 70) { month }'),
      PLAN_LIMITS.rows,
    ],
    [
      'values',
      contributions('contributions(first: 120) { month amount salary paidOn status }'),
      contributions('contributions(first: 120) { month amount }'),
      PLAN_LIMITS.values,
    ],
    [
      'bytes',
      contributions(times(100, (i) => `a${i}: fullName`)),
      contributions(times(60, (i) => `a${i}: fullName`)),
      PLAN_LIMITS.bytes,
    ],
  ])('%s', async (figure, beyond, within, most) => {
    await expectRefused(beyond, { code: 'ANSWER_TOO_LARGE', figure, most });
    await expectAnswered(within);
  });

  test('an operation that no plan covers is measured by its document', async () => {
    const search = `searchPeople(search: { fullName: "Nguyễn Văn An", sex: MALE, province: "79" }, first: 50)`;
    const query = `{ ${search} { participants { contributions(first: 120) { month } } }
      ${contributions('contributions(first: 120) { month amount salary paidOn status }').slice(1)}`;
    await expectRefused(query, { code: 'ANSWER_TOO_LARGE', figure: 'values', most: PLAN_LIMITS.values });
  });
});

describe('a limit that is exactly what an operation comes to is kept, and one less is not', () => {
  const KINDS: readonly (readonly [keyof PlanLimits, string, string])[] = [
    ['statements', 'TOO_MANY_STATEMENTS', 'statements'],
    ['parts', 'ANSWER_TOO_LARGE', 'lists'],
    ['rows', 'ANSWER_TOO_LARGE', 'rows'],
    ['values', 'ANSWER_TOO_LARGE', 'values'],
    ['bytes', 'ANSWER_TOO_LARGE', 'bytes'],
    ['price', 'PRICE_TOO_HIGH', 'price'],
  ];

  test.each(KINDS)('%s', async (limit, code, figure) => {
    const variables = { province: '04', first: 5 };
    const free = await executor.ask(FLAGSHIP, variables);
    if (!free.plan?.covered) throw new Error('No plan covers the flagship');
    const { price, bounds, steps } = free.plan;
    const parts = Math.max(...steps.map(({ answers }) => answers.length));
    const exact = { ...bounds, price, parts }[limit];

    const kept = await executor.ask(FLAGSHIP, variables, { most: { [limit]: exact } });
    expect(kept).toMatchObject({ data: free.data, errors: [] });
    expect(kept.asked.length).toBe(bounds.statements);

    const refused = await executor.ask(FLAGSHIP, variables, { most: { [limit]: exact - 1 } });
    expect(refused).toMatchObject({ data: undefined, asked: [], plan: undefined });
    expect(refused.errors).toEqual([
      {
        code,
        details: { [figure]: exact, most: exact - 1 },
        path: undefined,
        message: expect.stringMatching(new RegExp(`\\b${exact}\\b.*\\b${exact - 1}\\b`)),
      },
    ]);
  });

  test('what an operation comes to is never less than what its answer has', async () => {
    const { plan, data } = await executor.ask(FLAGSHIP, { province: '79', first: 100 });
    if (!plan?.covered) throw new Error('No plan covers the flagship');
    const measured = plan.steps.map((step) => step.measured as { rows: number; bytes: number });
    plan.steps.forEach(({ bounds }, i) => {
      expect(measured[i]?.rows).toBeLessThanOrEqual(bounds.rows);
      expect(measured[i]?.bytes).toBeLessThanOrEqual(bounds.bytes);
    });
    expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThanOrEqual(plan.bounds.bytes);
  });
});
