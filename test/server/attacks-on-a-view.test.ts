import { type Asking, type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { openTables, type RegisterTables } from '../support/register-tables';
import { testConfig } from '../support/cluster';
import { personaHeaders, TEST_CASE } from '../support/persona-token';
import { requireNoLeak } from './leaks';

/** What somebody with an agreement may try in order to see more than it grants. Each try is on record as refused. */

let gateway: ProtectedGateway;
let tables: RegisterTables;
let ministry: Asking;
let tax: Asking;
let branch: Asking;
let otherBranch: Asking;

beforeAll(async () => {
  gateway = await startProtectedGateway();
  tables = openTables(gateway.site);
  ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
  tax = await gateway.as('tax-administration', 'tax-review');
  branch = await gateway.as('branch-officer-04', 'campaign');
  otherBranch = await gateway.as('branch-officer-79', 'campaign');
});
afterAll(async () => {
  await tables.close();
  await gateway.close();
});

const HIDDEN_FROM_MINISTRY = [
  '{ participants { totalCount } }',
  '{ person(personalId: "904185012345") { personalId } }',
  '{ healthCard(cardNumber: "DT2040499000017") { person { personalId } } }',
  '{ healthCard(cardNumber: "DT2040499000017") { participant { contributions { amount } } } }',
  '{ healthCard(cardNumber: "DT2040499000017") { ...F } } fragment F on Participant { personalId }',
  '{ ... on Query { taxpayer(taxCode: "8091529709") { fullName } } }',
  'fragment F on Taxpayer { fullName } { ...F }',
  'query($f: ParticipantFilter) { __typename }',
  'query($i: ProposeAgreementInput!) { __typename }',
  'mutation { activateAgreement(input: { agreement: "ministry-of-health", version: 1 }) { __typename } }',
  '{ agreements { __typename } }',
  'subscription { participants { totalCount } }',
  '{ healthCard(cardNumber: "DT2040499000017") { participant { birthDat } } }',
  '{ healthCard(cardNumber: "DT2040499000017") { participant { citizen { fullName } } } }',
];

test.each(HIDDEN_FROM_MINISTRY)('%s is a fault of the document, and what is hidden is not hinted at', async (query) => {
  const answer = await ministry(query);
  expect(answer.status).toBe(400);
  expect(answer.data ?? null).toBeNull();
  const text = JSON.stringify(answer.errors);
  requireNoLeak(text);
  for (const hidden of ['Contribution', 'Taxpayer"', 'participants"?', 'insuranceNumbers', 'Mutation.']) {
    if (!query.includes(hidden.replace(/\W/g, ''))) expect(text).not.toContain(hidden);
  }
  expect(await gateway.recordOf(answer)).toMatchObject({ decision: 'refused', subjects: [] });
});

test('introspection shows the types of the view and no other', async () => {
  const answer = await ministry(
    '{ __schema { types { name } mutationType { name } } hidden: __type(name: "Taxpayer") { name } }',
  );
  // A field of introspection is asked for under its own name.
  expect(answer.status).toBe(400);
  const { data } = await ministry(
    '{ __schema { types { name } mutationType { name } } __type(name: "Taxpayer") { name } }',
  );
  const { __schema: schema, __type: type } = data as never as {
    __schema: { types: { name: string }[]; mutationType: unknown };
    __type: unknown;
  };
  const names = schema.types.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['HealthCard', 'Claim', 'Facility', 'Participant']));
  for (const hidden of [
    'Taxpayer',
    'Income',
    'Contribution',
    'EmployerUnit',
    'Citizen',
    'ParticipantFilter',
    'Mutation',
  ]) {
    expect(names).not.toContain(hidden);
  }
  expect(schema.mutationType).toBeNull();
  expect(type).toBeNull();
});

const PAGE =
  'query($after: String) { participants(first: 2, after: $after) { pageInfo { endCursor } edges { node { insuranceNumber } } } }';

