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

/**
 * Kept on purpose: a wrong document is a 400 also for `application/json`, so that proxies and metrics see it; and a GET
 * without a header that forces a preflight is refused, so that no page of another site can ask.
 */
const MISSED = ['5A70', 'D6D5', '6A70', '572B', 'FDE2', '7B9B'];

test('what the specification recommends is followed, but for what is named here', async () => {
  const missed: { id: string; name: string }[] = [];
  for (const { id, name, fn } of recommended) if ((await fn()).status !== 'ok') missed.push({ id, name });
  process.stdout.write(`Not followed:\n${missed.map(({ id, name }) => `  ${id} ${name}\n`).join('')}`);
  expect(missed.map(({ id }) => id).sort()).toEqual([...MISSED].sort());
});
