import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { makeDataDir } from '../support/cluster';
import { embeddedEnvironment } from '../support/embedded-environment';
import { PROGRAM, runProgram } from './program';

const dataDir = makeDataDir();
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const variables = { LIENTHONG_DATA_DIR: dataDir };

test.each([
  [[], ['serve', 'migrate', 'demo', 'check-register', 'schema', 'plan', 'token']],
  [['serve'], ['load the demonstration nation']],
  [['migrate'], ['newest schema']],
  [['demo'], ['--citizens', '--seed', '--as-of', 'checksum']],
  [['demo', 'checksum'], ['one hash per register']],
  [['check-register'], ['population', 'insurance', 'tax', 'health', 'gateway']],
  [['schema'], ['--dictionary']],
  [['token'], ['--list', 'branch-officer-04', 'lapsed-ministry']],
  [['plan'], ['--operation', '--variables', 'Exit codes']],
])('lienthong %j --help says on standard output what there is, and starts nothing', async (command, words) => {
  const { code, output } = await runProgram([...command, '--help'], variables);
  expect(code).toBe(0);
  for (const word of words) expect(output).toContain(word);
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
});

test('the schema is printed on standard output and needs no database', async () => {
  const { code, output, errors } = await runProgram(['schema'], variables);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(Object.keys(buildSchema(output).getQueryType()?.getFields() ?? {})).toContain('participants');
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
});

test('whoever stops reading what a command prints ends it without a fault', () => {
  const { stdout, stderr } = spawnSync('sh', ['-c', '"$0" schema | head -n 1', PROGRAM], {
    env: embeddedEnvironment(variables),
    encoding: 'utf8',
  });
  expect({ stderr, lines: stdout.split('\n').length }).toEqual({ stderr: '', lines: 2 });
});

test('the data dictionary names the register, view and column of a field', async () => {
  const { code, output } = await runProgram(['schema', '--dictionary'], variables);
  expect(code).toBe(0);
  expect(output).toMatch(/insurance.*participant.*insurance_number/);
});

test('all faults of the environment are told at once, on standard error, with exit code 2', async () => {
  const wrong = { PORT: '70000', HOST: '0.0.0.0', LIENTHONG_DEMO_CITIZENS: 'many', LIENTHONG_TAX_URL: 'mysql://tax' };
  const { code, output, errors } = await runProgram(['serve'], { ...variables, ...wrong });
  expect({ code, output }).toEqual({ code: 2, output: '' });
  for (const variable of Object.keys(wrong)) expect(errors).toContain(`${variable}:`);
});

test.each([
  [['demo', '--citizens', '12']],
  [['demo', '--as-of', '2025-07-01']],
  [['check-register', 'police']],
  [['serve', '--port', '1']],
  [['dmeo']],
])('wrong words are told with what there is, and start nothing: %j', async (words) => {
  const { code, output, errors } = await runProgram(words, variables);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toMatch(/^error: /);
  expect(errors).toContain('Usage:');
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
});

test.each([
  ['is a file', (path: string) => writeFileSync(path, '')],
  ['lies below a file', (path: string) => writeFileSync(join(path, '..'), '')],
  ['leads nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
  [
    'holds somebody else’s files where PostgreSQL’s would be',
    (path: string) => {
      mkdirSync(join(path, 'postgres'), { recursive: true });
      writeFileSync(join(path, 'postgres', 'mine.txt'), '');
    },
  ],
])('a data directory that %s is told in one line, with exit code 2', async (why, make) => {
  const path = join(dataDir, why, 'directory');
  if (why !== 'lies below a file') mkdirSync(join(path, '..'));
  make(path);
  await expectRefused(path);
});

test('a data directory that the system lets nobody create is told in one line, with exit code 2', async () => {
  await expectRefused('/proc/lienthong/data');
});

async function expectRefused(path: string): Promise<void> {
  const { code, output, errors } = await runProgram(['migrate'], { LIENTHONG_DATA_DIR: path });
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toMatch(/^lienthong: LIENTHONG_DATA_DIR: .*\n$/);
}

test.each([['check-register', 'tax'], ['migrate'], ['demo']])(
  'a site’s own database that cannot be reached is told in one line, with exit code 1: %s',
  async (...words) => {
    const LIENTHONG_TAX_URL = 'postgresql://reader:hunter2@127.0.0.1:1/tax';
    const { code, output, errors } = await runProgram(words, {
      ...variables,
      LIENTHONG_TAX_URL,
      LIENTHONG_LOG_LEVEL: 'warn',
    });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('\nlienthong: LIENTHONG_TAX_URL: the tax database cannot be reached (ECONNREFUSED)\n');
    expect(errors).not.toMatch(/hunter2|^ +at |stack/m);
  },
);
