import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditLog } from '../../src/audit/audit-log';
import { checkpointSeedOf } from '../../src/audit/keys';
import { readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { openSite } from '../../src/database/site';
import { someRecord } from '../audit/scratch-log';
import { silent } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { type Ended, runProgram } from './program';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-audit-'));
const variables = { LIENTHONG_DATA_DIR: join(folder, 'data'), LIENTHONG_LOG_LEVEL: 'warn' };
const [checkpoints, exported, keys] = ['checkpoints', 'audit.jsonl', 'keys'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const audit = (...words: readonly string[]): Promise<Ended> => runProgram(['audit', ...words], variables);

beforeAll(async () => {
  await runProgram(['migrate'], variables);
  // This makes the installation's secret too.
  writeFileSync(keys, (await audit('keys')).output);
  const config = readConfig(variables);
  const site = await openSite(config, { log: silent, durable: false });
  const seed = checkpointSeedOf(await loadSecret(config));
  const log = await openAuditLog({
    connection: () => site.writer(),
    seed,
    checkpointDir: checkpoints,
    log: () => undefined,
  });
  for (let i = 0; i < 12; i += 1)
    await log.append({ record: someRecord({ at: `2026-0${1 + (i % 3)}-15T03:00:00.000Z` }) });
  await log.close();
  await site.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the log is verified with the pinned key and the checkpoints that were kept elsewhere', async () => {
  const { code, output, errors } = await audit('verify', '--keys', keys, '--checkpoints', checkpoints);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(/^whole: 1 logs, 12 records, \d+ checkpoints; 0 records not signed yet\n$/);
});

test('without a pinned key it says on standard error what that is worth', async () => {
  const { code, errors } = await audit('verify');
  expect(code).toBe(0);
  expect(errors).toContain('no key is pinned');
});

test('an export is verified without a database, and says where it was changed', async () => {
  expect(await audit('export', '--out', exported)).toEqual({ code: 0, output: '', errors: '' });
  const elsewhere = { LIENTHONG_DATA_DIR: join(folder, 'nowhere') };
  const pinned = readFileSync(keys, 'utf8').trim();
  const whole = await runProgram(['audit', 'verify', '--file', exported, '--key', pinned], elsewhere);
  expect(whole).toMatchObject({ code: 0, errors: '' });
  const lines = readFileSync(exported, 'utf8').split('\n');
  const fifth = lines.findIndex((line) => line.includes('"seq":5,'));
  writeFileSync(exported, lines.with(fifth, lines[fifth]!.replace('"rows":2', '"rows":3')).join('\n'));
  const changed = await runProgram(['audit', 'verify', '--file', exported, '--key', pinned], elsewhere);
  expect(changed.code).toBe(1);
  expect(changed.output).toMatch(/^lienthong\/\S+ one of the records 5 to 6: .*\nnot whole: /);
});

test('a part of the log is exported', async () => {
  const { code, output } = await audit('export', '--from', '2026-02-01', '--to', '2026-03-01');
  expect(code).toBe(0);
  expect(output).toContain('"at":"2026-02-15');
});

test('a record that somebody changed in the database is named', async () => {
  const site = await openSite(readConfig(variables), { log: silent, durable: false });
  await withClient(site.superuser('gateway')!, (client) =>
    client.query(`set session_replication_role = replica; update audit.record set agreement = 'x' where seq = 7`),
  );
  await site.close();
  const { code, output } = await audit('verify', '--keys', keys);
  expect(code).toBe(1);
  expect(output).toMatch(/^lienthong\/\S+ record 7: the columns beside the record say something else/);
});

test('a report tells people and fields, as text and as JSON', async () => {
  const words = ['report', '--agreement', 'health-insurance-payment', '--year', '2026'];
  expect((await audit(...words)).output).toContain('Purpose health-insurance-payment: 11 requests');
  const report = JSON.parse((await audit(...words, '--json')).output) as { purposes: { requests: number }[] };
  expect(report.purposes.map(({ requests }) => requests)).toEqual([11]);
});

test.each([
  [['verify', '--key', 'nonsense'], '--key: "nonsense": it is not a public key'],
  [['verify', '--keys', '/no/such'], '--keys: /no/such cannot be read (ENOENT)'],
  [['verify', '--file', '/no/such'], '--file: /no/such cannot be read (ENOENT)'],
  [['verify', '--checkpoints', folder], '--checkpoints: without --key'],
  [['verify', '--keys', keys, '--checkpoints', '/no/such'], '--checkpoints: /no/such cannot be read (ENOENT)'],
  [['report', '--agreement', 'a', '--year', '26'], 'A year is needed'],
  [['report', '--year', '2026'], '--agreement'],
  [['export', '--from', 'yesterday'], 'A day (2026-01-31)'],
])('wrong words are told with exit code 2: %j', async (words, said) => {
  const { code, output, errors } = await audit(...words);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(said);
  expect(errors).not.toMatch(/^ +at /m);
});
