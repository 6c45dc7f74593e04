import { chain, deepCycles, type Around } from '../attacks/shapes';
import { type Answer, startGateway, type TestGateway } from '../support/gateway';
import { requireNoLeak } from './leaks';
import { recordLog } from './recorded-log';

/** Twelve digits that no answer and no line of the log may repeat. */
const CANARY = '987654321012';
const { log, lines } = recordLog();

const ROOT: Around = { open: '{', close: '}', type: 'Query', leaf: '__typename' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ log });
});
afterAll(async () => {
  await gateway.close();
  const repeating = lines.filter((line) => line.includes(CANARY));
  if (repeating.length > 0) throw new Error(`The log repeats a refused value: ${repeating.join('\n')}`);
});

/** What a caller can act on: the status, what data there is, and each error's code with its figures and place. */
function gist(answer: Answer): object {
  const { status, data, errors } = answer;
  const told = errors?.map(({ path, extensions }) => ({ ...(path ? { path } : {}), ...extensions }));
  return { status, ...('data' in answer ? { data } : {}), ...(told ? { errors: told } : {}) };
}

async function ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<object> {
  const answer = await gateway.ask(query, variables);
  requireNoLeak(JSON.stringify(answer), CANARY);
  return gist(answer);
}

const refused = (code: string, more: object = {}): object => ({ status: 400, errors: [{ code, ...more }] });

describe('an identifier that is none is refused before anything is read, with the reason', () => {
  test.each([
    ['PersonalId!', 'person(personalId: %) { personalId }', CANARY, 'CENTURY_FUTURE'],
    ['PersonalId!', 'person(personalId: %) { personalId }', '904999999', 'LEGACY_ID_CARD'],
    ['PersonalId!', 'person(personalId: %) { personalId }', '4185012345', 'LEADING_ZERO_LOST'],
    ['PersonalId!', 'person(personalId: %) { personalId }', 904185012345, 'NOT_TEXT'],
    ['PersonalId!', 'person(personalId: %) { personalId }', '', 'EMPTY'],
    ['PersonalId!', 'person(personalId: %) { personalId }', "' or 1=1 --", 'NOT_DIGITS'],
    ['InsuranceNumber!', 'participant(insuranceNumber: %) { fullName }', CANARY, 'LENGTH'],
    ['InsuranceNumber!', 'participant(insuranceNumber: %) { fullName }', 'O499000017', 'LETTER_O'],
    ['TaxCode!', 'employer(taxCode: %) { taxCode }', CANARY, 'PERSONAL_ID'],
    ['TaxCode!', 'taxpayer(taxCode: %) { taxCode }', '0100047517', 'CHECK_DIGIT'],
    ['HealthCardNumber!', 'healthCard(cardNumber: %) { cardNumber }', CANARY, 'LENGTH'],
    ['HealthCardNumber!', 'healthCard(cardNumber: %) { cardNumber }', 'DT9040499000017', 'BENEFIT_LEVEL'],
    [
      'LegacyIdCardNumber',
      'searchPeople(search: { legacyIdCardNumber: % }) { citizens { fullName } }',
      CANARY,
      'LENGTH',
    ],
    ['ProvinceCode!', 'province(code: %) { name }', '99', 'PROVINCE_UNASSIGNED'],
    ['ProvinceCode!', 'province(code: %) { name }', 4, 'NOT_TEXT'],
    ['ProvinceCode', 'participants(filter: { province: % }) { totalCount }', CANARY, 'LENGTH'],
    ['CommuneCode!', 'commune(code: %) { name }', CANARY, 'LENGTH'],
    ['Date', 'provinces(on: %) { name }', CANARY, 'DATE_FORM'],
    ['Date', 'provinces(on: %) { name }', '2023-02-30', 'NOT_IN_CALENDAR'],
    ['Date', 'provinces(on: %) { name }', '1066-10-14', 'YEAR_OUT_OF_RANGE'],
  ])('%s in %s: %j', async (type, field, value, reason) => {
    const expected = refused('ARGUMENT_INVALID', { reason });
    expect(await ask(`{ ${field.replace('%', JSON.stringify(value))} }`)).toEqual(expected);
    expect(await ask(`query Q($v: ${type}) { ${field.replace('%', '$v')} }`, { v: value })).toEqual(expected);
  });

  test('the message names the variable and the place in it', async () => {
    const query = 'query Q($f: ParticipantFilter) { participants(filter: $f) { totalCount } }';
    const { errors } = await gateway.ask(query, { f: { province: '4' } });
    expect(errors?.[0]?.message).toMatch(/^Variable "\$f" at "f\.province": A province code has/);
  });
});

