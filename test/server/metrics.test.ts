import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { openMetrics } from '../../src/server/metrics';
import { startGateway } from '../support/gateway';
import { type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { readFigures } from './figures';

let gateway: ProtectedGateway;
beforeAll(async () => {
  gateway = await startProtectedGateway();
});
afterAll(() => gateway.close());

/** By how much a series has grown while something was done. */
async function growth(series: string, act: () => Promise<unknown>): Promise<number> {
  const before = await readFigures(gateway.metricsUrl);
  await act();
  const after = await readFigures(gateway.metricsUrl);
  return after.figures(series) - before.figures(series);
}

const PERSON = 'query($id: PersonalId!) { person(personalId: $id) { personalId } }';
const CANARY = '904185012345';

test('a request that is answered counts under its agreement, and its time with it', async () => {
  const officer = await gateway.as('hq-officer', 'campaign');
  const series = 'lienthong_requests_total{outcome="answered",agreement="headquarters"}';
  expect(await growth(series, () => officer(PERSON, { id: CANARY }))).toBe(1);
  const timed = 'lienthong_request_duration_seconds_count{outcome="answered"}';
  expect(await growth(timed, () => officer(PERSON, { id: CANARY }))).toBe(1);
});

test.each([
  ['a document that the view does not have', '{ participants { totalCount } }', 'DOCUMENT_INVALID'],
  ['a document that cannot be read', '{', 'DOCUMENT_INVALID'],
])('%s counts with the reason of its record', async (_what, query, reason) => {
  const ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
  const series = `lienthong_requests_total{outcome="refused",reason="${reason}",agreement="ministry-of-health"}`;
  expect(await growth(series, () => ministry(query))).toBe(1);
});

test('what is refused before it is read counts, and what is asked elsewhere does not', async () => {
  const post = (body: string): Promise<Response> =>
    fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const count = (reason: string): string => `lienthong_requests_total{outcome="refused",reason="${reason}"}`;
  expect(await growth(count('DOCUMENT_INVALID'), () => post('{'))).toBe(1);
  expect(await growth(count('REQUEST_TOO_LARGE'), () => post(' '.repeat(70_000)))).toBe(1);
  expect(await growth(count('ROUTE_UNKNOWN'), () => fetch(`${gateway.url}/nowhere`))).toBe(0);
});

test('a request without a good token counts by what is wrong with it', async () => {
  const ask = (headers: Readonly<Record<string, string>>): Promise<unknown> => gateway.send(headers, '{ __typename }');
  const strangers = (reason: string): string => `lienthong_unauthenticated_total{reason="${reason}"}`;
  expect(await growth(strangers('NO_TOKEN'), () => ask({}))).toBe(1);
  expect(await growth(strangers('SCHEME'), () => ask({ authorization: 'Basic eA==' }))).toBe(1);
  expect(await growth(strangers('MALFORMED'), () => ask({ authorization: `Bearer ${CANARY}` }))).toBe(1);
  const { text } = await readFigures(gateway.metricsUrl);
  expect(text).toContain('lienthong_requests_total{outcome="refused",reason="TOKEN_INVALID",agreement=""}');
});

test('no figure tells of a person, and every label is of a short list', async () => {
  const police = await gateway.as('public-security', 'population-update');
  await police(PERSON, { id: CANARY });
  const { text } = await readFigures(gateway.metricsUrl);
  expect(text).not.toContain(CANARY);
  for (const [, value = ''] of text.matchAll(/="([^"]*)"/g)) expect(value).toMatch(/^[A-Za-z_ .+-]*$|^[\d.]+$/);
});

test('the audit log, the databases and the process are watched', async () => {
  await delay(100);
  const { figures, text } = await readFigures(gateway.metricsUrl);
  expect([figures('lienthong_audit_available'), figures('lienthong_audit_waiting')]).toEqual([1, 0]);
  for (const register of ['population', 'insurance', 'tax', 'health', 'gateway']) {
    expect(text).toContain(`lienthong_register_breaker_open{register="${register}"} 0`);
  }
  expect(figures('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(figures('process_resident_memory_bytes')).toBeGreaterThan(50_000_000);
  expect(figures('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0);
});

test('two gateways in one process count each for itself', async () => {
  const other = await startGateway();
  await other.ask('{ __typename }');
  const { figures } = await readFigures(other.metricsUrl);
  expect(figures('lienthong_requests_total{outcome="answered"}')).toBe(1);
  expect(figures('lienthong_audit_available')).toBe(0);
  await other.close();
});

test.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'])(
  'who comes through a proxy, by its header %s, finds nothing there',
  async (header) => {
    const response = await fetch(`${gateway.url}/metrics`, { headers: { [header]: '127.0.0.1' } });
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('ROUTE_UNKNOWN')]);
  },
);

test('at a port of their own the figures are not beside the graph, and off they are nowhere', async () => {
  const apart = await startGateway({ metrics: 0 });
  expect(apart.metricsUrl).not.toContain(apart.url);
  expect((await readFigures(apart.metricsUrl)).text).toContain('process_cpu_seconds_total');
  expect((await fetch(`${apart.url}/metrics`)).status).toBe(404);
  expect((await fetch(`${apart.metricsUrl}/nowhere`)).status).toBe(404);
  const port = Number(new URL(apart.metricsUrl ?? '').port);
  await expect(startGateway({ site: gateway.site, metrics: port })).rejects.toThrow(
    `LIENTHONG_METRICS: ${port} is in use`,
  );
  await apart.close();
  await expect(fetch(apart.metricsUrl ?? '')).rejects.toThrow();

  const off = await startGateway({ metrics: 'off' });
  expect([off.metricsUrl, (await fetch(`${off.url}/metrics`)).status]).toEqual([null, 404]);
  await off.close();
});

test('counting a request costs microseconds', () => {
  const metrics = openMetrics();
  const requests = Array.from({ length: 20_000 }, () => ({}));
  const count = (): number => {
    const started = performance.now();
    for (const request of requests) {
      metrics.note(request, { outcome: 'answered', reason: null, agreement: 'ministry-of-health' });
      metrics.ended(request, 0.012);
    }
    return ((performance.now() - started) * 1_000) / requests.length;
  };
  const best = Math.min(count(), count(), count());
  metrics.close();
  expect(best).toBeLessThan(20);
});
