import type { Client } from 'pg';
import { KnownQuotas } from '../../src/agreements/quota-known';
import { foreseeBy } from '../../src/agreements/quota-foresee';
import { settleBy } from '../../src/agreements/quota-settle';
import type { QuotaClaim } from '../../src/agreements/quota-claim';
import { sweepNext } from '../../src/agreements/quota-sweep';
import { lockWindows, storeCounts } from '../../src/agreements/quota-windows';
import { type AuditLog, openAuditLog } from '../../src/audit/audit-log';
import { connect, SEED, someRecord } from '../audit/scratch-log';
import { openQuotaSite, type QuotaSite } from './quota-site';
import { NO_LIMITS } from './quota-agreement';

const TODAY = "(now() at time zone 'Asia/Ho_Chi_Minh')::date";
let place: QuotaSite;
let writer: Client;
let next = 0;

beforeAll(async () => {
  place = await openQuotaSite('quota_windows');
  writer = await connect(place.scratch.writer);
});

afterAll(async () => {
  await writer.end();
  await place.close();
});

const tokenOf = (person: number): string => person.toString(16).padStart(32, '0');
const someAgreement = (): string => `agreement-${(next += 1)}`;
const claimOf = (agreement: string, people: readonly number[], changes: Partial<QuotaClaim> = {}): QuotaClaim => ({
  agreement,
  limits: { ...NO_LIMITS, peoplePerDay: 2, peoplePerMonth: 3 },
  people: people.map(tokenOf),
  probed: 0,
  isAnswered: true,
  settled: null,
  ...changes,
});

/** A log whose quotas are settled as a gateway's are; the statements that its connection has sent are counted. */
async function openLog(known: KnownQuotas, foreseen?: string): Promise<{ log: AuditLog; settles: () => number }> {
  let settled = 0;
  const settle = settleBy(known);
  const log = await openAuditLog({
    connection: () => place.scratch.writer,
    seed: SEED,
    log: () => undefined,
    settle: (client, entries) => {
      settled += 1;
      return settle(client, entries);
    },
    foresee: foreseen === undefined ? foreseeBy(known) : () => ({ day: foreseen }),
  });
  return { log, settles: () => settled };
}

/** Records a claim as the recorder does; gives the outcome that is on record. */
async function put(log: AuditLog, known: KnownQuotas, claim: QuotaClaim): Promise<string> {
  const { outcome } = await log.append({ record: someRecord(), settle: claim });
  known.learn(claim);
  return outcome;
}

const insertWindow = (agreement: string, kind: string, day: string, people: readonly number[]): Promise<unknown> =>
  place.scratch.run(
    `with w as (insert into sharing.quota_window (agreement, kind, starts_on, people)
       values ($1, $2, ${day}, $3) returning starts_on)
     insert into sharing.quota_person select $1, $2, starts_on, decode(token, 'hex') from w, unnest($4::text[]) as token`,
    [agreement, kind, people.length, people.map(tokenOf)],
  );

test('a new day begins with nothing used, and in the month everybody of the days before is still counted', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  await insertWindow(agreement, 'DAY', `${TODAY} - 1`, [1, 2]);
  await insertWindow(agreement, 'MONTH', `date_trunc('month', ${TODAY})::date`, [1, 2]);
  const { log } = await openLog(known);
  expect(await put(log, known, claimOf(agreement, [1]))).toBe('answered');
  expect(await put(log, known, claimOf(agreement, [3]))).toBe('answered');
  const fourth = claimOf(agreement, [4]);
  expect(await put(log, known, fourth)).toBe('refused');
  expect(fourth.settled?.refused).toBe('peoplePerDay');
  await log.close();
  const rows = await place.scratch.run<{ kind: string; ago: number; people: number }>(
    `select kind, ${TODAY} - starts_on as ago, people::int from sharing.quota_window where agreement = $1
      and kind = 'DAY' order by 2`,
    [agreement],
  );
  expect(rows).toEqual([
    { kind: 'DAY', ago: 0, people: 2 },
    { kind: 'DAY', ago: 1, people: 2 },
  ]);
});

