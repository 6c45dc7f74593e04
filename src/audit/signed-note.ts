import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** Signs notes as C2SP signed-note says, with Ed25519. */
export interface NoteSigner {
  /** The public key to pin, as verifiers of such notes take it: name, key hash and key, joined by `+`. */
  readonly publicKey: string;
  /** The note of a text, which ends in a line break: the text, a blank line and the signature's line. */
  sign(text: string): string;
}

/** A public key of a signer, read from its text. */
export interface NoteVerifier {
  readonly name: string;
  readonly text: string;
  readonly keyHash: Uint8Array;
  readonly key: KeyObject;
}

const ED25519 = 1;
const KEY_HASH_BYTES = 4;
const KEY_BYTES = 32;
/** What DER puts before the 32 bytes of a private and of a public Ed25519 key (RFC 8410). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

/** Makes a signer of a name, without blanks and `+`, and the 32 bytes of an Ed25519 private key. */
export function createSigner(name: string, seed: Buffer): NoteSigner {
  if (seed.length !== KEY_BYTES) throw new RangeError('the seed of an Ed25519 key has 32 bytes');
  if (!/^[^\s+]+$/.test(name)) throw new RangeError('the name of a key is a word without +');
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicBytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
  const typed = Buffer.concat([Buffer.from([ED25519]), publicBytes]);
  const keyHash = hashKey(name, typed);
  return {
    publicKey: `${name}+${keyHash.toString('hex')}+${typed.toString('base64')}`,
    sign: (text) => {
      const signature = Buffer.concat([keyHash, sign(null, Buffer.from(text, 'utf8'), key)]);
      return `${text}\n— ${name} ${signature.toString('base64')}\n`;
    },
  };
}

/** Reads a public key's text; throws a RangeError that says what is wrong with it. */
export function parsePublicKey(text: string): NoteVerifier {
  const [, name = '', hashed = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
  const typed = Buffer.from(encoded, 'base64');
  if (typed.length !== 1 + KEY_BYTES || typed[0] !== ED25519) {
    throw new RangeError('it is not a public key (name+8 hexadecimal digits+44 letters of base64)');
  }
  const keyHash = hashKey(name, typed);
  if (keyHash.toString('hex') !== hashed) throw new RangeError('its hash is that of another key');
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, typed.subarray(1)]), format: 'der', type: 'spki' });
  return { name, text, keyHash, key };
}

/** The text of a note when one of the keys has signed it, with that key; null when none has, or it is no note. */
export function openNote(
  note: string,
  keys: readonly NoteVerifier[],
): { readonly text: string; readonly key: NoteVerifier } | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, end + 1);
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const signature = Buffer.from(encoded, 'base64');
    const signer = keys.find((key) => key.name === name && signature.subarray(0, KEY_HASH_BYTES).equals(key.keyHash));
    if (signer && verify(null, Buffer.from(text, 'utf8'), signer.key, signature.subarray(KEY_HASH_BYTES))) {
      return { text, key: signer };
    }
  }
  return null;
}

function hashKey(name: string, typed: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), typed]), 'buffer').subarray(0, KEY_HASH_BYTES);
}
