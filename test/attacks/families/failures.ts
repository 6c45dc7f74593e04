import { ask, type Attack, type Holds } from '../attack';
import { nothing } from '../holds';
import { CANARY } from '../failing-register';
import type { Family, World } from '../world';

/** Making a register fail, so that its own words come out: message, detail, hint, context, names of tables and roles. */

/** What PostgreSQL says of the failures, and no answer may. */
const WORDS = [
  CANARY,
  'Failing row',
  'is broken',
  'Look for',
  'XX001',
  '42P01',
  '3D000',
  'relation',
  'no_such_register',
  'does not exist',
  'fault()',
  'PL/pgSQL',
  'Nguyen Van A',
];

const silent: Holds = (answer, honest) => {
  const word = WORDS.find((each) => answer.text.includes(each));
  return word === undefined ? nothing(answer, honest) : `it tells ${word}: ${answer.text.slice(0, 300)}`;
};

export const failures: Family = (world) => [...ofRegisters(world), ...ofValues(world)];

/** Every way to a register that fails. */
function ofRegisters({ people: { own, strangeEmployer } }: World): readonly Attack[] {
  return own
    .slice(0, 2)
    .flatMap(({ id, insurance, card, taxCode }) =>
      [
        `{ participant(insuranceNumber: "${insurance}") { fullName } }`,
        `{ participants(first: 5) { edges { node { fullName } } } }`,
        `{ participants(filter: { province: "04" }) { totalCount } }`,
        `{ participants(first: 5) { edges { node { citizen { fullName } taxpayer { fullName } } } } }`,
        `{ taxpayer(taxCode: "${taxCode}") { fullName incomes { grossIncome } } }`,
        `{ healthCard(cardNumber: "${card}") { fullName claims { diagnosis } } }`,
        `{ employer(taxCode: "${strangeEmployer}") { units { name } organisation { name } } }`,
        `{ person(personalId: "${id}") { participants { fullName } taxpayers { fullName } healthCards { fullName } } }`,
        `{ searchPeople(search: { insuranceNumber: "${insurance}" }) { participants { fullName } healthCards { fullName } } }`,
        `{ searchPeople(search: { taxCode: "${taxCode}" }) { taxpayers { fullName } } }`,
        `{ verify(personalId: "${id}", statements: [{ field: PARTICIPANT_SEX, value: "MALE" }, { field: TAXPAYER_SEX, value: "MALE" }]) }`,
      ].flatMap((query) =>
        (['branch', 'headquarters', 'citizen', 'ministry'] as const).map((as) =>
          ask(as, `a register fails: ${query.slice(2, 60)}`, query, silent, { at: 'failing' }),
        ),
      ),
    );
}

/** Values that a database has no room for, or no letters. */
function ofValues({ people: { own } }: World): readonly Attack[] {
  const texts = [
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    'x'.repeat(30_000),
    '\uffff',
    '9'.repeat(400),
    '1e400',
    'NaN',
    'infinity',
    '-infinity',
    '294276-12-31',
    '4714-11-24 BC',
    '[)',
    '{}',
    '\\x',
    '\\000',
  ];
  const places: readonly (readonly [string, string])[] = [
    [
      'String!',
      'searchPeople(search: { fullName: $v, birthDate: "1985-01-01", sex: MALE }) { citizens { personalId } }',
    ],
    ['String!', `verify(personalId: "904185999999", statements: [{ field: CITIZEN_FULL_NAME, value: $v }])`],
    ['String!', `verify(personalId: "904185999999", statements: [{ field: CITIZEN_BIRTH_DATE, value: $v }])`],
    ['String!', 'participants(after: $v) { totalCount }'],
    ['Date!', 'provinces(on: $v) { name }'],
    ['Date!', 'participants(filter: { province: "79", provinceOn: $v }) { totalCount }'],
    ['ProvinceCode!', 'participants(filter: { province: $v }) { totalCount }'],
    ['PersonalId!', 'person(personalId: $v) { personalId }'],
    ['TaxCode!', 'employer(taxCode: $v) { taxCode }'],
  ];
  const nobodyKnown: Holds = (answer, honest) => {
    const { data } = answer;
    const told: unknown = data === null ? null : Object.values(data as object)[0];
    return Array.isArray(told) && told.every((each) => each === 'NOT_ENOUGH_EVIDENCE') ? null : silent(answer, honest);
  };
  return [
    ...texts.flatMap((text) =>
      places.map(([type, field]) =>
        ask(
          'branch',
          `${JSON.stringify(text.slice(0, 12))} in ${field.slice(0, 30)}`,
          `query($v: ${type}) { ${field} }`,
          nobodyKnown,
          { variables: { v: text } },
        ),
      ),
    ),
    ...['1', 'yes', 'true', '{}'].map((value) =>
      ask(
        'ministry',
        `a plan with the header ${value}`,
        `{ healthCard(cardNumber: "${own[0]?.card}") { nothing } }`,
        nothing,
        { headers: { 'lienthong-explain': value } },
      ),
    ),
  ];
}
