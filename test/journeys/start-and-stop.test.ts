import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { placeCluster } from '../../src/database/cluster-place';
import { findPostgresProcesses } from '../../src/database/postgres-processes';
import { type Running, runProgram, startProgram, waitForAddress } from '../cli/program';
import { makeDataDir } from '../support/cluster';
import { type Answer, askAt } from '../support/gateway';
import { officerHeaders } from '../support/persona-token';

const dataDir = makeDataDir();
const { clusterDir } = placeCluster(dataDir);
const variables = {
  LIENTHONG_DATA_DIR: dataDir,
  LIENTHONG_DEMO_CITIZENS: '1000',
  LIENTHONG_DEMO_SEED: '1',
  PORT: '0',
};
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

let program: Running | null = null;
let address: string;
afterEach(() => {
  if (expect.getState().currentTestName?.includes('ends') === true) program = null;
});
afterAll(async () => {
  program?.process.kill('SIGTERM');
  await program?.ended;
});

async function serve(): Promise<number> {
  const started = Date.now();
  program = startProgram(['serve'], variables);
  address = await waitForAddress(program);
  return Date.now() - started;
}

const run = (...words: string[]): ReturnType<typeof runProgram> => runProgram(words, { ...variables, PORT: '4999' });
const DATA_SET =
  '{ participants(first: 3, filter: { scheme: COMPULSORY_SI }) { totalCount edges { node { insuranceNumber fullName } } } }';
const ask = async (url: string, directory = dataDir, query = DATA_SET): Promise<Answer> =>
  askAt(url, query, {}, { headers: await officerHeaders(directory) });
const lines = (text: string): string[] => text.trimEnd().split('\n');

test('a signal while the nation is being loaded ends the first start promptly, and leaves nothing running', async () => {
  program = startProgram(['serve'], { ...variables, LIENTHONG_DEMO_CITIZENS: '200000' });
  while (!program.errors().includes('demonstration nation')) await delay(20);
  const asked = Date.now();
  program.process.kill('SIGINT');
  expect(await program.ended).toMatchObject({ code: 0, output: '' });
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(findPostgresProcesses(clusterDir)).toEqual([]);
});

test('the next start loads the nation, prints its addresses on standard error, and answers', async () => {
  await serve();
  expect(program?.errors()).toMatch(/GraphiQL +http:\/\/127\.0\.0\.1:\d+\/graphiql/);
  const answer = await ask(address);
  expect(answer.errors).toBeUndefined();
  const ready = await fetch(`${address}/health/ready`);
  expect(await ready.json()).toEqual({
    status: 'ready',
    population: 'ready',
    insurance: 'ready',
    tax: 'ready',
    health: 'ready',
    gateway: 'ready',
  });
  expect((await fetch(`${address}/health/live`)).status).toBe(200);
}, 120_000);

test('other commands attach to the databases that run, and print on standard output what is for programs alone', async () => {
  const [checksum, population, migrated] = await Promise.all([
    run('demo', 'checksum'),
    run('check-register', 'population'),
    run('migrate'),
  ]);
  expect(checksum.code).toBe(0);
  expect(lines(checksum.output).map((line) => /^(\w+) [0-9a-f]{16,}$/.exec(line)?.[1])).toEqual(
    expect.arrayContaining(['population', 'insurance', 'tax', 'health']),
  );
  expect(population.code).toBe(0);
  expect(population.output).toMatch(/^population: 0 differences in \d+ views, \d+ columns and \d+ look-ups$/m);
  expect(migrated).toMatchObject({ code: 0, output: '' });
  expect((await ask(address)).errors).toBeUndefined();
});

test('a second gateway on the same port says whose it is, and leaves the first one alone', async () => {
  const { port } = new URL(address);
  const second = await runProgram(['serve'], { ...variables, PORT: port });
  expect(second).toMatchObject({ code: 2, output: '' });
  expect(second.errors).toContain(`lienthong: PORT: ${port} is in use on 127.0.0.1`);
  expect((await ask(address)).errors).toBeUndefined();
});

test('each request is one line of the log: route, status and time, and nothing of what was asked', async () => {
  await ask(address, dataDir, '{ person(personalId: "901099990001") { personalId } }');
  const last = lines(program?.errors() ?? '').findLast((line) => line.includes('"answered"')) ?? '';
  expect(JSON.parse(last)).toMatchObject({ method: 'POST', route: '/graphql', status: 200, ms: expect.any(Number) });
  expect(program?.errors()).not.toContain('901099990001');
});

test('a nation is rebuilt under those who ask: no request fails, and afterwards the new one answers', async () => {
  const before = await ask(address);
  const first = (await run('demo', 'checksum')).output;
  const rebuilding = run('demo', '--citizens', '1000', '--seed', '2');
  const end = { reached: false };
  void rebuilding.then(() => (end.reached = true));
  let asked = 0;
  const failed: unknown[] = [];
  while (!end.reached) {
    const answer = await ask(address);
    asked += 1;
    if (answer.errors) failed.push(answer.errors);
    await delay(5);
  }
  expect(await rebuilding).toMatchObject({ code: 0, output: '' });
  expect(asked).toBeGreaterThan(20);
  expect(failed).toEqual([]);
  expect((await ask(address)).data).not.toEqual(before.data);
  const second = (await run('demo', 'checksum')).output;
  expect(lines(second).filter((line) => lines(first).includes(line))).toEqual([]);
  expect((await run('demo', '--citizens', '1000', '--seed', '1')).code).toBe(0);
  expect((await run('demo', 'checksum')).output).toBe(first);
  // A count may be five seconds old.
  await delay(5_100);
  expect((await ask(address)).data).toEqual(before.data);
}, 120_000);

test('SIGTERM ends it with exit code 0, nothing on standard output, and no PostgreSQL left', async () => {
  const ended = program!.ended;
  program!.process.kill('SIGTERM');
  program!.process.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0, output: '' });
  expect(findPostgresProcesses(clusterDir)).toEqual([]);
  await expect(ask(address)).rejects.toThrow();
});

test('the second start keeps the data, loads nothing, and ends when it is told', async () => {
  await serve();
  expect(program!.errors()).not.toContain('demonstration nation');
  expect((await ask(address)).errors).toBeUndefined();
  expect(program!.errors()).not.toContain('the loaded nation is another');
  program!.process.kill('SIGINT');
  expect(await program!.ended).toMatchObject({ code: 0 });
  expect(findPostgresProcesses(clusterDir)).toEqual([]);
});

test('two first starts at once: one loads the nation, the other waits for it, and both answer', async () => {
  const both = { ...variables, LIENTHONG_DATA_DIR: makeDataDir() };
  const gateways = [startProgram(['serve'], both), startProgram(['serve'], both)];
  try {
    for (const gateway of gateways) {
      expect((await ask(await waitForAddress(gateway), both.LIENTHONG_DATA_DIR)).errors).toBeUndefined();
    }
    const loaders = gateways.filter((gateway) => gateway.errors().includes('loaded the demonstration nation'));
    expect(loaders).toHaveLength(1);
    const third = startProgram(['serve'], { ...both, LIENTHONG_DEMO_CITIZENS: '2000' });
    gateways.push(third);
    await waitForAddress(third);
    expect(third.errors()).toContain('the loaded nation is another than LIENTHONG_DEMO_… asks for');
  } finally {
    for (const gateway of gateways) gateway.process.kill('SIGTERM');
    await Promise.all(gateways.map(({ ended }) => ended));
    rmSync(both.LIENTHONG_DATA_DIR, { recursive: true, force: true });
  }
}, 120_000);
