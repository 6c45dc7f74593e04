import { openTables, type RegisterTables } from '../support/register-tables';
import { openQuotaSite, type QuotaSite, type Replica } from './quota-site';

/** People who are a citizen, a participant and the holder of a card under one personal ID. */
let known: readonly { readonly id: string; readonly insurance: string; readonly card: string }[];
let place: QuotaSite;
let tables: RegisterTables;
let gateway: Replica;

beforeAll(async () => {
  place = await openQuotaSite('quota_people');
  await place.agree('five-a-day', { peoplePerDay: 5 });
  await place.agree('five-a-month', { peoplePerDay: 100, peoplePerMonth: 5 });
  await place.agree('three-a-day', { peoplePerDay: 3 });
  await place.agree('two-a-day', { peoplePerDay: 2 });
  await place.agree('one-a-day', { peoplePerDay: 1 });
  await place.agree('unlimited', {});
  tables = openTables(place.site);
  const found = await tables.select<{ id: string; insurance: string }>(
    'insurance',
    `select personal_id as id, insurance_number as insurance from share.participant
      where personal_id ~ '^9[0-9]{11}$' order by personal_id limit 500`,
  );
  const cards = await tables.select<{ id: string; card: string }>(
    'health',
    `select personal_id as id, min(card_number) as card from share.card where personal_id = any($1) group by 1`,
    [found.map(({ id }) => id)],
  );
  const citizens = await tables.select<{ id: string }>(
    'population',
    'select personal_id as id from share.citizen where personal_id = any($1)',
    [cards.map(({ id }) => id)],
  );
  known = citizens.map(({ id }) => ({
    id,
    insurance: found.find((row) => row.id === id)!.insurance,
    card: cards.find((row) => row.id === id)!.card,
  }));
  gateway = await place.start();
});

afterAll(async () => {
  await tables.close();
  await place.close();
});

const byId = (...indexes: readonly number[]): string =>
  `{ ${indexes.map((i) => `p${i}: person(personalId: "${known[i]!.id}") { citizen { fullName } }`).join(' ')} }`;
const byNumber = (i: number): string => `{ participant(insuranceNumber: "${known[i]!.insurance}") { fullName } }`;
const byCard = (i: number): string => `{ healthCard(cardNumber: "${known[i]!.card}") { cardNumber personalId } }`;

test('a person is counted once, however often, through whatever register and under whatever name they are asked for', async () => {
  const ask = (query: string): ReturnType<Replica['ask']> => gateway.ask('five-a-day', query);
  expect(await ask(byId(0, 1))).toMatchObject({ status: 200, quota: 'peoplePerDay=3' });
  expect(await ask(byId(1, 0))).toMatchObject({ status: 200, quota: 'peoplePerDay=3' });
  expect(await ask(byNumber(0))).toMatchObject({ status: 200, quota: 'peoplePerDay=3' });
  expect(await ask(byCard(1))).toMatchObject({ status: 200, quota: 'peoplePerDay=3' });
  const twice = `{ a: ${byId(2).slice(6, -2)} b: ${byId(2).slice(6, -2)} }`;
  expect(await ask(twice)).toMatchObject({ status: 200, quota: 'peoplePerDay=2' });
  const [window] = await place.scratch.run<{ people: number; tokens: number }>(`
    select people::int, (select count(*)::int from sharing.quota_person where agreement = 'five-a-day') as tokens
      from sharing.quota_window where agreement = 'five-a-day' and kind = 'DAY'`);
  expect(window).toEqual({ people: 3, tokens: 3 });
});

