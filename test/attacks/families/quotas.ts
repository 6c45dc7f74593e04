import { ask, type Attack, times } from '../attack';
import { refused } from '../holds';
import type { Someone } from '../people';
import type { Family } from '../world';

/**
 * Getting past a quota that is used up: the people were told, the identifiers asked about. Every way to one more of
 * them is refused, at every replica.
 */

const REFUSED = refused('QUOTA_EXCEEDED');
/** What answers the same in one request under many names is counted by who is in it. */
const COUNTS = [2, 3, 5, 10];

export const quotas: Family = (world) => {
  const people = [...world.people.strangers];
  return (['gateway', 'replica'] as const).flatMap((at) =>
    [...morePeople(), ...people.slice(0, 5).flatMap(ways), ...byDocument(people), ...moreIdentifiers(people)].map(
      (attack) => ({
        ...attack,
        what: `${attack.what}, at the ${at}`,
        sent: { ...attack.sent, at },
      }),
    ),
  );
};

const person = ({ id }: Someone, fields = 'personalId'): string => `person(personalId: "${id}") { ${fields} }`;

/** Each way to one person. */
function ways({ id, insurance, card }: Someone): readonly Attack[] {
  const of = (what: string, query: string): Attack => ask('spent', `one more person ${what}`, query, REFUSED);
  return [
    of('by their ID', `{ person(personalId: "${id}") { citizen { fullName } } }`),
    of('by their insurance number', `{ participant(insuranceNumber: "${insurance}") { fullName } }`),
    of('by their card', `{ healthCard(cardNumber: "${card}") { validTo } }`),
    of('by one field', `{ participant(insuranceNumber: "${insurance}") { sex } }`),
    of('by their existence', `{ participant(insuranceNumber: "${insurance}") { __typename } }`),
    of('through an edge', `{ participant(insuranceNumber: "${insurance}") { citizen { sex } } }`),
    of(
      'with a variable',
      `query($n: InsuranceNumber = "${insurance}") { participant(insuranceNumber: $n) { fullName } }`,
    ),
  ];
}

function byDocument(people: readonly Someone[]): readonly Attack[] {
  const [first] = people;
  if (!first) return [];
  const batch = (count: number): string =>
    `[${times(count, (i) => JSON.stringify({ query: `{ ${person(people[i] ?? first)} }` }), ',')}]`;
  return [
    ...COUNTS.flatMap((count) => [
      ask(
        'spent',
        `${count} people under names of their own`,
        `{ ${times(count, (i) => `p${i}: ${person(people[i] ?? first)}`)} }`,
        REFUSED,
      ),
      ask('spent', `one person under ${count} names`, `{ ${times(count, (i) => `p${i}: ${person(first)}`)} }`, REFUSED),
      ask(
        'spent',
        `one person in ${count} fragments`,
        `{ ${times(count, (i) => `...F${i}`)} } ${times(count, (i) => `fragment F${i} on Query { p${i}: ${person(first)} }`)}`,
        REFUSED,
      ),
    ]),
    ...[2, 10, 100].flatMap((count) => [
      { what: `a list of ${count} requests`, as: 'spent' as const, sent: { body: batch(count) }, holds: refused() },
      { what: `a list of ${count} requests`, as: 'probed' as const, sent: { body: batch(count) }, holds: refused() },
    ]),
  ];
}

/** Lists and searches, of which every page would tell of somebody. */
function morePeople(): readonly Attack[] {
  const page = (args: string, fields = 'insuranceNumber'): string =>
    `{ participants(${args}) { edges { node { ${fields} } } } }`;
  return [
    ...[1, 2, 3, 10, 50, 500].map((first) =>
      ask('spent', `a page of ${first} people`, page(`first: ${first}`), REFUSED),
    ),
    ...['04', '79', '01', '38'].map((province) =>
      ask('spent', `a page of province ${province}`, page(`first: 5, filter: { province: "${province}" }`), REFUSED),
    ),
    ask('spent', 'a page of cursors alone', '{ participants(first: 5) { edges { cursor } } }', REFUSED),
    ask('spent', 'a page of names of types alone', page('first: 5', '__typename'), REFUSED),
    ask('spent', 'a page and a province', `{ province(code: "04") { name } ${page('first: 1').slice(1)}`, REFUSED),
  ];
}

function moreIdentifiers(people: readonly Someone[]): readonly Attack[] {
  const of = (what: string, query: string): Attack => ask('probed', `one more identifier ${what}`, query, REFUSED);
  const [first] = people;
  return [
    ...people
      .slice(0, 8)
      .flatMap(({ id, insurance, card }) => [
        of('by an ID', `{ person(personalId: "${id}") { personalId } }`),
        of('by an insurance number', `{ participant(insuranceNumber: "${insurance}") { sex } }`),
        of('by a card', `{ healthCard(cardNumber: "${card}") { validTo } }`),
        of('with a variable', `query($id: PersonalId = "${id}") { person(personalId: $id) { __typename } }`),
      ]),
    ...[0, 1, 2, 3, 4].map((i) => of('that nobody has', `{ person(personalId: "90418599999${i}") { personalId } }`)),
    ...COUNTS.map((count) =>
      of(`under ${count} names`, `{ ${times(count, (i) => `p${i}: ${person(people[i] ?? (first as Someone))}`)} }`),
    ),
  ];
}
