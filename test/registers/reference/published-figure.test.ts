import { graphSchema } from '../../../src/server/graph-schema';
import { PUBLISHED_FIGURES } from '../../../src/values/published-figures';
import { openGraph, type OpenGraph } from '../../support/graph';

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

test('a published figure answers the codes of its flags, each with its words at the same place', async () => {
  const { publishedFigures } = await graph.ask<{ publishedFigures: { edges: readonly { node: object }[] } }>(
    '{ publishedFigures(first: 100) { edges { node { id flagCodes flags } } } }',
  );
  const { edges } = publishedFigures;
  const expected = PUBLISHED_FIGURES.map(({ id, flags }) => ({
    id,
    flagCodes: flags.map(({ code }) => code),
    flags: flags.map(({ text }) => text),
  }));
  expect(edges).toHaveLength(expected.length);
  expect(edges.map(({ node }) => node)).toEqual(expect.arrayContaining(expected));
});

describe('the schema tells every value that there is', () => {
  const described = (type: string, field: string): string => {
    const known = graphSchema().getType(type);
    const fields = known && 'getFields' in known ? known.getFields() : {};
    return fields[field]?.description ?? '';
  };
  const values = (read: (figure: (typeof PUBLISHED_FIGURES)[number]) => readonly (string | null)[]): Set<string> =>
    new Set(PUBLISHED_FIGURES.flatMap(read).filter((value) => value !== null));

  test.each([
    ['PublishedFigure', 'flagCodes', values(({ flags }) => flags.map(({ code }) => code))],
    ['PublishedFigure', 'precision', values(({ precision }) => [precision])],
    ['PublishedFigureFilter', 'scheme', values(({ scheme }) => [scheme])],
  ])('%s.%s', (type, field, all) => {
    const words = new Set(described(type, field).match(/[\w+]+(?:\.\d\w+)?/g));
    expect(all.size).toBeGreaterThan(5);
    expect([...all].filter((value) => !words.has(value))).toEqual([]);
  });
});