test('a cursor is good for whom it was handed to: not in another view, and not for another province', async () => {
  const cursorOf = async (asking: Asking): Promise<string> => {
    const { data } = await asking(PAGE);
    return (data as never as { participants: { pageInfo: { endCursor: string } } }).participants.pageInfo.endCursor;
  };
  const own = await cursorOf(branch);
  expect((await branch(PAGE, { after: own })).errors).toBeUndefined();
  for (const foreign of [await cursorOf(otherBranch), await cursorOf(tax)]) {
    const answer = await branch(PAGE, { after: foreign });
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['CURSOR_INVALID']);
    expect(answer.data).toEqual({ participants: null });
  }
});

test('nobody out of scope can be told from nobody at all', async () => {
  const { value: outside } = await tables.sample<{ value: string }>(
    'population',
    "select personal_id as value from share.citizen where province_code = '79' order by 1 limit 1",
  );
  const query =
    'query($id: PersonalId!) { person(personalId: $id) { personalId citizen { fullName } participants { insuranceNumber } } }';
  const there = await branch(query, { id: outside });
  const nowhere = await branch(query, { id: '904185999999' });
  expect([there.status, there.data, there.errors]).toEqual([nowhere.status, nowhere.data, nowhere.errors]);
  expect(there.data).toEqual({ person: null });
  const [one, other] = [await gateway.recordOf(there), await gateway.recordOf(nowhere)];
  expect([one.subjects, one.counts]).toEqual([other.subjects, other.counts]);
});

test('the province of a filter cannot lead out of scope, nor can an employer of another province', async () => {
  for (const filter of ['{ province: "79" }', '{ province: "79", provinceOn: "2025-08-01" }']) {
    const { data } = await branch(
      `{ participants(filter: ${filter}) { totalCount edges { node { insuranceNumber } } } }`,
    );
    expect(data).toEqual({ participants: { totalCount: 0, edges: [] } });
  }
  const { value: employer } = await tables.sample<{ value: string }>(
    'insurance',
    "select tax_code as value from share.employer_unit where province_code = '79' and tax_code is not null order by 1 limit 1",
  );
  const query =
    'query($c: TaxCode!) { employer(taxCode: $c) { taxCode units { name } } participants(filter: { employer: $c }) { totalCount } }';
  expect((await branch(query, { c: employer })).data).toMatchObject({ participants: { totalCount: 0 } });
});

test.each([
  ['no purpose', { 'lienthong-case': TEST_CASE }, 'PURPOSE_REQUIRED'],
  ['an unknown purpose', { 'lienthong-purpose': 'curiosity', 'lienthong-case': TEST_CASE }, 'PURPOSE_NOT_GRANTED'],
  ['a purpose of __proto__', { 'lienthong-purpose': '__proto__', 'lienthong-case': TEST_CASE }, 'PURPOSE_NOT_GRANTED'],
  ['no case', { 'lienthong-purpose': 'tax-review' }, 'CASE_REQUIRED'],
  ['a case with blanks', { 'lienthong-purpose': 'tax-review', 'lienthong-case': 'a b' }, 'CASE_INVALID'],
  ['a case that is too long', { 'lienthong-purpose': 'tax-review', 'lienthong-case': 'a'.repeat(65) }, 'CASE_INVALID'],
])('a partner with %s is refused', async (_, headers, code) => {
  const { authorization = '' } = await personaHeaders(
    { persona: 'tax-administration', purpose: 'tax-review' },
    testConfig(),
  );
  const answer = await gateway.send({ authorization, ...headers }, '{ __typename }');
  expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
  expect(answer.data ?? null).toBeNull();
  expect(await gateway.recordOf(answer)).toMatchObject({ decision: 'refused', reason: code });
});

test('a request with a token that is none is refused as RFC 6750 says, and is not on record', async () => {
  const headers = { authorization: 'Bearer nothing', 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ __typename }' });
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  const request = response.headers.get('lienthong-request') ?? '';
  await expect(gateway.recordOf({ request, status: 401, data: null })).rejects.toThrow('is not on record');
});
