import { setTimeout as delay } from 'node:timers/promises';
import { type AuditLog, type AuditLogOptions, openAuditLog } from '../../src/audit/audit-log';
import type { ChainedRecord } from '../../src/audit/chained-record';
import type { AuditRecord } from '../../src/audit/record';
import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { runAs } from '../support/scratch-register';
import { type FaultProxy, openFaultProxy } from './fault-proxy';
import { connect, makeScratchLog, rememberEvents, type ScratchLog, SEED, someRecord } from './scratch-log';

let site: Site;
let scratch: ScratchLog;
let proxy: FaultProxy;
let log: AuditLog;
let events: readonly string[];
const closings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchLog(site, 'audit_faults');
});
afterAll(async () => {
  await scratch.drop();
  await site.close();
});
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

/** Opens a log behind a proxy of its own; both are closed after the test. */
async function open(options: Partial<AuditLogOptions> = {}): Promise<void> {
  proxy = await openFaultProxy(scratch.writer, options.settle ? 'commit' : 'insert');
  closings.push(() => proxy.close());
  const remembered = rememberEvents();
  events = remembered.events;
  log = await openAuditLog({ connection: () => proxy.config, seed: SEED, log: remembered.log, ...options });
  closings.push(() => log.close());
}

interface Told {
  readonly ms: number;
  readonly record?: ChainedRecord;
  readonly code?: string;
}

async function append(record: AuditRecord = someRecord(), settle?: unknown): Promise<Told> {
  const start = performance.now();
  const took = (): number => performance.now() - start;
  return log.append({ record, settle }).then(
    (kept) => ({ ms: took(), record: kept }),
    (error: unknown) => ({ ms: took(), code: (error as { code: string }).code }),
  );
}

/** What stands in the log of this test, which must have no gap. */
async function stored(): Promise<readonly AuditRecord[]> {
  const rows = await scratch.run<{ seq: string; body: string }>(
    'select seq, body from audit.record where origin = $1 order by seq',
    [log.origin],
  );
  expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i));
  return rows.map(({ body }) => JSON.parse(body) as AuditRecord);
}

const requestsOf = (records: readonly (AuditRecord | undefined)[]): readonly (string | undefined)[] =>
  records.map((record) => record?.request);

/** Appends until one is committed; how long that took. */
async function resume(): Promise<number> {
  const start = performance.now();
  while ((await append()).code !== undefined) {
    if (performance.now() - start > 12_000) throw new Error(`the log does not come back: ${events.join(', ')}`);
    await delay(10);
  }
  return performance.now() - start;
}

test.each(['cut the answer to the commit', 'cut the commit'] as const)(
  'a connection lost during a commit is found out about, and nothing is told or recorded twice: %s',
  async (mode) => {
    await open();
    await append();
    proxy.mode = mode;
    const told = await Promise.all(Array.from({ length: 20 }, () => append()));
    expect(proxy.cuts).toBe(1);
    expect(told.filter(({ code }) => code !== undefined)).toEqual([]);
    const records = await stored();
    expect(requestsOf(records.slice(1))).toEqual(requestsOf(told.map(({ record }) => record)));
  },
);

test.each(['cut the answer to the commit', 'cut the commit'] as const)(
  'what is settled with a commit that was lost is settled once: %s',
  async (mode) => {
    await scratch.run('create table if not exists public.settled (request uuid, value int)');
    await scratch.run('grant insert, select on public.settled to public; grant usage on schema public to public');
    await scratch.run('delete from public.settled');
    await open({
      settle: async (client, entries) => {
        for (const { record, settle } of entries) {
          if (settle === undefined) continue;
          await client.query('insert into public.settled values ($1, $2)', [record.request, settle]);
        }
        return entries.map(({ record, settle }) =>
          settle === 3
            ? { ...record, decision: 'refused', reason: 'QUOTA_EXCEEDED', outcome: 'refused', subjects: [] }
            : record,
        );
      },
    });
    await append();
    proxy.mode = mode;
    const told = await Promise.all([1, 2, 3].map((value) => append(someRecord(), value)));
    expect(proxy.cuts).toBe(1);
    expect(told.map(({ record }) => record?.decision)).toEqual(['allowed', 'allowed', 'refused']);
    const settled = await scratch.run<{ request: string }>('select request from public.settled order by value');
    expect(settled.map(({ request }) => request)).toEqual(requestsOf(told.map(({ record }) => record)));
    expect((await stored()).slice(1)).toMatchObject([
      { decision: 'allowed' },
      { decision: 'allowed' },
      { reason: 'QUOTA_EXCEEDED' },
    ]);
  },
);

