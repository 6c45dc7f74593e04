import fc from 'fast-check';
import { FOLD_BLANKS, FOLD_FROM, FOLD_TO, foldName } from '../../src/values/fold-name';
import names from '../../src/values/personal-names.json';

/** What PostgreSQL does: translate, lower A to Z, blanks to one space, trim. */
function foldAsSql(composed: string): string {
  const from = [...FOLD_FROM];
  const translated = [...composed].map((letter) => {
    const at = from.indexOf(letter);
    return at < 0 ? letter : FOLD_TO.charAt(at);
  });
  const lowered = translated.join('').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lowered.replace(new RegExp(FOLD_BLANKS, 'gu'), ' ').replace(/^ +/, '').replace(/ +$/, '');
}

const LETTER = fc.constantFrom(...FOLD_FROM, ...'aAbBzZ .-\u00A0\t\u3000ÜüßŁﬁ𝒜\u0301\u0302');

test('the two translate texts pair every marked letter, in both cases, and the eth for đ with a plain letter', () => {
  expect([...FOLD_FROM]).toHaveLength(FOLD_TO.length);
  expect(FOLD_FROM).toHaveLength(FOLD_TO.length);
  expect(new Set(FOLD_FROM).size).toBe(FOLD_FROM.length);
  expect(FOLD_FROM).toHaveLength(2 * (17 + 2 + 11 + 5 + 17 + 11 + 5));
  expect(FOLD_TO).toMatch(/^[adeiouy]+$/);
  expect(FOLD_FROM.normalize('NFC')).toBe(FOLD_FROM);
});

test.each([
  ['Nguyễn Thị Ánh Nguyệt', 'nguyen thi anh nguyet'],
  ['ĐẶNG ĐÌNH ĐỨC', 'dang dinh duc'],
  ['Ðặng ðức', 'dang duc'],
  ['  Lò \t Văn\u00A0\u00A0Ỷ ', 'lo van y'],
  ['NGUYEN THI LAN', 'nguyen thi lan'],
  ['', ''],
])('%p folds to %p', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});

test('a decomposed name folds like the composed one, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...FOLD_FROM, ' ', 'n') }), (text) => {
      expect(foldName(text.normalize('NFD'))).toBe(foldName(text));
      expect(foldName(foldName(text))).toBe(foldName(text));
    }),
  );
});

test('equals the definition in SQL for Vietnamese and for any other text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: LETTER }), fc.string({ unit: 'binary' })), (text) => {
      const folded = foldName(text);
      expect(folded).toBe(foldAsSql(text.normalize('NFC')));
    }),
    { numRuns: 500 },
  );
});

test('every family name of the frequency table folds to plain letters', () => {
  for (const name of Object.keys(names.family.sample_percent)) expect(foldName(name)).toMatch(/^[a-z]+$/);
});
