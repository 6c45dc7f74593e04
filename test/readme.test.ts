import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProtectedGateway, type ProtectedGateway } from './support/protected-gateway';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocksOf = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
const answerOf = (language: string): unknown => JSON.parse(blocksOf(language)[0] ?? 'null');

const QUERY = blocksOf('graphql')[0] ?? '';
const ANSWER = answerOf('json') as { data: { participants: Page } };
/** The lines that a reader pastes, the ministry's and the officer's. */
const COMMANDS = blocksOf('sh').filter((text) => text.includes('curl'));

interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
}

let gateway: ProtectedGateway;
beforeAll(async () => {
  gateway = await startProtectedGateway();
});
afterAll(() => gateway.close());

/** What a pasted command asks as: its persona, its purpose, and the query of its body where that is in the line. */
function askedBy(command: string): { persona: string; purpose: string; query: string | undefined } {
  const persona = /lienthong token ([a-z-]+)/.exec(command)?.[1] ?? '';
  const purpose = /Lienthong-Purpose: ([a-z-]+)/.exec(command)?.[1] ?? '';
  const body = /--data '(.*)'/.exec(command)?.[1];
  return { persona, purpose, query: body && (JSON.parse(body) as { query: string }).query };
}

test('the ministry’s question is answered as the README shows, with the same field masked', async () => {
  const { persona, purpose, query = '' } = askedBy(COMMANDS[0] ?? '');
  expect({ persona, purpose }).toEqual({ persona: 'ministry-of-health', purpose: 'health-insurance-payment' });
  const officer = await gateway.as('hq-officer', 'campaign');
  const known = await officer(`{ participants(filter: { province: "79" }, first: 500) { edges { node {
    healthCards(first: 1) { cardNumber personalId claims(first: 1) { admittedOn } } } } } }`);
  const { participants } = known.data as unknown as { participants: Page };
  const cards = participants.edges.flatMap(({ node }) => node['healthCards'] as readonly Card[]);
  const card = cards.find(({ personalId, claims }) => personalId?.length === 12 && claims.length > 0);
  expect(card).toBeDefined();

  const ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
  const { data, errors, extensions } = await ministry(query.replace(/"\w+"/, JSON.stringify(card?.cardNumber)));
  const shown = answerOf('json ministry') as { data: { healthCard: Card }; extensions: unknown };
  expect(errors).toBeUndefined();
  expect(formOf({ data, extensions })).toEqual(formOf(shown));
  expect(extensions).toEqual(shown.extensions);
  const { personalId } = (data as unknown as { healthCard: Card }).healthCard;
  expect(personalId).toBe(`********${card?.personalId?.slice(-4)}`);
  expect(shown.data.healthCard.personalId).toMatch(/^\*{8}\d{4}$/);
});

test('the lapsed ministry’s same question is refused in the words that the README shows', async () => {
  const { purpose, query = '' } = askedBy(COMMANDS[0] ?? '');
  expect(purpose).toBe('health-insurance-payment');
  const lapsed = await gateway.as('lapsed-ministry', 'health-insurance-payment');
  const { status, errors, data } = await lapsed(query);
  expect({ status, data }).toEqual({ status: 403, data: undefined });
  expect({ errors }).toEqual(answerOf('json lapsed'));
});

test('the README’s query is the one of the file that it tells to send', () => {
  expect(COMMANDS[1]).toContain('--data @docs/examples/flagship.json');
  const file = JSON.parse(readFileSync(join(ROOT, 'docs', 'examples', 'flagship.json'), 'utf8')) as { query: string };
  expect(file.query).toBe(QUERY);
});

test('the README’s query runs as the officer, and its answer has the form that the README shows', async () => {
  expect(askedBy(COMMANDS[1] ?? '')).toMatchObject({ persona: 'hq-officer', purpose: 'campaign' });
  const officer = await gateway.as('hq-officer', 'campaign');
  const answer = await officer(QUERY, { province: '79' });
  expect(answer.errors).toBeUndefined();
  const { participants } = answer.data as unknown as { participants: Page };
  expect(participants.edges).toHaveLength(50);
  expect(formOf(participants.edges[0])).toEqual(formOf(ANSWER.data.participants.edges[0]));
});

interface Card {
  readonly cardNumber: string;
  readonly personalId: string | null;
  readonly claims: readonly unknown[];
}

/** The names of an answer's fields, in order, with those of its first elements. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [formOf(value[0])] : [];
  if (typeof value !== 'object' || value === null) return 'value';
  return Object.entries(value).map(([name, inner]) => [name, formOf(inner)]);
}
