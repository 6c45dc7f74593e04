import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { subjectKeysOf } from '../../src/audit/keys';
import { createSubjectTokens } from '../../src/audit/subject-token';
import { REGISTERS } from '../../src/values/databases';

const [key, earlier] = [randomBytes(32), randomBytes(32)];
const tokens = createSubjectTokens([key, earlier]);

test('a token is the start of an HMAC of register and key, however long the key is', () => {
  const anyKey = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(fc.constantFrom(...REGISTERS), anyKey, (register, recordKey) => {
      const full = createHmac('sha256', key).update(`${register}\0${recordKey}`, 'utf8').digest();
      expect(tokens.token(register, recordKey)).toEqual(full.subarray(0, 16));
    }),
    { numRuns: 500 },
  );
});

test('the same key in another register, or under another secret, is another token', () => {
  expect(tokens.token('tax', '901186914600')).not.toEqual(tokens.token('population', '901186914600'));
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const before = createSubjectTokens(subjectKeysOf(first));
  const after = createSubjectTokens(subjectKeysOf(second, [first]));
  expect(after.token('tax', '1')).not.toEqual(before.token('tax', '1'));
  expect(after.tokensOf('tax', '1')).toEqual([after.token('tax', '1'), before.token('tax', '1')]);
});

test('the subjects of a page stand once each, in the order of their tokens', () => {
  const keys = new Set(['3', '1', '2', '1', '3']);
  const { register, tokens: found } = tokens.subjects('insurance', keys);
  const expected = ['1', '2', '3'].map((each) => tokens.token('insurance', each)).sort((a, b) => a.compare(b));
  expect({ register, found }).toEqual({ register: 'insurance', found: Buffer.concat(expected) });
  expect(tokens.subjects('tax', new Set()).tokens).toHaveLength(0);
});

test('the order is that of the bytes, whatever the number of subjects', () => {
  const manyKeys = fc.uniqueArray(fc.nat().map(String), { maxLength: 600, size: 'max' });
  fc.assert(
    fc.property(manyKeys, (keys) => {
      const expected = keys.map((each) => tokens.token('health', each)).sort((a, b) => a.compare(b));
      expect(tokens.subjects('health', new Set(keys)).tokens).toEqual(Buffer.concat(expected));
    }),
    { numRuns: 100 },
  );
});

test('keys of another length are refused', () => {
  expect(() => createSubjectTokens([Buffer.alloc(16)])).toThrow('32 bytes');
  expect(() => createSubjectTokens([])).toThrow('need a key');
});
