import { sign } from '../../identity/issuer-server';
import type { Attack } from '../attack';
import { type Issuers, ROTATED } from '../tokens';
import type { Family } from '../world';
import { bearer, withToken } from './with-token';

/** Tokens signed with keys that their issuer has withdrawn, or never had. */

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
