import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERROR_CODES } from '../../src/errors';
import { makeDataDir } from '../support/cluster';
import { embeddedEnvironment } from '../support/embedded-environment';
import { askAt } from '../support/gateway';
import { officerHeaders, personaHeaders } from '../support/persona-token';
import { waitFor } from './split-nation';

/** Follows docs/become-a-partner.md word for word, in a copy of the project over a smaller nation of its own. */

const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'become-a-partner.md'), 'utf8');
const FILES = { json: 'treatment-payment.json', yaml: 'codegen.yml', jsonc: 'tsconfig.json', ts: 'treatments.ts' };
const IN_FORCE_MS = 5_000;

/** The blocks of the page in one language, in order. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] ?? '');
}

const [AGREE = '', TOKEN = '', FIRST = '', TRUSTED = '', SCHEMA = '', CLIENT = '', REPORT = '', SUSPEND = ''] =
  blocks('sh');
const [AGREED = '', ANSWERED = '', PRINTED = ''] = blocks('text');

interface Card {
  readonly cardNumber: string;
  readonly personalId: string | null;
  readonly birthDate: string | null;
  readonly benefitLevel: number;
  readonly claims: readonly { readonly admittedOn: string; readonly insurerPaid: number }[];
}

const dataDir = makeDataDir();
const project = mkdtempSync(join(tmpdir(), 'lien thong copy '));
const env = embeddedEnvironment({
  LIENTHONG_DATA_DIR: dataDir,
  LIENTHONG_DEMO_CITIZENS: '4000',
  LIENTHONG_LOG_LEVEL: 'error',
  PORT: '0',
});
let gateway: ChildProcess;
let url: string;
let card: Card;
let token = '';

beforeAll(async () => {
  for (const entry of ['src', 'migrations', 'package.json', 'package-lock.json', '.swcrc']) {
    cpSync(join(ROOT, entry), join(project, entry), {
      recursive: true,
      filter: (path) => !path.includes('graphiql/node_modules'),
    });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  [gateway, url] = await serve();
  card = await findCard();
  mkdirSync(join(project, 'partner'));
  for (const [language, file] of Object.entries(FILES)) {
    writeFileSync(join(project, 'partner', file), here(blocks(language)[0] ?? ''));
  }
  token = (await run(`${TOKEN}\nprintenv TOKEN`)).trim();
}, 120_000);

afterAll(async () => {
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(project, { recursive: true, force: true });
});

test('the reviewed file is proposed by one officer and put in force by another, as the page says', async () => {
  expect(await run(FIRST)).toContain('"AGREEMENT_EXPIRED"');
  expect(await run(AGREE)).toBe(AGREED);
  await waitFor(async () => (await statusOfRequest()) === 200, IN_FORCE_MS);
}, 60_000);

test('the first request is answered with its quotas, its masks, and a name under which it is on record', async () => {
  const [head = '', body = ''] = (await run(FIRST)).split(/\r?\n\r?\n/);
  const [shownHead = '', shownBody = ''] = ANSWERED.split('\n\n');
  expect(head.split(/\r?\n/)[0]).toBe(shownHead.split('\n')[0]);
  expect(head).toMatch(/^lienthong-request: [0-9a-f-]{36}\r?$/m);
  const left =
    /^lienthong-quota: peoplePerDay=999, peoplePerMonth=9999, identifiersPerDay=\d+, pricePerMinute=\d+\r?$/m;
  expect(head).toMatch(left);
  expect(shownHead).toMatch(left);
  const answer = JSON.parse(body) as { data: object; extensions: object };
  const { personalId, birthDate, benefitLevel, claims } = card;
  expect(answer.data).toEqual({
    healthCard: {
      personalId: `********${personalId?.slice(-4)}`,
      birthDate: `${birthDate?.slice(0, 4)}-01-01`,
      benefitLevel,
      claims,
    },
  });
  const shown = JSON.parse(shownBody) as typeof answer;
  expect(answer.extensions).toEqual(shown.extensions);
  expect(shapeOf(answer.data)).toEqual(shapeOf(shown.data));
}, 60_000);

test('a trusted document is answered under each of the names that clients send', async () => {
  const answers = (await run(TRUSTED))
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  const { benefitLevel, claims } = card;
  const answer = { data: { healthCard: { benefitLevel, claims } } };
  expect(answers.map((line) => JSON.parse(line) as unknown)).toEqual([answer, answer, answer]);
}, 60_000);

test('the client that is generated from the agreement’s schema compiles and prints what was paid', async () => {
  await run(SCHEMA);
  const schema = readFileSync(join(project, 'partner', 'schema.graphql'), 'utf8');
  expect(schema).toContain('healthCard(');
  expect(schema).not.toMatch(/participants|taxpayer|fullName|diagnosis/);
  const [claim] = card.claims;
  const printed = (await run(CLIENT)).trimEnd().split('\n').at(-1);
  expect(printed).toBe(`level ${card.benefitLevel}, treated on ${claim?.admittedOn}, paid: ${claim?.insurerPaid}`);
  expect(PRINTED.trim()).toMatch(/^level \d, treated on \d{4}-\d\d-\d\d, paid: \d+$/);
}, 120_000);

test('a field that the agreement does not grant is told before anything is asked', async () => {
  const file = join(project, 'partner', 'treatments.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace('insurerPaid', 'diagnosis'));
  await expect(run(CLIENT)).rejects.toThrow('no files were generated');
}, 60_000);

test('the requests are on record, and once the agreement is suspended the next one is refused', async () => {
  const report = await run(REPORT);
  expect(report).toMatch(/^Purpose health-insurance-payment: \d+ requests, 1 people at least/m);
  expect(report).toMatch(/HealthCard\.personalId +\d+, \d+ of them masked/);
  expect(await run(SUSPEND)).toMatch(/^treatment-payment, version 1: SUSPENDED; hash /);
  await waitFor(async () => (await statusOfRequest()) === 403, IN_FORCE_MS);
}, 60_000);

test('the page’s table of errors has the codes and statuses of the product', () => {
  const rows = [...PAGE.matchAll(/^\| (`[A-Z_`, ]+`) +\| (\d{3}) /gm)];
  expect(rows.length).toBeGreaterThan(8);
  for (const [, codes = '', status] of rows) {
    for (const code of codes.match(/[A-Z_]+/g) ?? []) {
      if (code === 'GRAPHQL_VALIDATION_FAILED') continue;
      const known = ERROR_CODES[code as keyof typeof ERROR_CODES];
      // A register that fails costs its own fields, so that the request itself is answered.
      const expected = code === 'SOURCE_UNAVAILABLE' ? 200 : known.status;
      expect([code, Number(status)]).toEqual([code, expected]);
    }
  }
});

/** A text of the page as it has to be here: the gateway has another port, and the nation other people. */
function here(text: string): string {
  return text.replaceAll('http://127.0.0.1:4000', url).replaceAll('DT2040499001374', card.cardNumber);
}

