import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from './issuer';

/** What a token's header says about the key that signed it. */
export interface KeyWanted {
  readonly algorithm: Algorithm;
  /** The header's `kid`; null when it has none. */
  readonly id: string | null;
}

interface KnownKey {
  readonly id: string | null;
  /** The one algorithm that the key is for, where the issuer says so. */
  readonly algorithm: string | null;
  readonly key: KeyObject;
}

/** More keys than this are no issuer's. */
const MOST_KEYS = 100;
/** Shorter RSA keys are not accepted (RFC 7518 section 3.3). */
const LEAST_RSA_BITS = 2048;

const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

/** The public keys of an issuer at one moment. */
export class KeySet {
  private constructor(private readonly keys: readonly KnownKey[]) {}

  /**
   * Reads a JSON Web Key Set; keys for other uses, secret keys and keys of unknown or weak kinds are left out, as RFC 7517
   * section 5 asks. Throws an Error that says what is wrong when there is no key that could check a signature.
   */
  static parse(value: unknown): KeySet {
    const listed = isObject(value) ? value['keys'] : undefined;
    if (!Array.isArray(listed)) throw new Error('it is not a JSON Web Key Set: an object with a list "keys"');
    if (listed.length > MOST_KEYS) throw new Error(`it holds more than ${MOST_KEYS} keys`);
    const keys = listed.map(toKnownKey).filter((key) => key !== null);
    if (keys.length === 0) throw new Error('it holds no public key that could check a signature');
    return new KeySet(keys);
  }

  /** The key that a header asks for; without `kid` the only one that fits. Null when there is none, or a choice. */
  find({ algorithm, id }: KeyWanted): KeyObject | null {
    const fitting = this.keys.filter((known) => fits(known, algorithm));
    if (id !== null) return fitting.find((known) => known.id === id)?.key ?? null;
    return fitting.length === 1 ? (fitting[0]?.key ?? null) : null;
  }
}

function toKnownKey(jwk: unknown): KnownKey | null {
  if (!isObject(jwk) || 'd' in jwk) return null;
  const { use, key_ops: operations, kid, alg } = jwk;
  if (use !== undefined && use !== 'sig') return null;
  if (Array.isArray(operations) && !operations.includes('verify')) return null;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return { id: typeof kid === 'string' ? kid : null, algorithm: typeof alg === 'string' ? alg : null, key };
  } catch {
    return null;
  }
}

function fits({ algorithm: only, key }: KnownKey, algorithm: Algorithm): boolean {
  if (only !== null && only !== algorithm && !(isEdwards(only) && isEdwards(algorithm))) return false;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (isEdwards(algorithm)) return type === 'ed25519';
  if (algorithm in CURVES) return type === 'ec' && details?.namedCurve === CURVES[algorithm];
  return type === 'rsa' && (details?.modulusLength ?? 0) >= LEAST_RSA_BITS;
}

/** `Ed25519` of RFC 9864 is what `EdDSA` of RFC 8037 was with such a key. */
function isEdwards(algorithm: string): boolean {
  return algorithm === 'EdDSA' || algorithm === 'Ed25519';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
