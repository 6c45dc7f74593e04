import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type KeyLike, SignJWT } from 'jose';
import { type Actor, ACTOR_KINDS } from '../../src/identity/actor';
import { type Authenticator, createAuthenticator } from '../../src/identity/authenticator';
import { DEFAULT_CLAIMS, type IdentityConfig, type IssuerConfig } from '../../src/identity/issuer';
import { LienThongError } from '../../src/errors';
import { silent } from '../support/cluster';

/** A key pair of an issuer; the public part as it publishes it. */
export interface IssuerKey {
  readonly id: string;
  readonly algorithm: string;
  readonly privateKey: KeyLike;
  readonly jwk: JWK;
}

/** What an issuer answers to whoever asks for its keys. */
export type Answer = 'keys' | 'nothing' | 'hangUp' | ((request: IncomingMessage, response: ServerResponse) => void);

/** An issuer that publishes keys over HTTP on this machine. */
export interface IssuerServer {
  readonly config: IssuerConfig;
  /** How often its keys have been asked for. */
  fetches(): number;
  publish(...keys: readonly IssuerKey[]): void;
  answer(how: Answer): void;
  close(): Promise<void>;
}

/** The time at which the tests' tokens are issued and good; a Wednesday in March 2024. */
export const NOW = Date.parse('2024-03-20T02:00:00Z');

export async function makeKey(id: string, algorithm = 'ES256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { id, algorithm, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' } };
}

/** Starts an issuer of any kind of actor, signing with ES256; close it in afterAll. */
export async function startIssuer(name: string, ...keys: readonly IssuerKey[]): Promise<IssuerServer> {
  let published = keys;
  let how: Answer = 'keys';
  let fetched = 0;
  const server = createServer((request, response) => {
    fetched += 1;
    if (how === 'hangUp') request.socket.destroy();
    else if (how === 'keys') response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
    else if (how !== 'nothing') how(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  return {
    config: issuerConfig(name, { keys: { jwksUri } }),
    fetches: () => fetched,
    publish: (...next) => (published = next),
    answer: (next) => (how = next),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An issuer's configuration as its file would give it, with keys that are given here unless said otherwise. */
export function issuerConfig(issuer: string, differences: Partial<IssuerConfig> = {}): IssuerConfig {
  return {
    issuer,
    audience: 'https://gateway.example',
    keys: { jwks: { keys: [] } },
    algorithms: ['ES256'],
    tokenTypes: ['at+jwt'],
    kinds: ACTOR_KINDS,
    claims: DEFAULT_CLAIMS,
    certificateBound: false,
    ...differences,
  };
}

/** What a token of a partner of this issuer says. */
export function goodClaims(issuer: string): Readonly<Record<string, unknown>> {
  const seconds = NOW / 1000;
  return {
    iss: issuer,
    aud: 'https://gateway.example',
    sub: 'system-7',
    client_id: 'ministry-system',
    lienthong_kind: 'partner',
    iat: seconds - 10,
    exp: seconds + 300,
  };
}

/** Signs claims; a claim or header parameter that is undefined is left out. */
export function sign(
  key: IssuerKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'at+jwt', ...header })
    .sign(key.privateKey, { crit: { 'urn:example:extension': true } });
}

/** An authenticator at a time that the test moves. */
export interface TestAuthenticator extends Authenticator {
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Who a token says is asking. */
  ask(token: string): Promise<Actor | null>;
  /** Why a token is refused; throws when it is accepted. */
  refusal(token: string): Promise<string>;
}

export function makeAuthenticator(
  issuers: readonly IssuerConfig[],
  clientCertificate: IdentityConfig['clientCertificate'] = null,
): TestAuthenticator {
  let time = NOW;
  const authenticator = createAuthenticator({ issuers, clientCertificate, log: silent, now: () => time });
  const ask = (token: string): Promise<Actor | null> =>
    authenticator.authenticate({ authorization: `Bearer ${token}`, clientCertificate: undefined, peer: undefined });
  return {
    ...authenticator,
    pass: (milliseconds) => (time += milliseconds),
    ask,
    refusal: (token) => refusalOf(ask(token)),
  };
}

/** The code and reason with which a request is refused; throws when it is not, and for any other error. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.then(
    () => new Error('the token was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LienThongError)) throw error;
  const { reason, claim } = error.details as { reason?: string; claim?: string };
  return [error.code, reason, claim].filter((word) => word !== undefined).join(' ');
}