test('a hook that fails refuses its entries at once and leaves no place empty', async () => {
  await open({
    settle: () => Promise.reject(new Error('a mistake in the hook')),
  });
  await append();
  const told = await append(someRecord(), 1);
  expect(told.code).toBe('AUDIT_UNAVAILABLE');
  expect(told.ms).toBeLessThan(1_000);
  expect((await append()).record?.seq).toBe(1);
  expect(await stored()).toHaveLength(2);
});

test('a database that hangs refuses within two seconds, and what arrives late changes nothing', async () => {
  await open();
  await append();
  proxy.mode = 'hang';
  const late = someRecord();
  const told = [...(await Promise.all([append(), append()])), await append(late)];
  expect(told.map(({ code }) => code)).toEqual(Array(3).fill('AUDIT_UNAVAILABLE'));
  for (const { ms } of told) expect(ms).toBeLessThan(2_000);
  proxy.mode = 'pass';
  expect(await resume()).toBeLessThan(10_000);
  const records = await stored();
  // The two that had been sent may have been committed; the third had not been sent.
  expect([2, 4]).toContain(records.length);
  expect(requestsOf(records)).not.toContain(late.request);
  expect(events).toEqual(['audit log unavailable', 'audit log available again']);
});

test('who has waited before waits as much less for the record, but a moment', async () => {
  await open();
  await append();
  proxy.mode = 'hang';
  const start = performance.now();
  const patient = append();
  const waited = [1_000, 1_700, 5_000].map((ms) =>
    log.append({ record: someRecord(), waited: ms }).catch(() => performance.now() - start),
  );
  const [second, third, last] = (await Promise.all(waited)) as [number, number, number];
  expect(second).toBeLessThan(1_000);
  expect(third).toBeLessThan(700);
  expect(last).toBeLessThan(700);
  expect((await patient).ms).toBeGreaterThan(1_500);
  proxy.mode = 'pass';
});

test('a database that is away refuses within two seconds, then at once, and is used again by itself', async () => {
  await open();
  await append();
  proxy.mode = 'away';
  // What is written to a connection that is cut at that moment counts as sent.
  await delay(50);
  const first = await append();
  expect(first.code).toBe('AUDIT_UNAVAILABLE');
  expect(first.ms).toBeLessThan(2_000);
  await delay(100);
  const second = await append();
  expect(second.code).toBe('AUDIT_UNAVAILABLE');
  expect(second.ms).toBeLessThan(100);
  proxy.mode = 'pass';
  expect(await resume()).toBeLessThan(10_000);
  expect(await stored()).toHaveLength(2);
});

test('the server’s process of the log may be stopped by the system and continued', async () => {
  await open();
  await append();
  const [backend] = await scratch.run<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and usename like '%writer'",
  );
  process.kill(backend!.pid, 'SIGSTOP');
  const told = await Promise.all([append(), append()]);
  for (const { ms } of told) expect(ms).toBeLessThan(2_000);
  process.kill(backend!.pid, 'SIGCONT');
  expect(await resume()).toBeLessThan(10_000);
  const records = await stored();
  for (const { record } of told) if (record) expect(requestsOf(records)).toContain(record.request);
});

test('what a stopped process of the server holds back does not come to stand in the log later', async () => {
  const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  await open({
    settle: (_, entries) => Promise.resolve(entries.map(({ record }) => record)),
    foresee: () => ({ day }),
  });
  await append(someRecord(), 1);
  for (let round = 0; round < 3; round += 1) {
    const writers = await scratch.run<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and usename like '%writer'",
    );
    for (const { pid } of writers) process.kill(pid, 'SIGSTOP');
    const left = Array.from({ length: 20 }, () => log.append({ record: someRecord(), settle: 1, waited: 1_200 }));
    const told = await Promise.allSettled(left);
    // They have left; whoever waits now is recorded in fewer places than were sent to the process that is stopped.
    const last = await append(someRecord(), 1);
    for (const { pid } of writers) process.kill(pid, 'SIGCONT');
    for (const { status } of told) expect(status).toBe('rejected');
    expect(last.ms).toBeLessThan(2_000);
    await delay(100);
    expect(events).not.toContain('audit log stopped');
    expect(await resume()).toBeLessThan(10_000);
  }
  const requests = requestsOf(await stored());
  expect(new Set(requests).size).toBe(requests.length);
}, 60_000);

