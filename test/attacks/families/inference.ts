import { isEnumType } from 'graphql';
import { ask, type Attack, type Caller } from '../attack';
import { likeAnswerTo, nothing, refused } from '../holds';
import type { Someone } from '../people';
import type { Family, World } from '../world';
import { NOBODY } from './people-out-of-reach';

/** Finding out about people who are not in reach, or what a mask hides, without being told. */

export const filters: Family = ({ people: { strangers, strangeEmployer } }) => [
  ...(
    ['birthDate', 'sex', 'fullName', 'personalId', 'commune', 'province', 'taxCode', 'legacyIdCardNumber'] as const
  ).flatMap((field) => [
    ask(
      'ministry',
      `a search by ${field}, which its view masks or does not have`,
      `query($s: SearchPeopleInput!) { searchPeople(search: $s) { healthCards { cardNumber } } }`,
      refused(),
      {
        variables: { s: { [field]: '1985-01-01' } },
      },
    ),
    ask(
      'ministry',
      `a search by ${field} beside a card`,
      `{ searchPeople(search: { healthCardNumber: "${strangers[0]?.card}", ${field}: "x" }) { healthCards { cardNumber } } }`,
      refused(),
    ),
    ...['orderBy', 'sort', 'sortBy', 'where', 'filter', 'groupBy'].map((argument) =>
      ask(
        'ministry',
        `cards by ${argument} of ${field}`,
        `{ healthCard(cardNumber: "${strangers[0]?.card}", ${argument}: ${field}) { cardNumber } }`,
        refused(),
      ),
    ),
  ]),
  ...['fullName', 'birthDate', 'personalId', 'sex', 'salary', 'citizen', 'taxpayer', 'contributions'].flatMap(
    (field) => [
      ask('branch', `a filter by ${field}`, `{ participants(filter: { ${field}: "x" }) { totalCount } }`, refused()),
      ask('branch', `an order by ${field}`, `{ participants(orderBy: ${field}) { totalCount } }`, refused()),
      ask('branch', `an aggregate of ${field}`, `{ participants { totalCount aggregate { ${field} } } }`, refused()),
    ],
  ),
  ...strangers
    .slice(0, 15)
    .flatMap((victim) =>
      searches(victim).map((search) =>
        ask(
          'branch',
          `a search for somebody out of reach by ${Object.keys(search).join(', ')}`,
          'query($s: SearchPeopleInput!) { searchPeople(search: $s) { citizens { personalId } participants { insuranceNumber } taxpayers { taxCode } healthCards { cardNumber } } }',
          nothing,
          { variables: { s: search } },
        ),
      ),
    ),
  ask(
    'branch',
    'an employer out of reach as a filter',
    `{ participants(filter: { employer: "${strangeEmployer}" }) { totalCount edges { node { fullName } } } }`,
    nothing,
  ),
  ask(
    'branch',
    'the people of an employer out of reach',
    `{ employer(taxCode: "${strangeEmployer}") { units { participants { insuranceNumber } } } }`,
    nothing,
  ),
  ...verdicts(strangers),
];

function searches({ id, insurance, card, taxCode }: Someone): readonly Record<string, string>[] {
  return [{ personalId: id }, { insuranceNumber: insurance }, { healthCardNumber: card }, { taxCode }];
}

/** The verdicts on what is true and what is not of somebody out of reach are those on nobody. */
function verdicts(strangers: readonly Someone[]): readonly Attack[] {
  const query =
    'query($id: PersonalId!, $name: String!) { verify(personalId: $id, statements: [{ field: CITIZEN_FULL_NAME, value: $name }]) }';
  return strangers.slice(0, 20).flatMap(({ id, name }) =>
    [name, 'Nguyễn Văn A'].map((value) =>
      ask('branch', 'the verdict on somebody out of reach', query, likeAnswerTo(query, { id: NOBODY, name: value }), {
        variables: { id, name: value },
      }),
    ),
  );
}

/** What is counted today: the total of a list in a row scope, of published figures, and of a person's own log. */
export const smallCells: Family = (world) => [...totals(world), ...publicTotals()];

const PROVINCES = ['01', '04', '06', '08', '10', '15', '24', '31', '48', '79', '92'];

function totals({ people: { strangers, strangeEmployer }, graph }: World): readonly Attack[] {
  const scheme = graph.getType('Scheme');
  const schemes = isEnumType(scheme) ? scheme.getValues().map(({ name }) => name) : [];
  const own = '04';
  const of = (filter: string): string => `{ participants(filter: { ${filter} }) { totalCount } }`;
  return [
    ...PROVINCES.filter((code) => code !== own).flatMap((code) => [
      ask('branch', `the total of province ${code}`, of(`province: "${code}"`), nothing),
      ask(
        'branch',
        `the total of province ${code} in 2025`,
        of(`province: "${code}", provinceOn: "2025-08-01"`),
        nothing,
      ),
      ...schemes.map((scheme) =>
        ask(
          'branch',
          `the total of ${scheme} in province ${code}`,
          of(`province: "${code}", scheme: ${scheme}`),
          nothing,
        ),
      ),
    ]),
    ask('branch', 'the total of an employer out of reach', of(`employer: "${strangeEmployer}"`), nothing),
    ask(
      'branch',
      'totals whose difference would be one person',
      `{ ${schemes.map((scheme) => `${scheme}: ${of(`employer: "${strangeEmployer}", scheme: ${scheme}`).slice(2, -2)}`).join(' ')} }`,
      nothing,
    ),
    ...(['ministry', 'citizen', 'nobody'] as const satisfies readonly Caller[]).map((as) =>
      ask(as, 'a total of people', '{ participants { totalCount } }', refused()),
    ),
    ...(['ministry', 'citizen', 'nobody'] as const).map((as) =>
      ask(
        as,
        'the totals of two filters',
        `{ a: ${of('scheme: COMPULSORY_SI').slice(2, -2)} b: ${of('province: "04"').slice(2, -2)} }`,
        refused(),
      ),
    ),
    ...strangers
      .slice(0, 3)
      .map(({ taxCode }) =>
        ask('branch', 'the total of an employer that is a person', of(`employer: "${taxCode}"`), nothing),
      ),
  ];
}

/** Published figures are those of the list: a filter by text of one's own finds no finer cell. */
function publicTotals(): readonly Attack[] {
  const total = 'query($f: PublishedFigureFilter) { publishedFigures(filter: $f) { totalCount } }';
  return ['04;79', '79 ', '7_', '%', '04%', "04' or '1'='1", '0479', '79;', ' VN', 'vn', '*'].flatMap((area) =>
    [{ area }, { area, scheme: 'all' }, { metric: area }, { scheme: area }].map((f) =>
      ask('nobody', `published figures of ${JSON.stringify(f)}`, total, nothing, { variables: { f } }),
    ),
  );
}
