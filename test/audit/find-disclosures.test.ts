import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { ChainedRecord } from '../../src/audit/chained-record';
import { findDisclosures } from '../../src/audit/find-disclosures';
import { indexNext, startIndexing } from '../../src/audit/index-subjects';
import type { AuditRecord } from '../../src/audit/record';
import { createSubjectTokens } from '../../src/audit/subject-token';
import type { Site } from '../../src/database/site';
import { waitFor } from '../journeys/split-nation';
import { openTestSite } from '../support/cluster';
import { connect, makeScratchLog, type ScratchLog, someRecord } from './scratch-log';
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
        const record = someRecord({ at, subjects: [subjects.subjects('population', people)] });
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

/** All pages of a person's disclosures. */
async function findAll(person: string, first: number, period = {}): Promise<readonly ChainedRecord[]> {
  const tokens = subjects.tokensOf('population', person);
  const found: ChainedRecord[] = [];
  for (;;) {
    const last = found.at(-1);
    const page = await findDisclosures(client, tokens, { first, ...period, ...(last ? { after: last } : {}) });
    found.push(...page);
    if (page.length < first) return found;
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
  const parts: number[] = [];
  for (let done = await indexNext(client); done > 0; done = await indexNext(client)) {
    parts.push(done);
    await expectAll();
  }
  expect(parts.toSorted()).toEqual([25, 40]);
  const [index] = await scratch.run<{ rows: number }>('select count(*)::int as rows from audit.subject');
  expect(index?.rows).toBe([...expected.values()].flat().length);
});

test('a period has its first moment and not its last', async () => {
  const [newest, next] = expected.get(PEOPLE[0]!)!;
  expect(requestsOf(await findAll(PEOPLE[0]!, 5, { from: next!.at, to: newest!.at }))).toEqual([next!.request]);
});

test('nobody is found under a token of another register, or one that was never recorded', async () => {
  expect(await findDisclosures(client, subjects.tokensOf('tax', PEOPLE[0]!), { first: 10 })).toEqual([]);
  expect(await findDisclosures(client, [randomBytes(16)], { first: 10 })).toEqual([]);
});

test('the index is filled in the background, and only while nobody waits for the log', async () => {
  const before = await scratch.run('select from audit.indexed');
  const person = PEOPLE[3]!;
  await writeLog(client, 30, () => someRecord({ subjects: [subjects.subjects('population', [person])] }), {
    batch: 30,
    signed: 30,
  });
  let isIdle = false;
  const stop = startIndexing({ connection: () => scratch.writer, isIdle: () => isIdle, log: () => undefined });
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  expect(await scratch.run('select from audit.indexed')).toHaveLength(before.length);
  isIdle = true;
  await waitFor(async () => (await scratch.run('select from audit.indexed')).length > before.length, 5_000);
  await stop();
  const found = await findAll(person, 50);
  expect(found).toHaveLength(30 + expected.get(person)!.length);
});
