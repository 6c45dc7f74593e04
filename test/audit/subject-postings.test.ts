import { randomBytes, randomInt } from 'node:crypto';
import { offsetsOf, placesOf, SegmentEntries } from '../../src/audit/subject-postings';

/** A segment of random tokens, some of them held by several records, with what each record holds. */
function makeSegment(records: number, tokensEach: number): { entries: SegmentEntries; held: Map<string, number[]> } {
  const [entries, held] = [new SegmentEntries(), new Map<string, number[]>()];
  const known: Buffer[] = [];
  for (let offset = 0; offset < records; offset += 1) {
    for (let i = 0; i < tokensEach; i += 1) {
      const token = known.length > 0 && randomInt(4) === 0 ? known[randomInt(known.length)]! : randomBytes(16);
      const name = token.toString('hex');
      if (held.get(name)?.at(-1) === offset) continue;
      known.push(token);
      held.set(name, [...(held.get(name) ?? []), offset]);
      entries.add(Buffer.concat([randomBytes(5), token]), 5, offset);
    }
  }
  return { entries, held };
}

test.each([
  [1, 1],
  [7, 3],
  [40, 1_000],
  [4_096, 2],
  [1, 100_000],
])(
  'every token of %i records with %i each is found in its part, with its records and no other',
  (records, tokensEach) => {
    const { entries, held } = makeSegment(records, tokensEach);
    const segment = entries.toSegment();
    const { bits } = segment;
    const parts = new Map(segment.parts.map(({ part, start, end }) => [part, segment.entries.subarray(start, end)]));
    expect(segment.entries).toHaveLength(10 * entries.count);
    expect([...parts.values()].reduce((sum, part) => sum + part.length, 0)).toBe(10 * entries.count);
    expect(entries.count / 2 ** bits).toBeLessThanOrEqual(bits === 16 ? Infinity : 64);
    const missed = [...held].filter(([name, offsets]) => {
      const { parts: places, start } = placesOf(Buffer.from(name, 'hex'));
      return String(offsetsOf(parts.get(places[bits]!)!, start)) !== String(offsets);
    });
    expect(missed).toEqual([]);
  },
);

test('bytes that stand across two entries are no token', () => {
  const entries = new SegmentEntries();
  entries.add(Buffer.from('0011223344556677'.padEnd(32, '0'), 'hex'), 0, 0x8899);
  entries.add(Buffer.from('aabbccddeeff0011'.padEnd(32, '0'), 'hex'), 0, 1);
  const { entries: one } = entries.toSegment();
  expect(offsetsOf(one, Buffer.from('223344556677'.concat('8899'), 'hex'))).toEqual([]);
  expect(offsetsOf(one, Buffer.from('aabbccddeeff0011', 'hex'))).toEqual([1]);
});

test('no entries make no part', () => {
  expect(new SegmentEntries().toSegment().parts).toEqual([]);
});
