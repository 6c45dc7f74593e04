import tables from '../values/personal-names.json';
import type { RandomStream } from './random';

const TONES = ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
const VOWEL = /[aeiouyăâêôơư]/i;
const VARIANTS = new Map<string, string>(
  tables.orthography.pairs.flatMap(([one, other]) => [
    [one as string, other as string] as const,
    [other as string, one as string] as const,
  ]),
);
const KEYBOARD: Readonly<Record<string, string>> = {
  a: 's',
  n: 'm',
  m: 'n',
  h: 'g',
  g: 'h',
  t: 'r',
  i: 'o',
  o: 'i',
  u: 'y',
  e: 'r',
  c: 'v',
  l: 'k',
  r: 't',
};

/** A name in capitals without marks, as old input systems kept it: Nguyễn Thị Lan becomes NGUYEN THI LAN. */
export function stripMarks(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .toUpperCase();
}

/** The same name written differently: place of the tone mark, i for y, decomposed letters, eth for Đ. Means the same. */
export function respell(name: string, random: RandomStream): string {
  const words = name.split(' ');
  const place = words.findIndex((word) => VARIANTS.has(word));
  if (place >= 0 && random.chance(0.6)) {
    words[place] = VARIANTS.get(words[place] as string) as string;
    return words.join(' ');
  }
  if (name.includes('Đ') && random.chance(0.6)) return name.replace(/Đ/g, 'Ð');
  return name.normalize('NFD');
}

/** The name with one tone mark changed, added or lost. */
export function mistakeMark(name: string, random: RandomStream): string {
  const letters = [...name.normalize('NFD')];
  const places = letters.flatMap((letter, index) => (TONES.includes(letter) ? [index] : []));
  if (places.length > 0) {
    const place = random.pick(places);
    letters[place] = random.pick(TONES.filter((tone) => tone !== letters[place]));
  } else {
    const vowel = letters.findIndex((letter) => VOWEL.test(letter));
    if (vowel < 0) return name;
    letters.splice(vowel + 1, 0, '\u0301');
  }
  return letters.join('').normalize('NFC');
}

/** The name with one letter dropped, doubled or taken from the neighbouring key. */
export function mistype(name: string, random: RandomStream): string {
  const place = random.between(1, name.length - 2);
  const letter = name.charAt(place);
  if (letter === ' ' || name.charAt(place + 1) === ' ' || name.charAt(place - 1) === ' ')
    return `${name}${name.slice(-1)}`;
  const way = random.next();
  const neighbour = KEYBOARD[letter];
  if (way < 0.4 && neighbour !== undefined) return name.slice(0, place) + neighbour + name.slice(place + 1);
  if (way < 0.7) return name.slice(0, place) + name.slice(place + 1);
  return name.slice(0, place) + letter + name.slice(place);
}

/** The name without a middle name, or with Thị or Văn added where there is none. */
export function changeMiddle(name: string, sex: 'M' | 'F'): string {
  const words = name.split(' ');
  if (words.length > 2) {
    const place = Math.max(1, words.indexOf('Thị'));
    return words.filter((_, index) => index !== place).join(' ');
  }
  return `${words[0] ?? ''} ${sex === 'F' ? 'Thị' : 'Văn'} ${words.slice(1).join(' ')}`;
}

/** The name with the given name first. */
export function swapOrder(name: string): string {
  const words = name.split(' ');
  return [words[words.length - 1], ...words.slice(0, -1)].join(' ');
}
