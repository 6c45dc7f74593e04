import fc from 'fast-check';
import { AnswerText, quote, toJson } from '../../../src/planning/plan/answer';
import { writeResult } from '../../../src/server/write-result';

/** An answer is written as JSON.stringify would write it. */

test('every character of the basic plane, alone and within a text', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    for (const text of [character, `Đỗ ${character} x`]) {
      if (quote(text) !== JSON.stringify(text)) wrong.push(code.toString(16));
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['NUL', '\0'],
  ['a line separator', '\u2028\u2029'],
  ['a quotation mark and a backslash', '"\\'],
  ['the controls above ASCII, which JSON leaves as they are', '\u007f\u0085\u009f'],
  ['a pair of surrogates', '😀'],
  ['the first half of a pair at the end', 'x\ud83d'],
  ['the second half at the start', '\ude00x'],
  ['halves in the wrong order', '\ude00\ud83d'],
  ['a half before a whole pair', '\ud83d😀'],
  ['nothing', ''],
])('%s', (_what, text) => {
  expect(quote(text)).toBe(JSON.stringify(text));
  expect(JSON.parse(quote(text))).toBe(text);
});

const codeUnits = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0, 9, 10, 34, 92, 127, 0x2028, 0xd83d, 0xde00, 0xdbff, 0xdc00, 0xfeff),
    ),
    { maxLength: 40 },
  )
  .map((units) => String.fromCharCode(...units));

test('texts of any code units', () => {
  fc.assert(
    fc.property(codeUnits, (text) => {
      expect(quote(text)).toBe(JSON.stringify(text));
    }),
    { numRuns: 2_000 },
  );
});

test('values of every kind that a register sends', () => {
  const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.oneof(scalar, fc.array(scalar), fc.dictionary(codeUnits, scalar)), (value) => {
      fc.pre(typeof value !== 'number' || Number.isFinite(value));
      expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      if (!Object.is(value, -0)) expect(toJson(value)).toBe(JSON.stringify(value));
    }),
    { numRuns: 2_000 },
  );
});

test('a body is its text between errors and extensions, and can be taken once', () => {
  const answer = new AnswerText('{"a":[1,null]}');
  expect(JSON.stringify(answer)).toBe('{"a":[1,null]}');
  const errors = [{ message: 'x', path: ['a', 1] }];
  const body = writeResult({ errors, data: answer as never, extensions: { counts: [] } });
  expect(JSON.parse(body)).toEqual({ errors, data: { a: [1, null] }, extensions: { counts: [] } });
  expect(body.endsWith('\n')).toBe(true);
  expect(answer.take()).toBe('null');
});

test('a body without a text is written as JSON.stringify writes it', () => {
  expect(writeResult({ data: { a: 1 } })).toBe('{"data":{"a":1}}\n');
  expect(writeResult({ data: null })).toBe('{"data":null}\n');
  expect(writeResult({ errors: [{ message: 'x' }] })).toBe('{"errors":[{"message":"x"}]}\n');
});
