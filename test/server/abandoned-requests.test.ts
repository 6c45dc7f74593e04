import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Site } from '../../src/database/site';
import { waitFor } from '../journeys/split-nation';
import { openTestSite } from '../support/cluster';
import { startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { makeScratchRegister, type ScratchRegister } from '../support/scratch-register';
import { recordLog } from './recorded-log';

/** Callers that go away before they are answered: what they asked is cancelled, and nobody else notices. */

/** Statements that nobody waits for end long before their time is over, which is twenty seconds here. */
const SOON_MS = 5_000;
const PEOPLE = 60;

const { log, lines } = recordLog();
let site: Site;
let register: ScratchRegister;
let gateway: TestGateway;
let observer: Client;

beforeAll(async () => {
  site = await openTestSite();
  register = await makeScratchRegister(site, 'abandoned_test');
  await register.run(
    `insert into register.participant (insurance_number, full_name, birth_date_precision, sex, province_code,
       province_valid_from, in_compulsory_si, in_voluntary_si, in_unemployment_insurance, in_health_insurance,
       first_registered_on, recorded_on)
     select '04990000' || i, 'Đỗ Thị ' || i, 'D', 'F', '04', '2008-08-01', true, false, false, true, '2020-01-01', '2020-01-01'
       from generate_series(10, ${9 + PEOPLE}) i`,
  );
  gateway = await startGateway({ site: register.site, limits: PATIENT, log });
  observer = new Client(register.reader);
  await observer.connect();
  // Another role than the one that logged in would not see what the gateway's connections run.
  await observer.query('set role none');
});

afterAll(async () => {
  await observer.end();
  await gateway.close();
  await register.drop();
  await site.close();
});

/** How many statements of the gateway the register runs now. */
async function countRunning(): Promise<number> {
  const { rows } = await observer.query<{ running: string }>(
    `select count(*) as running from pg_stat_activity
      where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and query like '%share.%'`,
  );
  return Number(rows[0]?.running);
}

interface Asked {
  /** What the caller got, or null when it went away. */
  readonly answer: Promise<Awaited<ReturnType<TestGateway['ask']>> | null>;
  readonly leave: () => void;
}

function ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Asked {
  const controller = new AbortController();
  const answer = gateway.ask(query, variables, { signal: controller.signal }).catch((error: unknown) => {
    if (controller.signal.aborted) return null;
    throw error;
  });
  return { answer, leave: () => controller.abort() };
}

const ONE = 'query($n: InsuranceNumber!) { participant(insuranceNumber: $n) { insuranceNumber fullName } }';
const expectOne = (n: number): object => ({
  status: 200,
  data: { participant: { insuranceNumber: `04990000${n}`, fullName: `Đỗ Thị ${n}` } },
});

test.each([
  ['a page', '{ participants(first: 5) { edges { node { fullName } } } }', 1],
  ['a total', '{ participants(first: 5) { totalCount } }', 1],
  [
    'a page with its total and lists',
    '{ participants(first: 5) { totalCount edges { node { contributions { month } } } } }',
    2,
  ],
])(
  '%s that nobody waits for any more is cancelled in the register, and the log says so',
  async (_what, query, running) => {
    const unlock = await register.lock('register.participant');
    const before = lines.length;
    const { answer, leave } = ask(query);
    await waitFor(async () => (await countRunning()) === running, SOON_MS);
    leave();
    expect(await answer).toBeNull();
    await waitFor(async () => (await countRunning()) === 0, SOON_MS);
    await waitFor(
      () => Promise.resolve(lines.slice(before).some((line) => line.includes('REQUEST_ABANDONED'))),
      SOON_MS,
    );
    await unlock();
    expect(lines.slice(before).filter((line) => line.includes('"event":"read failed"'))).toEqual([]);
    expect(await ask(ONE, { n: '0499000010' }).answer).toEqual(expectOne(10));
  },
);

test('requests that are given up, more than fail in a row, do not make the register count as broken', async () => {
  const unlock = await register.lock('register.participant');
  const before = lines.length;
  const asked = Array.from({ length: 3 * PATIENT.connections }, (_, i) => ask(ONE, { n: `04990000${i + 10}` }));
  await waitFor(async () => (await countRunning()) === PATIENT.connections, SOON_MS);
  for (const { leave } of asked) leave();
  await waitFor(async () => (await countRunning()) === 0, SOON_MS);
  await unlock();
  expect(await ask(ONE, { n: '0499000011' }).answer).toEqual(expectOne(11));
  expect(lines.slice(before).filter((line) => line.includes('breaker'))).toEqual([]);
});

test('whoever waits for a total that another had counted gets it when that one goes away', async () => {
  const query = '{ participants(filter: { province: "04" }, first: 1) { totalCount } }';
  const unlock = await register.lock('register.participant');
  const first = ask(query);
  await waitFor(async () => (await countRunning()) === 1, SOON_MS);
  const others = [ask(query), ask(query)];
  await delay(100);
  expect(await countRunning()).toBe(1);
  first.leave();
  await first.answer;
  await delay(100);
  await unlock();
  for (const { answer } of others) {
    const { status, data, errors } = (await answer) ?? {};
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: { participants: { totalCount: PEOPLE } },
      errors: undefined,
    });
  }
});

test('of many requests at once every second one is given up, and all others are answered right', async () => {
  await register.run(`alter view share.participant rename to quick;
    create view share.participant as select q.* from share.quick q cross join (select pg_sleep(0.02)) s;
    grant select on share.participant to public`);
  for (let round = 0; round < 3; round += 1) {
    const asked = Array.from({ length: PEOPLE }, (_, i) => ask(ONE, { n: `04990000${i + 10}` }));
    const leaving = asked.map(async ({ leave }, i) => {
      if (i % 2 === 0) return;
      // Some before they are sent, some while they wait, some while they run, and some too late.
      await delay((i * 7) % 150);
      leave();
    });
    const answers = await Promise.all(asked.map(({ answer }) => answer));
    await Promise.all(leaving);
    answers.forEach((answer, i) => {
      if (i % 2 === 0 || answer !== null) expect(answer).toEqual(expectOne(i + 10));
    });
    const given = answers.filter((answer) => answer === null).length;
    expect(given).toBeGreaterThan(0);
  }
  await waitFor(async () => (await countRunning()) === 0, SOON_MS);
});
