import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBody } from '../../src/audit/chained-record';
import type { AuditRecord } from '../../src/audit/record';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { graphSchema } from '../../src/server/graph-schema';
import { resolveGrants } from '../../src/planning/view/grants';
import { someDocument } from '../graph/administered-site';
import { silent } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { type Ended, runProgram } from './program';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-agreement-'));
const variables = { LIENTHONG_DATA_DIR: join(folder, 'data'), LIENTHONG_LOG_LEVEL: 'error' };
const nowhere = { LIENTHONG_DATA_DIR: join(folder, 'nowhere') };
const agreement = (...words: readonly string[]): Promise<Ended> => runProgram(['agreement', ...words], variables);

let site: Site;

/** A file with an agreement. */
function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function lastRecord(): Promise<AuditRecord> {
  const { rows } = await withClient(site.owner('gateway'), (client) =>
    client.query<{ body: string }>('select body from audit.record order by at desc, seq desc limit 1'),
  );
  return fromBody(rows[0]?.body ?? '');
}

beforeAll(async () => {
  expect(await runProgram(['migrate'], variables)).toMatchObject({ code: 0 });
  site = await openSite(readConfig(variables), { log: silent, durable: false });
  await seedAgreements(site.writer(), (each) => resolveGrants(graphSchema(), each));
}, 120_000);
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const reviewed = write('statistics.json', someDocument());

test('a file is checked without a database, and the hash is the one that is stored later', async () => {
  const checked = await runProgram(['agreement', 'check', reviewed], nowhere);
  expect(checked).toMatchObject({ code: 0, errors: '' });
  const [, hash = ''] = /^statistics: 4 grants; hash ([0-9a-f]{64})\n$/.exec(checked.output) ?? [];
  const proposed = await agreement('propose', reviewed, '--as', 'hq-officer', '--case', 'HQ/7');
  expect(proposed).toEqual({ code: 0, output: `statistics, version 1: PROPOSED; hash ${hash}\n`, errors: '' });
  expect(await lastRecord()).toMatchObject({
    actor: { issuer: 'urn:lienthong:demonstration', subject: 'hq-officer' },
    agreement: { id: 'headquarters', version: 1 },
    purpose: 'administration',
    caseToken: expect.stringMatching(/^[0-9a-f]{32}$/),
    fields: ['Mutation.proposeAgreement'],
    decision: 'allowed',
    outcome: 'answered',
  });
});

test('who proposed it cannot activate it; the refusal is on record; somebody else can', async () => {
  const alone = await agreement('activate', 'statistics', '--as', 'hq-officer');
  expect(alone).toEqual({
    code: 1,
    output: '',
    errors: 'lienthong: actor: Somebody else has to decide this: four eyes\n',
  });
  expect(await lastRecord()).toMatchObject({
    actor: { subject: 'hq-officer' },
    fields: ['Mutation.activateAgreement'],
    decision: 'refused',
    reason: 'AGREEMENT_INVALID',
  });
  const both = await agreement('activate', 'statistics', '--version', '1', '--as', 'hq-officer-2');
  expect(both).toMatchObject({ code: 0, output: expect.stringMatching(/^statistics, version 1: ACTIVE; hash /) });
  expect(await lastRecord()).toMatchObject({ actor: { subject: 'hq-officer-2' }, decision: 'allowed', reason: null });
});

test('whoever suspends needs a reason, and somebody else to resume', async () => {
  expect(await agreement('suspend', 'statistics', '--as', 'data-protection-officer')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('--reason'),
  });
  const words = ['suspend', 'statistics', '--as', 'data-protection-officer', '--reason'];
  expect(await agreement(...words, ' ')).toMatchObject({ code: 1, errors: 'lienthong: reason: a reason is needed\n' });
  expect(await agreement(...words, 'complaint 12/2026')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^statistics, version 1: SUSPENDED; /),
  });
  expect(await agreement('resume', 'statistics', '--as', 'data-protection-officer')).toMatchObject({
    code: 1,
    errors: 'lienthong: Mutation.resumeAgreement is not granted to who asks for it\n',
  });
  expect(await lastRecord()).toMatchObject({ reason: 'ACTION_NOT_GRANTED', decision: 'refused' });
  expect(await agreement('resume', 'statistics', '--as', 'hq-officer')).toMatchObject({ code: 0 });
}, 120_000);

