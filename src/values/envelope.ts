import { createHmac } from 'node:crypto';
import { LienThongError } from '../errors';
import { seal, unseal } from './seal';

/** Where a sealed value stands and with which key; all of it but the key itself is bound into the envelope. */
export interface EnvelopeContext {
  /** 32 bytes, kept outside the databases. */
  readonly key: Buffer;
  /** Names the key, so that keys can be replaced: letters, digits, dashes and underscores. */
  readonly keyId: string;
  readonly table: string;
  readonly recordKey: string;
  readonly column: string;
}

const VERSION = 'v1';
const LAYOUT = /^v1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Seals a value for one cell with AES-256-GCM: 'v1.<key ID>.<base64url of nonce, ciphertext and tag>'. The same value
 * in the same cell gives the same text; in any other cell it gives another text and cannot be opened.
 */
export function sealEnvelope(plain: string, context: EnvelopeContext): string {
  if (!/^[A-Za-z0-9_-]+$/.test(context.keyId)) throw new RangeError('A key ID has letters, digits, - and _ only.');
  return `${VERSION}.${context.keyId}.${seal(context.key, toBinding(context), plain)}`;
}

/** Opens an envelope of the same cell; throws SOURCE_VALUE_INVALID when anything about it differs. */
export function openEnvelope(text: string, context: EnvelopeContext): string {
  const match = LAYOUT.exec(text);
  const plain =
    match?.[1] === context.keyId && match[2] !== undefined ? unseal(context.key, toBinding(context), match[2]) : null;
  if (plain === null) {
    throw new LienThongError('SOURCE_VALUE_INVALID', 'A sealed value cannot be opened.', { reason: 'ENVELOPE' });
  }
  return plain;
}

/** The ID of the key that an envelope was sealed with, or null when the text is no envelope. */
export function findKeyId(text: string): string | null {
  return LAYOUT.exec(text)?.[1] ?? null;
}

/** A blind index: equal values give equal texts (HMAC-SHA-256, base64url), which tell nothing without the key. */
export function blindIndex(plain: string, key: Buffer): string {
  return createHmac('sha256', key).update(plain, 'utf8').digest('base64url');
}

function toBinding({ table, recordKey, column, keyId }: EnvelopeContext): readonly string[] {
  return ['envelope', VERSION, table, recordKey, column, keyId];
}