/** The status of the partner's next request, which discloses nothing. */
async function statusOfRequest(): Promise<number> {
  const asked = { persona: 'lapsed-ministry', purpose: 'health-insurance-payment' } as const;
  const headers = await personaHeaders(asked, { dataDir, secret: null });
  return (await askAt(url, '{ __typename }', {}, { headers })).status;
}

/** Runs a block of the page in the project, with the token of the block that gets one; throws with what it said when it fails. */
async function run(block: string): Promise<string> {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', here(block)], {
    cwd: project,
    env: { ...env, TOKEN: token },
  });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`${block}ended with ${code}: ${said.output}${said.errors}`);
  return said.output;
}

async function serve(): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [join(project, 'src', 'cli', 'lienthong.cjs'), 'serve'], { cwd: project, env });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /GraphQL {4}(http:\S+)\/graphql/.exec(said)?.[1];
      if (address) resolve([child, address]);
    });
    child.once('exit', () => {
      reject(new Error(said));
    });
  });
}

/** A card of province 04 with a treatment and a whole personal ID. */
async function findCard(): Promise<Card> {
  const { data } = await askAt(
    url,
    `{ participants(filter: { province: "04" }, first: 500) { edges { node { healthCards {
      cardNumber personalId birthDate benefitLevel claims(first: 1) { admittedOn insurerPaid } } } } } }`,
    {},
    { headers: await officerHeaders(dataDir) },
  );
  const { participants } = data as unknown as { participants: { edges: { node: { healthCards: Card[] } }[] } };
  const cards = participants.edges.flatMap(({ node }) => node.healthCards);
  const found = cards.find(
    ({ personalId, birthDate, claims }) => personalId?.length === 12 && birthDate !== null && claims.length > 0,
  );
  if (!found) throw new Error('no card of province 04 has a treatment');
  return found;
}

/** The names of an answer's fields, in order. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]);
}
