import type { KeyObject } from 'node:crypto';
import { KeySet, type KeyWanted } from './key-set';

/** Where one issuer's keys come from. */
export interface KeySource {
  /** Another number after every replacement of the keys: what was checked with the old ones has to be checked again. */
  readonly version: number;
  /**
   * The key that a token asks for, or null when the issuer does not publish it. Throws IDENTITY_UNAVAILABLE when that
   * cannot be known now.
   */
  find(wanted: KeyWanted): Promise<KeyObject | null>;
  /** Gets the keys now where they have to be fetched. Never throws: what fails is logged. */
  refresh(): Promise<void>;
}

/** Keys that are given and never change. */
export function localKeys(jwks: unknown): KeySource {
  const keys = KeySet.parse(jwks);
  return { version: 1, find: (wanted) => Promise.resolve(keys.find(wanted)), refresh: () => Promise.resolve() };
}
