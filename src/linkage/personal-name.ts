/**
 * A name of a person in Viet Nam as it is compared: family name first, given name last. Writings that mean the same give
 * the same syllables: composed and decomposed letters, capitals, eth for đ, the tone mark on either vowel (hòa, hoà), i
 * for a final y after a consonant (lý, lí).
 */
export interface PersonalName {
  /** The syllables with their vowels' marks, each with the mark of its tone, decomposed, behind all its letters. */
  readonly toned: readonly string[];
  /** The syllables without any mark: `nguyen`, `thi`, `lan`. */
  readonly folded: readonly string[];
  /** The same in one text, with blanks between. */
  readonly text: string;
  /** Whether any syllable has a mark; a name without one may have lost them. */
  readonly isMarked: boolean;
}

/** Reads a name as it is written somewhere; null when it holds no letter. */
export function readName(text: string): PersonalName | null {
  const syllables = text.normalize('NFC').toLowerCase().replace(APOSTROPHES, '').match(WORDS)?.map(readSyllable) ?? [];
  if (syllables.length === 0) return null;
  const folded = syllables.map((syllable) => syllable.folded);
  return {
    toned: syllables.map(({ toned }) => toned),
    folded,
    text: folded.join(' '),
    isMarked: syllables.some((syllable) => syllable.toned !== syllable.folded),
  };
}

interface Syllable {
  readonly toned: string;
  readonly folded: string;
}

/** Letters with the marks that follow them. A hyphen stands between two names (Niê-Kđăm), an apostrophe within one (H'Mông). */
const WORDS = /\p{L}[\p{L}\p{M}]*/gu;
const APOSTROPHES = /['’]/g;
/** Huyền, sắc, hỏi, ngã, nặng: which tone a mark stands for is the name's; on which vowel it stands is not. */
const TONES = ['\u0300', '\u0301', '\u0309', '\u0303', '\u0323'];
const MARKS = /\p{M}/gu;
/** A final y that is the only vowel: ly is li, quy is qui; huy and thuy are themselves, and so is y alone. */
const FINAL_Y = /^(?:[^aeiouyăâêôơư]+|qu)y$/u;

/** A nation has some thousand syllables; whoever sends more has them read again. */
const known = new Map<string, Syllable>();
const KNOWN_MOST = 20_000;

function readSyllable(word: string): Syllable {
  const before = known.get(word);
  if (before) return before;
  let tone = '';
  let letters = '';
  for (const letter of word.replaceAll('ð', 'đ').normalize('NFD')) {
    if (TONES.includes(letter)) tone = letter;
    else letters += letter;
  }
  letters = letters.normalize('NFC');
  if (FINAL_Y.test(letters)) letters = `${letters.slice(0, -1)}i`;
  const folded = letters.normalize('NFD').replace(MARKS, '').replaceAll('đ', 'd');
  const read = { toned: letters + tone, folded };
  if (known.size >= KNOWN_MOST) known.clear();
  known.set(word, read);
  return read;
}
