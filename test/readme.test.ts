import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGateway, type TestGateway } from './support/gateway';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const QUERY = /```graphql\n(.*?)```/s.exec(README)?.[1] ?? '';
const ANSWER = JSON.parse(/```json\n(.*?)```/s.exec(README)?.[1] ?? 'null') as { data: { participants: Page } };

interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

test('the README’s query is the one of the file that it tells to send', () => {
  const file = JSON.parse(readFileSync(join(ROOT, 'docs', 'examples', 'flagship.json'), 'utf8')) as { query: string };
  expect(file.query).toBe(QUERY);
});

test('the README’s query runs, and its answer has the form that the README shows', async () => {
  const answer = await gateway.ask(QUERY, { province: '79' });
  expect(answer.errors).toBeUndefined();
  const { participants } = answer.data as unknown as { participants: Page };
  expect(participants.edges).toHaveLength(50);
  expect(formOf(participants.edges[0])).toEqual(formOf(ANSWER.data.participants.edges[0]));
});

/** The names of an answer's fields, in order, with those of its first elements. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [formOf(value[0])] : [];
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.entries(value).map(([name, inner]) => [name, formOf(inner)]);
}