describe('a value that fits its type but not its field makes that field null, and says why', () => {
  const outOfBounds = { code: 'ARGUMENT_INVALID', argument: 'first', reason: 'OUT_OF_BOUNDS' };
  const at = (field: string, error: object): object => ({
    status: 200,
    data: { [field]: null },
    errors: [{ path: [field], ...error }],
  });

  test.each([0, 501, 100_000, -1, 2_147_483_647])('first: %d', async (first) => {
    const expected = at('participants', { ...outOfBounds, most: 500 });
    expect(await ask(`{ participants(first: ${first}) { totalCount } }`)).toEqual(expected);
    expect(await ask('query Q($n: Int!) { participants(first: $n) { totalCount } }', { n: first })).toEqual(expected);
  });

  test('first: 0 in a list below: the record is there, its list is null', async () => {
    const answer = await ask('{ province(code: "04") { name targets(first: 0) { year } } }');
    expect(answer).toEqual({
      status: 200,
      data: { province: { name: 'Cao Bằng', targets: null } },
      errors: [{ path: ['province', 'targets'], ...outOfBounds, most: 200 }],
    });
  });

  test.each([
    ['too few attributes', { fullName: CANARY }, 'TOO_FEW_ATTRIBUTES'],
    ['two identifiers', { personalId: '904185012345', insuranceNumber: '0499000017' }, 'IDENTIFIER_NOT_ALONE'],
    ['nothing', {}, 'TOO_FEW_ATTRIBUTES'],
  ])('a search with %s', async (_what, search, reason) => {
    const query = 'query Q($s: SearchPeopleInput!) { searchPeople(search: $s) { citizens { fullName } } }';
    const error = { code: 'ARGUMENT_INVALID', argument: 'search', reason };
    expect(await ask(query, { s: search })).toEqual(at('searchPeople', error));
  });

  test('a code that no commune has is no error: there is none', async () => {
    expect(await ask('{ commune(code: "99999") { name } }')).toEqual({ status: 200, data: { commune: null } });
  });
});

