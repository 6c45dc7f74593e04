import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { EXAMPLES } from '../../src/graphiql/examples';
import { openBrowser, type OpenBrowser } from '../support/browser';
import { startGateway } from '../support/gateway';

const PICTURE = join(__dirname, '..', '..', 'coverage', 'graphiql.png');
const FLAGSHIP = EXAMPLES[0] ?? { query: '', variables: {} };

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

/** Opens a saved example from the panel and runs it. */
async function runExample(page: Page, title: string): Promise<string> {
  await page.getByRole('button', { name: title }).click();
  await page.locator('.graphiql-execute-button').click();
  return readAnswer(page);
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
