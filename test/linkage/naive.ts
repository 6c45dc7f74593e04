/** The comparisons by their definitions, without regard to speed: what the core is held against. */

const TONES = ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];

/** A name's syllables, each as its letters with the marks of vowels, and its tone; by hand, one writing after the other. */
export function naiveSyllables(text: string): readonly { letters: string; tone: string; plain: string }[] {
  const clean = text.normalize('NFC').toLowerCase().split('ð').join('đ').split("'").join('').split('’').join('');
  const words = clean.split(/[^\p{L}\p{M}]+/u).flatMap((word) => {
    const letters = [...word].slice([...word].findIndex((letter) => /\p{L}/u.test(letter)));
    return /\p{L}/u.test(word) ? [letters.join('')] : [];
  });
  return words.map((word) => {
    const marks = [...word.normalize('NFD')];
    const tone = marks.filter((mark) => TONES.includes(mark)).at(-1) ?? '';
    let letters = marks
      .filter((mark) => !TONES.includes(mark))
      .join('')
      .normalize('NFC');
    const vowels = [...letters].filter((letter) => 'aeiouyăâêôơư'.includes(letter));
    const isFinalY = letters.length > 1 && letters.endsWith('y');
    if (isFinalY && (vowels.length === 1 || (letters === 'quy' && vowels.length === 2))) {
      letters = `${letters.slice(0, -1)}i`;
    }
    const plain = [...letters.normalize('NFD')]
      .filter((letter) => !/\p{M}/u.test(letter))
      .map((letter) => (letter === 'đ' ? 'd' : letter))
      .join('');
    return { letters, tone, plain };
  });
}

/** The optimal-string-alignment distance, by dynamic programming. */
export function naiveDistance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  const at = (i: number, j: number): number => rows[i]![j]!;
  for (let i = 0; i <= one.length; i += 1) {
    for (let j = 0; j <= other.length; j += 1) {
      if (i === 0 || j === 0) {
        rows[i]![j] = i + j;
        continue;
      }
      const change = at(i - 1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min(change, at(i - 1, j) + 1, at(i, j - 1) + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        least = Math.min(least, at(i - 2, j - 2) + 1);
      }
      rows[i]![j] = least;
    }
  }
  return at(one.length, other.length);
}

const FAMILIES: Readonly<Record<string, string>> = { huynh: 'hoang', vo: 'vu' };

/** All texts that are left of a list when some of it are taken away. */
function parts(list: readonly string[]): readonly string[] {
  if (list.length === 0) return [''];
  return parts(list.slice(1)).flatMap((rest) => [rest, `${list[0]} ${rest}`]);
}

/** The first level of `NAME_LEVELS` whose definition holds. */
export function naiveNameLevel(left: string, right: string): string {
  const [one, other] = [naiveSyllables(left), naiveSyllables(right)];
  const whole = (of: typeof one): string => of.map(({ letters, tone }) => `${letters}/${tone}`).join(' ');
  const plain = (of: typeof one): readonly string[] => of.map((syllable) => syllable.plain);
  const bare = (of: typeof one): boolean =>
    of.every((syllable) => syllable.letters === syllable.plain && !syllable.tone);
  const [a, b] = [plain(one), plain(other)];
  const northern = (of: readonly string[]): readonly string[] =>
    of.map((syllable, i) => (i === 0 ? (FAMILIES[syllable] ?? syllable) : syllable));
  const text = (of: readonly string[]): string => of.join(' ');
  const family = northern(a)[0] === northern(b)[0];
  const ends = family && a.length > 1 && b.length > 1 && a.at(-1) === b.at(-1);
  const within = (some: readonly string[], all: readonly string[]): boolean =>
    parts(all.slice(1)).includes(
      some
        .slice(1)
        .map((syllable) => `${syllable} `)
        .join(''),
    );
  const held: readonly (readonly [string, boolean])[] = [
    ['SAME', whole(one) === whole(other)],
    ['MARKS_MISSING', text(a) === text(b) && (bare(one) || bare(other))],
    ['MARKS_DIFFER', text(a) === text(b)],
    ['FAMILY_VARIANT', text(northern(a)) === text(northern(b))],
    ['ORDER', text(a.toSorted()) === text(b.toSorted())],
    ['MIDDLE_DROPPED', ends && (within(a, b) || within(b, a))],
    ['ONE_LETTER', naiveDistance(text(a), text(b)) <= 1],
    ['FAMILY_AND_GIVEN', ends],
  ];
  return held.find(([, holds]) => holds)?.[0] ?? 'OTHER';
}

export interface NaiveDate {
  readonly day: string;
  readonly isYearOnly: boolean;
}

/** The first level of `DATE_LEVELS` whose definition holds. */
export function naiveDateLevel(left: NaiveDate, right: NaiveDate): string {
  const [one, other] = [left, right].map(({ day }) => {
    const [year, month, date] = day.split('-').map(Number);
    return {
      year: year!,
      month: month!,
      date: date!,
      text: day.split('-').join(''),
      time: Date.UTC(year!, month! - 1, date),
    };
  }) as [Parsed, Parsed];
  const vague = left.isYearOnly || right.isYearOnly;
  const first = [one, other].some(({ month, date }) => month === 1 && date === 1);
  const apart = Math.abs(one.time - other.time) / 86_400_000;
  const held: readonly (readonly [string, boolean])[] = [
    ['SAME', !vague && one.time === other.time],
    ['YEAR_ONLY', one.year === other.year && (vague || first)],
    ['SWAPPED', one.year === other.year && one.month === other.date && one.date === other.month],
    ['ONE_DIGIT', naiveDistance(one.text, other.text) <= 1],
    ['YEAR_OFF', [365, 366, 730, 731].includes(apart)],
  ];
  return held.find(([, holds]) => holds)?.[0] ?? 'OTHER';
}

interface Parsed {
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly text: string;
  readonly time: number;
}
