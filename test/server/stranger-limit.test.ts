import { networkOf } from '../../src/server/caller-address';
import { CallsPerMinute } from '../../src/server/calls-per-minute';
import { testConfig } from '../support/cluster';
import { personaHeaders } from '../support/persona-token';
import { type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { readFigures } from './figures';

const LIMITS = { publicPerMinute: 5, refusedTokensPerMinute: 3 };
/** Where others ask from, for a gateway behind a proxy; each test takes places of its own. */
const from = (address: string): Readonly<Record<string, string>> => ({ 'x-forwarded-for': address });

let gateway: ProtectedGateway;
beforeAll(async () => {
  gateway = await startProtectedGateway({ strangers: LIMITS, proxies: ['127.0.0.0/8'] });
});
afterAll(() => gateway.close());

interface Reply {
  readonly status: number;
  readonly code: unknown;
  readonly retryAfter: string | null;
}

async function send(headers: Readonly<Record<string, string>>): Promise<Reply> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ __typename }"}',
  });
  const { errors } = (await response.json()) as { errors?: { extensions: Record<string, unknown> }[] };
  const code = errors?.[0]?.extensions['code'] ?? null;
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
}

async function repeat(count: number, headers: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const codes: unknown[] = [];
  for (let i = 0; i < count; i += 1) codes.push((await send(headers)).code);
  return codes;
}

/** A minute of the clock may end within a test; then it is begun anew. */
async function withinMinute(act: (attempt: number) => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const minute = Math.floor(Date.now() / 60_000);
    try {
      await act(attempt);
      return;
    } catch (failure) {
      if (attempt > 0 || Math.floor(Date.now() / 60_000) === minute) throw failure;
    }
  }
}

test('who has no token is answered so often a minute, and then told when to come again', () =>
  withinMinute(async (attempt) => {
    const place = from(`192.0.2.${1 + attempt}`);
    expect(await repeat(LIMITS.publicPerMinute, place)).toEqual(Array(LIMITS.publicPerMinute).fill(null));
    const { status, code, retryAfter } = await send(place);
    expect([status, code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(Number(retryAfter)).toBeLessThanOrEqual(60);
    expect((await send(from(`198.51.100.${1 + attempt}`))).status).toBe(200);
  }));

test('a good token is answered however many bad ones came from the same place', () =>
  withinMinute(async (attempt) => {
    const place = from(`192.0.2.${11 + attempt}`);
    const bad = { ...place, authorization: 'Bearer e30.e30.AAAA' };
    const { refusedTokensPerMinute: most } = LIMITS;
    expect(await repeat(most + 2, bad)).toEqual([
      ...Array<string>(most).fill('TOKEN_INVALID'),
      ...Array<string>(2).fill('RATE_LIMITED'),
    ]);
    const officer = await personaHeaders({ persona: 'hq-officer', purpose: 'campaign' }, testConfig());
    expect(await send({ ...place, ...officer })).toMatchObject({ status: 200, code: null });
    expect((await send(place)).code).toBeNull();
  }));

test('what a caller says of where it comes from does not move it to another place', () =>
  withinMinute(async (attempt) => {
    const own = `192.0.2.${21 + attempt}`;
    for (let i = 0; i < LIMITS.publicPerMinute; i += 1) await send(from(`10.9.8.${i}, ${own}`));
    expect((await send(from(`10.9.8.77, ${own}`))).code).toBe('RATE_LIMITED');
  }));

test('a subscriber’s many IPv6 addresses are one place', () =>
  withinMinute(async (attempt) => {
    const subscriber = `2001:db8:0:${attempt + 1}`;
    for (let i = 0; i < LIMITS.publicPerMinute; i += 1) await send(from(`${subscriber}::${i + 1}`));
    expect((await send(from(`${subscriber}:ffff::1`))).code).toBe('RATE_LIMITED');
    expect((await send(from('2001:db8:1::1'))).code).toBeNull();
  }));

test('without a proxy in the configuration nobody is believed, and all that is refused is in the figures', () =>
  withinMinute(async () => {
    const plain = await startProtectedGateway({ strangers: LIMITS });
    const codes: unknown[] = [];
    for (let i = 0; i < LIMITS.publicPerMinute + 2; i += 1) {
      const { errors } = await plain.send(from(`203.0.113.${i}`), '{ __typename }');
      codes.push(errors?.[0]?.extensions['code'] ?? null);
    }
    const { figures } = await readFigures(plain.metricsUrl);
    await plain.close();
    expect(codes.slice(-2)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    expect(figures('lienthong_requests_total{outcome="refused",reason="RATE_LIMITED"}')).toBe(2);
    expect(figures('lienthong_unauthenticated_total{reason="NO_TOKEN"}')).toBe(LIMITS.publicPerMinute + 2);
  }));

describe('calls of a minute', () => {
  test('the next minute begins anew', () => {
    let now = 30_000;
    const calls = new CallsPerMinute(2, () => now);
    expect([calls.count('a'), calls.count('a'), calls.count('a'), calls.count('b')]).toEqual([null, null, 30, null]);
    now = 59_999;
    expect(calls.count('a')).toBe(1);
    now = 60_000;
    expect(calls.count('a')).toBeNull();
  });

  test('any number of addresses is counted in bounded memory, and pushes nobody’s count out', () => {
    const calls = new CallsPerMinute(3, () => 0);
    for (let i = 0; i < 4; i += 1) calls.count('first');
    let refused = 0;
    for (let i = 0; i < 100_000; i += 1) if (calls.count(`10.${i}`) !== null) refused += 1;
    expect(calls.size).toBeLessThanOrEqual(10_001);
    expect(refused).toBeGreaterThan(89_000);
    expect(calls.count('first')).toBe(60);
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['1:2:3::192.0.2.7', '1:2:3:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
