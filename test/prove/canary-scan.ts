/** Looks for canaries in text, however they are written. */

/** A value that must not come out: what kind it is, and the value. */
export interface Canary {
  readonly kind: string;
  readonly value: string;
}

export interface Hit extends Canary {
  /** How it was written. */
  readonly as: string;
  /** What stands around it. */
  readonly excerpt: string;
}

export interface CanaryScan {
  readonly canaries: number;
  /** The canaries in a text: each once. */
  find(text: string): readonly Hit[];
}

/** What a text is turned into before it is searched, and what is searched for then. */
interface View {
  readonly as: string;
  readonly turn: (text: string) => string;
  readonly patterns: (value: string) => readonly string[];
}

/** Letters without marks, small, and blanks of every kind as one. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[\s+]+/g, ' ');

/** Escapes of addresses, of JSON and of other languages with numbers, and of HTML. */
const unescape = (text: string): string =>
  text
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\+u\{?([0-9a-f]{4})\}?/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/(?:\\+x[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replace(/\\+x/gi, ''), 'hex').toString('utf8'))
    .replace(/&#(\d{2,6});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(/\\+[nrt]/g, ' ');

/** Bytes in base64, wherever they begin in what was encoded; the first and last letters depend on their neighbours. */
function base64(value: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const start = Math.ceil((before * 8) / 6);
    return bytes.toString('base64').slice(start, Math.floor((bytes.length * 8) / 6));
  });
}

const VIEWS: readonly View[] = [
  { as: 'plain or escaped', turn: (text) => fold(unescape(text)), patterns: (value) => [fold(value)] },
  { as: 'twice escaped', turn: (text) => fold(unescape(unescape(text))), patterns: (value) => [fold(value)] },
  {
    as: 'base64',
    turn: (text) => text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('\\/', '/'),
    patterns: (value) => [...new Set([value, value.toUpperCase(), value.toLowerCase()].flatMap(base64))],
  },
  {
    as: 'hexadecimal',
    turn: (text) => text.toLowerCase(),
    patterns: (value) => [value, value.toUpperCase()].map((each) => Buffer.from(each).toString('hex')),
  },
];

const NUMBER = /^\d{9,16}$/;
/** Digits with single separators between them. */
const SPACED = /\d(?:[ .\-_/·]?\d){8,40}/g;
const SEPARATOR = /[ .\-_/·]/;

/** Makes a scan for some canaries, each of six letters or more. */
export function scanFor(canaries: readonly Canary[]): CanaryScan {
  const short = canaries.find(({ value }) => value.length < 6);
  if (short) throw new Error(`a canary that could come by chance: ${short.value}`);
  const known = [...new Map(canaries.map((canary) => [canary.value, canary])).values()];
  const searched = VIEWS.map((view) => ({
    ...view,
    wanted: known.flatMap((canary) => view.patterns(canary.value).map((pattern) => ({ canary, pattern }))),
  }));
  const numbers = new Map(known.filter(({ value }) => NUMBER.test(value)).map((canary) => [canary.value, canary]));

  return {
    canaries: known.length,
    find: (text) => {
      const hits = new Map<string, Hit>();
      const add = (canary: Canary, as: string, excerpt: string): void => {
        if (!hits.has(canary.value)) hits.set(canary.value, { ...canary, as, excerpt });
      };
      for (const { as, turn, wanted } of searched) {
        const turned = turn(text);
        for (const { canary, pattern } of wanted) {
          const at = turned.indexOf(pattern);
          if (at >= 0) add(canary, as, turned.slice(Math.max(0, at - 80), at + pattern.length + 80));
        }
      }
      for (const [run] of unescape(text).matchAll(SPACED)) {
        for (const number of joined(run.split(SEPARATOR))) {
          const canary = numbers.get(number);
          if (canary) add(canary, 'with separators', run);
        }
      }
      return [...hits.values()];
    },
  };
}

/** Every number that groups of digits give which stand side by side. */
function* joined(groups: readonly string[]): Generator<string> {
  for (let first = 0; first < groups.length; first += 1) {
    let number = '';
    for (let last = first; last < groups.length && number.length < 16; last += 1) {
      number += groups[last] ?? '';
      if (number.length >= 9) yield number;
    }
  }
}

/** A date as it may be written; the day alone could be anybody's, but none of these days is in any text of the gateway. */
export function writtenDates(date: string): readonly string[] {
  const [year = '', month = '', day = ''] = date.split('-');
  return [
    date,
    `${day}/${month}/${year}`,
    `${day}-${month}-${year}`,
    `${day}.${month}.${year}`,
    `${year}/${month}/${day}`,
  ];
}
