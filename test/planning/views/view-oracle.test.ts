import { openViewOracle, type ViewOracle } from './view-oracle';

let oracle: ViewOracle;

beforeAll(async () => {
  oracle = await openViewOracle();
}, 60_000);
afterAll(() => oracle.close());

test('what a view answers, by plan and by reference, is what an agreement’s words leave of the full data', async () => {
  const { cases, features, difference } = await oracle.consult(400, 20_261_125);
  expect(difference).toBeNull();
  expect(cases).toBeGreaterThanOrEqual(400);
  for (const feature of ['stars of a mask', 'lists with rows', 'narrowed views'])
    expect(features[feature]).toBeGreaterThan(20);
}, 300_000);
