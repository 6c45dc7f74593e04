import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Answer,
  goodClaims,
  type IssuerKey,
  issuerConfig,
  type IssuerServer,
  makeAuthenticator,
  makeKey,
  sign,
  startIssuer,
  type TestAuthenticator,
} from './issuer-server';

const ISSUER = 'https://id.example';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The issuers of these tests write tokens that outlive every outage. */
const GOOD = { ...goodClaims(ISSUER), exp: 4_000_000_000 };
const ACCEPTED = expect.objectContaining({ client: 'ministry-system' });
const UNKNOWN = 'TOKEN_INVALID KEY_UNKNOWN';

let first: IssuerKey;
let second: IssuerKey;
let issuer: IssuerServer;
let gateway: TestAuthenticator;

beforeAll(async () => {
  first = await makeKey('first');
  second = await makeKey('second');
});
beforeEach(async () => {
  issuer = await startIssuer(ISSUER, first);
  gateway = makeAuthenticator([issuer.config]);
});
afterEach(() => issuer.close());

/** A token that was not seen before. */
let serial = 0;
const signed = (key: IssuerKey, header: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  sign(key, { ...GOOD, jti: String((serial += 1)) }, header);

test('the issuer is not asked for its keys before a token comes, and then once for all that wait', async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, () => signed(first)));
  expect(issuer.fetches()).toBe(0);
  const actors = await Promise.all(tokens.map((token) => gateway.ask(token)));
  expect(actors).toEqual(Array(50).fill(ACCEPTED));
  expect(issuer.fetches()).toBe(1);
});

test('at the start keys can be fetched before anybody waits for them', async () => {
  await gateway.refreshKeys();
  expect(issuer.fetches()).toBe(1);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
  expect(issuer.fetches()).toBe(1);
});

test('a key that the issuer has just begun to use is fetched when its first token comes', async () => {
  await gateway.ask(await signed(first));
  issuer.publish(first, second);
  gateway.pass(10 * SECOND);
  expect(await gateway.ask(await signed(second))).toEqual(ACCEPTED);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
  expect(issuer.fetches()).toBe(2);
});

test('a withdrawn key is not believed once the keys have been fetched anew, not even for a token seen a moment ago', async () => {
  const seen = await signed(first);
  await gateway.ask(await signed(first));
  await gateway.ask(seen);
  issuer.publish(second);
  gateway.pass(10 * SECOND);
  expect(await gateway.ask(seen)).toEqual(ACCEPTED);
  expect(await gateway.ask(await signed(second))).toEqual(ACCEPTED);
  expect(await gateway.refusal(seen)).toBe(UNKNOWN);
  expect(await gateway.refusal(await signed(first))).toBe(UNKNOWN);
});

test('a withdrawn key is found out within five minutes of requests, without a new one being used', async () => {
  await gateway.ask(await signed(first));
  issuer.publish(second);
  gateway.pass(5 * MINUTE);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
  await untilFetched(2);
  expect(await gateway.refusal(await signed(first))).toBe(UNKNOWN);
});

test('after a quiet time the first request waits for the new keys, so that a withdrawn one is not believed once more', async () => {
  await gateway.ask(await signed(first));
  issuer.publish(second);
  gateway.pass(10 * MINUTE);
  expect(await gateway.refusal(await signed(first))).toBe(UNKNOWN);
});

test('a new key under an old name replaces it', async () => {
  await gateway.ask(await signed(first));
  const renamed = { ...second, id: 'first', jwk: { ...second.jwk, kid: 'first' } };
  issuer.publish(renamed);
  gateway.pass(10 * MINUTE);
  expect(await gateway.ask(await signed(renamed))).toEqual(ACCEPTED);
  expect(await gateway.refusal(await signed(first))).toBe('TOKEN_INVALID SIGNATURE');
});

