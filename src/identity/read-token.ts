import { refuseToken } from './refuse-token';

type Json = Readonly<Record<string, unknown>>;

/** What a token says before anybody has checked that it is true. */
export interface UncheckedToken {
  readonly text: string;
  readonly header: Json;
  readonly claims: Json;
}

/** Longer tokens are not read: 8 KB are several times what an issuer with a dozen roles writes. */
const MOST_BYTES = 8 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The token of an Authorization header; throws TOKEN_INVALID for another scheme, SCHEME, and one too long, MALFORMED. */
export function tokenOf(authorization: string): string {
  const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (token === undefined) refuseToken('SCHEME');
  if (token.length > MOST_BYTES) refuseToken('MALFORMED');
  return token;
}

/**
 * Takes a signed JWT in compact form apart; throws TOKEN_INVALID for anything else. Each part has to be spelled as base64url
 * is (RFC 4648 section 3.5): Node's decoder skips strange letters and unused bits, so that a token changed there would
 * still be good. A header with `crit` is refused, since no extension is understood here (RFC 7515 section 4.1.11).
 */
export function readToken(text: string): UncheckedToken {
  const [header, claims, signature, ...rest] = text.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) {
    refuseToken('MALFORMED');
  }
  decode(signature);
  const token = { text, header: parse(decode(header)), claims: parse(decode(claims)) };
  if ('crit' in token.header) refuseToken('MALFORMED');
  return token;
}

function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) refuseToken('MALFORMED');
  return bytes;
}

function parse(bytes: Buffer): Json {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    refuseToken('MALFORMED');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuseToken('MALFORMED');
  return value as Json;
}
