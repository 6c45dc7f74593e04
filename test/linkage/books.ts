import type { BlockingKey } from '../../src/linkage/blocking';
import { isWithinOneEdit } from '../../src/linkage/edit-distance';
import type { Field } from '../../src/linkage/comparison';

/** Two catalogues of the same library: tables that have nothing to do with people, to see that the core needs none. */
export interface Book {
  readonly title: string | null;
  readonly author: string;
  readonly year: number;
  readonly shelf: string;
}

export const BOOK_FIELDS: readonly Field<Book, Book>[] = [
  {
    name: 'title',
    levels: ['SAME', 'ONE_LETTER', 'OTHER'],
    compare: (left, right) => {
      if (left.title === null || right.title === null) return null;
      if (left.title === right.title) return 0;
      return isWithinOneEdit(left.title, right.title) ? 1 : 2;
    },
  },
  {
    name: 'author',
    levels: ['SAME', 'OTHER'],
    compare: (left, right) => Number(left.author !== right.author),
    frequency: {
      terms: ({ author }) => [{ kind: 'author', text: author }],
      chance: (level, left, _right, shareOf) => (level === 0 ? shareOf({ kind: 'author', text: left.author }) : null),
    },
  },
  {
    name: 'year',
    levels: ['SAME', 'NEAR', 'OTHER'],
    compare: (left, right) => Math.min(2, Math.abs(left.year - right.year)),
  },
  { name: 'shelf', levels: ['SAME', 'OTHER'], compare: (left, right) => Number(left.shelf !== right.shelf) },
];

export const BOOK_KEYS: readonly BlockingKey<Book, Book>[] = [
  {
    name: 'title',
    left: ({ title }) => (title === null ? [] : [title]),
    right: ({ title }) => (title === null ? [] : [title]),
  },
  {
    name: 'author and year',
    left: ({ author, year }) => [-1, 0, 1].map((by) => `${author} ${year + by}`),
    right: ({ author, year }) => [`${author} ${year}`],
  },
];

/** Numbers from 0 up to 1 that a seed gives (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often a book's second entry is wrong in each field. */
export const WRONG = { noTitle: 0.05, titleLetter: 0.04, title: 0.01, author: 0.03, year: 0.06, shelf: 0.3 };

/** A catalogue, and another of the same books in the same order with errors of known rates. */
export function makeLibrary(books: number, random: () => number): { readonly lefts: Book[]; readonly rights: Book[] } {
  const authors = Array.from({ length: 200 }, (_, i) => `author ${i}`);
  // Some have written most.
  const pickAuthor = (): string => authors[Math.floor(200 * random() ** 3)]!;
  const letters = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(97 + Math.floor(26 * random()))).join('');
  const rights = Array.from({ length: books }, () => ({
    title: letters(8),
    author: pickAuthor(),
    year: 1900 + Math.floor(120 * random()),
    shelf: letters(1),
  }));
  const lefts = rights.map((book): Book => {
    const draw = random();
    let { title }: { title: string | null } = book;
    if (draw < WRONG.noTitle) title = null;
    else if (draw < WRONG.noTitle + WRONG.titleLetter) title = `${book.title}x`;
    else if (draw < WRONG.noTitle + WRONG.titleLetter + WRONG.title) title = letters(8);
    return {
      title,
      author: random() < WRONG.author ? 'nobody' : book.author,
      year: random() < WRONG.year ? book.year + 1 : book.year,
      shelf: random() < WRONG.shelf ? '0' : book.shelf,
    };
  });
  return { lefts, rights };
}