test('the month’s quota is the limit of a new day', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  await insertWindow(agreement, 'MONTH', `date_trunc('month', ${TODAY})::date`, [1, 2, 3]);
  const { log } = await openLog(known);
  const unknown = claimOf(agreement, [4]);
  expect(await put(log, known, unknown)).toBe('refused');
  expect(unknown.settled?.refused).toBe('peoplePerMonth');
  expect(await put(log, known, claimOf(agreement, [2, 3]))).toBe('answered');
  await log.close();
});

test('who is known to be counted is recorded without settling, as long as it is the same day', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  const { log, settles } = await openLog(known);
  expect(await put(log, known, claimOf(agreement, [1, 2]))).toBe('answered');
  expect(settles()).toBe(1);
  for (let i = 0; i < 5; i += 1) expect(await put(log, known, claimOf(agreement, [2, 1]))).toBe('answered');
  expect(settles()).toBe(1);
  expect(await put(log, known, claimOf(agreement, [3]))).toBe('refused');
  expect(settles()).toBe(2);
  await log.close();
});

test('what was foreseen for another day is settled on the day that the database has', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  const { log, settles } = await openLog(known, '2001-01-01');
  expect(await put(log, known, claimOf(agreement, [1, 2]))).toBe('answered');
  expect(await put(log, known, claimOf(agreement, [3]))).toBe('refused');
  expect(settles()).toBe(2);
  await log.close();
  const counted = await place.scratch.run('select from sharing.quota_person where agreement = $1', [agreement]);
  expect(counted).toHaveLength(4);
});

test('identifiers that fit are counted with the record itself, and one too many is settled and refused', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  const limits = { ...NO_LIMITS, peoplePerDay: 2, identifiersPerDay: 20 };
  const { log, settles } = await openLog(known);
  const ask = (probed: number, isAnswered = true): Promise<string> =>
    put(log, known, claimOf(agreement, isAnswered ? [1] : [], { limits, probed, isAnswered }));
  const counted = async (): Promise<number | undefined> => {
    const rows = await place.scratch.run<{ identifiers: number }>(
      "select identifiers::int from sharing.quota_window where agreement = $1 and kind = 'DAY'",
      [agreement],
    );
    return rows[0]?.identifiers;
  };
  expect(await ask(2)).toBe('answered');
  expect(settles()).toBe(1);
  expect(await Promise.all([ask(3), ask(4), ask(2, false)])).toEqual(['answered', 'answered', 'answered']);
  expect(settles()).toBe(1);
  expect([await counted(), known.present(agreement, 'DAY')?.identifiers]).toEqual([11, 11]);
  // Another gateway counts meanwhile: what this one knows is not what is left.
  await place.scratch.run('update sharing.quota_window set identifiers = 18 where agreement = $1', [agreement]);
  expect(await ask(3)).toBe('refused');
  expect(settles()).toBe(2);
  expect([await counted(), known.present(agreement, 'DAY')?.identifiers]).toEqual([20, 20]);
  await log.close();
});

test('where one agreement of a batch has too little left, nothing of the others is counted twice', async () => {
  const [first, second, known] = [someAgreement(), someAgreement(), new KnownQuotas()];
  const limits = { ...NO_LIMITS, identifiersPerDay: 10 };
  const { log, settles } = await openLog(known);
  const ask = (agreement: string, probed: number): Promise<string> =>
    put(log, known, claimOf(agreement, [], { limits, probed }));
  await Promise.all([ask(first, 1), ask(second, 1)]);
  const settled = settles();
  await place.scratch.run('update sharing.quota_window set identifiers = 10 where agreement = $1', [second]);
  expect(await Promise.all([ask(first, 2), ask(second, 2), ask(first, 3)])).toEqual([
    'answered',
    'refused',
    'answered',
  ]);
  expect(settles()).toBeGreaterThan(settled);
  const rows = await place.scratch.run(
    "select identifiers::int from sharing.quota_window where agreement = any($1) and kind = 'DAY' order by agreement = $2",
    [[first, second], second],
  );
  expect(rows).toEqual([{ identifiers: 6 }, { identifiers: 10 }]);
  await log.close();
});