describe('a document that is wrong is refused as a whole', () => {
  const nested = (levels: number): string =>
    `{ participants { edges { node ${'{ employer { participants '.repeat(levels)}{ fullName }${' } }'.repeat(levels)} } } }`;
  const through = (levels: number): string => {
    const fragments = Array.from(
      { length: levels },
      (_, i) => `fragment F${i} on Participant { employer { participants { ...F${i + 1} } } }`,
    );
    return `{ participants { edges { node { ...F0 } } } } ${fragments.join(' ')} fragment F${levels} on Participant { fullName }`;
  };
  const inline = (levels: number): string =>
    `{ participants { edges { node { ${'employer { ... on EmployerUnit { participants { ... { '.repeat(levels)}fullName${' } } } }'.repeat(levels)} } } } }`;
  const tokens = (count: number): string => `{ ${Array.from({ length: count }, (_, i) => `a${i}`).join(' ')} }`;
  const invalid = refused('GRAPHQL_VALIDATION_FAILED');
  const tooDeep = refused('DOCUMENT_TOO_DEEP', { depth: 24, most: 12 });

  test.each([
    ['24 fields below one another', nested(10), tooDeep],
    ['the same through nested fragments', through(10), tooDeep],
    ['the same through inline fragments', inline(10), tooDeep],
    ['a cycle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', invalid],
    ['5,000 tokens', tokens(5_000), refused('DOCUMENT_INVALID', { reason: 'TOO_MANY_TOKENS', most: 2_000 })],
    ['900 inline fragments', `{ ${'... { '.repeat(900)}__typename${' }'.repeat(900)} }`, { status: 400 }],
    ['51 fragments', chain(ROOT, 50, 2), refused('DOCUMENT_INVALID', { reason: 'TOO_MANY_FRAGMENTS', most: 50 })],
    [
      '120 cyclic fragments',
      deepCycles(ROOT, 120),
      refused('DOCUMENT_INVALID', { reason: 'TOO_MANY_FRAGMENTS', most: 50 }),
    ],
    ['50 cyclic fragments', deepCycles(ROOT, 50), refused('DOCUMENT_INVALID', { reason: 'FRAGMENTS_CYCLIC' })],
    [
      '30,000 brackets below one another',
      `{ provinces(on: ${'['.repeat(30_000)}`,
      refused('DOCUMENT_INVALID', { reason: 'NESTED_TOO_DEEP' }),
    ],
    ['no GraphQL', `{ person(personalId: "${CANARY}`, refused('GRAPHQL_PARSE_FAILED')],
    ['a text alone', `"${CANARY}"`, refused('GRAPHQL_PARSE_FAILED')],
    ['a text for a selection', `{ "${CANARY}" }`, refused('GRAPHQL_PARSE_FAILED')],
    ['nothing', '', refused('BAD_REQUEST')],
    [
      'two operations without a name',
      'query A { __typename } query B { __typename }',
      refused('OPERATION_RESOLUTION_FAILURE'),
    ],
    ['an unknown mutation', `mutation { x${CANARY} }`, invalid],
    ['a subscription', `subscription { x${CANARY} }`, refused('DOCUMENT_INVALID', { reason: 'NOT_A_QUERY' })],
    ['an unknown field', `{ x${CANARY} }`, invalid],
    ['an unknown argument', `{ province(code: "04", x${CANARY}: 1) { name } }`, invalid],
    ['an unknown directive', `{ __typename @x${CANARY} }`, invalid],
    ['an unknown fragment', `{ ...X${CANARY} }`, invalid],
    ['an unused variable', `query Q($x${CANARY}: Int) { __typename }`, invalid],
    ['an unknown filter', `{ participants(filter: { x: "${CANARY}" }) { totalCount } }`, invalid],
    ['a scheme in quotes', `{ participants(filter: { scheme: "${CANARY}" }) { totalCount } }`, invalid],
    ['an unknown scheme', `{ participants(filter: { scheme: X${CANARY} }) { totalCount } }`, invalid],
    ['a number beyond Int', `{ participants(first: ${CANARY}) { totalCount } }`, invalid],
    ['a number in quotes', `{ participants(first: "${CANARY}") { totalCount } }`, invalid],
    [
      'lists in place of a text',
      `{ participants(after: ${'['.repeat(900)}${']'.repeat(900)}) { totalCount } }`,
      invalid,
    ],
    [
      'introspection without an end',
      `{ __schema { types ${'{ fields { type '.repeat(6)}{ name }${' } }'.repeat(6)} } }`,
      invalid,
    ],
  ])('%s', async (_what, query, expected) => {
    expect(await ask(query)).toMatchObject(expected);
  });

  test.each([
    ['a number for a text', 'String', 'participants(after: $v) { totalCount }', Number(CANARY)],
    ['3,000 nested lists for a text', 'String', 'participants(after: $v) { totalCount }', nestedLists(3_000)],
    ['a text for a number', 'Int!', 'participants(first: $v) { totalCount }', CANARY],
    ['a number beyond Int', 'Int!', 'participants(first: $v) { totalCount }', Number(CANARY)],
    ['a broken number', 'Int!', 'participants(first: $v) { totalCount }', 1.5],
    ['nothing where something must be', 'PersonalId!', 'person(personalId: $v) { personalId }', null],
    ['an unknown scheme', 'ParticipantFilter', 'participants(filter: $v) { totalCount }', { scheme: CANARY }],
    ['an unknown filter', 'ParticipantFilter', 'participants(filter: $v) { totalCount }', { [`x${CANARY}`]: CANARY }],
  ])('a variable with %s', async (_what, type, field, value) => {
    const answer = await ask(`query Q($v: ${type}) { ${field} }`, { v: value });
    expect(answer).toEqual(refused('BAD_USER_INPUT'));
  });

  test('more faults in the variables than are told are the variables’ fault too', async () => {
    const declared = Array.from({ length: 60 }, (_, i) => `$v${i}: Int!`).join(' ');
    const used = Array.from({ length: 60 }, (_, i) => `a${i}: contributions(first: $v${i}) { month }`).join(' ');
    const one = `participant(insuranceNumber: "0499000017") { ${used} }`;
    const { status, errors } = await gateway.ask(`query Q(${declared}) { ${one} }`);
    expect(status).toBe(400);
    expect(new Set(errors?.map(({ extensions }) => extensions['code']))).toEqual(new Set(['BAD_USER_INPUT']));
  });

  test('a variable that is null where its default would do is the caller’s fault', async () => {
    const query = 'query Q($n: Int = 5) { participants(first: $n) { totalCount } }';
    const { errors } = await gateway.ask(query, { n: null });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toBe('Argument "first" of non-null type "Int!" must not be null.');
  });
});

function nestedLists(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
}
