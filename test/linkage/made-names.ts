import fc from 'fast-check';
import tables from '../../src/values/personal-names.json';

/** Names as registers write them, and what may have become of them on the way from one to another. */

const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Hoàng', 'Huỳnh', 'Vũ', 'Võ', 'Đặng', 'Lý', 'Quý', 'Y', 'H’Mông'];
const OTHERS = [
  'Thị',
  'Văn',
  'Thúy',
  'Thuỷ',
  'Hòa',
  'Huy',
  'Thuý',
  'Quý',
  'My',
  'Mỹ',
  'Đức',
  'Toàn',
  'A',
  'Ngọc',
  'Lan',
  'Nam',
];
const [FIRST, SECOND] = [
  tables.orthography.pairs.map(([one]) => one!),
  tables.orthography.pairs.map(([, other]) => other!),
];

const family = fc.constantFrom(...FAMILIES);
const other = fc.constantFrom(...OTHERS, ...FIRST, ...SECOND);

export const madeName: fc.Arbitrary<string> = fc
  .tuple(family, fc.array(other, { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest].join(' '));

/** The same name in another writing that means the same. */
export const respelt = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('NFC', 'NFD'),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(' ', '  ', '\u00a0', '-'),
      fc.boolean(),
    )
    .map(([form, isCapital, isEth, blank, isPaired]) => {
      const words = name.normalize('NFC').split(' ');
      const written = words.map((word) => {
        if (!isPaired) return word;
        const place = FIRST.indexOf(word);
        return place >= 0 ? SECOND[place]! : (FIRST[SECOND.indexOf(word)] ?? word);
      });
      let text = written.join(blank);
      if (isEth) text = text.replaceAll('Đ', 'Ð').replaceAll('đ', 'ð');
      return (isCapital ? text.toUpperCase() : text).normalize(form);
    });

const LETTERS = ['a', 'n', 'h', 'ê', 'ớ', 'đ', ' ', 'y', 'i'];

/** What a name may have become: nothing, or up to two of the errors that registers make. */
export const mistaken = (name: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom('drop', 'double', 'letter', 'strip', 'swap', 'syllable', 'add', 'exchange'),
        fc.nat(40),
        fc.constantFrom(...LETTERS),
      ),
      {
        maxLength: 2,
      },
    )
    .map((errors) =>
      errors.reduce((text, [kind, at, letter]) => {
        const place = text.length === 0 ? 0 : at % text.length;
        const words = text.split(' ');
        const word = at % words.length;
        switch (kind) {
          case 'drop':
            return text.slice(0, place) + text.slice(place + 1);
          case 'double':
            return text.slice(0, place) + text.charAt(place) + text.slice(place);
          case 'letter':
            return text.slice(0, place) + letter + text.slice(place + 1);
          case 'exchange':
            return text.slice(0, place) + text.charAt(place + 1) + text.charAt(place) + text.slice(place + 2);
          case 'strip':
            return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('Đ', 'D').replaceAll('đ', 'd');
          case 'swap':
            return [words.at(-1), ...words.slice(0, -1)].join(' ');
          case 'syllable':
            return words.filter((_, i) => i !== word).join(' ');
          default:
            return [...words.slice(0, word), 'Thị', ...words.slice(word)].join(' ');
        }
      }, name),
    );
