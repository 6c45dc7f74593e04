import { ask, times } from '../attack';
import { refused, within } from '../holds';
import { chain, deepCycles, sideBySide } from '../shapes';
import type { Family } from '../world';
import { forEachEntry, plain } from './entries';

/** Directives, fragments and inline fragments, more than anybody needs. */

export const directives: Family = forEachEntry((entry) =>
  [1, 10, 50, 200, 480, 900].flatMap((count) => [
    ask(
      entry.as,
      `${count} directives of one field`,
      `${entry.open} ${entry.leaf} ${'@include(if: true) '.repeat(count)} ${entry.close}`,
      count > 1 ? refused() : within(plain(entry)),
    ),
    ask(
      entry.as,
      `${count} unknown directives`,
      `${entry.open} ${entry.leaf} ${times(count, (i) => `@d${i}`)} ${entry.close}`,
      refused(),
    ),
    ask(
      entry.as,
      `a directive on each of ${count} fields`,
      `${entry.open} ${`${entry.leaf} @skip(if: false) `.repeat(count)} ${entry.close}`,
      within(plain(entry)),
    ),
    ask(
      entry.as,
      `${count} directives of an operation`,
      `query ${'@skip(if: true) '.repeat(count)} { __typename }`,
      refused(),
    ),
  ]),
);

export const fragments: Family = forEachEntry((entry) => {
  const { as, open, close, type, leaf } = entry;
  const spread = (text: string): string => `${open} ...F0 ${close} ${text}`;
  const cycle = (length: number, steps: readonly number[]): string =>
    spread(
      times(
        length,
        (i) => `fragment F${i} on ${type} { ${leaf} ${steps.map((step) => `...F${(i + step) % length}`).join(' ')} }`,
      ),
    );
  return [
    ...[1, 2, 3, 10, 11, 30, 50, 120, 240].map((length) =>
      ask(as, `a cycle of ${length} fragments`, cycle(length, [1]), refused()),
    ),
    ...[10, 50, 120].map((count) =>
      ask(as, `${count} fragments in cycles that go deeper`, deepCycles(entry, count), refused()),
    ),
    ...[10, 20, 50, 80].map((length) =>
      ask(as, `cycles through ${length} fragments`, cycle(length, [1, 3, 7]), refused()),
    ),
    ...[10, 30, 49].flatMap((levels) =>
      [2, 5, 11].map((spreads) =>
        ask(
          as,
          `${levels} fragments, each spread ${spreads} times by the last`,
          chain(entry, levels, spreads),
          within(plain(entry)),
        ),
      ),
    ),
    ...[51, 100, 240].map((levels) => ask(as, `${levels + 1} fragments`, chain(entry, levels, 1), refused())),
    ...[20, 40, 50].map((count) =>
      ask(
        as,
        `${count} fragments of the same fields`,
        sideBySide(entry, count, `${leaf} `.repeat(9)),
        within(plain(entry)),
      ),
    ),
    ask(as, 'a fragment on a type that is not there', `{ ...F } fragment F on Nobody { __typename }`, refused()),
    ask(as, 'a fragment that nobody spreads', `${plain(entry)} fragment F on ${type} { ${leaf} }`, refused()),
    ask(as, 'a fragment that is not there', `{ ...F }`, refused()),
    ask(as, 'two fragments of one name', spread(`fragment F0 on ${type} { ${leaf} }`.repeat(2)), refused()),
  ];
});

export const inlineFragments: Family = forEachEntry(({ as, open, close, type, leaf }) =>
  [2, 10, 100, 300, 600, 900].flatMap((levels) => {
    const honest = within(`${open} ${leaf} ${close}`);
    return [
      ask(
        as,
        `${levels} inline fragments`,
        `${open} ${'... { '.repeat(levels)} ${leaf} ${'}'.repeat(levels)} ${close}`,
        honest,
      ),
      ask(
        as,
        `${levels} inline fragments with their type`,
        `${open} ${`... on ${type} { `.repeat(levels)} ${leaf} ${'}'.repeat(levels)} ${close}`,
        honest,
      ),
      ask(
        as,
        `${levels} inline fragments with a directive`,
        `${open} ${'... @include(if: true) { '.repeat(levels)} ${leaf} ${'}'.repeat(levels)} ${close}`,
        honest,
      ),
      ask(
        as,
        `${levels} inline fragments of another type`,
        `${open} ${'... on Query { '.repeat(levels)} __typename ${'}'.repeat(levels)} ${close}`,
        refused(),
      ),
    ];
  }),
);