test('a flood of unknown keys makes the gateway ask its issuer once in ten seconds', async () => {
  await gateway.ask(await signed(first));
  const flood = async (): Promise<void> => {
    const tokens = await Promise.all(Array.from({ length: 300 }, (_, n) => signed(second, { kid: `made-up-${n}` })));
    const refusals = await Promise.all(tokens.map((token) => gateway.refusal(token)));
    expect(new Set(refusals)).toEqual(new Set([UNKNOWN]));
  };
  await flood();
  expect(issuer.fetches()).toBe(1);
  gateway.pass(10 * SECOND);
  await flood();
  await flood();
  expect(issuer.fetches()).toBe(2);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
});

test('tokens that are refused for their own sake never make the gateway ask', async () => {
  await gateway.refusal('no.token.atall');
  await gateway.refusal(await signed(first, { typ: 'JWT' }));
  await gateway.refusal(await sign(first, { ...GOOD, iss: 'https://other.example' }));
  expect(issuer.fetches()).toBe(0);
});

test.each<[string, Answer]>([
  ['hangs up', 'hangUp'],
  ['answers with an error', (_request, response) => response.writeHead(500).end()],
])(
  'while the issuer %s the last keys are used for a day; then nothing is accepted until it is back',
  async (_what, answer) => {
    await gateway.ask(await signed(first));
    issuer.answer(answer);
    gateway.pass(23 * HOUR);
    expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
    expect(await gateway.refusal(await signed(second))).toBe('IDENTITY_UNAVAILABLE');
    gateway.pass(HOUR);
    expect(await gateway.refusal(await signed(first))).toBe('IDENTITY_UNAVAILABLE');
    issuer.answer('keys');
    gateway.pass(2 * SECOND);
    expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
    expect(await gateway.refusal(await signed(second))).toBe(UNKNOWN);
  },
);

test('in an outage the issuer is asked every ten seconds at most, and requests do not wait for it', async () => {
  await gateway.ask(await signed(first));
  issuer.answer('hangUp');
  gateway.pass(10 * MINUTE);
  await gateway.ask(await signed(first));
  expect(issuer.fetches()).toBe(2);
  issuer.answer('nothing');
  gateway.pass(10 * SECOND);
  const before = performance.now();
  for (let n = 0; n < 50; n += 1) expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
  expect(performance.now() - before).toBeLessThan(2_000);
  await untilFetched(3);
});

test('an outage from the first moment on is told as such, and asks the issuer every two seconds at most', async () => {
  issuer.answer('hangUp');
  const refusals = await Promise.all(Array.from({ length: 100 }, async () => gateway.refusal(await signed(first))));
  expect(new Set(refusals)).toEqual(new Set(['IDENTITY_UNAVAILABLE']));
  expect(issuer.fetches()).toBe(1);
  issuer.answer('keys');
  expect(await gateway.refusal(await signed(first))).toBe('IDENTITY_UNAVAILABLE');
  gateway.pass(2 * SECOND);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
  expect(issuer.fetches()).toBe(2);
});

test('an issuer that never answers is given up after five seconds', async () => {
  issuer.answer('nothing');
  const before = performance.now();
  expect(await gateway.refusal(await signed(first))).toBe('IDENTITY_UNAVAILABLE');
  const waited = performance.now() - before;
  expect(waited).toBeGreaterThan(4_500);
  expect(waited).toBeLessThan(8_000);
}, 20_000);

test('an issuer that sends its keys a byte at a time is given up as well', async () => {
  issuer.answer((_request, response) => {
    const drip = setInterval(() => response.write(' '), 200);
    response.on('close', () => clearInterval(drip));
  });
  expect(await gateway.refusal(await signed(first))).toBe('IDENTITY_UNAVAILABLE');
}, 20_000);

test('keys at another address, to which the issuer leads, are not taken', async () => {
  const elsewhere = createServer((_request, response) => response.end(JSON.stringify({ keys: [second.jwk] })));
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  issuer.answer((_request, response) => response.writeHead(302, { location }).end());
  expect(await gateway.refusal(await signed(second))).toBe('IDENTITY_UNAVAILABLE');
  elsewhere.close();
});

test.each([
  ['no JSON', '<html>'],
  ['no list of keys', '{"keys": {}}'],
  ['no key at all', '{"keys": []}'],
  ['a secret key alone', '{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "first"}]}'],
])('an answer with %s does not replace the keys', async (_what, body) => {
  await gateway.ask(await signed(first));
  issuer.answer((_request, response) => response.end(body));
  gateway.pass(10 * MINUTE);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
  expect(issuer.fetches()).toBe(2);
});

