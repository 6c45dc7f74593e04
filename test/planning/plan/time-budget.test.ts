import type { ExplainedStep } from '../../../src/planning/plan/explain';
import type { Site } from '../../../src/database/site';
import { openTestSite } from '../../support/cluster';
import { type Executed, openExecutor, type TestExecutor } from '../../support/executor';
import { startGateway, type TestGateway } from '../../support/gateway';
import { PATIENT } from '../../support/graph';
import { openTables } from '../../support/register-tables';
import { makeScratchRegister, type ScratchRegister } from '../../support/scratch-register';

/** The registers share an operation's time: each level has a part of what is left, so that the last has one too. */

let site: Site;
let register: ScratchRegister;
let executor: TestExecutor;
let gateway: TestGateway;

beforeAll(async () => {
  site = await openTestSite();
  const tables = openTables(site);
  const { insuranceNumber } = await tables.sample<{ insuranceNumber: string }>(
    'health',
    'select insurance_number as "insuranceNumber" from register.card order by 1 limit 1',
  );
  await tables.close();
  register = await makeScratchRegister(site, 'time_budget_test');
  await register.run(
    `insert into register.participant (insurance_number, personal_id, full_name, birth_date_precision, sex, province_code,
       province_valid_from, in_compulsory_si, in_voluntary_si, in_unemployment_insurance, in_health_insurance,
       first_registered_on, recorded_on)
     values ('${insuranceNumber}', null, 'Đỗ Thị Ổi', 'D', 'F', '04', '2008-08-01', true, false, false, true, '2020-01-01', '2020-01-01')`,
  );
  executor = openExecutor(register.site);
  gateway = await startGateway({ site: register.site, limits: PATIENT });
});

afterAll(async () => {
  await gateway.close();
  await executor.close();
  await register.drop();
  await site.close();
});

/** A participant with a health card: the insurance register, then that of the cards, then the insurance register again. */
const LEVELS = `{ participants(first: 1) { totalCount edges { node { fullName
  healthCards(first: 1) { cardNumber participant { vssidAccount { status } } } } } } }`;

const stepsOf = ({ plan }: Executed): readonly ExplainedStep[] => {
  if (!plan?.covered) throw new Error('No plan covers the operation');
  return plan.steps;
};

/** How many statements follow one after the other from a step on, itself included. */
const heightOf = (step: ExplainedStep, steps: readonly ExplainedStep[]): number =>
  1 + Math.max(0, ...steps.filter(({ after }) => after === step.id).map((next) => heightOf(next, steps)));

const MS = 3_000;

test('a statement may take its share of what is left, and the levels after it have theirs', async () => {
  const executed = await executor.ask(LEVELS, {}, { operationMs: MS });
  expect(executed.errors).toEqual([]);
  const steps = stepsOf(executed);
  expect(Math.max(...steps.map((step) => heightOf(step, steps)))).toBeGreaterThanOrEqual(3);
  const [first, count] = executed.asked;
  const height = heightOf(steps[0] as ExplainedStep, steps);
  expect(first?.budget).toBeLessThanOrEqual(MS / height);
  expect(first?.budget).toBeGreaterThan(MS / height / 2);
  // Nothing follows a count, so it has the whole time.
  expect(count).toMatchObject({ purpose: 'count' });
  expect(count?.budget).toBeGreaterThan(MS / 2);
  for (const { after, budget } of executed.asked) expect(after + budget).toBeLessThanOrEqual(MS + 1);
});

test('a first level that is slow, but within its share, leaves the others no less than an equal one', async () => {
  await register.run(`alter view share.participant rename to quick;
    create view share.participant as select q.* from share.quick q cross join (select pg_sleep(0.3)) s;
    grant select on share.participant to public`);
  const { asked, errors, ...executed } = await executor.ask(LEVELS, {}, { operationMs: 2 * MS });
  await register.run('drop view share.participant; alter view share.quick rename to participant');
  expect(errors).toEqual([]);
  const steps = stepsOf({ ...executed, asked, errors });
  const levels = heightOf(steps[0] as ExplainedStep, steps);
  const later = asked.slice(2);
  expect(later.length).toBeGreaterThanOrEqual(2);
  for (const { after, budget } of later) {
    expect(after).toBeGreaterThanOrEqual(300);
    expect(budget).toBeGreaterThanOrEqual((2 * MS) / levels);
  }
});

test('a first level that hangs is given up after its share, not after the whole time', async () => {
  const unlock = await register.lock('register.participant');
  const started = performance.now();
  const executed = await executor.ask(LEVELS, {}, { operationMs: 1_500 });
  const took = performance.now() - started;
  await unlock();
  const page = stepsOf(executed)[0]?.measured as { ms: number };
  const levels = heightOf(stepsOf(executed)[0] as ExplainedStep, stepsOf(executed));
  expect(page.ms).toBeGreaterThan(1_400 / levels);
  expect(page.ms).toBeLessThan(1_200);
  expect(took).toBeLessThan(3_000);
  expect(executed.errors.map(({ code, path }) => [path, code])).toEqual([
    ['participants.totalCount', 'SOURCE_UNAVAILABLE'],
    ['participants.edges', 'SOURCE_UNAVAILABLE'],
  ]);
  expect(executed.asked).toHaveLength(2);
});

test('a later level that hangs is given up when the operation’s time is over; what was read before is there', async () => {
  const unlock = await register.lock('register.vssid_account');
  const started = performance.now();
  const { data, errors } = await executor.ask(LEVELS, {}, { operationMs: 900 });
  const took = performance.now() - started;
  await unlock();
  expect(took).toBeLessThan(3_000);
  const card = { cardNumber: expect.any(String) as string, participant: null };
  const node = { fullName: 'Đỗ Thị Ổi', healthCards: [card] };
  expect(data).toEqual({ participants: { totalCount: 1, edges: [{ node }] } });
  expect(errors).toMatchObject([{ code: 'SOURCE_UNAVAILABLE', details: { register: 'insurance' } }]);
});

test('over HTTP no register keeps an operation longer than three seconds, however patient its own budget is', async () => {
  expect(PATIENT.budget).toBeGreaterThan(10_000);
  const unlock = await register.lock('register.participant');
  const started = performance.now();
  const { status, errors } = await gateway.ask('{ participants(first: 1) { totalCount edges { node { sex } } } }');
  const took = performance.now() - started;
  await unlock();
  expect(status).toBe(200);
  expect(new Set(errors?.map(({ extensions }) => extensions['code']))).toEqual(new Set(['SOURCE_UNAVAILABLE']));
  expect(took).toBeGreaterThan(2_900);
  expect(took).toBeLessThan(6_000);
});
