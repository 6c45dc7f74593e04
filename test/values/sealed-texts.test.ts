import fc from 'fast-check';
import { openCursor, sealCursor } from '../../src/values/cursor';
import { blindIndex, findKeyId, openEnvelope, sealEnvelope, type EnvelopeContext } from '../../src/values/envelope';
import { deriveKey } from '../../src/values/seal';
import { errorOf } from './reason-of';

const SECRET = Buffer.from('a secret of the tests, and of nothing else');
const KEY = deriveKey(SECRET, 'tests');
const CELL: EnvelopeContext = { key: KEY, keyId: 'k-1', table: 'claim', recordKey: '17', column: 'diagnosis' };

/** The text with one bit of one byte of its base64url part flipped. */
function flipBit(base64url: string, byte: number, bit: number): string {
  const bytes = Buffer.from(base64url, 'base64url');
  bytes[byte]! ^= 1 << bit;
  return bytes.toString('base64url');
}

/** The same text with its n-th character replaced by every other one of the alphabet. */
function respell(text: string, at: number): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ ';
  return [...alphabet]
    .filter((character) => character !== text[at])
    .map((character) => text.slice(0, at) + character + text.slice(at + 1));
}

describe('an envelope', () => {
  const envelope = sealEnvelope('J18.9', CELL);
  const opens = (text: string, context: EnvelopeContext = CELL): string => openEnvelope(text, context);

  test('opens in its own cell and says nothing of its content', () => {
    expect(opens(envelope)).toBe('J18.9');
    expect(envelope).toMatch(/^v1\.k-1\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(envelope.split('.')[2]!, 'base64url').includes('J18.9')).toBe(false);
    expect(findKeyId(envelope)).toBe('k-1');
    expect(findKeyId('J18.9')).toBeNull();
  });

  test('opens for any text, is the same each time in one cell and another in every other cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        const sealed = sealEnvelope(plain, CELL);
        expect(opens(sealed)).toBe(plain);
        expect(sealEnvelope(plain, CELL)).toBe(sealed);
        expect(sealEnvelope(plain, { ...CELL, recordKey: '18' })).not.toBe(sealed);
      }),
    );
  });

  test.each<[string, Partial<EnvelopeContext>]>([
    ['another table', { table: 'card' }],
    ['another record', { recordKey: '18' }],
    ['another column', { column: 'note' }],
    ['another key ID', { keyId: 'k-2' }],
    ['another key', { key: deriveKey(SECRET, 'others') }],
    ['parts shifted between record and table', { table: 'claim1', recordKey: '7' }],
  ])('does not open in %s', (_where, other) => {
    expect(errorOf(() => opens(envelope, { ...CELL, ...other })).code).toBe('SOURCE_VALUE_INVALID');
  });

  test('does not open with any single bit flipped, nor with any character spelled otherwise', () => {
    const sealed = envelope.split('.')[2]!;
    const byteCount = Buffer.from(sealed, 'base64url').length;
    for (let byte = 0; byte < byteCount; byte += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = `v1.k-1.${flipBit(sealed, byte, bit)}`;
        expect(errorOf(() => opens(flipped)).code).toBe('SOURCE_VALUE_INVALID');
      }
    }
    for (let at = 0; at < envelope.length; at += 1) {
      for (const text of respell(envelope, at)) expect(() => opens(text)).toThrow('A sealed value cannot be opened.');
    }
  });

  test.each(['', 'J18.9', 'v1.k-1.', 'v1.k-1.AAAA', 'v2.k-1.AAAA', 'v1..AAAA'])('%p is no envelope', (text) => {
    expect(errorOf(() => opens(text)).code).toBe('SOURCE_VALUE_INVALID');
  });

  test('a key ID that would break the layout is refused', () => {
    expect(() => sealEnvelope('J18.9', { ...CELL, keyId: 'k.1' })).toThrow(RangeError);
  });
});

test('a blind index is equal for equal values under one key only', () => {
  expect(blindIndex('J18.9', KEY)).toBe(blindIndex('J18.9', KEY));
  expect(blindIndex('J18.9', KEY)).not.toBe(blindIndex('J18.8', KEY));
  expect(blindIndex('J18.9', KEY)).not.toBe(blindIndex('J18.9', deriveKey(SECRET, 'others')));
  expect(blindIndex('J18.9', KEY)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('a derived key has 32 bytes and depends on secret and purpose', () => {
  expect(KEY).toHaveLength(32);
  expect(deriveKey(SECRET, 'tests').equals(KEY)).toBe(true);
  expect(deriveKey(SECRET, 'other tests').equals(KEY)).toBe(false);
  expect(deriveKey(Buffer.from('another secret'), 'tests').equals(KEY)).toBe(false);
});

describe('a cursor', () => {
  const position = ['04', '0499000017'];
  const cursor = sealCursor(KEY, 'participants:04', position);

  test('opens to the position it was sealed from, and the same position has the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ unit: 'grapheme' })), (binding, values) => {
        const sealed = sealCursor(KEY, binding, values);
        expect(openCursor(KEY, binding, sealed)).toEqual(values);
        expect(sealCursor(KEY, binding, values)).toBe(sealed);
        expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test('is refused under another filter, another key and when it is an envelope', () => {
    const refusals = [
      () => openCursor(KEY, 'participants:15', cursor),
      () => openCursor(deriveKey(SECRET, 'others'), 'participants:04', cursor),
      () => openCursor(KEY, 'participants:04', sealEnvelope('["04"]', CELL).split('.')[2]!),
    ];
    for (const act of refusals) expect(errorOf(act).code).toBe('CURSOR_INVALID');
  });

  test('is refused with any single bit flipped, any character spelled otherwise, cut or lengthened', () => {
    const byteCount = Buffer.from(cursor, 'base64url').length;
    const tampered: string[] = [];
    for (let byte = 0; byte < byteCount; byte += 1) {
      for (let bit = 0; bit < 8; bit += 1) tampered.push(flipBit(cursor, byte, bit));
    }
    for (let at = 0; at < cursor.length; at += 1) tampered.push(...respell(cursor, at), cursor.slice(0, at));
    tampered.push(`${cursor}A`, `${cursor}=`, ` ${cursor}`, `${cursor}\n`);
    for (const text of tampered) expect(() => openCursor(KEY, 'participants:04', text)).toThrow('This cursor was not');
  });

  test.each(['', 'x', 'b2Zmc2V0OjUw', '0499000017', 'A'.repeat(5000)])('%p was never a cursor', (text) => {
    expect(errorOf(() => openCursor(KEY, 'participants:04', text)).code).toBe('CURSOR_INVALID');
  });

  test('a refusal does not repeat the cursor', () => {
    expect(errorOf(() => openCursor(KEY, 'participants:15', cursor)).message).not.toContain(cursor);
  });
});
