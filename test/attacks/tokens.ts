import type { Actor } from '../../src/identity/actor';
import { type Authenticator, createAuthenticator } from '../../src/identity/authenticator';
import { goodClaims, type IssuerKey, issuerConfig, makeKey, sign, startIssuer } from '../identity/issuer-server';
import { silent } from '../support/cluster';

type Claims = Readonly<Record<string, unknown>>;

/** The issuer whose tokens are good at the gateway under attack, the one that has changed its keys, and their keys. */
export interface Issuers {
  readonly authenticator: Authenticator;
  /** The key that the first issuer signs with; it allows ES256 alone. */
  readonly key: IssuerKey;
  /** A key of nobody known, under the name of the good one. */
  readonly stranger: IssuerKey;
  /** Of the second issuer: the key that it used until a moment ago, and the one it uses now. */
  readonly retired: IssuerKey;
  readonly current: IssuerKey;
  /** What a token of the ministry says. */
  readonly claims: (issuer?: string) => Claims;
  /** A good token for somebody. */
  readonly tokenOf: (actor: Omit<Actor, 'issuer'>) => Promise<string>;
  /** How often the second issuer was asked for its keys. */
  readonly fetches: () => number;
  close(): Promise<void>;
}

export const ISSUER = 'https://attacked.example';
export const ROTATED = 'https://rotated.example';
export const AUDIENCE = 'https://gateway.example';
const HOUR = 3_600;

/** Opens both issuers; the second one has already begun to use another key. */
export async function openIssuers(client: string): Promise<Issuers> {
  const [key, stranger, retired, current] = await Promise.all([
    makeKey('k1'),
    makeKey('k1'),
    makeKey('retired'),
    makeKey('current'),
  ]);
  const rotated = await startIssuer(ROTATED, retired);
  const own = issuerConfig(ISSUER, { keys: { jwks: { keys: [{ ...key.jwk }] } } });
  const authenticator = createAuthenticator({ issuers: [own, rotated.config], clientCertificate: null, log: silent });
  await authenticator.refreshKeys();
  const claims = (issuer = ISSUER): Claims => {
    const seconds = Math.floor(Date.now() / 1000);
    const times = { iat: seconds - 10, exp: seconds + 12 * HOUR };
    return { ...goodClaims(issuer), sub: client, client_id: client, ...times };
  };
  const before = await sign(retired, claims(ROTATED));
  if ((await authenticate(authenticator, before)) !== client) throw new Error('the first key is not good');
  rotated.publish(current);
  await authenticator.refreshKeys();
  return {
    ...{ authenticator, key, stranger, retired, current, claims },
    tokenOf: ({ subject, client: system, kind, roles, province, personalId }) =>
      sign(key, {
        ...claims(),
        ...{ sub: subject, client_id: system, lienthong_kind: kind, lienthong_roles: roles },
        ...(province === null ? {} : { lienthong_province: province }),
        ...(personalId === null ? {} : { lienthong_personal_id: personalId }),
      }),
    fetches: () => rotated.fetches(),
    close: () => rotated.close(),
  };
}

async function authenticate(authenticator: Authenticator, token: string): Promise<string | undefined> {
  const actor = await authenticator.authenticate({
    authorization: `Bearer ${token}`,
    clientCertificate: undefined,
    peer: undefined,
  });
  return actor?.client;
}
