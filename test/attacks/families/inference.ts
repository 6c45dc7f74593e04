import { ask, type Attack, type Caller, times } from '../attack';
import { likeAnswerTo, nothing, refused } from '../holds';
import type { Someone } from '../people';
import type { Family, World } from '../world';

/** Finding out about people who are not in reach, or what a mask hides, without being told. */

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
const NOBODY = '904185999999';

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
    ...[10, 25, 50].map((count) => ({
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

const SCHEMES = ['COMPULSORY_SI', 'VOLUNTARY_SI', 'UI', 'HI'];
const PROVINCES = ['01', '04', '06', '08', '10', '15', '24', '31', '48', '79', '92'];

function totals({ people: { strangers, strangeEmployer }, graph }: World): readonly Attack[] {
  const schemes = Object.keys(
    (graph.getType('Scheme') as { getValues?: () => { name: string }[] })
      .getValues?.()
      .reduce((all, { name }) => ({ ...all, [name]: 1 }), {}) ?? {},
  );
  const known = schemes.length > 0 ? schemes : SCHEMES;
  const own = '04';
  const of = (filter: string): string => `{ participants(filter: { ${filter} }) { totalCount } }`;
  return [
    ...PROVINCES.filter((code) => code !== own).flatMap((code) => [
      ask('branch', `the total of province ${code}`, of(`province: "${code}"`), nothing),
      ask(
        'branch',
        `the total of province ${code} in 2025`,
        of(`province: "${code}", provinceOn: "2025-08-01"`),
        code === '06' ? nothing : nothing,
      ),
      ...known.map((scheme) =>
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
      `{ ${known.map((scheme) => `${scheme}: ${of(`employer: "${strangeEmployer}", scheme: ${scheme}`).slice(2, -2)}`).join(' ')} }`,
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
