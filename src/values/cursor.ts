import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { LienThongError } from '../errors';
import { BoundedMap } from './bounded-map';
import { seal, unseal } from './seal';

/**
 * A cursor is a sealed position in a list, bound to the list with its view, filter and order: it opens only there, tells
 * a reader nothing, and the same position gives the same text.
 *
 * A position of one short value, such as an insurance number, is one block of AES-256 under a key of its binding. The
 * block ends in at least six zero bytes, and a block cipher is a random permutation to who has no key: a block that was
 * changed, or sealed under another binding, ends so once in 2^48 times ("encode then encipher", Bellare and Rogaway
 * 2000). All short positions of a page are enciphered in one call. Every other position goes through `seal`.
 */

const LONGEST_CURSOR = 4096;
const BLOCK_BYTES = 16;
/** Ten visible characters leave six bytes of a block. */
const SHORT = /^[\x21-\x7e]{1,10}$/;

/** Seals positions of one list, each the values of a row's key. */
export function sealCursors(
  key: Buffer,
  binding: string,
  positions: readonly (readonly string[])[],
): readonly string[] {
  const short = positions.filter(isShort);
  const blocks = Buffer.alloc(short.length * BLOCK_BYTES);
  short.forEach(([value], i) => blocks.write(value, i * BLOCK_BYTES, 'latin1'));
  const cipher = createCipheriv('aes-256-ecb', blockKey(key, binding), null).setAutoPadding(false);
  const sealed = cipher.update(blocks);
  let at = 0;
  return positions.map((values) => {
    if (!isShort(values)) return seal(key, ['cursor', binding], JSON.stringify(values));
    at += BLOCK_BYTES;
    return sealed.toString('base64url', at - BLOCK_BYTES, at);
  });
}

function isShort(values: readonly string[]): values is readonly [string] {
  const [value = '', ...rest] = values;
  return rest.length === 0 && SHORT.test(value);
}

/** Seals one position. */
export function sealCursor(key: Buffer, binding: string, values: readonly string[]): string {
  return sealCursors(key, binding, [values])[0] as string;
}

/** Returns the position in a cursor; throws CURSOR_INVALID for any text that was not sealed here for this binding. */
export function openCursor(key: Buffer, binding: string, cursor: string): string[] {
  const position =
    cursor.length <= LONGEST_CURSOR ? (openShort(key, binding, cursor) ?? openLong(key, binding, cursor)) : null;
  if (position === null) {
    throw new LienThongError('CURSOR_INVALID', 'This cursor was not handed out for this list and filter.');
  }
  return position;
}

function openShort(key: Buffer, binding: string, cursor: string): string[] | null {
  const sealed = Buffer.from(cursor, 'base64url');
  if (sealed.length !== BLOCK_BYTES || sealed.toString('base64url') !== cursor) return null;
  const decipher = createDecipheriv('aes-256-ecb', blockKey(key, binding), null).setAutoPadding(false);
  const block = decipher.update(sealed).toString('latin1');
  const value = block.replace(/\0+$/, '');
  return SHORT.test(value) ? [value] : null;
}

function openLong(key: Buffer, binding: string, cursor: string): string[] | null {
  const plain = unseal(key, ['cursor', binding], cursor);
  return plain === null ? null : (JSON.parse(plain) as string[]);
}

const blockKeys = new BoundedMap<string, { readonly of: Buffer; readonly key: Buffer }>(1_000);

/** The key of a binding; those used last are kept. */
function blockKey(key: Buffer, binding: string): Buffer {
  const known = blockKeys.get(binding);
  if (known?.of.equals(key)) return known.key;
  const derived = createHmac('sha256', key)
    .update(JSON.stringify(['cursor block', binding]))
    .digest();
  blockKeys.set(binding, { of: key, key: derived });
  return derived;
}