test('a full disk refuses, gives its places back, and no record is missing afterwards', async () => {
  await open();
  await append();
  await scratch.run(`
    create or replace function public.fill() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
    create trigger full_disk before insert on audit.record for each statement execute function public.fill()`);
  const told = await Promise.all([append(), append()]);
  for (const { code, ms } of told) {
    expect(code).toBe('AUDIT_UNAVAILABLE');
    expect(ms).toBeLessThan(2_000);
  }
  await scratch.run('drop trigger full_disk on audit.record');
  expect(await resume()).toBeLessThan(10_000);
  expect(await stored()).toHaveLength(2);
});

test('a killed connection costs nobody an answer', async () => {
  await open();
  await append();
  const telling = Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      await delay(i * 5);
      return append();
    }),
  );
  for (let i = 0; i < 5; i += 1) {
    await delay(30);
    await runAs(
      scratch.maker,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like '%writer'",
    );
  }
  const told = await telling;
  const records = await stored();
  expect(told.filter(({ code }) => code !== undefined)).toEqual([]);
  expect(requestsOf(records.slice(1)).toSorted()).toEqual(requestsOf(told.map(({ record }) => record)).toSorted());
});

test('more than may wait are refused at once', async () => {
  await open();
  proxy.mode = 'hang';
  const record = someRecord();
  const start = performance.now();
  const telling = Array.from({ length: 10_700 }, () => append(record));
  // Nothing is refused while this process asks.
  const askingMs = performance.now() - start;
  const told = await Promise.all(telling);
  expect(told.filter(({ ms, code }) => code === 'AUDIT_UNAVAILABLE' && ms < 1_700).length).toBeGreaterThanOrEqual(200);
  expect(Math.max(...told.map(({ ms }) => ms))).toBeLessThan(2_000 + askingMs);
  proxy.mode = 'pass';
});

test('a record that has not the form of one is refused by itself', async () => {
  await open();
  const wrong = [
    someRecord({ at: 'yesterday' }),
    someRecord({ actor: { issuer: '\ud800', subject: 's', client: 'c' } }),
    someRecord({ purpose: 'with a \0 zero' }),
    someRecord({ fields: ['Citizen.fullName = "Nguyễn Văn A"'] }),
    someRecord({ at: '2026-02-31T25:61:00.000Z' }),
  ];
  const told = await Promise.all([append(), ...wrong.map((record) => append(record)), append()]);
  expect(told.map(({ code }) => code)).toEqual([undefined, ...Array(5).fill('AUDIT_UNAVAILABLE'), undefined]);
  expect(await stored()).toHaveLength(2);
});

test('a log into which another has written stops', async () => {
  await open();
  await append();
  const intruder = await connect(scratch.writer);
  await intruder.query(
    "insert into audit.record select origin, 1, 'x', leaf, at, null, null, 'allowed', null from audit.record where origin = $1",
    [log.origin],
  );
  await intruder.end();
  expect((await append()).code).toBe('AUDIT_UNAVAILABLE');
  expect(events).toEqual(['audit log stopped']);
  const next = await append();
  expect(next.code).toBe('AUDIT_UNAVAILABLE');
  expect(next.ms).toBeLessThan(100);
});

test('two logs are written at the same time, each with its own chain', async () => {
  await open();
  const other = await openAuditLog({ connection: () => scratch.writer, seed: SEED, log: () => undefined });
  closings.push(() => other.close());
  await Promise.all(
    Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? log : other).append({ record: someRecord() })),
  );
  expect(await stored()).toHaveLength(150);
  const [found] = await scratch.run<{ records: number }>(
    'select count(*)::int as records from audit.record where origin = $1',
    [other.origin],
  );
  expect(found?.records).toBe(150);
});
