import { type FaultProxy, openFaultProxy } from '../audit/fault-proxy';
import { openTables } from '../support/register-tables';
import { openQuotaSite, type QuotaAnswer, type QuotaSite, type Replica } from './quota-site';

let place: QuotaSite;
let replicas: readonly Replica[];
let proxy: FaultProxy;
let people: readonly string[];

beforeAll(async () => {
  place = await openQuotaSite('quota_replicas');
  await place.agree('forty-a-day', { peoplePerDay: 40, peoplePerMonth: 1_000 });
  await place.agree('sixty-a-month', { peoplePerDay: 1_000, peoplePerMonth: 60 });
  await place.agree('ten-identifiers', { identifiersPerDay: 10 });
  await place.agree('many', { peoplePerDay: 1_000, pricePerMinute: 1_000_000 });
  const tables = openTables(place.site);
  const citizens = await tables.select<{ id: string }>(
    'population',
    'select personal_id as id from share.citizen order by personal_id limit 300',
  );
  await tables.close();
  people = citizens.map(({ id }) => id);
  proxy = await openFaultProxy(place.scratch.writer, 'commit');
  replicas = [await place.start(), await place.start(() => proxy.config)];
});

afterAll(async () => {
  await place.close();
  await proxy.close();
});

const QUERY = 'query ($a: PersonalId!) { person(personalId: $a) { citizen { personalId } } }';
const ask = (replica: number, ministry: string, person: number): Promise<QuotaAnswer> =>
  replicas[replica % 2]!.ask(ministry, QUERY, { a: people[person] });
const answered = (answers: readonly QuotaAnswer[]): number => answers.filter(({ status }) => status === 200).length;

test('two gateways count one agreement together, also while they count another one', async () => {
  const answers: QuotaAnswer[] = [];
  for (let start = 0; start < 100; start += 5) {
    const asked = [0, 1, 2, 3, 4].flatMap((i) => [
      ask(i, 'forty-a-day', start + i),
      ask(i + 1, 'sixty-a-month', start + i),
    ]);
    answers.push(...(await Promise.all(asked)));
  }
  expect(answered(answers.filter((_, i) => i % 2 === 0))).toBe(40);
  expect(answered(answers.filter((_, i) => i % 2 === 1))).toBe(60);
  expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
  const rows = await place.scratch.run<{ agreement: string; people: number; tokens: number }>(`
    select w.agreement, people::int, count(token)::int as tokens
      from sharing.quota_window w join sharing.quota_person p using (agreement, kind, starts_on)
     where (agreement, kind) in (('forty-a-day', 'DAY'), ('sixty-a-month', 'MONTH')) group by 1, 2 order by 1`);
  expect(rows).toEqual([
    { agreement: 'forty-a-day', people: 40, tokens: 40 },
    { agreement: 'sixty-a-month', people: 60, tokens: 60 },
  ]);
});

test('one person at both gateways is one person', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i, 'many', 0)));
  expect(answered(answers)).toBe(20);
  const [window] = await place.scratch.run<{ people: number }>(
    "select people::int from sharing.quota_window where agreement = 'many' and kind = 'DAY'",
  );
  expect(window).toEqual({ people: 1 });
});

test('who asks for identifiers one after the other is stopped at the quota, whether anybody has them or not', async () => {
  const answers: QuotaAnswer[] = [];
  for (let i = 0; i < 14; i += 1) {
    const nobody = `904099${String(990_000 + i)}`;
    answers.push(await replicas[i % 2]!.ask('ten-identifiers', QUERY, { a: i % 3 === 0 ? people[i] : nobody }));
  }
  const found = answers.slice(0, 10).map(({ status, data }) => [status, JSON.stringify(data).includes('personalId')]);
  expect(found).toEqual(Array.from({ length: 10 }, (_, i) => [200, i % 3 === 0]));
  const refusals = answers
    .slice(10)
    .map(({ status, errors, quota }) => [status, errors?.[0]?.extensions['quota'], quota]);
  expect(refusals).toEqual(Array.from({ length: 4 }, () => [429, 'identifiersPerDay', 'identifiersPerDay=0']));
});

test('identifiers of a request that does not fit are counted as far as the quota goes', async () => {
  await place.agree('three-identifiers', { identifiersPerDay: 3 });
  const replica = await place.start();
  const names = ['a', 'b', 'c', 'd'];
  const four = `{ ${names.map((name, i) => `${name}: person(personalId: "${people[i]!}") { citizen { sex } }`).join(' ')} }`;
  expect(await replica.ask('three-identifiers', four)).toMatchObject({ status: 429, quota: 'identifiersPerDay=0' });
  expect(await replica.ask('three-identifiers', QUERY, { a: people[0] })).toMatchObject({ status: 429 });
  const [first] = await place.records('three-identifiers');
  expect(first).toMatchObject({ decision: 'refused', reason: 'QUOTA_EXCEEDED', counts: { people: 0, probed: 4 } });
});

test('while quotas cannot be counted nothing is answered, and the count goes on where it was', async () => {
  const before = await ask(1, 'many', 1);
  expect(before.status).toBe(200);
  proxy.mode = 'away';
  const started = performance.now();
  const away = await Promise.all([ask(1, 'many', 1), ask(1, 'many', 2)]);
  expect(away.map(({ status }) => status)).toEqual([503, 503]);
  expect(away.some((answer) => 'data' in answer)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_500);
  proxy.mode = 'pass';
  const back = async (): Promise<QuotaAnswer> => {
    for (;;) {
      const answer = await ask(1, 'many', 3);
      if (answer.status === 200) return answer;
    }
  };
  expect((await back()).quota).toMatch(/^peoplePerDay=99[67], /);
});

test.each(['cut the answer to the commit', 'cut the commit'] as const)(
  'a commit that is lost counts its people once: %s',
  async (mode) => {
    const ministry = mode.replaceAll(' ', '-');
    await place.agree(ministry, { peoplePerDay: 1_000 });
    const replica = await place.start(() => proxy.config);
    const counted = (): Promise<readonly { people: number; tokens: number }[]> =>
      place.scratch.run(
        `select people::int, (select count(*)::int from sharing.quota_person p where p.agreement = w.agreement) as tokens
           from sharing.quota_window w where agreement = $1`,
        [ministry],
      );
    const cuts = proxy.cuts;
    proxy.mode = mode;
    expect((await replica.ask(ministry, QUERY, { a: people[0] })).status).toBe(200);
    expect(proxy.cuts).toBe(cuts + 1);
    expect(await counted()).toEqual([{ people: 1, tokens: 1 }]);
    expect((await replica.ask(ministry, QUERY, { a: people[0] })).status).toBe(200);
    expect(await counted()).toEqual([{ people: 1, tokens: 1 }]);
  },
);
