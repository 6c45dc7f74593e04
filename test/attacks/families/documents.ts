import { ask, times } from '../attack';
import { refused, within } from '../holds';
import type { Family } from '../world';
import { closing, forEachEntry, nest, plain } from './entries';

/** Documents written to keep the gateway busy, or to slip past what counts their fields. */

export const depth: Family = forEachEntry((entry) =>
  [7, 9, 12, 20, 40, 80, 160, 240].flatMap((levels) => [
    ask(entry.as, `${levels} edges below one another`, nest(entry, levels), refused()),
    ask(
      entry.as,
      `${levels} edges, each in a fragment of its own`,
      `${entry.open} ...F0 ${entry.close} ${times(levels, (i) => `fragment F${i} on ${entry.type} { ${entry.edge} { ...F${i + 1} ${closing(entry.edge)} }`)} fragment F${levels} on ${entry.type} { ${entry.leaf} }`,
      refused(),
    ),
  ]),
);

export const breadth: Family = forEachEntry((entry) =>
  [200, 500, 1_000, 1_990, 5_000].flatMap((count) => [
    ask(
      entry.as,
      `${count} fields that do not exist`,
      `${entry.open} ${times(count, (i) => `f${i}`)} ${entry.close}`,
      refused(),
    ),
    ask(entry.as, `${count} fields at the root that do not exist`, `{ ${times(count, (i) => `f${i}`)} }`, refused()),
    ask(entry.as, `${count} fields at the root`, `{ ${times(count, (i) => `a${i}: provinces { code }`)} }`, refused()),
    ask(
      entry.as,
      `${count} operations`,
      times(count, (i) => `query Q${i} { __typename }`),
      refused(),
    ),
  ]),
);

export const aliases: Family = forEachEntry((entry) =>
  [90, 101, 200, 400, 660, 1_000].flatMap((count) => [
    ask(
      entry.as,
      `one field under ${count} names`,
      `${entry.open} ${times(count, (i) => `a${i}: ${entry.leaf}`)} ${entry.close}`,
      count > 100 ? refused() : within(plain(entry)),
    ),
    ask(
      entry.as,
      `one edge under ${count} names`,
      `${entry.open} ${times(count, (i) => `a${i}: ${entry.edge} { ${entry.leaf} ${closing(entry.edge)}`)} ${entry.close}`,
      count > 100 ? refused() : within(nest(entry, 1)),
    ),
    ask(
      entry.as,
      `introspection under ${count} names`,
      `{ ${times(count, (i) => `a${i}: __schema { types { name fields { name } } }`)} }`,
      refused(),
    ),
    ask(entry.as, `__typename under ${count} names`, `{ ${times(count, (i) => `a${i}: __typename`)} }`, refused()),
  ]),
);

export const repeatedFields: Family = forEachEntry((entry) =>
  [100, 190, 490, 900, 1_980].flatMap((count) => [
    ask(
      entry.as,
      `one field ${count} times`,
      `${entry.open} ${`${entry.leaf} `.repeat(count)} ${entry.close}`,
      within(plain(entry)),
    ),
    ask(
      entry.as,
      `one edge ${count} times`,
      `${entry.open} ${`${entry.edge} { ${entry.leaf} ${closing(entry.edge)} `.repeat(count)} ${entry.close}`,
      within(nest(entry, 1)),
    ),
    ask(entry.as, `__typename ${count} times`, `{ ${'__typename '.repeat(count)} }`, within('{ __typename }')),
  ]),
);
