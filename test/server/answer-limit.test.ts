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
        message: expect.stringMatching(/^The answer could have \d+ values, and 250000 are allowed/),
        extensions: { code: 'ANSWER_TOO_LARGE', values: expect.any(Number), most: 250_000 },
      },
    ],
  });
});

test('a list that could be too long is refused before it is read', async () => {
  const answer = await gateway.ask(
    '{ participants(first: 500) { edges { node { a: contributions(first: 120) { month } b: contributions(first: 119) { month } } } } }',
  );
  expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'ANSWER_TOO_LARGE', most: 100_000 } }] });
});

test('aliases of rows that were read once count each time', async () => {
  const aliases = (name: string): string =>
    Array.from({ length: 12 }, (_, i) => `a${i}: ${name} { ...Below }`).join(' ');
  const text = `{ participants(first: 500) { ${aliases('edges')} } } fragment Below on ParticipantEdge { ${aliases('node').replaceAll('Below', 'Row')} } fragment Row on Participant { fullName sex birthDate personalId }`;
  const answer = await gateway.ask(text);
  expect(answer).toMatchObject({
    status: 400,
    errors: [{ message: expect.stringMatching(/^The answer could have \d+ values/), extensions: { most: 250_000 } }],
  });
});

test('many fields that fail are one error and not one each', async () => {
  const aliases = Array.from({ length: 40 }, (_, i) => `a${i}: contributions(first: $f) { month }`).join(' ');
  const answer = await gateway.ask(`query Q($f: Int!) { participants(first: 500) { edges { node { ${aliases} } } } }`, {
    f: 0,
  });
  expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'ANSWER_TOO_LARGE', most: 2_500 } }] });
});

test('a register is not asked for more lists at once than a statement may hold', async () => {
  const aliases = Array.from(
    { length: 40 },
    (_, i) => `a${i}: participants(first: ${i + 1}) { pageInfo { hasNextPage } }`,
  );
  const answer = await gateway.ask(`{ ${aliases.join(' ')} }`);
  expect(answer).toMatchObject({
    status: 400,
    errors: [{ extensions: { code: 'ANSWER_TOO_LARGE', lists: 40, most: 32 } }],
  });
});

test('the largest page of everything that one person has stays within the limit', async () => {
  const { status, errors } = await gateway.ask(
    '{ participants(first: 500) { edges { node { contributions(first: 120) { month amount } } } } }',
  );
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
});
