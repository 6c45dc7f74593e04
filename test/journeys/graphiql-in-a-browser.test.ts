import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { EXAMPLES } from '../../src/graphiql/examples';
import { type Running, startProgram, waitForAddress } from '../cli/program';
import { openBrowser, type OpenBrowser } from '../support/browser';
import { makeDataDir } from '../support/cluster';
import { askAt, startGateway } from '../support/gateway';
import { officerHeaders } from '../support/persona-token';

const PICTURE = join(__dirname, '..', '..', 'coverage', 'graphiql.png');
const TREATMENTS = 'A health card and its treatments';
const FLAGSHIP = EXAMPLES[0] ?? { title: '', query: '', variables: {} };
const TOO_WIDE =
  '{ participants(first: 100) { edges { node { healthCards(first: 50) { claims(first: 50) { kind totalCost } } } } } }';

const dataDir = makeDataDir();
let program: Running;
let url: string;
let browser: OpenBrowser | null;

/** The demonstration, as it is started by who tries it. */
beforeAll(async () => {
  program = startProgram(['serve'], { LIENTHONG_DATA_DIR: dataDir, LIENTHONG_DEMO_CITIZENS: '4000', PORT: '0' });
  url = await waitForAddress(program);
  browser = await openBrowser(url);
  if (!browser) console.warn('No Chromium on this machine: GraphiQL is tried without a browser only.');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  program.process.kill('SIGTERM');
  await program.ended;
  rmSync(dataDir, { recursive: true, force: true });
});

/** Chooses a persona above the editor, and waits until the page says of it what it should. */
async function choose(page: Page, persona: string, said: string): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
  await page.getByLabel('Persona').selectOption(persona);
  await answered;
  await page.locator('.lienthong-access output', { hasText: said }).waitFor();
}

/** The answer that GraphiQL shows, complete also where it is scrolled out of sight. */
async function readAnswer(page: Page): Promise<string> {
  await page
    .locator('.graphiql-response .view-line', { hasText: /"(data|errors)"/ })
    .first()
    .waitFor();
  return page.evaluate<string>(`globalThis.__MONACO.editor.getModels()
    .filter((model) => model.uri.path.endsWith('response.json')).map((model) => model.getValue()).join('')`);
}

/** Runs what is in the editor, and gives its answer when it is there. */
async function execute(page: Page): Promise<string> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
  await page.locator('.graphiql-execute-button').click();
  await answered;
  await page.locator('.lienthong-summary', { hasText: / ms|Refused/ }).waitFor();
  return readAnswer(page);
}

/** Puts variables beside the query in the editor. */
async function writeVariables(page: Page, variables: object): Promise<void> {
  const text = JSON.stringify(JSON.stringify(variables));
  await page.evaluate(`globalThis.__MONACO.editor.getModels()
    .find((model) => model.uri.path.endsWith('variables.json')).setValue(${text})`);
}

/** Opens a saved example from the panel, which may have to be opened first, and runs it. */
async function runExample(page: Page, title: string): Promise<string> {
  const panel = page.getByRole('button', { name: /^(Show|Hide) Examples$/ });
  if ((await panel.getAttribute('aria-label')) === 'Show Examples') await panel.click();
  await page.getByRole('button', { name: title }).click();
  return execute(page);
}

