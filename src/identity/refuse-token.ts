import { type ErrorDetails, LienThongError } from '../errors';

/** Why a token is refused. The sentences say neither the token nor any of its claims. */
const SENTENCES = {
  SCHEME: 'The Authorization header is not of the form "Bearer <access token>"',
  MALFORMED: 'The access token is not a signed JSON Web Token that can be read',
  TYPE: 'The token is not an access token by its type',
  ALGORITHM: 'The access token is signed with an algorithm that its issuer may not use',
  ISSUER: 'The access token comes from an issuer that is not known here',
  AUDIENCE: 'The access token was issued for another audience',
  EXPIRED: 'The access token has expired',
  NOT_YET_VALID: 'The access token is not valid yet',
  SIGNATURE: 'The signature of the access token is wrong',
  KEY_UNKNOWN: 'The access token is signed with a key that its issuer does not publish',
  CLAIM: 'A claim of the access token is missing or cannot be accepted',
  CERTIFICATE: 'The access token is bound to a certificate that was not shown, or has to be and is not',
} as const;

/** The closed list of reasons of TOKEN_INVALID. */
export type TokenFault = keyof typeof SENTENCES;

/** Throws TOKEN_INVALID; `claim` is the name of the claim at fault, never its value. */
export function refuseToken(reason: TokenFault, claim?: string, cause?: unknown): never {
  const message = claim === undefined ? SENTENCES[reason] : `${SENTENCES[reason]}: ${claim}`;
  const details: ErrorDetails = claim === undefined ? { reason } : { reason, claim };
  throw new LienThongError('TOKEN_INVALID', message, details, { cause });
}
