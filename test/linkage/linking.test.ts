import fc from 'fast-check';
import { BlockIndex, type BlockingKey } from '../../src/linkage/blocking';
import { compare } from '../../src/linkage/comparison';
import { decide, oneToOne, rank, thresholdsFor, type Weighed } from '../../src/linkage/decide';
import { learn } from '../../src/linkage/learn';
import { type Model, nameModel, openModel } from '../../src/linkage/model';
import { type Book, BOOK_FIELDS, BOOK_KEYS, makeLibrary, randomOf, WRONG } from './books';

/** The whole of linking, on tables that are no register's. */

const BOOKS = 20_000;
const random = randomOf(7);
const { lefts, rights } = makeLibrary(BOOKS, random);
const index = new BlockIndex(BOOK_KEYS, 500);
for (const book of rights) index.add(book);

/** Pairs of the books that one key finds. */
function* pairsBy(key: BlockingKey<Book, Book>, some: readonly Book[]): Iterable<readonly [Book, Book]> {
  const blocks = new BlockIndex([key], 500);
  for (const book of rights) blocks.add(book);
  for (const left of some) for (const place of blocks.find(left).rights) yield [left, rights[place]!];
}

const [BY_TITLE, BY_AUTHOR] = BOOK_KEYS as [BlockingKey<Book, Book>, BlockingKey<Book, Book>];
const model = learn({
  fields: BOOK_FIELDS,
  lefts,
  rights,
  total: rights.length,
  training: [
    { foundBy: ['title'], pairs: pairsBy(BY_TITLE, lefts) },
    { foundBy: ['author', 'year'], pairs: pairsBy(BY_AUTHOR, lefts) },
  ],
  coverage: 0.99,
  random,
});
const weigher = openModel(BOOK_FIELDS, model);
const rankOf = (left: Book): ReturnType<typeof rank> =>
  rank(
    index.find(left).rights.map((right) => ({
      right,
      bits: weigher.weigh(compare(BOOK_FIELDS, left, rights[right]!), left, rights[right]!),
    })),
    { prior: weigher.prior, coverage: model.coverage },
  );

test('how often fields agree is learnt from the tables, with nobody having said what belongs together', () => {
  const m = new Map(model.fields.map((field) => [field.name, field.m]));
  const titled = 1 - WRONG.noTitle;
  expect(m.get('title')![1]).toBeCloseTo(WRONG.titleLetter / titled, 2);
  expect(m.get('author')![1]).toBeCloseTo(WRONG.author, 2);
  expect(m.get('year')![1]).toBeCloseTo(WRONG.year, 2);
  expect(m.get('shelf')![1]).toBeCloseTo(WRONG.shelf, 1);
  for (const { m: matching, u } of model.fields) {
    for (const chances of [matching, u]) expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
  }
});

test('matches are right at least as often as was asked for, and two good candidates are never one', () => {
  const ranked = lefts.map(rankOf);
  const best = ranked.map((of) => of[0]?.probability ?? 0);
  const thresholds = thresholdsFor(best, 0.999, 0.01);
  const matches = ranked.flatMap((of, left) =>
    decide(of, thresholds) === 'MATCH' ? [{ left, right: of[0]!.right }] : [],
  );
  expect(matches.length / BOOKS).toBeGreaterThan(0.95);
  expect(matches.filter(({ left, right }) => left === right).length / matches.length).toBeGreaterThan(0.999);
  const twice: Weighed[] = [
    { right: 0, bits: 60 },
    { right: 1, bits: 60 },
  ];
  const [first, second] = rank(twice, { prior: weigher.prior, coverage: model.coverage });
  expect([first!.right, first!.probability, second!.probability]).toEqual([
    0,
    expect.closeTo(0.5, 6),
    expect.closeTo(0.5, 6),
  ]);
  expect(decide([first!, second!], thresholds)).toBe('POSSIBLE_MATCH');
  expect(decide([], thresholds)).toBe('NON_MATCH');
});

test('what is rare is worth more than what is frequent', () => {
  const of = (author: string): Book => ({ title: null, author, year: 1950, shelf: 'a' });
  const worth = (author: string): number => weigher.explain([null, 0, null, null], of(author), of(author))[1]!.bits;
  const counts = model.terms['author']!;
  const [rare, frequent] = ['author 199', 'author 0'];
  expect(worth(rare) - worth(frequent)).toBeCloseTo(Math.log2((counts[frequent]! + 0.5) / (counts[rare]! + 0.5)), 6);
});

