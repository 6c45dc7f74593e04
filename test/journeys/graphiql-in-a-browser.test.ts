import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { EXAMPLES } from '../../src/graphiql/examples';
import { openBrowser, type OpenBrowser } from '../support/browser';
import { startGateway } from '../support/gateway';

const PICTURE = join(__dirname, '..', '..', 'coverage', 'graphiql.png');
const FLAGSHIP = EXAMPLES[0] ?? { query: '', variables: {} };
const TOO_WIDE =
  '{ participants(first: 100) { edges { node { healthCards(first: 50) { claims(first: 50) { kind totalCost } } } } } }';

let gateway: Awaited<ReturnType<typeof startGateway>>;
let browser: OpenBrowser | null;

beforeAll(async () => {
  gateway = await startGateway();
  browser = await openBrowser(new URL(gateway.url).origin);
  if (!browser) console.warn('No Chromium on this machine: GraphiQL is tried without a browser only.');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await gateway.close();
});

/** The answer that GraphiQL shows, complete also where it is scrolled out of sight. */
async function readAnswer(page: Page): Promise<string> {
  await page
    .locator('.graphiql-response .view-line', { hasText: /"(data|errors)"/ })
    .first()
    .waitFor();
  return page.evaluate<string>(`globalThis.__MONACO.editor.getModels()
    .filter((model) => model.uri.path.endsWith('response.json')).map((model) => model.getValue()).join('')`);
}

/** Opens a saved example from the panel, which may have to be opened first, and runs it. */
async function runExample(page: Page, title: string): Promise<string> {
  const panel = page.getByRole('button', { name: /^(Show|Hide) Examples$/ });
  if ((await panel.getAttribute('aria-label')) === 'Show Examples') await panel.click();
  await page.getByRole('button', { name: title }).click();
  await page.locator('.graphiql-execute-button').click();
  return readAnswer(page);
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
  const page = await fetch(new URL('/graphiql', gateway.url));
  expect(await page.text()).toContain('Liên Thông');
  const answer = await fetch(new URL('/graphql', gateway.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: FLAGSHIP.query, variables: FLAGSHIP.variables }),
  });
  expect(await answer.json()).toMatchObject({ data: { participants: { edges: expect.any(Array) } } });
});

test('a visitor runs the first query, opens examples, is offered completions, and nothing outside is asked', async () => {
  if (!browser) return;
  const { page, outsideRequests, complaints } = browser;
  await page.goto(new URL('/graphiql', gateway.url).href);

  await page.locator('.graphiql-query-editor .view-line', { hasText: 'Flagship' }).waitFor();
  for (const { title } of EXAMPLES) expect(await page.getByRole('button', { name: title }).isVisible()).toBe(true);
  await page.locator('.graphiql-execute-button').click();
  expect(JSON.parse(await readAnswer(page))).toMatchObject({ data: { participants: { edges: expect.any(Array) } } });
  await expectPlanBesideAnswer(page);
  mkdirSync(join(PICTURE, '..'), { recursive: true });
  await page.screenshot({ path: PICTURE });

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
  await page.goto(new URL('/graphiql', gateway.url).href);
  const summary = page.locator('.lienthong-summary');
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();

  expect(JSON.parse(await runExample(page, 'Search for a person'))).toMatchObject({ data: expect.any(Object) });
  expect(await summary.innerText()).toContain('No plan: Query.searchPeople has a resolver of its own');

  await page.getByRole('button', { name: 'New tab' }).click();
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.insertText(TOO_WIDE);
  await page.locator('.graphiql-execute-button').click();
  expect(await readAnswer(page)).toContain('ANSWER_TOO_LARGE');
  await summary.click();
  for (const place of [summary, page.getByRole('region', { name: 'Plan' })]) {
    expect(await place.innerText()).toMatch(/The answer could have [\d,]+ values, and [\d,]+ are allowed/);
  }
  expect(outsideRequests).toEqual([]);
}, 60_000);
