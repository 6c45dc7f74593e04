import { createHash, generateKeyPairSync, hash, verify } from 'node:crypto';
import fc from 'fast-check';
import { type Canonical, canonicalJson } from '../../src/audit/canonical-json';
import { fromBody, NO_PREVIOUS, type Place, toBody } from '../../src/audit/chained-record';
import { fromNote, toNote } from '../../src/audit/checkpoint';
import { MerkleTree } from '../../src/audit/merkle-tree';
import { readColumns, requireRecordable } from '../../src/audit/record-shape';
import { createSigner, openNote, parsePublicKey } from '../../src/audit/signed-note';
import { someRecord } from './scratch-log';

const ORIGIN = 'lienthong/01234567-89ab-4def-8123-456789abcdef';
const START: Place = { origin: ORIGIN, seq: 0, previous: NO_PREVIOUS };

describe('canonical JSON', () => {
  test('is that of RFC 8785, section 3.2', () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts keys by UTF-16 code units', () => {
    const keys = ['€', '\r', '\ufb33', '1', '😀', '\u0080', 'ö'];
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['1', '\r', '\u0080', 'ö', '€', '😀', '\ufb33']);
  });

  test('says the same of a value however its keys were put in, and can be read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Canonical);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as Canonical)).toBe(text);
      }),
    );
  });

  test.each([[Number.NaN], [Infinity], ['\ud800'], [undefined], [{ a: undefined }], [() => 0]])(
    'has no text for %p',
    (value) => {
      expect(() => canonicalJson(value as Canonical)).toThrow(TypeError);
    },
  );
});

describe('the shape of a record', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0'));
  const anyRecord = fc
    .record({
      actor: fc.record({ issuer: anyText, subject: anyText, client: anyText }),
      onBehalfOf: fc.option(anyText),
      agreement: fc.option(fc.record({ id: anyText, version: fc.nat() })),
      purpose: fc.option(anyText),
    })
    .map((changes) => someRecord(changes));

  test('takes every record in canonical form, and reads from it what the columns say', () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(), (record, seq) => {
        const previous = hash('sha256', String(seq));
        const body = toBody(record, { origin: ORIGIN, seq, previous });
        const { at, purpose, decision, reason, agreement } = record;
        expect(body).toBe(canonicalJson(JSON.parse(body) as Canonical));
        expect(readColumns(body)).toEqual({
          ...{ origin: ORIGIN, seq, previous, at, purpose, decision, reason },
          agreement: agreement?.id ?? null,
        });
        expect(fromBody(body)).toEqual({ ...record, origin: ORIGIN, seq, previous });
        expect(requireRecordable(record)).toBeGreaterThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test('takes nothing that is not written in the one canonical way', () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(), fc.constantFrom(' ', '"', '\\', '0', 'a', '\n', ','), (record, at, put) => {
        // Whole letters, since half of one cannot be stored.
        const letters = [...toBody(record, START)];
        const place = at % letters.length;
        for (const changed of [letters.toSpliced(place, 0, put), letters.toSpliced(place, 1)]) {
          const text = changed.join('');
          if (!readColumns(text)) continue;
          expect(canonicalJson(JSON.parse(text) as Canonical)).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['at', { at: '2026-01-01' }],
    ['fields', { fields: ['Citizen.fullName of Nguyễn'] }],
    ['caseToken', { caseToken: 'case 12' }],
    ['document', { document: '{ person }' }],
    ['reason', { reason: 'no such person 901186914600' }],
    ['purpose', { purpose: 'a\0b' }],
    ['counts', { counts: { people: 0.5, probed: 0, rows: 0 } }],
    ['request', { request: '901186914600' }],
  ])('names the field of a record that is none: %s', (field, changes) => {
    expect(() => requireRecordable(someRecord(changes))).toThrow(`${field} of an audit record`);
  });
});

describe('the Merkle tree', () => {
  const sha = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  /** RFC 6962, section 2.1, word for word. */
  const rootOf = (leaves: readonly Buffer[]): Buffer => {
    const [only] = leaves;
    if (!only) return sha();
    if (leaves.length === 1) return only;
    let half = 1;
    while (half * 2 < leaves.length) half *= 2;
    return sha(Buffer.from([1]), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
  };

  test('has the root of RFC 6962 at every size, also when it grows on from what was kept of it', () => {
    const leaves: Buffer[] = [];
    let tree = new MerkleTree();
    for (let size = 0; size <= 130; size += 1) {
      expect(tree.root()).toEqual(rootOf(leaves));
      tree = new MerkleTree(tree.state);
      leaves.push(sha(Buffer.from([0, size])));
      tree.append(leaves.at(-1)!.toString('hex'));
    }
    expect(() => new MerkleTree({ size: 3, peaks: [] })).toThrow(RangeError);
  });
});

describe('checkpoints', () => {
  const signer = createSigner('lienthong-audit', Buffer.alloc(32, 3));
  const key = parsePublicKey(signer.publicKey);
  const checkpoint = { origin: ORIGIN, size: 20, root: Buffer.alloc(32, 9) };

  test('are notes that anybody can verify with the key alone', () => {
    const note = toNote(checkpoint, signer);
    const [origin, size, root, blank, line = '', end] = note.split('\n');
    expect([origin, size, root, blank, end]).toEqual([ORIGIN, '20', checkpoint.root.toString('base64'), '', '']);
    const [dash, name, encoded = ''] = line.split(' ');
    expect([dash, name]).toEqual(['—', 'lienthong-audit']);
    const typed = Buffer.from(signer.publicKey.split('+').slice(2).join('+'), 'base64');
    const keyHash = hash('sha256', Buffer.concat([Buffer.from('lienthong-audit\n'), typed]), 'buffer').subarray(0, 4);
    const signature = Buffer.from(encoded, 'base64');
    expect(signature.subarray(0, 4)).toEqual(keyHash);
    expect(typed[0]).toBe(1);
    expect(verify(null, Buffer.from(`${origin}\n${size}\n${root}\n`), key.key, signature.subarray(4))).toBe(true);
    expect(fromNote(note, [key])).toEqual(checkpoint);
  });

  test('are known by their key alone: another key of the same name, or no key, opens none', () => {
    const other = createSigner('lienthong-audit', Buffer.alloc(32, 4));
    const note = toNote(checkpoint, signer);
    expect(fromNote(note, [parsePublicKey(other.publicKey)])).toBeNull();
    expect(fromNote(note, [])).toBeNull();
    expect(openNote(other.sign('anything\n'), [key])).toBeNull();
    expect(fromNote(signer.sign(`${ORIGIN}\n020\n${checkpoint.root.toString('base64')}\n`), [key])).toBeNull();
  });

  test('a note of which a letter is changed, is none', () => {
    const note = toNote(checkpoint, signer);
    for (let at = 0; at < note.length; at += 1) {
      const changed = `${note.slice(0, at)}${note[at] === 'B' ? 'C' : 'B'}${note.slice(at + 1)}`;
      expect([at, fromNote(changed, [key])]).toEqual([at, null]);
    }
  });

  test('a public key that is none is told', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(() => parsePublicKey(raw)).toThrow('not a public key');
    expect(() => parsePublicKey(signer.publicKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toThrow('another key');
    expect(() => createSigner('two words', Buffer.alloc(32))).toThrow('a word');
  });
});
