import { buildSchema, Kind, parse } from 'graphql';
import { largestAnswer } from '../../src/server/answer-size';

const schema = buildSchema(`
  type Query { people(first: Int = 50): People, provinces: [Province!] }
  type People { totalCount: Int, edges: [Edge!] }
  type Edge { cursor: String, node: Person }
  type Person { name: String, names: [String!], cards(first: Int = 10): [Card!], employer: Person }
  type Card { number: String }
  type Province { name: String }
`);

function sizeOf(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('no operation');
  return largestAnswer(schema, document, operation, variables);
}

test.each([
  ['one field', '{ people { totalCount } }', 1 + 50],
  ['a page, as long as its first says', '{ people(first: 3) { edges { node { name } } } }', 1 + 3 * 3],
  ['a list without a bound of its own', '{ provinces { name } }', 1 + 63],
  ['a list of plain values', '{ people(first: 1) { edges { node { names } } } }', 1 + 3],
  ['a list below a list', '{ people(first: 2) { edges { node { cards { number } } } } }', 1 + 2 * (3 + 10)],
  [
    'aliases of what was read once',
    '{ people(first: 5) { a: edges { b: node { name } c: node { name } } } }',
    1 + 5 * 5,
  ],
  [
    'fragments, each time they are spread',
    '{ people(first: 2) { ...P ...P } } fragment P on People { totalCount }',
    1 + 4,
  ],
])('counts %s', (_, text, expected) => {
  expect(sizeOf(text)).toBe(expected);
});

test('a first in a variable counts as it is given, and as declared when it is not', () => {
  const text = 'query Q($f: Int) { people(first: $f) { totalCount } }';
  expect(sizeOf(text, { f: 7 })).toBe(1 + 7);
  expect(sizeOf(text)).toBe(1 + 50);
});

test('a first beyond every bound does not hide behind the size of the answer', () => {
  expect(sizeOf('{ people(first: 100000) { totalCount } }')).toBe(1 + 1_000);
  expect(sizeOf('{ people(first: 0) { totalCount } }')).toBe(1 + 1);
});

test('fragments of fragments are measured in the time of the document, not of the answer', () => {
  const levels = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Person { ...F${i + 1} ...F${i + 1} }`);
  const text = `{ people(first: 1) { edges { node { ...F0 } } } } ${levels.join(' ')} fragment F40 on Person { name }`;
  expect(sizeOf(text)).toBe(1 + 2 + 2 ** 40);
});
