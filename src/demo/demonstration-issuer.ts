import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Actor, ACTOR_KINDS } from '../identity/actor';
import { DEFAULT_CLAIMS, type IssuerConfig } from '../identity/issuer';
import { deriveKey } from '../values/seal';

/** The demonstration's own issuer. It is no address, so that a token is good whatever port the gateway has. */
export const DEMONSTRATION_ISSUER = 'urn:lienthong:demonstration';
/** For whom its tokens are. */
export const GATEWAY_AUDIENCE = 'urn:lienthong:gateway';

const KEY_ID = 'demonstration';
const VALID_SECONDS = 12 * 3600;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The issuer as the gateway knows it, with the public key that belongs to an installation's secret. */
export function demonstrationIssuer(secret: Buffer): IssuerConfig {
  const jwk = createPublicKey(signingKey(secret)).export({ format: 'jwk' });
  return {
    issuer: DEMONSTRATION_ISSUER,
    audience: GATEWAY_AUDIENCE,
    keys: { jwks: { keys: [{ ...jwk, kid: KEY_ID, use: 'sig' }] } },
    algorithms: ['EdDSA'],
    tokenTypes: ['at+jwt'],
    kinds: ACTOR_KINDS,
    claims: DEFAULT_CLAIMS,
    certificateBound: false,
  };
}

/** An access token of the demonstration for an actor, valid for 12 hours from `now`. */
export function signPersonaToken(secret: Buffer, actor: Actor, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = {
    [DEFAULT_CLAIMS.client]: actor.client,
    [DEFAULT_CLAIMS.kind]: actor.kind,
    ...(actor.roles.length === 0 ? {} : { [DEFAULT_CLAIMS.roles]: actor.roles }),
    ...(actor.province === null ? {} : { [DEFAULT_CLAIMS.province]: actor.province }),
    ...(actor.personalId === null ? {} : { [DEFAULT_CLAIMS.personalId]: actor.personalId }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: KEY_ID })
    .setIssuer(DEMONSTRATION_ISSUER)
    .setAudience(GATEWAY_AUDIENCE)
    .setSubject(actor.subject)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + VALID_SECONDS)
    .setJti(randomUUID())
    .sign(signingKey(secret));
}

function signingKey(secret: Buffer): KeyObject {
  const seed = deriveKey(secret, 'demonstration issuer');
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}
