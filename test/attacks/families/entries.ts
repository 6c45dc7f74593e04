import type { Attack, Caller } from '../attack';
import type { Family, World } from '../world';

/** Where a caller gets to records, an edge that leads back to records of the same type, and a field of those. */
export interface Entry {
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

export const closing = (text: string, count = 1): string => '}'.repeat(text.split('{').length - 1 + count);

/** A document with `levels` edges below one another. */
export function nest({ open, close, edge, leaf }: Entry, levels: number): string {
  return `${open} ${`${edge} { `.repeat(levels)} ${leaf} ${closing(edge).repeat(levels)} ${close}`;
}

export const plain = ({ open, close, leaf }: Entry): string => `${open} ${leaf} ${close}`;

/** A family whose attacks are tried from every entry. */
export const forEachEntry =
  (make: (entry: Entry) => readonly Attack[]): Family =>
  (world) =>
    entriesOf(world).flatMap(make);
