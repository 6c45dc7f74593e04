import fc from 'fast-check';
import { compareDates, yearsOff } from '../../src/linkage/compare-dates';
import { compareIdentifiers } from '../../src/linkage/compare-identifiers';
import { compareNames, familyOf } from '../../src/linkage/compare-names';
import { isWithinOneEdit } from '../../src/linkage/edit-distance';
import { readName } from '../../src/linkage/personal-name';
import { madeName, mistaken, respelt } from './made-names';
import { naiveDateLevel, naiveDistance, naiveNameLevel, naiveSyllables } from './naive';

const RUNS = { numRuns: 1_500 };

test.each([
  ['Nguyễn Thị Hoà', 'NGUYỄN THỊ HÒA'],
  ['Đặng Thúy Lý', 'Ðặng Thuý Lí'.normalize('NFD')],
  ['Quý Mỹ Kỳ', 'Quí Mĩ Kì'],
  ["H'Mông", 'H’mông'],
  ['Y Niê-Kđăm', '  y  niê   kđăm '],
])('%s and %s are one name', (one, other) => {
  expect(readName(other)).toEqual(readName(one));
});

test.each([
  ['Thủy', 'Thúy'],
  ['Huy', 'Hui'],
  ['Y', 'I'],
  ['Tay', 'Tai'],
])('%s and %s are two', (one, other) => {
  expect(readName(other)!.toned).not.toEqual(readName(one)!.toned);
});

test('a text without a letter is no name', () => {
  expect(readName(' 12 - . ')).toBeNull();
});

test('a name’s reading is that of its definition, whatever was written, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(
      madeName.chain((name) => fc.tuple(fc.constant(name), respelt(name), mistaken(name))),
      ([name, again, wrong]) => {
        const read = readName(name)!;
        expect(readName(again)).toEqual(read);
        for (const text of [name, again, wrong]) {
          const naive = naiveSyllables(text);
          expect(readName(text)?.folded ?? []).toEqual(naive.map(({ plain }) => plain));
          expect(readName(text)?.toned ?? []).toEqual(naive.map(({ letters, tone }) => letters + tone));
        }
        expect(readName(read.toned.join(' '))).toEqual(read);
        expect(readName(read.folded.join(' '))!.folded).toEqual(read.folded);
      },
    ),
    RUNS,
  );
});

test('how two names agree is what the levels’ definitions say, from either side', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      madeName.chain((name) =>
        fc.tuple(
          fc.constant(name),
          fc.oneof(
            { weight: 6, arbitrary: mistaken(name) },
            { weight: 1, arbitrary: madeName },
            { weight: 1, arbitrary: respelt(name) },
          ),
        ),
      ),
      ([one, other]) => {
        const [left, right] = [readName(one), readName(other)];
        if (!left || !right) return;
        const level = compareNames(left, right);
        seen.set(level, (seen.get(level) ?? 0) + 1);
        expect(level).toBe(naiveNameLevel(one, other));
        expect(compareNames(right, left)).toBe(level);
      },
    ),
    // These levels are rare among made names.
    { numRuns: 4_000, examples: [[['Trần Thị Thủy', 'Trần Thị Thúy']], [['Hoàng Văn Nam', 'Huỳnh Văn Nam']]] },
  );
  expect([...seen.keys()].sort()).toEqual([
    'FAMILY_AND_GIVEN',
    'FAMILY_VARIANT',
    'MARKS_DIFFER',
    'MARKS_MISSING',
    'MIDDLE_DROPPED',
    'ONE_LETTER',
    'ORDER',
    'OTHER',
    'SAME',
  ]);
});

test.each([
  ['Hoàng Văn Nam', 'Huỳnh Văn Nam', 'FAMILY_VARIANT'],
  ['Võ Thị Lan', 'Vũ Thị Lan', 'FAMILY_VARIANT'],
  ['Lan Huỳnh Nam', 'Lan Hoàng Nam', 'FAMILY_AND_GIVEN'],
  ['Võ Thị Ngọc Lan', 'Vũ Lan', 'MIDDLE_DROPPED'],
])('%s and %s: %s', (one, other, level) => {
  expect(compareNames(readName(one)!, readName(other)!)).toBe(level);
});

