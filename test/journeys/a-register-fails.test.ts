import type { Site } from '../../src/database/site';
import { startGateway, type Answer, type TestGateway } from '../support/gateway';
import { requireNoLeak } from '../server/leaks';
import { readFigures } from '../server/figures';
import { recordLog } from '../server/recorded-log';
import { splitNation, type SplitNation, waitFor } from './split-nation';

/** How long the caller of a register that fails waits at most, and how soon after its return it answers again. */
const MOST_WAIT_MS = 1_500;
const MOST_RETURN_MS = 5_000;

let nation: SplitNation;
beforeAll(async () => {
  nation = await splitNation(2_000);
}, 120_000);
afterAll(() => nation.close());

const PAGE = `{ participants(filter: { scheme: COMPULSORY_SI }, first: 20) { totalCount edges { node {
  insuranceNumber citizen { fullName } healthCards(first: 2) { cardNumber }
  taxpayer { taxCode incomes(first: 2) { year grossIncome payer { name } } } } } } }`;

interface Page {
  readonly participants: {
    readonly totalCount: number;
    readonly edges: readonly { node: { readonly insuranceNumber: string; readonly taxpayer: object | null } }[];
  };
}

const pageOf = (answer: Answer): Page => answer.data as unknown as Page;
const codesOf = (answer: Answer): unknown[] => [...new Set(answer.errors?.map(({ extensions }) => extensions))];

describe.each([
  ['frozen', (): Promise<() => void> => Promise.resolve(nation.freeze())],
  ['shut down', (): Promise<() => Promise<void>> => nation.shutDown()],
  ['locked by a long transaction', (): Promise<() => Promise<void>> => nation.lock('tax', 'register.taxpayer')],
])('while the tax register is %s', (how, fail) => {
  const { log, lines } = recordLog();
  let site: Site;
  let gateway: TestGateway;
  let mend: () => void | Promise<void>;
  let healthy: Answer;
  beforeAll(async () => {
    site = await nation.open('tax');
    gateway = await startGateway({ site, log, countsKeptMs: 0 });
    healthy = await gateway.ask(PAGE);
    mend = await fail();
  }, 60_000);
  afterAll(async () => {
    await mend();
    await gateway.close();
    await site.close();
  });

  test('its fields are null with a typed error that names it, soon, and all others are as before', async () => {
    expect(healthy.errors).toBeUndefined();
    const taxed = pageOf(healthy).participants.edges.filter(({ node }) => node.taxpayer !== null);
    expect(taxed.length).toBeGreaterThan(5);
    const started = Date.now();
    const answer = await gateway.ask(PAGE);
    expect(Date.now() - started).toBeLessThan(MOST_WAIT_MS);
    const withoutTax = pageOf(healthy).participants.edges.map(({ node }) => ({ node: { ...node, taxpayer: null } }));
    expect(pageOf(answer).participants).toEqual({ ...pageOf(healthy).participants, edges: withoutTax });
    expect(
      codesOf(answer).every((told) => JSON.stringify(told) === '{"code":"SOURCE_UNAVAILABLE","register":"tax"}'),
    ).toBe(true);
    for (const [position, { node }] of pageOf(healthy).participants.edges.entries()) {
      const path = ['participants', 'edges', position, 'node', 'taxpayer'];
      const told = answer.errors?.filter((error) => JSON.stringify(error.path) === JSON.stringify(path)) ?? [];
      if (node.taxpayer !== null) expect(told).toHaveLength(1);
    }
    requireNoLeak(JSON.stringify(answer.errors));
  });

  test('twenty who ask at once all hear of it in time, and who asks the other registers notices nothing', async () => {
    const started = Date.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.ask(PAGE)));
    expect(Date.now() - started).toBeLessThan(2 * MOST_WAIT_MS);
    for (const answer of answers)
      expect(answer.errors?.[0]?.extensions).toEqual({ code: 'SOURCE_UNAVAILABLE', register: 'tax' });
    const others = await gateway.ask(
      '{ participants(first: 20) { edges { node { citizen { fullName } healthCards { cardNumber } } } } }',
    );
    expect(others.errors).toBeUndefined();
  });

  test('the breaker opens, so that nobody waits for the register any more', () => {
    expect(lines.some((line) => line.includes('"database":"tax","event":"breaker open"'))).toBe(true);
  });

  test('the figures tell which register it is', async () => {
    const { figures } = await readFigures(gateway.metricsUrl);
    expect(figures('lienthong_register_breaker_open{register="tax"}')).toBe(1);
    expect(figures('lienthong_register_breaker_open{register="health"}')).toBe(0);
    expect(figures('lienthong_register_failures_total{register="tax",event="read failed"}')).toBeGreaterThanOrEqual(5);
    expect(figures('lienthong_requests_total{outcome="partly answered",reason="SOURCE_UNAVAILABLE"}')).toBeGreaterThan(
      20,
    );
    expect(
      lines.filter((line) => line.includes('"event":"breaker')).every((line) => line.includes('"database":"tax"')),
    ).toBe(true);
  });

  test('it answers again soon after it is back, by itself', async () => {
    const ready = await fetch(`${gateway.url}/health/ready`);
    const state = (await ready.json()) as Record<string, string>;
    if (how !== 'locked by a long transaction') {
      expect(ready.status).toBe(503);
      expect(state).toEqual({
        status: 'degraded',
        population: 'ready',
        insurance: 'ready',
        tax: 'unavailable',
        health: 'ready',
        gateway: 'ready',
      });
    }
    await mend();
    mend = () => undefined;
    await waitFor(async () => (await gateway.ask(PAGE)).errors === undefined, MOST_RETURN_MS);
    expect(await gateway.ask(PAGE)).toEqual(healthy);
    await waitFor(async () => (await fetch(`${gateway.url}/health/ready`)).status === 200, MOST_RETURN_MS);
    expect(lines.some((line) => line.includes('"database":"tax","event":"breaker closed"'))).toBe(true);
  });
});

