import type { Logger } from 'pino';
import type { Actor } from './actor';
import { checkToken, type KnownIssuer } from './check-token';
import { type CheckedToken, CheckedTokens } from './checked-tokens';
import { requireBinding, type ShownCertificate, thumbprintReader } from './client-certificate';
import type { IdentityConfig } from './issuer';
import { localKeys } from './key-source';
import { readToken, tokenOf } from './read-token';
import { refuseToken } from './refuse-token';
import { type Fetch, remoteKeys } from './remote-keys';
import { toActor } from './to-actor';

/** What a request brings to say who sends it. */
export interface Credentials extends ShownCertificate {
  /** The Authorization header. */
  readonly authorization: string | undefined;
}

/** Tells who is asking. */
export interface Authenticator {
  /** The request header that holds a client's certificate, in lower case; null when no such header is read. */
  readonly certificateHeader: string | null;
  /**
   * Who sent a request; null for one without an Authorization header. Throws TOKEN_INVALID with the reason for everything
   * that is not a good access token, and IDENTITY_UNAVAILABLE when an issuer's keys cannot be had.
   */
  authenticate(credentials: Credentials): Promise<Actor | null>;
  /** Gets every issuer's keys, so that the first request need not wait and a wrong address is logged at the start. */
  refreshKeys(): Promise<void>;
}

export interface AuthenticatorOptions extends IdentityConfig {
  readonly log: Logger;
  /** The time in milliseconds; the system's unless said otherwise. */
  readonly now?: () => number;
  /** How keys are fetched; Node's own `fetch` unless said otherwise. */
  readonly fetch?: Fetch;
}

/** Checks the access tokens of some issuers, each with keys and rules of its own. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { log, clientCertificate, now = Date.now, fetch = globalThis.fetch } = options;
  const issuers = new Map<unknown, KnownIssuer>(
    options.issuers.map((config) => {
      const { keys } = config;
      const source =
        'jwks' in keys ? localKeys(keys.jwks) : remoteKeys(config.issuer, keys.jwksUri, { log, now, fetch });
      return [config.issuer, { config, keys: source }];
    }),
  );
  const findThumbprint = thumbprintReader(clientCertificate);
  const checked = new CheckedTokens();

  const check = async (text: string): Promise<CheckedToken> => {
    const token = readToken(text);
    const issuer = issuers.get(token.claims['iss']);
    if (issuer === undefined) refuseToken('ISSUER');
    const { config, keys } = issuer;
    const keysVersion = keys.version;
    const time = now();
    const claims = await checkToken(token, issuer, time);
    const found = { actor: toActor(claims, config), confirmation: claims['cnf'], mustBeBound: config.certificateBound };
    checked.keep(text, found, keys, keysVersion, time, (claims.exp ?? 0) * 1000);
    return found;
  };

  return {
    certificateHeader: clientCertificate?.header ?? null,
    authenticate: async (credentials) => {
      if (credentials.authorization === undefined) return null;
      const text = tokenOf(credentials.authorization);
      const { actor, confirmation, mustBeBound } = checked.find(text, now()) ?? (await check(text));
      requireBinding(confirmation, mustBeBound, findThumbprint(credentials));
      return actor;
    },
    refreshKeys: async () => {
      await Promise.all([...issuers.values()].map(({ keys }) => keys.refresh()));
    },
  };
}
