import { createHmac } from 'node:crypto';
import { sign } from '../../identity/issuer-server';
import type { Attack } from '../attack';
import { AUDIENCE, ISSUER } from '../tokens';
import type { Family, World } from '../world';
import { bearer, encode, withToken } from './with-token';

/** Access tokens that are none: each comes as the ministry's, and would be answered if it were good. */

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
