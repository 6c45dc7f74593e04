const LOWER_BY_BASE = {
  a: 'áàảãạăắằẳẵặâấầẩẫậ',
  d: 'đð',
  e: 'éèẻẽẹêếềểễệ',
  i: 'íìỉĩị',
  o: 'óòỏõọôốồổỗộơớờởỡợ',
  u: 'úùủũụưứừửữự',
  y: 'ýỳỷỹỵ',
} as const;

const PAIRS = Object.entries(LOWER_BY_BASE).flatMap(([base, letters]) =>
  [...letters.normalize('NFC'), ...letters.normalize('NFC').toUpperCase()].map((letter) => [letter, base] as const),
);

/**
 * Every precomposed Vietnamese letter outside ASCII, in both cases, and the eth that old input writes for đ: the
 * second argument of SQL's `translate`.
 */
export const FOLD_FROM: string = PAIRS.map(([letter]) => letter).join('');

/** The plain lower-case letter for each character of FOLD_FROM, same length: the third argument of `translate`. */
export const FOLD_TO: string = PAIRS.map(([, base]) => base).join('');

/** The blanks that count as one space, as a regular expression that JavaScript and PostgreSQL read alike. */
export const FOLD_BLANKS = '[ \\t\\n\\r\\u00A0\\u2002-\\u200B\\u3000]+';

const BASES: ReadonlyMap<string, string> = new Map(PAIRS);
const BLANKS = new RegExp(FOLD_BLANKS, 'gu');

/**
 * A name as it is compared and searched: composed (NFC), without Vietnamese marks, lower case, single spaces, trimmed.
 * The same in SQL, where only A to Z are lowered: `trim(regexp_replace(lower(translate(normalize(name, NFC),
 * FOLD_FROM, FOLD_TO) COLLATE "C"), FOLD_BLANKS, ' ', 'g'))`.
 */
export function foldName(text: string): string {
  let folded = '';
  for (const character of text.normalize('NFC')) {
    const isAsciiUpper = character >= 'A' && character <= 'Z';
    folded += isAsciiUpper ? character.toLowerCase() : (BASES.get(character) ?? character);
  }
  return folded.replace(BLANKS, ' ').replace(/^ +| +$/g, '');
}
