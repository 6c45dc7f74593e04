import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '../../src/planning/plan/explain';
import { embeddedEnvironment } from '../support/embedded-environment';
import { type Ended, PROGRAM, runProgram } from './program';

const ROOT = join(__dirname, '..', '..');
const FLAGSHIP = JSON.parse(readFileSync(join(ROOT, 'docs', 'examples', 'flagship.json'), 'utf8')) as {
  query: string;
  variables: unknown;
};

const folder = mkdtempSync(join(tmpdir(), 'lienthong-plan-'));
const variables = { LIENTHONG_DATA_DIR: join(folder, 'data') };
const flagship = write('flagship.graphql', FLAGSHIP.query);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a text into a file of its own and gives the file's path. */
function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function plan(...words: readonly string[]): Promise<Ended> {
  return runProgram(['plan', ...words], variables);
}

/** The explanation that was printed, of an operation that a plan covers. */
function covered({ output }: Ended): Explanation & { covered: true } {
  const explanation = JSON.parse(output) as Explanation;
  if (!explanation.covered) throw new Error(explanation.why);
  return explanation;
}

test('the flagship is explained on standard output: five steps, their price, and no value in their SQL', async () => {
  const ended = await plan(flagship, '--variables', '{"province": "04"}');
  expect(ended).toMatchObject({ code: 0, errors: '' });
  const { price, bounds, steps, reads, identifies } = covered(ended);
  expect(steps.map(({ register, purpose, after, level }) => [register, purpose, after, level])).toEqual([
    ['insurance', 'rows', null, 0],
    ['insurance', 'count', null, 0],
    ['population', 'rows', 0, 1],
    ['health', 'rows', 0, 1],
    ['tax', 'rows', 0, 1],
  ]);
  expect(price).toBeGreaterThan(0);
  expect(bounds.statements).toBe(5);
  expect(bounds.rows).toBe(steps.reduce((sum, step) => sum + step.bounds.rows, 0));
  for (const { sql } of steps) {
    expect(sql).toContain('$1');
    expect(sql).not.toMatch(/'|\b04\b/);
  }
  expect(reads).toEqual(expect.arrayContaining([...identifies]));
  expect(identifies).toContain('Citizen.personalId');
  expect(ended.output).toBe(`${JSON.stringify(JSON.parse(ended.output), null, 2)}\n`);
});

test('the values of the variables are read from a file as well, and planning starts no database', async () => {
  const values = write('values.json', JSON.stringify(FLAGSHIP.variables));
  const [fromFile, fromWords] = [
    await plan(flagship, '--variables', `@${values}`),
    await plan(flagship, '--variables', '{"province": "79"}'),
  ];
  expect(fromFile.code).toBe(0);
  expect(fromFile.output).toBe(fromWords.output);
  expect(existsSync(variables.LIENTHONG_DATA_DIR)).toBe(false);
});

test('a document on standard input is planned', () => {
  const { status, stdout, stderr } = spawnSync(PROGRAM, ['plan', '-'], {
    input: '{ provinces { code name } }',
    env: embeddedEnvironment(variables),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ covered: true, steps: [{ register: 'gateway' }] });
});

test('an operation that no plan covers says why', async () => {
  const search = write(
    'search.graphql',
    '{ searchPeople(search: { personalId: "901186914600" }) { citizens { sex } } }',
  );
  const { code, output } = await plan(search);
  expect(code).toBe(0);
  expect(JSON.parse(output)).toEqual({ covered: false, why: 'Query.searchPeople has a resolver of its own' });
});

test('of several operations the named one is planned, and without a name they are listed', async () => {
  const several = write('several.graphql', 'query A { provinces { code } } query B { provinces { name } }');
  expect(covered(await plan(several, '--operation', 'B')).reads).toEqual(['Province.name']);
  for (const [words, said] of [
    [[several], 'choose one with --operation: A, B'],
    [[several, '--operation', 'C'], 'no operation of this name, but: A, B'],
  ] as const) {
    const { code, output, errors } = await plan(...words);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(said);
  }
});

test.each([
  ['{ provinces {\n  code nam } nonsense }', ['wrong.graphql:2:8: ', 'nam', 'wrong.graphql:2:14: ', 'nonsense']],
  ['{ provinces ', ['wrong.graphql:1:13: Syntax Error']],
  ['subscription { provinces { code } }', ['wrong.graphql:1:1: The graph answers queries']],
  ['mutation { provinces { code } }', ['wrong.graphql:1:12: Cannot query field "provinces"']],
])('a document that does not fit the schema is told with every fault’s line and column: %j', async (text, words) => {
  const { code, output, errors } = await plan(write('wrong.graphql', text));
  expect({ code, output }).toEqual({ code: 2, output: '' });
  for (const word of words) expect(errors).toContain(word);
  expect(errors).toMatch(/^lienthong: /);
  expect(errors).not.toMatch(/^ +at /m);
});

test.each([
  ['Variable "$province" of required type "ProvinceCode!" was not provided', [flagship]],
  ['Variable "$province": ', [flagship, '--variables', '{"province": "Cao Bằng"}']],
  ['--variables: the text is not JSON', [flagship, '--variables', '{"province": "04"']],
  ['--variables: the values of the variables are a JSON object', [flagship, '--variables', '["04"]']],
  ['--variables: /no/such.json: the file cannot be read (ENOENT)', [flagship, '--variables', '@/no/such.json']],
  ['/no/such.graphql: the file cannot be read (ENOENT)', ['/no/such.graphql']],
])('wrong words are told in one line with exit code 2: %s', async (said, words) => {
  const { code, output, errors } = await plan(...words);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toMatch(/^lienthong: .*\n$/);
  expect(errors).toContain(said);
  expect(errors).not.toContain('Cao Bằng');
});

test('an operation beyond a limit is explained, and refused on standard error with exit code 1', async () => {
  const wide = write(
    'wide.graphql',
    '{ participants(first: 100) { edges { node { healthCards(first: 50) { claims(first: 50) { kind totalCost } } } } } }',
  );
  const ended = await plan(wide);
  expect(ended.code).toBe(1);
  expect(covered(ended).bounds.values).toBeGreaterThan(250_000);
  expect(ended.errors).toMatch(/^lienthong: The answer could have \d+ values, and 250000 are allowed/);

  const deep = 'employer { participants(first: 1) { '.repeat(6);
  const nested = write('deep.graphql', `{ participant(insuranceNumber: "0499108464") { ${deep} sex ${'} '.repeat(14)}`);
  const refused = await plan(nested);
  expect(refused.errors).toMatch(/^lienthong: The document is \d+ fields deep; 12 are allowed\n$/);
  expect(refused.code).toBe(1);
});

test('the help shows how the command is used', async () => {
  const { code, output } = await plan('--help');
  expect(code).toBe(0);
  for (const word of ['--operation', '--variables', 'Examples:', 'plan -', 'Exit codes'])
    expect(output).toContain(word);
});