test('an answer of more than 256 KB is not read to its end, whatever keys are in it', async () => {
  const body = (more: number): string => JSON.stringify({ keys: [first.jwk], more: 'x'.repeat(more) });
  issuer.answer((_request, response) => response.end(body(256 * 1024)));
  expect(await gateway.refusal(await signed(first))).toBe('IDENTITY_UNAVAILABLE');
  issuer.answer((_request, response) => response.end(body(255 * 1024)));
  gateway.pass(2 * SECOND);
  expect(await gateway.ask(await signed(first))).toEqual(ACCEPTED);
});

test('a key that is not for signatures, is secret, or for another algorithm is not used', async () => {
  const rsa = await makeKey('rsa', 'RS256');
  for (const differences of [{ use: 'enc' }, { key_ops: ['encrypt'], use: undefined }, { alg: 'RS512' }, { d: 'x' }]) {
    const own = makeAuthenticator([
      issuerConfig(ISSUER, {
        keys: { jwks: { keys: [{ ...rsa.jwk, ...differences }, { ...first.jwk }] } },
        algorithms: ['RS256', 'ES256'],
      }),
    ]);
    expect(await own.refusal(await signed(rsa))).toBe(UNKNOWN);
    expect(await own.ask(await signed(first))).toEqual(ACCEPTED);
  }
});

test('an RSA key of less than 2048 bits is not used', async () => {
  for (const [bits, outcome] of [
    [1024, UNKNOWN],
    [2048, 'accepted'],
  ] as const) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    const keys = { jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] } };
    const own = makeAuthenticator([issuerConfig(ISSUER, { keys, algorithms: ['RS256'] })]);
    const signing = [{ alg: 'RS256', kid: 'k1', typ: 'at+jwt' }, GOOD].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createSign('sha256').update(signing.join('.')).sign(privateKey, 'base64url');
    const token = [...signing, signature].join('.');
    expect(
      await own.ask(token).then(
        () => 'accepted',
        () => own.refusal(token),
      ),
    ).toBe(outcome);
  }
});

test('a token that names no key is checked with the only one that fits, and refused where there is a choice', async () => {
  const token = await signed(first, { kid: undefined });
  expect(await gateway.ask(token)).toEqual(ACCEPTED);
  issuer.publish(first, second);
  gateway.pass(10 * MINUTE);
  expect(await gateway.refusal(token)).toBe(UNKNOWN);
});

test('two issuers cannot speak for each other, and one’s outage is not the other’s', async () => {
  const other = await startIssuer('https://other.example', second);
  try {
    const both = makeAuthenticator([issuer.config, other.config]);
    const claims = goodClaims('https://other.example');
    expect(await both.ask(await signed(first))).toEqual(ACCEPTED);
    expect(await both.ask(await sign(second, claims))).toMatchObject({ issuer: 'https://other.example' });
    expect(await both.refusal(await signed(second))).toBe(UNKNOWN);
    expect(await both.refusal(await sign(second, GOOD, { kid: 'first' }))).toBe('TOKEN_INVALID SIGNATURE');
    expect(await both.refusal(await sign(first, claims, { kid: 'second' }))).toBe('TOKEN_INVALID SIGNATURE');
    other.answer('hangUp');
    both.pass(MINUTE);
    expect(await both.refusal(await sign(first, claims))).toBe('IDENTITY_UNAVAILABLE');
    expect(await both.ask(await signed(first))).toEqual(ACCEPTED);
  } finally {
    await other.close();
  }
});

test('a clock that is set back does not keep the gateway from fetching keys', async () => {
  await gateway.ask(await signed(first));
  issuer.publish(second);
  gateway.pass(-HOUR);
  expect(await gateway.refusal(await signed(second))).toBe('TOKEN_INVALID NOT_YET_VALID');
  expect(issuer.fetches()).toBe(2);
});

async function untilFetched(times: number): Promise<void> {
  while (issuer.fetches() < times) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
