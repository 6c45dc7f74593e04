import { createHmac } from 'node:crypto';
import { exportSPKI, FlattenedSign, importJWK, type KeyLike } from 'jose';
import { LienThongError } from '../../src/errors';
import {
  goodClaims,
  type IssuerKey,
  issuerConfig,
  makeAuthenticator,
  makeKey,
  NOW,
  refusalOf,
  sign,
  type TestAuthenticator,
} from './issuer-server';

const ISSUER = 'https://id.example';
const SECONDS = NOW / 1000;
const GOOD = goodClaims(ISSUER);

let key: IssuerKey;
let stranger: IssuerKey;
let gateway: TestAuthenticator;

beforeAll(async () => {
  key = await makeKey('k1');
  stranger = await makeKey('k1');
  gateway = makeAuthenticator([issuerConfig(ISSUER, { keys: { jwks: { keys: [{ ...key.jwk }] } } })]);
});

const signed = (claims: object = {}, header: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  sign(key, { ...GOOD, ...claims }, header);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a good token says who is asking', async () => {
  expect(await gateway.ask(await signed())).toEqual({
    issuer: ISSUER,
    subject: 'system-7',
    client: 'ministry-system',
    kind: 'partner',
    roles: [],
    province: null,
    personalId: null,
  });
});

test('a request without an Authorization header is nobody’s', async () => {
  const credentials = { authorization: undefined, clientCertificate: undefined, peer: undefined };
  expect(await gateway.authenticate(credentials)).toBeNull();
});

test.each([
  ['nothing', ''],
  ['another scheme', 'Basic dXNlcjpwYXNz'],
  ['DPoP', 'DPoP abc.def.ghi'],
  ['a scheme alone', 'Bearer'],
  ['a scheme and blanks', 'Bearer   '],
  ['no blank after the scheme', 'Bearerabc.def.ghi'],
  ['a comma and a second scheme', 'Bearer abc.def.ghi, Basic dXNlcjpwYXNz'],
])('an Authorization header with %s is refused', async (_what, authorization) => {
  const asked = gateway.authenticate({ authorization, clientCertificate: undefined, peer: undefined });
  expect(await refusalOf(asked)).toBe('TOKEN_INVALID SCHEME');
});

test('the scheme may be written in small letters', async () => {
  const authorization = `bearer ${await signed()}`;
  const actor = await gateway.authenticate({ authorization, clientCertificate: undefined, peer: undefined });
  expect(actor?.client).toBe('ministry-system');
});

test.each([
  ['one word', 'opaque-reference-token'],
  ['two parts', 'e30.e30'],
  ['four parts', 'e30.e30.e30.e30'],
  ['five parts, as if encrypted', 'e30.e30.e30.e30.e30'],
  ['a header that is not base64url', '{}.e30.'],
  ['a header that is no JSON', `${Buffer.from('{').toString('base64url')}.e30.`],
  ['a header that is a list', `${encode([])}.${encode(GOOD)}.AAAA`],
  ['claims that are no object', `${encode({ alg: 'ES256', typ: 'at+jwt' })}.${encode('claims')}.AAAA`],
  [
    'claims that are not UTF-8',
    `${encode({ alg: 'ES256' })}.${Buffer.from('{"iss":"\xff"}', 'latin1').toString('base64url')}.AA`,
  ],
  ['padding', `${encode({ alg: 'ES256', typ: 'at+jwt' })}.${encode(GOOD)}.AAAA==`],
  ['8 KB and more', `${'a'.repeat(8 * 1024)}.e30.AAAA`],
])('a token of %s is malformed', async (_what, token) => {
  expect(await gateway.refusal(token)).toBe('TOKEN_INVALID MALFORMED');
});

test('a token whose signature is spelled in another way is malformed, though it decodes to the same bytes', async () => {
  const token = await signed();
  const last = token.at(-1) ?? '';
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const other = letters[letters.indexOf(last) + 1] ?? '';
  const respelled = `${token.slice(0, -1)}${other}`;
  expect(Buffer.from(respelled.split('.')[2] ?? '', 'base64url')).toEqual(
    Buffer.from(token.split('.')[2] ?? '', 'base64url'),
  );
  expect(await gateway.refusal(respelled)).toBe('TOKEN_INVALID MALFORMED');
});

test.each([['JWT'], ['jwt'], ['id+jwt'], ['at+jwt2'], [7], [undefined]])(
  'a token of the type %p is no access token',
  async (typ) => {
    expect(await gateway.refusal(await signed({}, { typ }))).toBe('TOKEN_INVALID TYPE');
  },
);

test.each([['AT+JWT'], ['application/at+jwt']])('the type may be written as %s', async (typ) => {
  expect((await gateway.ask(await signed({}, { typ })))?.kind).toBe('partner');
});

