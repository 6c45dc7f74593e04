import { serverAudits } from 'graphql-http';
import { startGateway, type TestGateway } from '../support/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const audits = serverAudits({ url: () => `${gateway.url}/graphql`, fetchFn: fetch });
const required = audits.filter(({ name }) => name.startsWith('MUST'));
const recommended = audits.filter(({ name }) => !name.startsWith('MUST'));

test('the auditor of GraphQL over HTTP has requirements to check', () => {
  expect(required.length).toBeGreaterThan(10);
});

test.each(required)('$name ($id), asked without a token', async ({ fn }) => {
  const { status, ...result } = await fn();
  const reason = 'reason' in result ? result.reason : null;
  expect({ status, reason }).toEqual({ status: 'ok', reason: null });
});

test('what the specification recommends is followed, but for what is named here', async () => {
  const missed: string[] = [];
  for (const { id, name, fn } of recommended) if ((await fn()).status !== 'ok') missed.push(`${name} (${id})`);
  expect(missed).toEqual([]);
});
