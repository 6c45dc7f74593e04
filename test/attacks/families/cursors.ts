import { ask, type Attack, type Variables } from '../attack';
import { refused } from '../holds';
import type { Family, World } from '../world';

/** Cursors that were changed, made up, or handed out for another list, filter, view or person. */

const PAGE =
  'query($after: String) { participants(first: 2, after: $after) { edges { node { insuranceNumber } } pageInfo { endCursor } } }';
const FILTERED = PAGE.replace('first: 2', 'first: 2, filter: { scheme: COMPULSORY_SI }');
const FIGURES =
  'query($after: String) { publishedFigures(first: 2, after: $after) { edges { node { id } } pageInfo { endCursor } } }';
const OWN_LOG =
  'query($after: String) { myDisclosures(first: 1, after: $after) { edges { node { time } } pageInfo { endCursor } } }';

async function cursorOf({ honest }: World, ...[as, query]: Parameters<World['honest']>): Promise<string> {
  const data = (await honest(as, query)) as Record<string, { pageInfo: { endCursor: string | null } }>;
  const cursor = Object.values(data)[0]?.pageInfo.endCursor;
  if (typeof cursor !== 'string') throw new Error(`${query} gives no cursor`);
  return cursor;
}

export const cursors: Family = async (world) => {
  const own = await cursorOf(world, 'branch', PAGE);
  const foreign: readonly (readonly [string, string])[] = [
    ['of the headquarters', await cursorOf(world, 'headquarters', PAGE)],
    ['of another filter', await cursorOf(world, 'branch', FILTERED)],
    ['of another list', await cursorOf(world, 'branch', FIGURES)],
  ];
  const holds = refused('CURSOR_INVALID');
  const after = (
    what: string,
    query: string,
    cursor: string,
    as: 'branch' | 'headquarters' | 'citizen' | 'nobody' = 'branch',
  ): Attack => ask(as, what, query, holds, { variables: { after: cursor } satisfies Variables });
  const bytes = Buffer.from(own, 'base64url');
  const changed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy.toString('base64url');
  });
  const spelled = [
    '',
    ' ',
    `${own} `,
    ` ${own}`,
    `${own}=`,
    `${own}A`,
    own.slice(1),
    own.slice(0, -1),
    own.slice(4),
    own.toLowerCase(),
    own + own,
  ];
  const madeUp = [
    ...[
      '0',
      '1',
      '-1',
      'null',
      'YXJyYXljb25uZWN0aW9uOjA=',
      "' or 1=1 --",
      '987654321012',
      'A'.repeat(22),
      'A'.repeat(10_000),
    ],
    ...[{ id: 1 }, ['04', '0'], { after: '0' }].map((value) => Buffer.from(JSON.stringify(value)).toString('base64')),
    ...[
      '\u0000',
      '\u001b[31m',
      '../..',
      '%00',
      'é'.repeat(50),
      Buffer.alloc(16).toString('base64url'),
      Buffer.alloc(16, 255).toString('base64url'),
    ],
  ];
  return [
    ...changed.map((cursor, bit) => after(`bit ${bit} of a cursor is changed`, PAGE, cursor)),
    ...[...spelled, ...madeUp].map((cursor) =>
      after(`the cursor ${JSON.stringify(cursor.slice(0, 30))}`, PAGE, cursor),
    ),
    ...foreign.map(([whose, cursor]) => after(`a cursor ${whose}`, PAGE, cursor)),
    after('the cursor of a branch with a filter that it was not handed out for', FILTERED, own),
    after('the cursor of a branch', PAGE, own, 'headquarters'),
    ...[own, ...madeUp.slice(0, 12)].map((cursor) =>
      after(`published figures after ${cursor.slice(0, 20)}`, FIGURES, cursor, 'nobody'),
    ),
    ...[own, ...madeUp.slice(0, 12)].map((cursor) =>
      ask('citizen', `one’s own log after ${cursor.slice(0, 20)}`, OWN_LOG, refused(), {
        variables: { after: cursor },
      }),
    ),
  ];
};
