import { startGateway, type TestGateway } from '../support/gateway';
import { requireNoLeak } from './leaks';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

interface Page {
  readonly edges: readonly { readonly cursor: string }[];
}

async function ask(filter: string, after?: string): Promise<{ page: Page | null; code: unknown; status: number }> {
  const query = `query Q($after: String) { participants(filter: { ${filter} }, first: 3, after: $after) { edges { cursor } } }`;
  const answer = await gateway.ask(query, { after });
  if (after !== undefined && after.length > 8 && answer.errors) requireNoLeak(JSON.stringify(answer), after);
  const page = (answer.data as { participants: Page | null } | null)?.participants ?? null;
  return { page, code: answer.errors?.[0]?.extensions['code'] ?? null, status: answer.status };
}

const FILTER = 'province: "79", scheme: COMPULSORY_SI';
const refused = { page: null, code: 'CURSOR_INVALID', status: 200 };

async function getCursor(filter = FILTER): Promise<string> {
  const { page } = await ask(filter);
  return page!.edges[1]!.cursor;
}

test('a cursor leads on under the filter that it was handed out for', async () => {
  const { page } = await ask(FILTER);
  const next = await ask(FILTER, page!.edges[0]!.cursor);
  expect(next.page!.edges[0]!.cursor).toBe(page!.edges[1]!.cursor);
});

test('a cursor with any one byte changed is refused', async () => {
  const bytes = Buffer.from(await getCursor(), 'base64url');
  const changed = Array.from(bytes, (byte, i) => {
    const copy = Buffer.from(bytes);
    copy[i] = byte ^ (1 << (i % 8));
    return copy.toString('base64url');
  });
  expect(changed).toHaveLength(16);
  for (const cursor of changed) expect(await ask(FILTER, cursor)).toEqual(refused);
});

test('a cursor that is cut, lengthened, spelled in another way or no cursor at all is refused', async () => {
  const cursor = await getCursor();
  const others = [cursor.slice(0, -1), cursor.slice(4), `${cursor}A`, `${cursor}=`, ` ${cursor}`, cursor.toLowerCase()];
  const foreign = ['0', 'YXJyYXljb25uZWN0aW9uOjA=', "' or 1=1 --", '987654321012', 'A'.repeat(10_000)];
  for (const wrong of [...others, ...foreign]) expect(await ask(FILTER, wrong)).toEqual(refused);
});

test('an empty cursor is no cursor either', async () => {
  expect(await ask(FILTER, '')).toEqual(refused);
});

test.each(['province: "04", scheme: COMPULSORY_SI', 'province: "79"', 'scheme: COMPULSORY_SI', ''])(
  'a cursor of another filter (%s) is refused',
  async (filter) => {
    expect(await ask(FILTER, await getCursor(filter))).toEqual(refused);
  },
);

test('a cursor of another list is refused', async () => {
  const answer = await gateway.ask('{ publishedFigures(first: 1) { pageInfo { endCursor } } }');
  const { publishedFigures } = answer.data as unknown as { publishedFigures: { pageInfo: { endCursor: string } } };
  expect(await ask('', publishedFigures.pageInfo.endCursor)).toEqual(refused);
});
