import { createHash } from 'node:crypto';
import { BoundedMap } from '../values/bounded-map';
import type { Actor } from './actor';
import type { KeySource } from './key-source';

/** A token that was found good. */
export interface CheckedToken {
  readonly actor: Actor;
  /** Its claim `cnf`, which is held against the certificate of every request. */
  readonly confirmation: unknown;
  readonly mustBeBound: boolean;
}

interface Kept extends CheckedToken {
  readonly keys: KeySource;
  readonly keysVersion: number;
  readonly from: number;
  readonly until: number;
}

const MOST_TOKENS = 10_000;
const KEPT_MS = 60_000;

/**
 * Tokens that were found good a moment ago, by their SHA-256 so that none lies in memory: a token seen before costs 3 to 6 µs
 * of CPU where a new one costs 70 (PS256, RS256) to 120 (ES256, EdDSA). One is forgotten when it expires, after a minute,
 * and when its issuer's keys are replaced, so that a withdrawn key is not believed longer than without.
 */
export class CheckedTokens {
  private readonly kept = new BoundedMap<string, Kept>(MOST_TOKENS);

  /** `now` in milliseconds. */
  find(token: string, now: number): CheckedToken | null {
    const hash = hashOf(token);
    const found = this.kept.get(hash);
    if (found === undefined) return null;
    if (now >= found.from && now < found.until && found.keys.version === found.keysVersion) return found;
    this.kept.delete(hash);
    return null;
  }

  /** `keysVersion` is what the keys' version was before the token was checked; `expires` in milliseconds. */
  keep(token: string, checked: CheckedToken, keys: KeySource, keysVersion: number, now: number, expires: number): void {
    const until = Math.min(expires, now + KEPT_MS);
    if (until > now) this.kept.set(hashOf(token), { ...checked, keys, keysVersion, from: now, until });
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