describe('while the insurance register is frozen', () => {
  let site: Site;
  let gateway: TestGateway;
  let personalId: string;
  let thaw: () => void;
  const person = `query Q($id: PersonalId!) { person(personalId: $id) {
    citizen { fullName } participants { insuranceNumber } taxpayers { taxCode } healthCards { cardNumber } } }`;
  beforeAll(async () => {
    site = await nation.open('insurance');
    gateway = await startGateway({ site, countsKeptMs: 0 });
    const answer = await gateway.ask(
      '{ participants(first: 50) { edges { node { taxpayer { personalId } citizen { personalId } } } } }',
    );
    const { participants } = answer.data as unknown as {
      participants: { edges: { node: Record<string, { personalId: string } | null> }[] };
    };
    personalId = participants.edges.find(({ node }) => node['taxpayer'] && node['citizen'])!.node['citizen']!
      .personalId;
    thaw = nation.freeze();
  }, 60_000);
  afterAll(async () => {
    thaw();
    await gateway.close();
    await site.close();
  });

  test('there is no page, and the error says whose it would have been', async () => {
    const started = Date.now();
    const { errors, data } = await gateway.ask('{ participants(first: 5) { totalCount edges { cursor } } }');
    expect(Date.now() - started).toBeLessThan(MOST_WAIT_MS);
    expect(data).toEqual({ participants: { totalCount: null, edges: null } });
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions])).toEqual([
      ['participants.totalCount', { code: 'SOURCE_UNAVAILABLE', register: 'insurance' }],
      ['participants.edges', { code: 'SOURCE_UNAVAILABLE', register: 'insurance' }],
    ]);
  });

  test('a person is answered from the three registers that are there', async () => {
    const started = Date.now();
    const { errors, data } = await gateway.ask(person, { id: personalId });
    expect(Date.now() - started).toBeLessThan(MOST_WAIT_MS);
    expect(data).toEqual({
      person: {
        citizen: { fullName: expect.any(String) },
        participants: null,
        taxpayers: [expect.anything()],
        healthCards: expect.any(Array),
      },
    });
    expect(errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      { path: ['person', 'participants'], extensions: { code: 'SOURCE_UNAVAILABLE', register: 'insurance' } },
    ]);
  });
});