test('an answer that does not fit is refused as a whole and on record as refused; one that fits is given afterwards', async () => {
  const ask = (query: string): ReturnType<Replica['ask']> => gateway.ask('three-a-day', query);
  expect((await ask(byId(10, 11))).status).toBe(200);
  const refused = await ask(byId(12, 13));
  expect(refused).toMatchObject({
    status: 429,
    quota: 'peoplePerDay=1',
    errors: [{ extensions: { code: 'QUOTA_EXCEEDED', quota: 'peoplePerDay', allowed: 3 } }],
  });
  expect(refused.data).toBeUndefined();
  const resetsAt = Date.parse(String(refused.errors![0]!.extensions['resetsAt']));
  expect(new Date(resetsAt).toISOString()).toMatch(/T17:00:00\.000Z$/);
  const seconds = (resetsAt - Date.now()) / 1000;
  expect(Math.abs(Number(refused.retryAfter) - seconds)).toBeLessThan(60);
  expect(await ask(byId(12))).toMatchObject({ status: 200, quota: 'peoplePerDay=0' });
  const records = await place.records('three-a-day');
  expect(
    records.map(({ outcome, reason, counts, subjects }) => [outcome, reason, counts.people, subjects.length > 0]),
  ).toEqual([
    ['answered', null, 2, true],
    ['refused', 'QUOTA_EXCEEDED', 0, false],
    ['answered', null, 1, true],
  ]);
});

test('nothing is read once it is known that nobody is left to be disclosed; what is about nobody is still answered', async () => {
  expect((await gateway.ask('two-a-day', byId(0, 1))).status).toBe(200);
  expect(await gateway.ask('two-a-day', byId(2))).toMatchObject({ status: 429, quota: 'peoplePerDay=0' });
  const [, refused] = await place.records('two-a-day');
  expect(refused).toMatchObject({ reason: 'QUOTA_EXCEEDED', outcome: 'refused', counts: { people: 0, rows: 0 } });
  const provinces = await gateway.ask('two-a-day', '{ province(code: "04") { name } }');
  expect(provinces).toMatchObject({ status: 200, quota: 'peoplePerDay=0', retryAfter: null });
});

test('the month’s quota holds beside the day’s, and says so', async () => {
  const pages = [await gateway.ask('five-a-month', byId(0, 1, 2)), await gateway.ask('five-a-month', byId(3, 4, 5))];
  expect(pages.map(({ status, quota }) => [status, quota])).toEqual([
    [200, 'peoplePerDay=97, peoplePerMonth=2'],
    [429, 'peoplePerDay=97, peoplePerMonth=2'],
  ]);
  expect(pages[1]!.errors![0]!.extensions).toMatchObject({ quota: 'peoplePerMonth', allowed: 5 });
});

test('a list is counted by its people, and pages that repeat cost nothing', async () => {
  const page = '{ participants(first: 3, filter: { province: "79" }) { edges { node { insuranceNumber fullName } } } }';
  const asked = [];
  for (let i = 0; i < 3; i += 1) asked.push(await gateway.ask('five-a-day', page));
  expect(asked.map(({ status }) => status)).toEqual([429, 429, 429]);
  const within = page.replace('first: 3', 'first: 2');
  const counts = new Set<string | null>();
  for (let i = 0; i < 3; i += 1) counts.add((await gateway.ask('five-a-day', within)).quota);
  expect([...counts]).toEqual(['peoplePerDay=0']);
});

test('of many requests at once no more are answered than the quota holds', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => gateway.ask('one-a-day', byId(20 + i))));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(29);
  const records = await place.records('one-a-day');
  expect(records.filter(({ outcome }) => outcome === 'answered')).toHaveLength(1);
  expect(records).toHaveLength(30);
});

test('a request that is refused for another reason is told what remains, and has used nothing', async () => {
  await place.agree('wrong', { peoplePerDay: 9, peoplePerMonth: 90, identifiersPerDay: 5, pricePerMinute: 1_000 });
  const replica = await place.start();
  expect(await replica.ask('wrong', '{ nothing }')).toMatchObject({
    status: 400,
    quota: 'peoplePerDay=9, peoplePerMonth=90, identifiersPerDay=5, pricePerMinute=1000',
    retryAfter: null,
  });
});

test('an agreement without quotas has none to tell of', async () => {
  expect(await gateway.ask('unlimited', byId(0))).toMatchObject({ status: 200, quota: null, retryAfter: null });
});
