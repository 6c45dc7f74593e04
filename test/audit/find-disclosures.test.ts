import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { openAuditLog } from '../../src/audit/audit-log';
import type { ChainedRecord } from '../../src/audit/chained-record';
import { type DisclosurePlace, findDisclosures, placeOf } from '../../src/audit/find-disclosures';
import { indexNext, startIndexing } from '../../src/audit/index-subjects';
import { RecentSubjects } from '../../src/audit/recent-subjects';
import type { AuditRecord } from '../../src/audit/record';
import { createSubjectTokens } from '../../src/audit/subject-token';
import type { Site } from '../../src/database/site';
import { waitFor } from '../journeys/split-nation';
import { openTestSite } from '../support/cluster';
import { connect, makeScratchLog, SEED, type ScratchLog, someRecord } from './scratch-log';
import { writeLog } from './written-log';

const subjects = createSubjectTokens([randomBytes(32)]);
const PEOPLE = ['901186914600', '901186914601', '901186914602', '901186914603'];
const DAY = Date.parse('2026-01-01T00:00:00Z');

let site: Site;
let scratch: ScratchLog;
let client: Client;
/** What was recorded of each person, the newest first. */
const expected = new Map<string, AuditRecord[]>(PEOPLE.map((person) => [person, []]));

beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchLog(site, 'audit_find');
  client = await connect(scratch.writer);
  let hour = 0;
  for (const size of [40, 25, 0]) {
    await writeLog(
      client,
      size,
      (seq) => {
        const people = PEOPLE.filter((_, i) => seq % (i + 2) === 0);
        const at = new Date(DAY + (hour += 1) * 3_600_000).toISOString();
        const record = someRecord({ at, subjects: [subjects.subjects('population', new Set(people))] });
        for (const person of people) expected.get(person)!.unshift(record);
        return record;
      },
      { batch: 7, signed: 10 },
    );
  }
});
afterAll(async () => {
  await client.end();
  await scratch.drop();
  await site.close();
});

const requestsOf = (records: readonly AuditRecord[]): readonly string[] => records.map(({ request }) => request);

const EVER = { from: null, to: null, after: null };

/** The first so many disclosures of a token's subject. */
async function find(tokens: readonly Buffer[], first: number, search = {}): Promise<readonly ChainedRecord[]> {
  const found: ChainedRecord[] = [];
  for await (const record of findDisclosures(client, tokens, { ...EVER, ...search })) {
    found.push(record);
    if (found.length === first) break;
  }
  return found;
}

/** All pages of a person's disclosures. */
async function findAll(person: string, first: number): Promise<readonly ChainedRecord[]> {
  const tokens = subjects.tokensOf('population', person);
  const found: ChainedRecord[] = [];
  for (let after: DisclosurePlace | null = null; ;) {
    const page = await find(tokens, first, { after });
    found.push(...page);
    if (page.length < first) return found;
    after = placeOf(page.at(-1)!);
  }
}

async function expectAll(): Promise<void> {
  for (const person of PEOPLE) {
    for (const first of [3, 100]) {
      expect(requestsOf(await findAll(person, first))).toEqual(requestsOf(expected.get(person)!));
    }
  }
}

test('who was disclosed to whom is found, newest first, before anything is indexed, while it is, and after', async () => {
  await expectAll();
  const segments: number[] = [];
  for (
    let done = await indexNext(client, null, { all: true });
    done > 0;
    done = await indexNext(client, null, { all: true })
  ) {
    segments.push(done);
    await expectAll();
  }
  expect(segments.toSorted()).toEqual([25, 40]);
  const [index] = await scratch.run<{ entries: number }>(
    'select sum(length(entries))::int / 10 as entries from audit.posting',
  );
  expect(index?.entries).toBe([...expected.values()].flat().length);
});

test('a period has its first moment and not its last', async () => {
  const [newest, next] = expected.get(PEOPLE[0]!)!;
  const tokens = subjects.tokensOf('population', PEOPLE[0]!);
  expect(requestsOf(await find(tokens, 5, { from: next!.at, to: newest!.at }))).toEqual([next!.request]);
});

test('nobody is found under a token of another register, one that was never recorded, or one that begins alike', async () => {
  expect(await find(subjects.tokensOf('tax', PEOPLE[0]!), 10)).toEqual([]);
  expect(await find([randomBytes(16)], 10)).toEqual([]);
  const alike = Buffer.concat([subjects.token('population', PEOPLE[0]!).subarray(0, 8), randomBytes(8)]);
  expect(await find([alike], 10)).toEqual([]);
});

test.each([
  ['all of them', undefined, 300],
  ['the last of them alone', 16 * 200, 300],
])('a process indexes the records of its own log from memory, where it still holds %s', async (_, most, count) => {
  const log = await openAuditLog({ connection: () => scratch.writer, seed: SEED, log: () => undefined });
  const recent = most === undefined ? log.recent : new RecentSubjects(log.origin, most);
  const people = Array.from({ length: 7 }, (_person, i) => `${randomBytes(4).toString('hex')}${i}`);
  const disclosed = people.map((): string[] => []);
  for (let i = 0; i < count; i += 1) {
    const some = people.filter((_person, n) => i % (n + 1) === 0);
    const made = someRecord({
      at: new Date().toISOString(),
      subjects: [subjects.subjects('population', new Set(some))],
    });
    people.forEach((person, n) => some.includes(person) && disclosed[n]!.push(made.request));
    const record = await log.append({ record: made });
    if (recent !== log.recent) recent.add([record]);
  }
  expect(recent.from(0, 1)).toHaveLength(most === undefined ? 1 : 0);
  expect(recent.from(count - 1, 5)).toHaveLength(1);
  expect(await indexNext(client, recent, { all: true })).toBe(count);
  expect(recent.from(count - 1, 5)).toEqual([]);
  for (const [n, person] of people.entries()) {
    const found = await find(subjects.tokensOf('population', person), count);
    expect(requestsOf(found).toSorted()).toEqual(disclosed[n]!.toSorted());
  }
  await log.close();
});

test('the index is filled in the background by segments: some thousand records at least, or what has waited', async () => {
  const person = PEOPLE[3]!;
  const held = { subjects: [subjects.subjects('population', new Set([person]))] };
  const indexed = async (): Promise<number> => {
    const [sum] = await scratch.run<{ size: number }>(
      'select coalesce(sum(size), 0)::int as size from (select max(size) as size from audit.indexed group by log) logs',
    );
    return sum!.size;
  };
  const before = await indexed();
  const now = new Date().toISOString();
  await writeLog(client, 1_023, () => someRecord({ ...held, at: now }), { batch: 500, signed: 500 });
  const stop = startIndexing({ connection: () => scratch.writer, recent: null, log: () => undefined });
  await writeLog(client, 5, () => someRecord({ ...held, at: new Date(DAY).toISOString() }), { batch: 5, signed: 5 });
  await waitFor(async () => (await indexed()) === before + 5, 5_000);
  await writeLog(client, 2_047, () => someRecord({ ...held, at: now }), { batch: 500, signed: 500 });
  await writeLog(client, 2_100, () => someRecord({ ...held, at: now }), { batch: 500, signed: 500 });
  await waitFor(async () => (await indexed()) === before + 2_105, 5_000);
  await stop();
  expect(await indexNext(client, null)).toBe(0);
  expect(await find(subjects.tokensOf('population', person), 6_000)).toHaveLength(
    1_023 + 5 + 2_047 + 2_100 + expected.get(person)!.length,
  );
});