test('a batch is decided in its order: what does not fit is refused, what fits behind it is not', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  const { log } = await openLog(known);
  const claims = [[1], [2, 3, 4], [2], [1, 2], [5]].map((people) => claimOf(agreement, people));
  const outcomes = await Promise.all(claims.map((claim) => put(log, known, claim)));
  expect(outcomes).toEqual(['answered', 'refused', 'answered', 'answered', 'refused']);
  await log.close();
});

test('a request that was refused anyway counts its identifiers and nobody', async () => {
  const [agreement, known] = [someAgreement(), new KnownQuotas()];
  const limits = { ...NO_LIMITS, peoplePerDay: 2, identifiersPerDay: 5 };
  const { log } = await openLog(known);
  const claim = claimOf(agreement, [], { limits, probed: 3, isAnswered: false });
  const record = someRecord({ decision: 'refused', outcome: 'refused', reason: 'PRICE_TOO_HIGH' }, 0);
  expect((await log.append({ record, settle: claim })).reason).toBe('PRICE_TOO_HIGH');
  known.learn(claim);
  expect(known.present(agreement, 'DAY')).toMatchObject({ people: 0, identifiers: 3 });
  const beyond = claimOf(agreement, [1], { limits, probed: 3 });
  expect(await put(log, known, beyond)).toBe('refused');
  expect(known.present(agreement, 'DAY')).toMatchObject({ people: 0, identifiers: 5 });
  await log.close();
});

test('nothing is counted by a transaction that was given up meanwhile', async () => {
  const agreement = someAgreement();
  await writer.query('begin');
  const [window] = await lockWindows(writer, [{ agreement, kind: 'DAY' }]);
  await writer.query('commit');
  const counted = { window: { ...window!, people: 1 }, tokens: [tokenOf(1)] };
  await expect(storeCounts(writer, [counted])).rejects.toThrow('is over');
  expect(await place.scratch.run('select from sharing.quota_person where agreement = $1', [agreement])).toEqual([]);
  const rows = await place.scratch.run('select people::int from sharing.quota_window where agreement = $1', [
    agreement,
  ]);
  expect(rows).toEqual([{ people: 0 }]);
});

test('the gateway’s role can count and remove, and cannot say that somebody is someone else', async () => {
  const forbidden = [
    "update sharing.quota_person set token = decode(repeat('00', 16), 'hex')",
    'truncate sharing.quota_window',
  ];
  for (const sql of forbidden) await expect(writer.query(sql)).rejects.toMatchObject({ code: '42501' });
});

test('windows are removed two days after their end, a part at a time, and those that are open stay', async () => {
  await place.scratch.run('truncate sharing.quota_window, sharing.quota_person, sharing.quota_minute');
  const many = Array.from({ length: 2_500 }, (_, i) => i);
  await insertWindow('old', 'DAY', `${TODAY} - 3`, many);
  await insertWindow('recent', 'DAY', `${TODAY} - 2`, [1]);
  await insertWindow('old-month', 'MONTH', `date_trunc('month', ${TODAY} - 40)::date`, [1, 2]);
  await insertWindow('month', 'MONTH', `date_trunc('month', ${TODAY})::date`, [1]);
  await place.scratch.run(
    `insert into sharing.quota_minute values ('old', now() - interval '2 hours', 1), ('new', now(), 1)`,
  );
  const removed: number[] = [];
  for (;;) {
    const part = await sweepNext(writer);
    if (part === 0) break;
    removed.push(part);
  }
  expect(removed).toHaveLength(3);
  expect(removed.reduce((sum, part) => sum + part, 0)).toBe(1 + 2_500 + 1 + 2 + 1);
  expect(Math.max(...removed)).toBeLessThanOrEqual(2_002);
  const left = await place.scratch.run<{ agreement: string }>('select agreement from sharing.quota_window order by 1');
  expect(left.map(({ agreement }) => agreement)).toEqual(['month', 'recent']);
  expect(await place.scratch.run('select from sharing.quota_person')).toHaveLength(2);
  expect(await place.scratch.run('select from sharing.quota_minute')).toHaveLength(1);
});
