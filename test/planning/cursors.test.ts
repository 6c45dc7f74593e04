import { deriveKey, seal } from '../../src/values/seal';
import { loadSecret } from '../../src/database/installation-secret';
import { testConfig } from '../support/cluster';
import { openGraph, type OpenGraph } from '../support/graph';

/** A cursor opens the list and filter that handed it out, and nothing else. */

let graph: OpenGraph;

beforeAll(async () => {
  graph = await openGraph();
});

afterAll(() => graph.close());

const PARTICIPANTS = `query($filter: ParticipantFilter, $after: String) {
  participants(filter: $filter, first: 3, after: $after) { edges { cursor node { insuranceNumber } } }
}`;
const FIGURES = 'query($after: String) { publishedFigures(after: $after) { edges { cursor } } }';

interface Cursors {
  readonly edges: readonly { readonly cursor: string }[];
}

async function askCursor(filter: object | null): Promise<string> {
  const { participants } = await graph.ask<{ participants: Cursors }>(PARTICIPANTS, { filter });
  return participants.edges[1]?.cursor ?? '';
}

const REFUSED = [expect.objectContaining({ code: 'CURSOR_INVALID', path: 'participants' })];

describe('a cursor', () => {
  it('is accepted by its own filter however that is spelled, and is the same text each time', async () => {
    const cursor = await askCursor({ province: '79', scheme: 'COMPULSORY_SI' });
    expect(await askCursor({ scheme: 'COMPULSORY_SI', province: '79', provinceOn: '2023-12-31', employer: null })).toBe(
      cursor,
    );
    const { participants } = await graph.ask<{ participants: Cursors }>(PARTICIPANTS, {
      filter: { scheme: 'COMPULSORY_SI', province: '79' },
      after: cursor,
    });
    expect(participants.edges).toHaveLength(3);
  });

  it.each([
    ['another province', { province: '36', scheme: 'COMPULSORY_SI' }],
    ['another scheme', { province: '79', scheme: 'HEALTH_INSURANCE' }],
    ['fewer conditions', { province: '79' }],
    ['more conditions', { province: '79', scheme: 'COMPULSORY_SI', employer: '0100047516' }],
    ['the same code on another day', { province: '79', scheme: 'COMPULSORY_SI', provinceOn: '2025-07-01' }],
    ['no filter', null],
  ])('is refused with %s', async (_, filter) => {
    const after = await askCursor({ province: '79', scheme: 'COMPULSORY_SI' });
    expect(await graph.askRefused(PARTICIPANTS, { filter, after })).toEqual(REFUSED);
  });

  it('is refused by another connection', async () => {
    const after = await askCursor(null);
    expect(await graph.askRefused(FIGURES, { after })).toEqual([
      expect.objectContaining({ code: 'CURSOR_INVALID', path: 'publishedFigures' }),
    ]);
  });

  it('is refused when a single letter of it was changed, wherever it stands', async () => {
    const cursor = await askCursor(null);
    for (const place of [0, 5, Math.floor(cursor.length / 2), cursor.length - 2]) {
      const after = `${cursor.slice(0, place)}${cursor[place] === 'A' ? 'B' : 'A'}${cursor.slice(place + 1)}`;
      expect(await graph.askRefused(PARTICIPANTS, { filter: null, after })).toEqual(REFUSED);
    }
  });

  it.each(['', 'x', '0199000656', 'null', 'a'.repeat(5000)])('is refused when it is made up: %.20s', async (after) => {
    expect(await graph.askRefused(PARTICIPANTS, { filter: null, after })).toEqual(REFUSED);
  });

  it('is refused when it was sealed with the key of another purpose', async () => {
    const foreign = deriveKey(await loadSecret(testConfig()), 'diagnosis');
    const binding = JSON.stringify(['participants', { flags: [], equal: [], among: null }, []]);
    const after = seal(foreign, ['cursor', binding], JSON.stringify(['0199000656']));
    expect(await graph.askRefused(PARTICIPANTS, { filter: null, after })).toEqual(REFUSED);
  });

  it('does not show the key that it holds', async () => {
    const { participants } = await graph.ask<{
      participants: { edges: { cursor: string; node: { insuranceNumber: string } }[] };
    }>(PARTICIPANTS, { filter: null });
    for (const { cursor, node } of participants.edges) {
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(node.insuranceNumber);
    }
  });
});