test('a weight is the sum of its fields’, and what is not stated is no evidence', () => {
  const [left, right] = [{ ...lefts[0]!, title: null }, rights[0]!];
  const pattern = compare(BOOK_FIELDS, left, right);
  const evidence = weigher.explain(pattern, left, right);
  expect(evidence[0]).toEqual({ field: 'title', level: null, bits: 0 });
  expect(evidence.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(weigher.weigh(pattern, left, right), 9);
});

test('a model is known by its content, survives being kept as JSON, and fits no other fields', () => {
  const kept = JSON.parse(JSON.stringify(model)) as Model;
  const { version, ...content } = kept;
  expect(nameModel(content).version).toBe(version);
  expect(nameModel({ ...content, coverage: 0.5 }).version).not.toBe(version);
  const [left, right] = [lefts[5]!, rights[5]!];
  const pattern = compare(BOOK_FIELDS, left, right);
  expect(openModel(BOOK_FIELDS, kept).weigh(pattern, left, right)).toBe(weigher.weigh(pattern, left, right));
  expect(() => openModel([...BOOK_FIELDS].reverse(), kept)).toThrow(`model ${version} does not know the field shelf`);
});

test('a training that leaves no field untold, and fields that there are not, are refused', () => {
  const some = lefts.slice(0, 50);
  const options = { fields: BOOK_FIELDS, lefts: some, rights, total: BOOKS, coverage: 0.9, random: randomOf(1) };
  const pairs = pairsBy(BY_TITLE, some);
  expect(() => learn({ ...options, training: [{ foundBy: ['title'], pairs }] })).toThrow(
    'nothing tells how often title agrees',
  );
  expect(() => learn({ ...options, training: [{ foundBy: ['name'], pairs }] })).toThrow('there is no field name');
});

test('a pair is looked at exactly when it has a key in common, however records are made', () => {
  const record = fc.record({
    title: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null }),
    author: fc.constantFrom('x', 'y'),
    year: fc.integer({ min: 1, max: 6 }),
    shelf: fc.constant('s'),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), record, fc.integer({ min: 1, max: 6 }), (table, left, most) => {
      const blocks = new BlockIndex(BOOK_KEYS, most);
      for (const right of table) blocks.add(right);
      const found = blocks.find(left);
      const shared = (key: BlockingKey<Book, Book>): readonly (readonly number[])[] =>
        key
          .left(left)
          .map((value) => table.flatMap((right, place) => (key.right(right).includes(value) ? [place] : [])));
      const expected = new Set(
        BOOK_KEYS.flatMap((key) =>
          shared(key)
            .filter((block) => block.length <= most)
            .flat(),
        ),
      );
      expect(found.rights).toEqual([...expected].sort((a, b) => a - b));
      const large = BOOK_KEYS.filter((key) => shared(key).some((block) => block.length > most));
      expect(found.overflowing).toEqual(large.map(({ name }) => name));
    }),
    { numRuns: 1_000 },
  );
});

test('of several claims to one record the heaviest stands, if it is so by a margin; a record is never claimed twice', () => {
  const claim = fc.record({ right: fc.nat(4), bits: fc.integer({ min: 0, max: 30 }) });
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 10 }), fc.integer({ min: 1, max: 10 }), (claims, margin) => {
      const all = claims.map((of, left) => ({ ...of, left }));
      const standing = oneToOne(all, margin);
      for (const { left, right, bits } of all) {
        const others = all.filter((other) => other.right === right && other.left !== left);
        expect(standing.has(left)).toBe(others.every((other) => bits - other.bits >= margin));
      }
    }),
    { numRuns: 1_000 },
  );
});

test('the threshold is the lowest above which the mean is the precision that is wanted', () => {
  const probabilities = [1, 0.999, 0.999, 0.99, 0.985, 0.97, 0.5];
  expect(thresholdsFor(probabilities, 0.99, 0.1)).toEqual({ match: 0.985, possible: 0.1 });
  expect(thresholdsFor(probabilities, 0.999, 0.1)).toEqual({ match: 0.999, possible: 0.1 });
  expect(thresholdsFor([], 0.999, 0.1)).toEqual({ match: 1, possible: 0.1 });
});
