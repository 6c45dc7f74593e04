import { openViewOracle, type ViewOracle } from './view-oracle';

let oracle: ViewOracle;

beforeAll(async () => {
  oracle = await openViewOracle();
}, 60_000);
afterAll(() => oracle.close());

test('what a view answers, by plan and by reference, is what an agreement’s words leave of the full data', async () => {
  const { cases, features, difference } = await oracle.consult(180, 20_261_125);
  expect(difference).toBeNull();
  expect(cases).toBeGreaterThanOrEqual(180);
  for (const feature of ['stars of a mask', 'lists with rows', 'narrowed views'])
    expect(features[feature]).toBeGreaterThan(12);
}, 300_000);

test('two worlds that differ in nothing but what a view hides answer alike, byte for byte', async () => {
  const { pairs, columns, difference } = await oracle.consultWorlds(3, 11);
  expect(difference).toBeNull();
  expect(pairs).toBeGreaterThan(40);
  expect(columns).toBeGreaterThan(50);
}, 300_000);
