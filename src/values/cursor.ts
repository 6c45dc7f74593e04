import { LienThongError } from '../errors';
import { seal, unseal } from './seal';

const LONGEST_CURSOR = 4096;

/**
 * Seals a position in a list (AES-256-GCM, base64url). `binding` names the list with its view, filter and order: a
 * cursor opens only under the same one. The same position gives the same text.
 */
export function sealCursor(key: Buffer, binding: string, values: readonly string[]): string {
  return seal(key, ['cursor', binding], JSON.stringify(values));
}

/** Returns the position in a cursor; throws CURSOR_INVALID for any text that was not sealed here for this binding. */
export function openCursor(key: Buffer, binding: string, cursor: string): string[] {
  const plain = cursor.length <= LONGEST_CURSOR ? unseal(key, ['cursor', binding], cursor) : null;
  if (plain === null) {
    throw new LienThongError('CURSOR_INVALID', 'This cursor was not handed out for this list and filter.');
  }
  return JSON.parse(plain) as string[];
}