test('an issuer whose tokens may be of the type JWT is taken at its word, and no other', async () => {
  const other = issuerConfig('https://old.example', {
    keys: { jwks: { keys: [{ ...key.jwk }] } },
    tokenTypes: ['at+jwt', 'JWT'],
  });
  const token = await signed({ iss: 'https://old.example' }, { typ: 'JWT' });
  expect((await makeAuthenticator([other]).ask(token))?.issuer).toBe('https://old.example');
  expect(await gateway.refusal(await signed({}, { typ: 'JWT' }))).toBe('TOKEN_INVALID TYPE');
});

test.each([['none'], ['None'], ['NONE'], ['nOnE'], ['']])(
  'an unsigned token with the algorithm %p is refused',
  async (alg) => {
    const [, claims = ''] = (await signed()).split('.');
    const token = `${encode({ alg, typ: 'at+jwt', kid: 'k1' })}.${claims}.`;
    expect(await gateway.refusal(token)).toBe('TOKEN_INVALID ALGORITHM');
  },
);

test.each([['HS256'], ['HS384'], ['HS512']])(
  'a token signed with %s and the published key as the secret is refused',
  async (alg) => {
    const rsa = await makeKey('r1', 'RS256');
    const other = makeAuthenticator([
      issuerConfig(ISSUER, { keys: { jwks: { keys: [{ ...rsa.jwk }] } }, algorithms: ['RS256'] }),
    ]);
    expect((await other.ask(await sign(rsa, GOOD)))?.client).toBe('ministry-system');
    const pem = await exportSPKI((await importJWK(rsa.jwk, 'RS256')) as KeyLike);
    const secrets = [pem, pem.trim(), JSON.stringify(rsa.jwk), rsa.jwk.n ?? '', ''];
    for (const secret of secrets) {
      const signing = `${encode({ alg, typ: 'at+jwt', kid: 'r1' })}.${encode(GOOD)}`;
      const signature = createHmac(`sha${alg.slice(2)}`, secret)
        .update(signing)
        .digest('base64url');
      expect(await other.refusal(`${signing}.${signature}`)).toBe('TOKEN_INVALID ALGORITHM');
    }
  },
);

test('an algorithm that the issuer may not use is refused, however well the token is signed', async () => {
  const rsa = await makeKey('r1', 'PS256');
  const config = issuerConfig(ISSUER, { keys: { jwks: { keys: [{ ...rsa.jwk }] } }, algorithms: ['RS256'] });
  expect(await makeAuthenticator([config]).refusal(await sign(rsa, GOOD))).toBe('TOKEN_INVALID ALGORITHM');
  const allowing = makeAuthenticator([{ ...config, algorithms: ['RS256', 'PS256'] }]);
  expect((await allowing.ask(await sign(rsa, GOOD)))?.client).toBe('ministry-system');
});

test.each([
  ['of a stranger', 'https://id.example.evil'],
  ['with a slash more', `${ISSUER}/`],
  ['in other letters', 'https://ID.example'],
  ['that is a list', [ISSUER]],
  ['left out', undefined],
  ['of an object’s own members', '__proto__'],
])('an issuer %s is not known', async (_what, iss) => {
  expect(await gateway.refusal(await signed({ iss }))).toBe('TOKEN_INVALID ISSUER');
});

test.each([['https://other.example'], [['https://other.example', 'x']], [[]], [['https://gateway.example2']]])(
  'a token for the audience %p is refused',
  async (aud) => {
    expect(await gateway.refusal(await signed({ aud }))).toBe('TOKEN_INVALID AUDIENCE');
  },
);

test('a token for several audiences is good for each', async () => {
  const aud = ['https://other.example', 'https://gateway.example'];
  expect((await gateway.ask(await signed({ aud })))?.kind).toBe('partner');
});

test.each([
  [-31, 'TOKEN_INVALID EXPIRED'],
  [-30, 'TOKEN_INVALID EXPIRED'],
  [-29, 'accepted'],
  [1, 'accepted'],
])('a token that ends in %d s is: %s', async (seconds, outcome) => {
  const token = await signed({ exp: SECONDS + seconds });
  expect(await outcomeOf(token)).toBe(outcome);
});

test('a token that was good expires while it is kept', async () => {
  const own = makeAuthenticator([issuerConfig(ISSUER, { keys: { jwks: { keys: [{ ...key.jwk }] } } })]);
  const token = await signed({ exp: SECONDS + 20 });
  await own.ask(token);
  own.pass(49_000);
  await own.ask(token);
  own.pass(1_000);
  expect(await own.refusal(token)).toBe('TOKEN_INVALID EXPIRED');
});

test.each([
  ['nbf', 31, 'TOKEN_INVALID NOT_YET_VALID'],
  ['nbf', 30, 'accepted'],
  ['iat', 31, 'TOKEN_INVALID NOT_YET_VALID'],
  ['iat', 30, 'accepted'],
])('a token whose %s is %d s ahead is: %s', async (claim, seconds, outcome) => {
  expect(await outcomeOf(await signed({ [claim]: SECONDS + seconds }))).toBe(outcome);
});

