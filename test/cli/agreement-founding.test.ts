import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAgreement } from '../../src/agreements/parse-agreement';
import { fromBody } from '../../src/audit/chained-record';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { found } from '../../src/graph/administration/found';
import { resolveGrants } from '../../src/planning/view/grants';
import { graphSchema } from '../../src/server/graph-schema';
import { someDocument } from '../graph/administered-site';
import { silent } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { type Ended, runProgram } from './program';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-founding-'));
const variables = { LIENTHONG_DATA_DIR: join(folder, 'data'), LIENTHONG_LOG_LEVEL: 'error' };
const run = (...words: readonly string[]): Promise<Ended> => runProgram(['agreement', ...words], variables);

let site: Site;

beforeAll(async () => {
  expect(await runProgram(['migrate'], variables)).toMatchObject({ code: 0 });
  site = await openSite(readConfig(variables), { log: silent, durable: false });
}, 120_000);
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const file = join(folder, name);
  writeFileSync(file, someDocument(changes));
  return file;
}

const POWERS = ['Mutation.proposeAgreement', 'Mutation.activateAgreement', 'Query.agreements'];
const MANDATE = {
  id: 'administration',
  kind: 'mandate',
  bearer: { kind: 'officer', role: 'headquarters' },
  purposes: ['administration'],
  grants: [{ access: 'READ', fields: POWERS }],
  rows: { provinces: null, employers: null, people: null, groups: null },
  limits: { peoplePerDay: null, peoplePerMonth: null, identifiersPerDay: null, pricePerMinute: null, price: 900 },
};
const mandate = write('administration.json', MANDATE);
const HALF = [{ access: 'READ', fields: ['Mutation.proposeAgreement'] }];
const OTHERS = [{ access: 'READ', fields: ['Query.provinces'] }];
const NAMES = { proposedBy: 'Head of the legal office', activatedBy: 'Data-protection officer' };
const BOTH = ['--proposed-by', NAMES.proposedBy, '--activated-by', NAMES.activatedBy];

async function countRows(table: string): Promise<number> {
  const { rows } = await withClient(site.owner('gateway'), (client) =>
    client.query<{ count: number }>(`select count(*)::integer as count from ${table}`),
  );
  return rows[0]!.count;
}

test.each([
  ['one person', MANDATE, { proposedBy: 'An Officer', activatedBy: ' an officer' }, 'activated-by: somebody else'],
  ['nobody', MANDATE, { ...NAMES, proposedBy: ' ' }, 'proposed-by: a name of 1 to 200 letters'],
  ['two lines', MANDATE, { ...NAMES, activatedBy: 'A\nB' }, 'activated-by: a name of 1 to 200 letters'],
  ['an agreement', {}, NAMES, 'kind: the first one is a mandate'],
  ['a mandate for something else', { ...MANDATE, purposes: ['tax-review'], grants: OTHERS }, NAMES, 'purposes: admin'],
  ['a mandate that lets nobody activate', { ...MANDATE, grants: HALF }, NAMES, 'grants: Mutation.activateAgreement'],
])('a site is not founded by %s', async (_, changes, founders, reason) => {
  const agreement = parseAgreement(JSON.parse(someDocument(changes)));
  const body = { agreement, grants: resolveGrants(graphSchema(), agreement) };
  await withClient(site.writer(), async (client) => {
    await expect(found(client, body, founders)).rejects.toThrow(reason);
  });
  expect(await countRows('sharing.agreement_version')).toBe(0);
});

test('a founding names both who signed for it', async () => {
  const { code, errors } = await run('found', mandate, '--proposed-by', 'An Officer');
  expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('--activated-by') });
});

test('the first mandate is in force and on record, people administer under it, and there is no second founding', async () => {
  expect(await run('found', mandate, ...BOTH)).toEqual({
    code: 0,
    output: expect.stringMatching(/^administration, version 1: ACTIVE; hash [0-9a-f]{64}\n$/),
    errors: '',
  });
  const { rows } = await withClient(site.owner('gateway'), (client) =>
    client.query<{ body: string }>('select body from audit.record'),
  );
  expect(rows.map(({ body }) => fromBody(body))).toMatchObject([
    {
      actor: { issuer: 'urn:lienthong:installation', subject: 'founding', client: 'lienthong agreement found' },
      agreement: { id: 'administration', version: 1 },
      fields: ['Mutation.activateAgreement', 'Mutation.proposeAgreement'],
      decision: 'allowed',
      outcome: 'answered',
    },
  ]);
  expect((await run('show', 'administration')).output).toContain('by Data-protection officer: founding');

  const statistics = write('statistics.json');
  expect(await run('propose', statistics, '--as', 'hq-officer')).toMatchObject({ code: 0 });
  expect(await run('activate', 'statistics', '--as', 'hq-officer-2')).toMatchObject({ code: 0 });
  const again = await run('found', write('second.json', { ...MANDATE, id: 'second' }), ...BOTH);
  expect(again).toMatchObject({
    code: 1,
    output: '',
    errors: expect.stringContaining('agreements have been decided about here before'),
  });
  expect(await countRows('sharing.agreement_version')).toBe(2);
}, 120_000);