test('a family name of the south is found under that of the north', () => {
  expect(familyOf(['huynh', 'nam'])).toBe(familyOf(['hoang']));
});

const day = fc
  .date({ min: new Date('1920-01-01'), max: new Date('2024-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
/** The same day, or what may have become of it. */
const near = (of: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('same', 'first', 'swap', 'digit', 'days'),
      fc.constantFrom(0, 2, 3, 5, 6, 8, 9),
      fc.nat(9),
      fc.constantFrom(-731, -730, -366, -365, -1, 1, 364, 365, 366, 367, 730, 731, 732),
    )
    .map(([kind, at, digit, days]) => {
      if (kind === 'first') return `${of.slice(0, 4)}-01-01`;
      if (kind === 'swap') return `${of.slice(0, 4)}-${of.slice(8)}-${of.slice(5, 7)}`;
      if (kind === 'digit') return of.slice(0, at) + String(digit) + of.slice(at + 1);
      return kind === 'same' ? of : new Date(Date.parse(of) + days * 86_400_000).toISOString().slice(0, 10);
    });

test('how two dates agree is what the levels’ definitions say, from either side', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      day.chain((of) =>
        fc.tuple(fc.constant(of), fc.oneof({ weight: 5, arbitrary: near(of) }, { weight: 1, arbitrary: day })),
      ),
      fc.constantFrom(false, false, false, true),
      fc.constantFrom(false, false, false, true),
      ([one, other], isVague, isVagueToo) => {
        fc.pre(isDay(other));
        const [left, right] = [
          { day: one, isYearOnly: isVague },
          { day: other, isYearOnly: isVagueToo },
        ];
        const level = compareDates(left, right);
        seen.add(level);
        expect(level).toBe(naiveDateLevel(left, right));
        expect(compareDates(right, left)).toBe(level);
      },
    ),
    { numRuns: 4_000 },
  );
  expect([...seen].sort()).toEqual(['ONE_DIGIT', 'OTHER', 'SAME', 'SWAPPED', 'YEAR_OFF', 'YEAR_ONLY']);
});

test('the eight days that are a year or two off hold all that are of that level', () => {
  fc.assert(
    fc.property(day, (of) => {
      const found = yearsOff(of);
      const exact = { day: of, isYearOnly: false };
      const around = Array.from({ length: 2 * 800 + 1 }, (_, i) => Date.parse(of) + (i - 800) * 86_400_000)
        .map((ms) => new Date(ms).toISOString().slice(0, 10))
        .filter((other) => compareDates(exact, { day: other, isYearOnly: false }) === 'YEAR_OFF');
      expect(found).toEqual(expect.arrayContaining(around));
      expect(found).toHaveLength(8);
    }),
    { numRuns: 50 },
  );
  expect(yearsOff('infinity')).toEqual([]);
});

test('two texts are within one edit exactly when their distance is at most one', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 6 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(isWithinOneEdit(one, other)).toBe(naiveDistance(one, other) <= 1);
    }),
    { numRuns: 6_000 },
  );
});

test.each([
  ['904185012345', 'CURRENT'],
  ['904185012399', 'SUPERSEDED'],
  ['080123456', 'CARD'],
  ['04185012345', 'FIRST_DIGITS_LOST'],
  ['4185012345', 'FIRST_DIGITS_LOST'],
  ['185012345', 'OTHER'],
  ['904185012354', 'ONE_DIGIT'],
  ['904185012346', 'ONE_DIGIT'],
  ['90418501234', 'ONE_DIGIT'],
  ['904185012454', 'OTHER'],
])('the number %s agrees as %s', (stated, level) => {
  const known = { current: '904185012345', superseded: ['904185012399'], cards: ['080123456', '271450001'] };
  expect(compareIdentifiers(stated, known)).toBe(level);
});