/** The price and the steps of the flagship are below its answer in short, and in the Plan panel at length. */
async function expectPlanBesideAnswer(page: Page): Promise<void> {
  expect(await readAnswer(page)).not.toContain('"plan"');
  const summary = page.locator('.lienthong-summary');
  expect(await summary.innerText()).toMatch(/^price [\d,]+ · 5 statements · ≤ [\d,]+ rows · [\d,]+ ms/);
  await summary.click();
  const panel = page.getByRole('region', { name: 'Plan' });
  const registers = ['insurance', 'insurance', 'population', 'health', 'tax'];
  expect(await panel.getByRole('rowheader').allInnerTexts()).toEqual(registers);
  for (const register of registers) expect(await summary.innerText()).toContain(register);
  for (const text of ['Query.participants', 'Participant.citizen', 'Participant.healthCards', 'Participant.taxpayer']) {
    expect(await panel.getByText(text).first().isVisible()).toBe(true);
  }
  const sql = panel.locator('pre').first();
  expect(await sql.isVisible()).toBe(false);
  await panel.getByText('SQL').first().click();
  expect(await sql.innerText()).toMatch(/^(select|with) .* from share\.participant /s);
  await panel.getByText('SQL').first().click();
  expect(await page.locator('.graphiql-response .view-line', { hasText: '"data"' }).isVisible()).toBe(true);
}

test('the gateway serves the page and answers the query that it opens with', async () => {
  const page = await fetch(`${url}/graphiql`);
  expect(await page.text()).toContain('Liên Thông');
  const answer = await askAt(url, FLAGSHIP.query, FLAGSHIP.variables, { headers: await officerHeaders(dataDir) });
  expect(answer).toMatchObject({ data: { participants: { edges: expect.any(Array) } } });
});

test('a visitor runs the first query, opens examples, is offered completions, and nothing outside is asked', async () => {
  if (!browser) return;
  const { page, outsideRequests, complaints } = browser;
  await page.goto(`${url}/graphiql`);

  await page.locator('.graphiql-query-editor .view-line', { hasText: 'Flagship' }).waitFor();
  for (const { title } of EXAMPLES) expect(await page.getByRole('button', { name: title }).isVisible()).toBe(true);
  expect(await page.getByLabel('Persona').inputValue()).toBe('hq-officer');
  expect(JSON.parse(await execute(page))).toMatchObject({ data: { participants: { edges: expect.any(Array) } } });
  await expectPlanBesideAnswer(page);

  const provinces: unknown = JSON.parse(await runExample(page, 'Provinces before and after'));
  expect(provinces).toMatchObject({ data: { before: expect.any(Array), after: expect.any(Array) } });
  expect(await page.getByRole('tab', { name: 'Provinces' }).getAttribute('aria-selected')).toBe('true');

  await page.getByRole('button', { name: 'New tab' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.type('query Typed { provi', { delay: 30 });
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'provinces' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type('nces { noSuchField }', { delay: 10 });
  await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor();

  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'Query' }).first().click();
  await page.getByText('searchPeople').first().waitFor();

  expect(complaints).toEqual([]);
  expect(outsideRequests).toEqual([]);
}, 120_000);

