import type { ExplainedStep, Explanation } from '../../src/planning/plan/explain';
import { FLAGSHIP } from '../graph/flagship';
import { type Answer, startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { openWatchedSite, type WatchedSite } from '../support/wire';

/** With the header `Lienthong-Explain: 1` an answer says what was done for it. */

let watched: WatchedSite;
let gateway: TestGateway;

beforeAll(async () => {
  watched = await openWatchedSite();
  gateway = await startGateway({ site: watched.site, limits: PATIENT, countsKeptMs: 60_000 });
});

afterAll(async () => {
  await gateway.close();
  await watched.close();
});

const headers = { 'Lienthong-Explain': '1' };
type Covered = Explanation & { covered: true };

async function explain(query: string, variables = {}): Promise<{ answer: Answer; plan: Covered }> {
  const answer = await gateway.ask(query, variables, { headers });
  const plan = answer.extensions?.['plan'] as Explanation;
  if (!plan.covered) throw new Error(plan.why);
  return { answer, plan };
}

const measuredOf = ({ measured }: ExplainedStep): Record<string, unknown> => ({ ...measured });

describe('the plan in an answer', () => {
  test('says of each step its register, statement, bounds, price, and what it took', async () => {
    await gateway.ask('{ __typename }');
    watched.takeStatements();
    const { answer, plan } = await explain(FLAGSHIP, { province: '04', first: 20 });
    const ran = watched.takeStatements();
    expect(answer.errors).toBeUndefined();
    expect(plan.steps.map(({ register, sql }) => `${register} ${sql}`).sort()).toEqual(
      ran.map(({ register, text }) => `${register} ${text}`).sort(),
    );
    const { participants } = answer.data as unknown as { participants: { edges: { node: object }[] } };
    const [page] = plan.steps;
    expect(page).toMatchObject({ register: 'insurance', purpose: 'rows', level: 0, after: null });
    for (const { bounds, price, ...step } of plan.steps) {
      const { ms, rows, bytes } = measuredOf(step as ExplainedStep) as Record<string, number>;
      expect(price).toBeGreaterThan(0);
      expect(ms).toBeGreaterThan(0);
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThanOrEqual(bounds.rows);
      expect(bytes).toBeLessThanOrEqual(bounds.bytes);
    }
    expect(measuredOf(page as ExplainedStep)['rows']).toBeGreaterThanOrEqual(participants.edges.length);
    expect(plan.price).toBeGreaterThan(0);
    expect(plan.bounds).toMatchObject({ statements: plan.steps.length });
    expect(plan.identifies).toContain('Participant.personalId');
  });

  test('has no value of the request or of a register, only place holders', async () => {
    const { answer, plan } = await explain(FLAGSHIP, { province: '36', first: 3 });
    const said = JSON.stringify(plan);
    const { participants } = answer.data as unknown as {
      participants: { edges: { node: { insuranceNumber: string; fullName: string; personalId: string | null } }[] };
    };
    for (const { node } of participants.edges) {
      for (const value of [node.insuranceNumber, node.fullName, node.personalId]) {
        if (value !== null) expect(said).not.toContain(value);
      }
    }
    for (const { sql } of plan.steps) {
      expect(sql).toMatch(/\$1\b/);
      expect(sql).not.toMatch(/'|\b36\b/);
    }
  });

  test('is the same whatever the values are, but for what the steps took', async () => {
    const bare = ({ steps, ...rest }: Covered): unknown => ({
      ...rest,
      steps: steps.map(({ measured: _, ...step }) => step),
    });
    const [one, other] = [
      (await explain(FLAGSHIP, { province: '04' })).plan,
      (await explain(FLAGSHIP, { province: '79' })).plan,
    ];
    expect(bare(one)).toEqual(bare(other));
  });

  test('says why a step was not sent: no key to ask for, or counted before', async () => {
    const { plan } = await explain('{ participant(insuranceNumber: "0499999999") { taxpayer { taxCode } } }');
    expect(plan.steps.map(measuredOf)).toEqual([
      expect.objectContaining({ rows: 0 }),
      { skipped: 'no key to ask for' },
    ]);
    const TOTAL = '{ participants(filter: { province: "01" }, first: 1) { totalCount } }';
    expect((await explain(TOTAL)).plan.steps.map(measuredOf)).toEqual([expect.objectContaining({ rows: 1 })]);
    expect((await explain(TOTAL)).plan.steps.map(measuredOf)).toEqual([{ skipped: 'counted before' }]);
  });

  test('is there as well when fields were refused', async () => {
    const { answer, plan } = await explain('{ a: participants(first: 0) { totalCount } provinces { code } }');
    expect(answer.errors).toMatchObject([{ path: ['a'], extensions: { code: 'ARGUMENT_INVALID' } }]);
    expect(plan.steps.map(({ register }) => register)).toEqual(['gateway']);
  });
});

describe('an answer without a plan', () => {
  test.each([
    ['no header', {}],
    ['the header with another value', { 'lienthong-explain': 'true' }],
    ['the header with 0', { 'lienthong-explain': '0' }],
  ])('%s', async (_what, without) => {
    const answer = await gateway.ask('{ participants(first: 1) { edges { node { sex } } } }', {}, { headers: without });
    expect(answer.status).toBe(200);
    expect(answer.extensions).toBeUndefined();
  });

  test('the data are the same with and without', async () => {
    const query = '{ participants(filter: { province: "04" }, first: 9) { edges { cursor node { sex fullName } } } }';
    expect((await explain(query)).answer.data).toEqual((await gateway.ask(query)).data);
  });

  test.each([
    [
      '{ searchPeople(search: { personalId: "901186914600" }) { citizens { sex } } }',
      'Query.searchPeople has a resolver',
    ],
    ['{ __schema { queryType { name } } }', '__schema is answered from the schema'],
  ])('an operation that no plan covers says why: %s', async (query, why) => {
    const { status, errors, extensions } = await gateway.ask(query, {}, { headers });
    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(extensions).toEqual({ plan: { covered: false, why: expect.stringContaining(why) as string } });
  });

  test('an operation that is refused has none', async () => {
    const list = 'contributions(first: 120) { month amount salary status }';
    const query = `{ participants(first: 500) { edges { node { a: ${list} b: ${list} } } } }`;
    const { status, extensions } = await gateway.ask(query, {}, { headers });
    expect(status).toBe(400);
    expect(extensions).toBeUndefined();
  });
});
