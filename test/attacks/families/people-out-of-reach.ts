import { ask, type Attack, times } from '../attack';
import { likeAnswerTo, nothing, refused } from '../holds';
import type { Family } from '../world';

/** Asking about people who are not in reach, by their IDs and by the objects that other graphs have. */

/** Identifiers near those of a person, valid and not in the nation or out of reach. */
function neighbours(id: string, count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, i) => id.slice(0, 6) + String((Number(id.slice(6)) + i) % 1_000_000).padStart(6, '0'),
  );
}

/** There is no node of an ID in this graph: an object has no identifier beside the ones that its register gives it. */
export const nodes: Family = ({ people: { strangers, own } }) => {
  const ids = [...strangers.slice(0, 2), ...own.slice(0, 1)].flatMap(({ id, insurance }) => [
    id,
    ...['Citizen', 'Participant', 'Person'].flatMap((type) =>
      [`${type}:${id}`, `${type}|${insurance}`].map((text) => Buffer.from(text).toString('base64')),
    ),
  ]);
  return (['branch', 'citizen', 'ministry', 'nobody'] as const).flatMap((as) => [
    ...ids.flatMap((id) => [
      ask(
        as,
        `the node ${id.slice(0, 8)}`,
        `{ node(id: "${id}") { id ... on Participant { insuranceNumber } } }`,
        refused(),
      ),
      ask(as, `the nodes ${id.slice(0, 8)}`, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', refused(), {
        variables: { ids: [id] },
      }),
    ]),
    ask(
      as,
      'entities of a federation',
      '{ _entities(representations: [{ __typename: "Citizen" }]) { __typename } }',
      refused(),
    ),
    ask(as, 'the service of a federation', '{ _service { sdl } }', refused()),
    ...(as === 'citizen' ? foreignObjections() : []),
  ]);
};

/** Disclosures of other people, as their IDs could look. */
function foreignObjections(): readonly Attack[] {
  return ['1', 'RGlzY2xvc3VyZTox', '00000000-0000-4000-8000-000000000000', 'A'.repeat(80), '../1'].map((id) =>
    ask(
      'citizen',
      `an objection to the disclosure ${id.slice(0, 12)}`,
      'mutation($id: ID!) { objectToDisclosure(input: { disclosure: $id, grounds: WRONG_PERSON }) { opened } }',
      refused(),
      { variables: { id } },
    ),
  );
}

const PERSON =
  'query($id: PersonalId!) { person(personalId: $id) { personalId citizen { fullName } participants { insuranceNumber } } }';
const SEARCH =
  'query($id: PersonalId!) { searchPeople(search: { personalId: $id }) { citizens { fullName } participants { fullName } taxpayers { fullName } healthCards { cardNumber } } }';
const VERIFY =
  'query($id: PersonalId!) { verify(personalId: $id, statements: [{ field: CITIZEN_SEX, value: "MALE" }, { field: CITIZEN_SEX, value: "FEMALE" }]) }';
/** Valid, and of nobody. */
export const NOBODY = '904185999999';

export const walking: Family = ({ people: { strangers } }) => {
  const victims = strangers.slice(0, 25);
  const [victim] = victims;
  const walk = neighbours(victim?.id ?? NOBODY, 400);
  const isCounted =
    (most: number): Required<Attack>['onRecord'] =>
    ({ counts: { probed, people } }) =>
      people > 0
        ? `${people} people are on record`
        : probed !== most && probed !== 0
          ? `${probed} of ${most} are counted`
          : null;
  return [
    ...victims.flatMap(({ id }) =>
      [PERSON, SEARCH, VERIFY].map((query) =>
        ask('branch', 'an ID out of reach', query, likeAnswerTo(query, { id: NOBODY }), { variables: { id } }),
      ),
    ),
    ...[10, 25, 32].map((count) => ({
      ...ask(
        'branch',
        `${count} IDs in a row`,
        `{ ${times(count, (i) => `p${i}: person(personalId: "${victims[i % victims.length]?.id}") { personalId }`)} }`,
        nothing,
      ),
      onRecord: isCounted(count),
    })),
    ...[0, 100, 200, 300].map((from) =>
      ask(
        'branch',
        `a walk of 24 from ${from}`,
        `{ ${times(24, (i) => `p${i}: person(personalId: "${walk[from + i]}") { personalId }`)} }`,
        nothing,
      ),
    ),
    ...victims
      .slice(0, 20)
      .flatMap(({ insurance, card, taxCode, id }) => [
        ask(
          'branch',
          'an insurance number out of reach',
          `{ participant(insuranceNumber: "${insurance}") { fullName } }`,
          nothing,
        ),
        ask('branch', 'a card out of reach', `{ healthCard(cardNumber: "${card}") { fullName } }`, nothing),
        ask('branch', 'a tax code out of reach', `{ taxpayer(taxCode: "${taxCode}") { fullName } }`, nothing),
        ...(['citizen', 'ministry', 'nobody'] as const).map((as) =>
          ask(as, 'another person', `{ person(personalId: "${id}") { personalId } }`, refused()),
        ),
      ]),
  ];
};