test('an operation without a plan says why, and one that a limit refuses says which', async () => {
  if (!browser) return;
  const { page, outsideRequests } = browser;
  await page.goto(`${url}/graphiql`);
  const summary = page.locator('.lienthong-summary');
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();

  expect(JSON.parse(await runExample(page, 'Search for a person'))).toMatchObject({ data: expect.any(Object) });
  expect(await summary.innerText()).toContain('No plan: Query.searchPeople has a resolver of its own');

  await page.getByRole('button', { name: 'New tab' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.insertText(TOO_WIDE);
  expect(await execute(page)).toContain('ANSWER_TOO_LARGE');
  await summary.click();
  for (const place of [summary, page.getByRole('region', { name: 'Plan' })]) {
    expect(await place.innerText()).toMatch(/The answer could have [\d,]+ values, and [\d,]+ are allowed/);
  }
  expect(outsideRequests).toEqual([]);
}, 60_000);

/** The titles of the examples that the shown schema can answer. */
async function fittingExamples(page: Page): Promise<readonly string[]> {
  return page.locator('.lienthong-examples li:not(.lienthong-lacking) strong').allInnerTexts();
}

test('who chooses a ministry is shown its schema, its masks and no plan, and nothing of the officer before', async () => {
  if (!browser) return;
  const { page, outsideRequests } = browser;
  await page.goto(`${url}/graphiql`);
  await page.getByRole('button', { name: /^(Show|Hide) Examples$/ }).waitFor();
  const known = await askAt(
    url,
    '{ participants(first: 50) { edges { node { healthCards(first: 1) { cardNumber personalId } } } } }',
    {},
    { headers: await officerHeaders(dataDir) },
  );
  const { participants } = known.data as unknown as Known;
  const card = participants.edges.flatMap(({ node }) => node.healthCards).find(({ personalId }) => personalId !== null);

  await choose(page, 'ministry-of-health', 'The Ministry of Health’s system, under its agreement');
  expect(JSON.parse(await runExample(page, TREATMENTS))).toMatchObject({ data: { healthCard: null } });
  await page.getByText('Not in this view: Cannot query field "participants"').first().waitFor();
  expect(await fittingExamples(page)).toEqual(expect.arrayContaining([TREATMENTS]));
  expect(await fittingExamples(page)).not.toContain(FLAGSHIP.title);

  await writeVariables(page, { cardNumber: card?.cardNumber });
  const answer = JSON.parse(await execute(page)) as { data: { healthCard: { personalId: string } } };
  expect(answer.data.healthCard.personalId).toBe(card?.personalId?.replace(/.(?=.{4})/g, '*'));
  const summary = page.locator('.lienthong-summary');
  expect(await summary.innerText()).toMatch(/^This view does not tell plans · [\d,]+ ms/);
  expect(await summary.innerText()).toContain('masked: HealthCard.personalId (last four)');
  mkdirSync(join(PICTURE, '..'), { recursive: true });
  await page.screenshot({ path: PICTURE });

  await page.getByRole('button', { name: 'New tab' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.type('query Typed { ', { delay: 30 });
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'healthCard' }).waitFor();
  expect(await page.locator('.suggest-widget .monaco-list-row', { hasText: 'participants' }).count()).toBe(0);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'Query' }).first().click();
  await page.getByText('searchPeople').first().waitFor();
  expect(await page.getByText('participants').count()).toBe(0);
  expect(outsideRequests).toEqual([]);
}, 120_000);

interface Known {
  readonly participants: {
    readonly edges: readonly {
      node: { healthCards: readonly { cardNumber: string; personalId: string | null }[] };
    }[];
  };
}

test('a refusal is told beside who asks, a reload asks as the same persona, and no token is kept or in an address', async () => {
  if (!browser) return;
  const { page } = browser;
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(`${url}/graphiql`);
  await choose(page, 'lapsed-ministry', 'The agreement ended on 2025-12-31');
  await choose(page, 'citizen', 'sees their own data alone');
  await page.reload();
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  expect(await page.getByLabel('Persona').inputValue()).toBe('citizen');
  await choose(page, '', 'Administrative divisions and published figures, without a token');
  const kept = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  expect(kept).toContain('lienthong:access');
  for (const text of [kept, ...addresses, program.errors()]) expect(text).not.toContain('eyJ');
}, 60_000);

test('outside the demonstration one brings a token, and the requests carry it with purpose and case', async () => {
  const site = await startGateway();
  const visitor = await openBrowser(site.url);
  try {
    if (!visitor) return;
    const { page } = visitor;
    await page.goto(`${site.url}/graphiql`);
    await page.getByLabel('Access token').fill('Bearer brought.along.token');
    await page.getByLabel('Purpose').fill('tax-review');
    await page.getByLabel('Case').fill('C/7');
    const asked = page.waitForRequest((request) => request.headers()['lienthong-case'] === 'C/7');
    await page.getByLabel('Case').press('Enter');
    await page.locator('.graphiql-execute-button').click();
    expect((await asked).headers()).toMatchObject({
      authorization: 'Bearer brought.along.token',
      'lienthong-purpose': 'tax-review',
    });
    expect(await page.getByLabel('Persona').count()).toBe(0);
  } finally {
    await visitor?.close();
    await site.close();
  }
}, 60_000);
