import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBody } from '../../src/audit/chained-record';
import type { AuditRecord } from '../../src/audit/record';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { resolveGrants } from '../../src/planning/view/grants';
import { graphSchema } from '../../src/server/graph-schema';
import { silent } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { type Ended, runProgram } from './program';

jest.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), 'lienthong-campaign-'));
const variables = { LIENTHONG_DATA_DIR: join(folder, 'data'), LIENTHONG_LOG_LEVEL: 'error' };
const campaign = (...words: readonly string[]): Promise<Ended> => runProgram(['campaign', ...words], variables);
const AS = ['--as', 'hq-officer', '--case', 'HQ/7'];

let site: Site;

beforeAll(async () => {
  expect(await runProgram(['demo', '--citizens', '1000'], variables)).toMatchObject({ code: 0 });
  site = await openSite(readConfig(variables), { log: silent, durable: false });
  await seedAgreements(site.writer(), (each) => resolveGrants(graphSchema(), each));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function recordsOf(field: string): Promise<readonly AuditRecord[]> {
  const { rows } = await withClient(site.owner('gateway'), (client) =>
    client.query<{ body: string }>('select body from audit.record order by at, seq'),
  );
  return rows.map(({ body }) => fromBody(body)).filter(({ fields }) => fields.includes(field));
}

/** A figure of the report as a table. */
async function figureOf(id: string, ...keys: readonly string[]): Promise<number> {
  const { output } = await campaign('report', id, '--format', 'csv');
  const line = output.split('\r\n').find((each) => each.startsWith(`${keys.join(',')},`));
  return Number(line?.split(',').at(-1));
}

test('a campaign is said in words that are checked, each fault with its place', async () => {
  expect(await campaign('create', 'Spring', '--class', 'ODD', '--target', '04=2@soon', ...AS)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(
      /id: it is not made of small letters[^]*scope.anomalies\[0\]: it is none of MISSING[^]*targets\[0\].share: a number from 0 to 1/,
    ) as string,
  });
  expect(await campaign('create', 'spring', '--as', 'auditor')).toMatchObject({ code: 1, output: '' });
});

test('five commands take a campaign from its creation to its report, and two more take it back', async () => {
  expect(await campaign('create', 'spring', ...AS)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^spring: CREATED; hash /) as string,
  });
  expect(await campaign('apply', 'spring', ...AS)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/only one that is REVIEWING/) as string,
  });
  expect(await campaign('run', 'spring', '--quiet', ...AS)).toMatchObject({ code: 0, errors: '' });
  expect(await campaign('review', 'spring', '--simulate', ...AS)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/ 0 rejected/) as string,
  });
  const proposed = await figureOf('spring', 'outcome', '', 'open');
  expect(await campaign('apply', 'spring', '--quiet', ...AS)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/APPLIED/) as string,
  });
  const applied = await figureOf('spring', 'outcome', '', 'applied');
  expect(applied).toBeGreaterThan(150);
  expect(proposed).toBeGreaterThanOrEqual(applied);
  const records = await recordsOf('Participant.personalId');
  expect(records.reduce((sum, { counts }) => sum + counts.people, 0)).toBe(applied);
  expect(records[0]).toMatchObject({ purpose: 'campaign', agreement: { id: 'headquarters' }, decision: 'allowed' });

  expect(await runProgram(['demo', 'evaluate', 'spring'], variables)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/QUALITY/) as string,
  });
  const page = join(folder, 'spring.html');
  expect(await campaign('report', 'spring', '--format', 'html', '--out', page)).toMatchObject({ code: 0 });
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/i);

  await campaign('finish', 'spring', ...AS);
  expect(await campaign('revert', 'spring', '--quiet', ...AS)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^spring-revert: FINISHED/) as string,
  });
  expect(await figureOf('spring-revert', 'outcome', '', 'applied')).toBe(applied);
});

test('forms are written whole, on record before they are there, and taken in line by line, once', async () => {
  await campaign('create', 'autumn', ...AS);
  await campaign('run', 'autumn', '--quiet', ...AS);
  const out = join(folder, 'forms');
  const written = await campaign('forms', 'autumn', '--form', '01', '--format', 'csv', '--out', out, ...AS);
  const [, files, lines] = /^(\d+) files with (\d+) lines/.exec(written.output) ?? [];
  expect(readdirSync(out)).toHaveLength(Number(files));
  expect(readdirSync(out).filter((name) => name.endsWith('.part'))).toEqual([]);
  const [record] = await recordsOf('Participant.fullName');
  expect(record?.counts.people).toBe(Number(lines));

  const name = readdirSync(out).find((each) => !each.includes('no-employer')) ?? '';
  const [, employer = ''] = /^form-01-\d\d-(\d+)\.csv$/.exec(name) ?? [];
  const once = await campaign('import', 'autumn', join(out, name), '--employer', employer, ...AS);
  expect(once).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^(\d+) lines: 0 accepted, 0 unchanged, \1 refused\n/) as string,
  });
  const twice = await campaign('import', 'autumn', join(out, name), '--employer', employer, ...AS);
  expect(twice.output).toMatch(/it had been taken before/);
  expect(await campaign('import', 'autumn', join(out, name), '--employer', '0100000000', ...AS)).toMatchObject({
    code: 1,
  });
});