test.each([
  ['exp', undefined],
  ['exp', '1900000000'],
  ['exp', null],
  ['iat', 'yesterday'],
  ['nbf', {}],
  ['aud', undefined],
  ['sub', undefined],
  ['sub', ''],
  ['sub', 12],
  ['sub', 'a\nb'],
  ['sub', 'a'.repeat(256)],
])('a token whose %s is %p is refused, and the claim is named', async (claim, value) => {
  const reason = claim === 'aud' ? 'AUDIENCE' : `CLAIM ${claim}`;
  expect(await gateway.refusal(await signed({ [claim]: value }))).toBe(`TOKEN_INVALID ${reason}`);
});

test('a token that never ends, because its end is beyond every number, is refused', async () => {
  const claims = Buffer.from(JSON.stringify({ ...GOOD, exp: 0 }).replace('"exp":0', '"exp":1e999'));
  const { protected: header = '', signature } = await new FlattenedSign(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
    .sign(key.privateKey);
  const token = `${header}.${claims.toString('base64url')}.${signature}`;
  expect(await gateway.refusal(token)).toBe('TOKEN_INVALID CLAIM exp');
});

test('a signature with another key of the same name is wrong', async () => {
  expect(await gateway.refusal(await sign(stranger, GOOD))).toBe('TOKEN_INVALID SIGNATURE');
});

test('claims of one token under the signature of another are refused', async () => {
  const [header = '', , signature = ''] = (await signed()).split('.');
  const token = `${header}.${encode({ ...GOOD, lienthong_kind: 'auditor' })}.${signature}`;
  expect(await gateway.refusal(token)).toBe('TOKEN_INVALID SIGNATURE');
});

test.each([['k2'], [''], ['__proto__'], ['../../jwks']])('a token signed with the key %p is refused', async (kid) => {
  expect(await gateway.refusal(await signed({}, { kid }))).toBe('TOKEN_INVALID KEY_UNKNOWN');
});

test('a kid that is no text makes a token malformed', async () => {
  expect(await gateway.refusal(await signed({}, { kid: 7 }))).toBe('TOKEN_INVALID MALFORMED');
});

test.each([[{ crit: ['urn:example:extension'], 'urn:example:extension': true }], [{ crit: ['b64'], b64: true }]])(
  'a token that asks for an extension to be understood is malformed: %j',
  async (header) => {
    expect(await gateway.refusal(await signed({}, header))).toBe('TOKEN_INVALID MALFORMED');
  },
);

test('a token may be 8 KB long and no longer', async () => {
  const tokens = await Promise.all([5_500, 6_200].map((length) => signed({ groups: 'g'.repeat(length) })));
  const [shorter = '', longer = ''] = tokens;
  expect(shorter.length).toBeGreaterThan(7_000);
  expect(longer.length).toBeGreaterThan(8 * 1024);
  expect((await gateway.ask(shorter))?.kind).toBe('partner');
  expect(await gateway.refusal(longer)).toBe('TOKEN_INVALID MALFORMED');
});

test('a key that a token brings along, or an address of keys, is not looked at', async () => {
  for (const header of [
    { jwk: stranger.jwk },
    { jku: 'http://127.0.0.1:1/jwks' },
    { x5u: 'http://127.0.0.1:1/certificate' },
    { x5c: ['MIIB'] },
  ]) {
    expect(await gateway.refusal(await sign(stranger, GOOD, header))).toBe('TOKEN_INVALID SIGNATURE');
    expect((await gateway.ask(await signed({}, header)))?.client).toBe('ministry-system');
  }
});

test('a refusal repeats neither the token nor any value in it', async () => {
  const secrets = {
    sub: 'canary-subject',
    lienthong_kind: 'canary-kind',
    aud: 'canary-audience',
    client_id: 'canary\n',
  };
  const tokens = await Promise.all([
    signed(secrets),
    signed({ ...secrets, aud: GOOD['aud'] }),
    signed({ ...secrets, exp: 1 }),
    sign(stranger, { ...GOOD, ...secrets }),
    signed({}, { kid: 'canary-key', alg: 'ES256' }),
  ]);
  for (const token of [...tokens, 'canary.token', `${encode({ canary: 1 })}.e30.AA`]) {
    const error: unknown = await gateway.ask(token).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LienThongError);
    const { message, details } = error as LienThongError;
    expect(`${message} ${JSON.stringify(details)}`).not.toMatch(/canary|eyJ/);
  }
});

async function outcomeOf(token: string): Promise<string> {
  return gateway.ask(token).then(
    () => 'accepted',
    () => gateway.refusal(token),
  );
}
