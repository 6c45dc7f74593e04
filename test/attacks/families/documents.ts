import { ask, type Attack, type Caller, times } from '../attack';
import { refused, within } from '../holds';
import type { Family, World } from '../world';

/** Documents written to keep the gateway busy, or to slip past what counts their fields. */

/** Where a caller gets to records, an edge that leads back to records of the same type, and a field of those. */
interface Entry {
  readonly as: Caller;
  readonly open: string;
  readonly close: string;
  readonly type: string;
  /** The edge's field, which is two fields deep. */
  readonly edge: string;
  readonly leaf: string;
}

function entriesOf({ people: { own } }: World): readonly Entry[] {
  const card = `{ healthCard(cardNumber: "${own[0]?.card}") {`;
  return [
    {
      as: 'ministry',
      open: card,
      close: '} }',
      type: 'HealthCard',
      edge: 'participant { healthCards',
      leaf: 'cardNumber',
    },
    {
      as: 'branch',
      open: '{ participants(first: 1) { edges { node {',
      close: '} } } }',
      type: 'Participant',
      edge: 'employer { participants(first: 1)',
      leaf: 'insuranceNumber',
    },
    {
      as: 'citizen',
      open: '{ myRecord { participants {',
      close: '} } }',
      type: 'Participant',
      edge: 'healthCards { participant',
      leaf: 'insuranceNumber',
    },
    {
      as: 'nobody',
      open: '{ province(code: "04") {',
      close: '} }',
      type: 'Province',
      edge: 'successor { communes { province',
      leaf: 'code',
    },
  ];
}

const closing = (text: string, count = 1): string => '}'.repeat(text.split('{').length - 1 + count);

/** A document with `levels` edges below one another. */
function nest({ open, close, edge, leaf }: Entry, levels: number): string {
  return `${open} ${`${edge} { `.repeat(levels)} ${leaf} ${closing(edge).repeat(levels)} ${close}`;
}

const plain = ({ open, close, leaf }: Entry): string => `${open} ${leaf} ${close}`;

const forEach =
  (make: (entry: Entry) => readonly Attack[]): Family =>
  (world) =>
    entriesOf(world).flatMap(make);

export const depth: Family = forEach((entry) =>
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

export const breadth: Family = forEach((entry) =>
  [200, 500, 1_000, 1_990, 5_000].flatMap((count) => [
    ask(
      entry.as,
      `${count} fields that do not exist`,
      `${entry.open} ${times(count, (i) => `f${i}`)} ${entry.close}`,
      refused(),
    ),
    ask(entry.as, `${count} fields at the root that do not exist`, `{ ${times(count, (i) => `f${i}`)} }`, refused()),
    ask(
      entry.as,
      `${count} fields at the root`,
      `{ ${times(count, (i) => `a${i}: provinces { communes(first: 500) { name } }`)} }`,
      refused(),
    ),
    ask(
      entry.as,
      `${count} operations`,
      times(count, (i) => `query Q${i} { __typename }`),
      refused(),
    ),
  ]),
);

export const aliases: Family = forEach((entry) =>
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

export const repeatedFields: Family = forEach((entry) =>
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

export const directives: Family = forEach((entry) =>
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

export const fragments: Family = forEach((entry) => {
  const { as, open, close, type, leaf } = entry;
  const spread = (text: string): string => `${open} ...F0 ${close} ${text}`;
  const chain = (levels: number, spreads: number): string =>
    spread(
      `${times(levels, (i) => `fragment F${i} on ${type} { ${times(spreads, () => `...F${i + 1}`)} }`)} fragment F${levels} on ${type} { ${leaf} }`,
    );
  const cycle = (length: number, steps: readonly number[]): string =>
    spread(
      times(
        length,
        (i) => `fragment F${i} on ${type} { ${leaf} ${steps.map((step) => `...F${(i + step) % length}`).join(' ')} }`,
      ),
    );
  const sideBySide = (count: number): string =>
    `${open} ${times(count, (i) => `...F${i}`)} ${close} ${times(count, (i) => `fragment F${i} on ${type} { ${`${leaf} `.repeat(9)} }`)}`;
  return [
    ...[1, 2, 3, 10, 11, 30, 50, 120, 240].map((length) =>
      ask(as, `a cycle of ${length} fragments`, cycle(length, [1]), refused()),
    ),
    ...[10, 20, 50, 80].map((length) =>
      ask(as, `cycles through ${length} fragments`, cycle(length, [1, 3, 7]), refused()),
    ),
    ...[10, 30, 49].flatMap((levels) =>
      [2, 5, 11].map((spreads) =>
        ask(
          as,
          `${levels} fragments, each spread ${spreads} times by the last`,
          chain(levels, spreads),
          within(plain(entry)),
        ),
      ),
    ),
    ...[51, 100, 240].map((levels) => ask(as, `${levels + 1} fragments`, chain(levels, 1), refused())),
    ...[20, 40, 50].map((count) =>
      ask(as, `${count} fragments of the same fields`, sideBySide(count), within(plain(entry))),
    ),
    ask(as, 'a fragment on a type that is not there', `{ ...F } fragment F on Nobody { __typename }`, refused()),
    ask(as, 'a fragment that nobody spreads', `${plain(entry)} fragment F on ${type} { ${leaf} }`, refused()),
    ask(as, 'a fragment that is not there', `{ ...F }`, refused()),
    ask(as, 'two fragments of one name', spread(`fragment F0 on ${type} { ${leaf} }`.repeat(2)), refused()),
  ];
});

export const inlineFragments: Family = forEach(({ as, open, close, type, leaf }) =>
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
