import { startGateway, type TestGateway } from '../support/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const colleagues = (levels: number, leaf: string): string =>
  `{ participants(first: 500, filter: { scheme: COMPULSORY_SI }) { edges { node { ${'employer { participants(first: 500) { '.repeat(levels)}${leaf}${' } }'.repeat(levels)} } } } }`;

test('a small document whose lists multiply is refused as a whole, with the figure and the limit', async () => {
  const answer = await gateway.ask(colleagues(3, 'fullName'));
  expect(answer).toEqual({
    status: 400,
    errors: [
      {
        message: expect.stringMatching(/^The answer could have \d+ rows, and 100000 are allowed for this document/),
        extensions: { code: 'ANSWER_TOO_LARGE', rows: expect.any(Number), most: 100_000 },
      },
    ],
  });
  expect(Number(answer.errors?.[0]?.extensions['rows'])).toBeGreaterThan(100_000);
});

test('a list that could be too long is refused before it is read', async () => {
  const answer = await gateway.ask(
    '{ participants(first: 500) { edges { node { a: contributions(first: 120) { month } b: contributions(first: 119) { month } } } } }',
  );
  expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'ANSWER_TOO_LARGE', most: 100_000 } }] });
});

test('wide rows count for more: a hundred names of one field leave room for a tenth of the rows', async () => {
  const wide = Array.from({ length: 100 }, (_, i) => `n${i}: fullName`).join(' ');
  const answer = await gateway.ask(
    `query Q { ...Start } fragment Start on Query { participants(first: 500) { edges { node { contributions(first: 20) { month } ... { ${wide} } } } } }`,
  );
  expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'ANSWER_TOO_LARGE', most: 9_900 } }] });
});

test('the largest page of everything that one person has stays within the limit', async () => {
  const { status, errors } = await gateway.ask(
    '{ participants(first: 500) { edges { node { contributions(first: 120) { month amount } } } } }',
  );
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
});
