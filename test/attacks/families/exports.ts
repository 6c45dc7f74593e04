import { ask, type Attack, type Caller, times } from '../attack';
import { refused } from '../holds';
import type { Family } from '../world';

/** Getting more rows, values or bytes in one answer than one request may ask for. */

const TOO_MUCH = refused(
  'ARGUMENT_INVALID',
  'ANSWER_TOO_LARGE',
  'PRICE_TOO_HIGH',
  'TOO_MANY_STATEMENTS',
  'TOO_MANY_ALIASES',
  'TOO_MANY_ROOT_FIELDS',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'DOCUMENT_INVALID',
);
const FIRST = [501, 1_000, 100_000, 2_147_483_647, 2_147_483_648, 0, -1, -2_147_483_648, 1e20, 500.5];

export const exports: Family = ({ people: { own } }) => [
  ...lists('branch', (first) => `{ participants(first: ${first}) { edges { node { insuranceNumber } } } }`),
  ...lists(
    'headquarters',
    (first) => `{ participants(first: ${first}) { edges { node { insuranceNumber fullName } } } }`,
  ),
  ...lists('nobody', (first) => `{ publishedFigures(first: ${first}) { edges { node { id } } } }`),
  ...lists(
    'branch',
    (first) => `{ searchPeople(first: ${first}, search: { personalId: "${own[0]?.id}" }) { citizens { fullName } } }`,
  ),
  ...FIRST.map((first) =>
    ask(
      'branch',
      `first: ${first} in a variable`,
      'query($n: Int!) { participants(first: $n) { edges { node { insuranceNumber } } } }',
      TOO_MUCH,
      { variables: { n: first } },
    ),
  ),
  ...(['branch', 'headquarters'] as const).flatMap(wide),
];

function lists(as: Caller, write: (first: number) => string): readonly Attack[] {
  return FIRST.map((first) => ask(as, `first: ${first} of ${write(1).slice(2, 18)}`, write(first), TOO_MUCH));
}

/** Lists within their own bound that multiply, below one another and side by side. */
function wide(as: Caller): readonly Attack[] {
  const page = (fields: string): string => `participants(first: 500) { edges { node { ${fields} } } }`;
  const month = 'contributions(first: 120) { month kind amount salary socialInsuranceAmount healthInsuranceAmount }';
  return [
    ask(
      as,
      'every contribution of 500 people',
      `{ ${page(`${month} participations(first: 50) { scheme startedOn }`)} }`,
      TOO_MUCH,
    ),
    ask(
      as,
      'the people of the employers of 500 people',
      `{ ${page('employer { participants(first: 500) { insuranceNumber } }')} }`,
      TOO_MUCH,
    ),
    ask(
      as,
      'the same twice deeper',
      `{ ${page('employer { participants(first: 200) { employer { participants(first: 200) { fullName } } } }')} }`,
      TOO_MUCH,
    ),
    ...[4, 10, 30, 50, 90].map((count) =>
      ask(
        as,
        `${count} pages at once`,
        `{ ${times(count, (i) => `p${i}: ${page(`${month} healthCards(first: 20) { claims(first: 100) { totalCost } }`)}`)} }`,
        TOO_MUCH,
      ),
    ),
    ...[40, 90, 120].map((count) =>
      ask(
        as,
        `one list of contributions ${count} times`,
        `{ ${page(times(count, (i) => `c${i}: ${month}`))} }`,
        TOO_MUCH,
      ),
    ),
  ];
}
