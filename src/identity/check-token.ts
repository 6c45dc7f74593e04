import type { KeyObject } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { ALGORITHMS, type Algorithm, type IssuerConfig } from './issuer';
import type { KeySource } from './key-source';
import type { UncheckedToken } from './read-token';
import { refuseToken } from './refuse-token';

/** An issuer and its keys. */
export interface KnownIssuer {
  readonly config: IssuerConfig;
  readonly keys: KeySource;
}

/** By how many seconds the clocks of issuer and gateway may differ. */
const CLOCK_TOLERANCE_S = 30;

/**
 * The claims of a token, all of RFC 9068 section 4 checked; `now` in milliseconds. The algorithm and the key are those of the
 * issuer's configuration: `jwk`, `jku`, `x5u` and `x5c` of a header are never looked at. Throws TOKEN_INVALID, or
 * IDENTITY_UNAVAILABLE when the issuer's keys cannot be had.
 */
export async function checkToken(token: UncheckedToken, issuer: KnownIssuer, now: number): Promise<JWTPayload> {
  const { config, keys } = issuer;
  const { header } = token;
  if (!config.tokenTypes.some((type) => isType(header['typ'], type))) refuseToken('TYPE');
  const algorithm = toAlgorithm(header['alg'], config.algorithms);
  const id = header['kid'] ?? null;
  if (id !== null && typeof id !== 'string') refuseToken('MALFORMED');
  const key = await keys.find({ algorithm, id });
  if (key === null) refuseToken('KEY_UNKNOWN');
  const claims = await verify(token.text, key, config, algorithm, now);
  if (!Number.isFinite(claims.exp)) refuseToken('CLAIM', 'exp');
  if (claims.iat !== undefined && claims.iat > now / 1000 + CLOCK_TOLERANCE_S) refuseToken('NOT_YET_VALID');
  return claims;
}

async function verify(
  text: string,
  key: KeyObject,
  { issuer, audience }: IssuerConfig,
  algorithm: Algorithm,
  now: number,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(text, key, {
      algorithms: [algorithm],
      issuer,
      audience,
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch (error) {
    throw toRefusal(error);
  }
}

/** Gives what is thrown instead of an error of the library, whose own messages are for its caller only. */
function toRefusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) refuseToken('EXPIRED');
  if (error instanceof errors.JWSSignatureVerificationFailed) refuseToken('SIGNATURE');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    if (claim === 'aud') refuseToken('AUDIENCE');
    if (claim === 'iss') refuseToken('ISSUER');
    if (claim === 'nbf' && reason === 'check_failed') refuseToken('NOT_YET_VALID');
    refuseToken('CLAIM', claim);
  }
  if (error instanceof errors.JOSEError) refuseToken('MALFORMED', undefined, error);
  return error;
}

/** By RFC 7515 section 4.1.9 a type is compared without case, and `application/` may be left out. */
function isType(value: unknown, type: string): boolean {
  return typeof value === 'string' && value.toLowerCase().replace(/^application\//, '') === type.toLowerCase();
}

function toAlgorithm(value: unknown, allowed: readonly Algorithm[]): Algorithm {
  const algorithm = ALGORITHMS.find((known) => known === value);
  if (algorithm === undefined || !allowed.includes(algorithm)) refuseToken('ALGORITHM');
  return algorithm;
}
