import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Derives a key of 32 bytes for one purpose from a secret (HKDF-SHA-256); another purpose gives an unrelated key. */
export function deriveKey(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `lien-thong/${purpose}`, KEY_BYTES));
}

/**
 * Encrypts text with AES-256-GCM and binds it to `binding`: base64url of nonce, ciphertext and tag. The nonce is the
 * first 12 bytes of HMAC-SHA-256 over binding and text, so equal text in the same place gives the same result and
 * different text never shares a nonce except by a collision of 96 bits.
 */
export function seal(key: Buffer, binding: readonly string[], plain: string): string {
  const associated = toAssociatedBytes(binding);
  const nonce = createHmac('sha256', key)
    .update(JSON.stringify(['nonce', ...binding, plain]))
    .digest()
    .subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

/** Reverses `seal`; null when anything at all differs: key, binding, a bit, or the spelling of the base64url text. */
export function unseal(key: Buffer, binding: readonly string[], text: string): string | null {
  const sealed = Buffer.from(text, 'base64url');
  if (sealed.length < NONCE_BYTES + TAG_BYTES || sealed.toString('base64url') !== text) return null;
  const tagStart = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(toAssociatedBytes(binding));
  decipher.setAuthTag(sealed.subarray(tagStart));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagStart)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function toAssociatedBytes(binding: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(binding), 'utf8');
}