test('versions are listed, and shown with every grant and decision', async () => {
  const { code, output } = await agreement('list');
  expect(code).toBe(0);
  expect(output).toMatch(/^headquarters +v1 +ACTIVE +2025-01-01 to 2030-12-31 +Officers of the headquarters$/m);
  expect((await agreement('list', '--state', 'PROPOSED')).output).toBe('');
  const shown = await agreement('show', 'statistics');
  expect(shown.code).toBe(0);
  for (const line of [
    'purpose      tax-review: Comparing declared wages with insured wages / Rà soát',
    'rows         provinces: 01, 79',
    'limit        peoplePerDay: 500',
    'by urn:lienthong:demonstration data-protection-officer: complaint 12/2026',
    'Participant.birthDate  YEAR_ONLY',
    'legal basis  Law on Statistics 89/2015/QH13, article 36',
  ]) {
    expect(shown.output).toContain(line);
  }
});

test('the schema of a view is printed from the database, and without one of the demonstration’s agreement', async () => {
  const stored = await runProgram(['schema', '--agreement', 'statistics'], variables);
  expect(stored).toMatchObject({ code: 0, output: expect.stringContaining('type Participant {') });
  expect(stored.output).toContain('Masked: the first of January of the year.');
  expect(stored.output).not.toContain('fullName');
  const known = await runProgram(['schema', '--agreement', 'ministry-of-health'], variables);
  const alone = await runProgram(['schema', '--agreement', 'ministry-of-health'], nowhere);
  expect(alone).toEqual({ ...known, code: 0, errors: '' });
  expect(await runProgram(['schema', '--agreement', 'statistics'], nowhere)).toMatchObject({ code: 1, output: '' });
});

test.each([
  [['propose', reviewed], 2, '--as <persona>'],
  [['propose', '/no/such', '--as', 'hq-officer'], 2, '/no/such cannot be read (ENOENT)'],
  [['propose', reviewed, '--as', 'minister'], 2, 'there is no such persona'],
  [['propose', reviewed, '--as', 'branch-officer-04'], 1, 'The purpose is none of those'],
  [['propose', reviewed, '--as', 'lapsed-ministry'], 1, 'lienthong: The agreement'],
  [['propose', write('text.json', 'hello'), '--as', 'hq-officer'], 1, 'document: it is no JSON'],
  [['check', write('faulty.json', someDocument({ title: 1, purposes: [] }))], 1, 'title: a text is needed'],
  [
    ['check', write('unknown.json', someDocument({ grants: [{ access: 'READ', fields: ['A.b'] }] }))],
    1,
    'A.b: nothing',
  ],
  [['activate', 'nobody', '--as', 'hq-officer-2'], 1, 'id: there is no agreement of this ID'],
  [['activate', 'statistics', '--version', '9', '--as', 'hq-officer-2'], 1, 'version: there is no version 9'],
  [['activate', 'statistics', '--version', '0', '--as', 'hq-officer-2'], 2, 'The number of a version is needed'],
  [['suspend', 'statistics', '--as', 'hq-officer', '--reason', 'x', '--case', 'a b'], 1, 'Lienthong-Case'],
  [['list', '--state', 'GONE'], 2, 'Allowed choices'],
  [['show', 'nobody'], 1, 'there is no agreement or mandate “nobody”'],
  [['show', 'statistics', '--version', '7'], 1, 'there is no version 7 of an agreement or mandate “statistics”'],
] as const)('%j ends with exit code %i and says why', async (words, code, reason) => {
  const ended = await agreement(...words);
  expect(ended).toMatchObject({ code, output: '' });
  expect(ended.errors).toContain(reason);
  expect(ended.errors).not.toMatch(/\n {4}at /);
});

test('outside the demonstration nobody acts by a command, which names the way that there is', async () => {
  const elsewhere = { ...variables, LIENTHONG_GATEWAY_URL: 'postgresql://gateway:hunter2@127.0.0.1:1/gateway' };
  const { code, output, errors } = await runProgram(
    ['agreement', 'suspend', 'statistics', '--reason', 'x', '--as', 'hq-officer'],
    elsewhere,
  );
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toMatch(/the same is done through the graph, with an access token/);
  expect(errors).not.toContain('hunter2');
});
