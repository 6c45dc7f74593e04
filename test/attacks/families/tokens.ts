import { createHmac } from 'node:crypto';
import { sign } from '../../identity/issuer-server';
import type { Attack, Holds } from '../attack';
import { both, refused } from '../holds';
import { AUDIENCE, ISSUER, type Issuers, ROTATED } from '../tokens';
import type { Family, World } from '../world';

/** Access tokens that are none: each comes as the ministry's, and would be answered if it were good. */

/** An answer would hold the card of somebody. */
function withToken({ people: { own } }: World, what: string, authorization: string, codes = ['TOKEN_INVALID']): Attack {
  const query = `{ healthCard(cardNumber: "${own[0]?.card}") { cardNumber validTo } }`;
  const headers = { authorization, 'lienthong-purpose': 'health-insurance-payment', 'lienthong-case': 'ATTACK/1' };
  const isUnauthorised: Holds = ({ status, text }) =>
    status !== 401
      ? `the status is ${status}`
      : text.includes(authorization.slice(-20))
        ? 'it repeats the token'
        : null;
  return {
    what,
    as: 'nobody',
    sent: { headers, body: JSON.stringify({ query }) },
    holds: both(refused(...codes), isUnauthorised),
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const bearer = (token: string): string => `Bearer ${token}`;

export const algNone: Family = (world) => {
  const { claims, key } = world.issuers;
  const unsigned = (header: object, signature = ''): string =>
    bearer(`${encode({ typ: 'at+jwt', kid: 'k1', ...header })}.${encode(claims())}.${signature}`);
  const [pem, spki] = [JSON.stringify(key.jwk), `${key.jwk.x}${key.jwk.y}`];
  const names = ['none', 'None', 'NONE', 'nOnE', 'none ', '', 'null', 'HS0', 'noneES256'];
  return [
    ...names.flatMap((alg) =>
      ['', 'AAAA', 'A'.repeat(86)].map((signature) =>
        withToken(
          world,
          `alg ${JSON.stringify(alg)}, signature of ${signature.length} letters`,
          unsigned({ alg }, signature),
        ),
      ),
    ),
    ...[null, 7, [], ['ES256'], {}, true].map((alg) =>
      withToken(world, `alg ${JSON.stringify(alg)}`, unsigned({ alg }, 'AAAA')),
    ),
    withToken(world, 'no alg', unsigned({}, 'AAAA')),
    ...['HS256', 'HS384', 'HS512'].flatMap((alg) =>
      [pem, spki, key.jwk.x ?? '', '', 'secret', 'k1'].map((secret) => {
        const signing = `${encode({ alg, typ: 'at+jwt', kid: 'k1' })}.${encode(claims())}`;
        const signature = createHmac(`sha${alg.slice(2)}`, secret)
          .update(signing)
          .digest('base64url');
        return withToken(world, `${alg} with a public text as the secret`, bearer(`${signing}.${signature}`));
      }),
    ),
    ...['ES384', 'ES512', 'RS256', 'PS256', 'EdDSA', 'ES256K', 'dir', 'A128KW'].map((alg) =>
      withToken(world, `${alg}, which the issuer does not use`, unsigned({ alg }, 'A'.repeat(86))),
    ),
    ...[0, 1].map((zeros) =>
      withToken(
        world,
        `a signature of nothing but ${zeros}`,
        unsigned({ alg: 'ES256' }, Buffer.alloc(64, zeros).toString('base64url')),
      ),
    ),
  ];
};

export const wrongClaims: Family = async (world) => {
  const { issuers } = world;
  const { claims } = issuers;
  const seconds = Number(claims()['iat']) + 10;
  const wrong: readonly (readonly [string, readonly unknown[]])[] = [
    [
      'iss',
      [
        undefined,
        null,
        '',
        `${ISSUER}/`,
        ISSUER.toUpperCase(),
        `${ISSUER}.evil.example`,
        [ISSUER],
        'urn:lienthong:demonstration',
        '__proto__',
        'constructor',
        7,
      ],
    ],
    [
      'aud',
      [
        undefined,
        null,
        '',
        'https://other.example',
        `${AUDIENCE}/`,
        [],
        [['x']],
        [`${AUDIENCE}2`],
        'urn:lienthong:gateway',
        { 0: AUDIENCE },
        '*',
      ],
    ],
    ['exp', [undefined, null, 0, 1, seconds - 31, seconds - 3_600, -1, '1900000000', {}, 'never']],
    ['nbf', [seconds + 120, 'tomorrow', {}, 4_000_000_000]],
    ['iat', [seconds + 120, 'yesterday', {}, 4_000_000_000]],
    ['sub', [undefined, null, '', 7, 'a\nb', '\u001b[31m', 'a'.repeat(300)]],
    ['client_id', [null, '', 7, 'a\r\nb', ['attacked-ministry'], {}]],
    ['lienthong_kind', [undefined, null, '', 'Officer', 'superuser', ['partner'], '__proto__', {}]],
  ];
  const made = wrong.flatMap(([claim, values]) =>
    values.map(async (value) => {
      const token = await sign(issuers.key, { ...claims(), [claim]: value });
      return withToken(world, `${claim} ${value === undefined ? 'left out' : JSON.stringify(value)}`, bearer(token));
    }),
  );
  return [...(await Promise.all(made)), ...(await wrongForms(world))];
};

/** Good claims in what is no access token, or under a signature that is not theirs. */
async function wrongForms(world: World): Promise<readonly Attack[]> {
  const { key, claims } = world.issuers;
  const good = await sign(key, claims());
  const [header = '', body = '', signature = ''] = good.split('.');
  const types = await Promise.all(['JWT', 'id+jwt', 'dpop+jwt', '', 'at'].map((typ) => sign(key, claims(), { typ })));
  const raised = [{ lienthong_kind: 'auditor' }, { lienthong_kind: 'officer', lienthong_roles: ['headquarters'] }];
  const schemes = ['Basic ', 'bearer:', 'Token ', 'DPoP ', 'Bearer\t', 'Bearer Bearer ', ''];
  return [
    ...types.map((token) => withToken(world, 'another type of token', bearer(token))),
    ...raised.map((more) =>
      withToken(
        world,
        `claims of more under a signature of less`,
        bearer(`${header}.${encode({ ...claims(), ...more })}.${signature}`),
      ),
    ),
    ...[
      `${header}.${body}`,
      `${header}.${body}.`,
      `${header}..${signature}`,
      `.${body}.${signature}`,
      `${good}.${signature}`,
      `${good}=`,
      good.slice(0, -4),
      `"${good}"`,
    ].map((token, i) => withToken(world, `a good token out of shape (${i + 1})`, bearer(token))),
    ...schemes.map((scheme) => withToken(world, `the scheme ${JSON.stringify(scheme)}`, `${scheme}${good}`)),
    withToken(world, 'two tokens', `Bearer ${good}, Bearer ${good}`),
    withToken(world, 'a token of 20 KB', bearer(await sign(key, { ...claims(), more: 'x'.repeat(9_000) }))),
  ];
}

export const keyRotation: Family = async (world) => {
  const { retired, current, stranger, key, claims } = world.issuers;
  const rotated = claims(ROTATED);
  const of = (what: string, token: Promise<string>): Promise<Attack> =>
    token.then((signed) => withToken(world, what, bearer(signed)));
  const numbers = Array.from({ length: 10 }, (_, i) => i);
  return Promise.all([
    ...numbers.map((i) => of(`a key that was withdrawn (${i})`, sign(retired, { ...rotated, jti: String(i) }))),
    ...numbers.map((i) =>
      of(
        `a withdrawn key under the new one’s name (${i})`,
        sign(retired, { ...rotated, jti: String(i) }, { kid: current.id }),
      ),
    ),
    ...numbers.map((i) =>
      of(
        `the new key under the withdrawn one’s name (${i})`,
        sign(current, { ...rotated, jti: String(i) }, { kid: retired.id }),
      ),
    ),
    of('a withdrawn key that the token brings along', sign(retired, rotated, { jwk: retired.jwk })),
    of('a stranger’s key that the token brings along', sign(stranger, claims(), { jwk: stranger.jwk })),
    of('a stranger’s key of the good one’s name', sign(stranger, claims())),
    of('a key at an address in the token', sign(stranger, claims(), { jku: 'http://127.0.0.1:1/jwks' })),
    of('a certificate at an address in the token', sign(stranger, claims(), { x5u: 'http://127.0.0.1:1/x' })),
    of('the key of one issuer for another', sign(key, rotated)),
    of('the key of the other issuer for the one', sign(current, claims(), { kid: 'k1' })),
  ]);
};

export const unknownKeys: Family = async (world) => {
  const { stranger, claims } = world.issuers;
  const names = [
    '',
    '__proto__',
    'constructor',
    '../../jwks',
    '*',
    'current ',
    'CURRENT',
    '%00',
    "' or 1=1 --",
    'x'.repeat(2_000),
  ];
  const flood = Array.from({ length: 80 }, (_, i) => `unknown-${i}`);
  return Promise.all(
    [...names, ...flood].map(async (kid) =>
      withToken(world, `the kid ${kid.slice(0, 40)}`, bearer(await sign(stranger, claims(ROTATED), { kid }))),
    ),
  );
};

/** The issuer is asked for its keys once in ten seconds at most, however many unknown keys come. */
export function tooManyFetches({ fetches }: Issuers, seconds: number): string | null {
  const most = 2 + Math.ceil(seconds / 10) + 1;
  return fetches() > most ? `the issuer was asked for its keys ${fetches()} times in ${seconds.toFixed(0)} s` : null;
}
