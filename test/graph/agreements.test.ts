import { buildSchema } from 'graphql';
import type { Answer } from '../support/gateway';
import { startGateway } from '../support/gateway';
import { type AdministeredSite, openAdministeredSite, type Replica, someDocument } from './administered-site';

let site: AdministeredSite;
let gateway: Replica;

beforeAll(async () => {
  site = await openAdministeredSite('administered_agreements');
  gateway = await site.start();
});
afterAll(() => site.close());

const FAULTS = 'faults { code place reason }';
const PROPOSE = `mutation ($document: String!) {
  proposeAgreement(input: { document: $document }) { agreement { id version state } ${FAULTS} } }`;
const ACTIVATE = `mutation ($id: String!, $version: Int!) {
  activateAgreement(input: { id: $id, version: $version }) { agreement { state decisions { kind actor reason } } ${FAULTS} } }`;
const SUSPEND = `mutation ($id: String!, $reason: String!) {
  suspendAgreement(input: { id: $id, reason: $reason }) { agreement { version state } ${FAULTS} } }`;
const RESUME = `mutation ($id: String!) { resumeAgreement(input: { id: $id }) { agreement { version state } ${FAULTS} } }`;

const [FIRST, SECOND] = ['hq-officer', 'hq-officer-2'] as const;
const as =
  (persona: Parameters<Replica['ask']>[0]) =>
  (query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer> =>
    gateway.ask(persona, 'administration', query, variables);
const first = as(FIRST);
const second = as(SECOND);

/** What came of the one mutation of an answer. */
function outcomeOf({ data, errors }: Answer): { agreement: unknown; faults: readonly { place: string }[] } {
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] as never;
}

const [OFFICER, SECOND_OFFICER] = [FIRST, SECOND].map((name) => `urn:lienthong:demonstration ${name}`);

test('what one officer proposes is in force when another has activated it, and everybody finds both on record', async () => {
  const before = await gateway.ask('public-security', 'tax-review', '{ __typename }');
  expect(before.errors?.[0]?.extensions['code']).toBe('PURPOSE_NOT_GRANTED');

  const proposed = outcomeOf(await first(PROPOSE, { document: someDocument() }));
  expect(proposed).toEqual({ agreement: { id: 'statistics', version: 1, state: 'PROPOSED' }, faults: [] });
  const alone = outcomeOf(await first(ACTIVATE, { id: 'statistics', version: 1 }));
  expect(alone).toEqual({
    agreement: null,
    faults: [{ code: 'SECOND_PERSON', place: 'actor', reason: expect.stringContaining('Somebody else') }],
  });
  const activated = outcomeOf(await second(ACTIVATE, { id: 'statistics', version: 1 }));
  expect(activated).toEqual({
    agreement: { state: 'ACTIVE', decisions: [{ kind: 'ACTIVATED', actor: SECOND_OFFICER, reason: null }] },
    faults: [],
  });

  const after = await gateway.ask('public-security', 'tax-review', '{ __typename }');
  expect(after).toEqual({ status: 200, data: { __typename: 'Query' } });
  const stored = await site.scratch.run('select kind, actor from sharing.agreement_event where agreement = $1', [
    'statistics',
  ]);
  expect(stored).toEqual([{ kind: 'ACTIVATED', actor: SECOND_OFFICER }]);
  const records = (await site.records()).filter(({ purpose }) => purpose === 'administration');
  expect(
    records.map(({ actor, fields, agreement, decision }) => [actor.subject, fields, agreement?.id, decision]),
  ).toEqual([
    [FIRST, ['Mutation.proposeAgreement'], 'headquarters', 'allowed'],
    [FIRST, ['Mutation.activateAgreement'], 'headquarters', 'allowed'],
    [SECOND, ['Mutation.activateAgreement'], 'headquarters', 'allowed'],
  ]);
});

test('an officer reads everything about a version, and its view as a schema', async () => {
  const { data, errors } = await as('data-protection-officer')(`{ agreement(id: "statistics") {
    id version kind title provider receiver contact documents mayExplain validFrom validTo state proposedBy hash sdl
    bearer { kind clients role } legalBasis { instrument article } purposes { code english vietnamese delayDays }
    grants { coordinate access } rows { provinces employers listedPeople groups ownProvince ownPerson }
    limits { peoplePerDay peoplePerMonth identifiersPerDay pricePerMinute price } manifest { name }
  } }`);
  expect(errors).toBeUndefined();
  const { sdl, hash, ...rest } = data?.['agreement'] as unknown as { sdl: string; hash: string };
  expect(rest).toEqual({
    ...(JSON.parse(someDocument()) as object),
    bearer: { kind: 'partner', clients: ['public-security'], role: null },
    version: 1,
    kind: 'AGREEMENT',
    documents: 'FREE',
    mayExplain: false,
    state: 'ACTIVE',
    proposedBy: OFFICER,
    manifest: [],
    purposes: [
      { code: 'tax-review', english: expect.any(String), vietnamese: expect.stringMatching(/^Rà soát/), delayDays: 30 },
    ],
    grants: [
      { coordinate: 'Participant.birthDate', access: 'YEAR_ONLY' },
      { coordinate: 'Participant.insuranceNumber', access: 'READ' },
      { coordinate: 'Participant.sex', access: 'READ' },
      { coordinate: 'Query.participant', access: 'READ' },
    ],
    rows: {
      provinces: ['01', '79'],
      employers: null,
      listedPeople: null,
      groups: null,
      ownProvince: false,
      ownPerson: false,
    },
  });
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const view = buildSchema(sdl);
  expect(Object.keys(view.getQueryType()?.getFields() ?? {})).toEqual(['participant']);
  expect(view.getMutationType()).toBeUndefined();
});

test('people who are listed in an agreement are counted, and nobody is shown who they are', async () => {
  const people = ['904185012345', '904085012346'];
  const document = someDocument({ id: 'listed', rows: { provinces: null, employers: null, people, groups: null } });
  expect(outcomeOf(await first(PROPOSE, { document })).faults).toEqual([]);
  const answer = await first('{ agreement(id: "listed") { rows { listedPeople } sdl grants { coordinate } } }');
  expect(answer.data?.['agreement']).toMatchObject({ rows: { listedPeople: 2 } });
  for (const id of people) expect(JSON.stringify(answer)).not.toContain(id);
});

test('every fault of a document is told with its place, and nothing is stored', async () => {
  const faulty = someDocument({ id: 'faulty', title: '', limits: { price: -1 }, purposes: ['campaign'], more: 1 });
  const { agreement, faults } = outcomeOf(await first(PROPOSE, { document: faulty }));
  expect(agreement).toBeNull();
  expect(faults.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['title', 'limits.price', 'limits.peoplePerDay', 'agreement.more', 'purposes']),
  );
  expect(await site.scratch.run("select from sharing.agreement_version where agreement = 'faulty'")).toEqual([]);
});

test.each([
  [
    'what is not in the graph',
    { access: 'READ', fields: ['Participant.shoeSize'] },
    'grants[0]',
    'nothing in the graph',
  ],
  ['a mask that does not fit', { access: 'YEAR_ONLY', fields: ['Participant.sex'] }, 'grants[0]', 'this is a code'],
  ['mutations by a pattern', { access: 'READ', fields: ['Mutation.*'] }, 'grants[0]', 'granted by its name'],
  [
    'a list in the order of what is masked',
    { access: 'READ', fields: ['Query.participants', 'Participant.sex'] },
    'Query.participants',
    'it is listed in the order of Participant.insuranceNumber, which is not granted as it is',
  ],
])('%s cannot be granted', async (_, grant, place, reason) => {
  const masked = { access: 'LAST_FOUR', fields: ['Participant.insuranceNumber'] };
  const document = someDocument({ id: 'impossible', grants: [grant, masked], rows: EVERY_ROW });
  const { faults } = outcomeOf(await first(PROPOSE, { document }));
  expect(faults).toContainEqual({ code: 'DOCUMENT', place, reason: expect.stringContaining(reason) });
});

const EVERY_ROW = { provinces: null, employers: null, people: null, groups: null };

test('a pattern that grants all of the root grants no power over agreements', async () => {
  const document = someDocument({ id: 'wide', grants: [{ access: 'READ', fields: ['Query.*'] }], rows: EVERY_ROW });
  expect(outcomeOf(await first(PROPOSE, { document })).faults).toEqual([]);
  const { data } = await first('{ agreement(id: "wide") { grants { coordinate } } }');
  const { grants } = data?.['agreement'] as unknown as { grants: readonly { coordinate: string }[] };
  const granted = grants.map(({ coordinate }) => coordinate);
  expect(granted).toContain('Query.provinces');
  expect(granted.filter((coordinate) => /agreement/i.test(coordinate))).toEqual([]);
});

test('a new version is proposed while the old one is in force, and replaces it once it is activated', async () => {
  const document = someDocument({ title: 'Statistics, second version' });
  expect(outcomeOf(await first(PROPOSE, { document })).agreement).toMatchObject({ version: 2, state: 'PROPOSED' });
  const states = '{ agreements(first: 100) { id version state } }';
  const statesOf = async (): Promise<unknown> =>
    ((await first(states)).data?.['agreements'] as unknown as { id: string }[])
      .filter(({ id }) => id === 'statistics')
      .map((each) => ({ ...each, id: undefined }));
  expect(await statesOf()).toEqual([
    { version: 2, state: 'PROPOSED' },
    { version: 1, state: 'ACTIVE' },
  ]);
  expect(outcomeOf(await second(ACTIVATE, { id: 'statistics', version: 2 })).faults).toEqual([]);
  expect(await statesOf()).toEqual([
    { version: 2, state: 'ACTIVE' },
    { version: 1, state: 'REPLACED' },
  ]);
  const again = outcomeOf(await second(ACTIVATE, { id: 'statistics', version: 1 }));
  expect(again.faults).toMatchObject([
    { code: 'STATE', place: 'version', reason: expect.stringContaining('REPLACED') },
  ]);
});

test('one person suspends at once, and another resumes', async () => {
  const suspended = await as('data-protection-officer')(SUSPEND, { id: 'statistics', reason: 'a complaint' });
  expect(outcomeOf(suspended)).toEqual({ agreement: { version: 2, state: 'SUSPENDED' }, faults: [] });
  const refused = await gateway.ask('public-security', 'tax-review', '{ __typename }');
  expect(refused.errors?.[0]?.extensions).toEqual({ code: 'AGREEMENT_SUSPENDED', agreement: 'statistics' });
  expect(outcomeOf(await first(SUSPEND, { id: 'statistics', reason: 'again' })).faults).toMatchObject([
    { code: 'STATE' },
  ]);
  expect(outcomeOf(await first(RESUME, { id: 'statistics' })).agreement).toEqual({ version: 2, state: 'ACTIVE' });
  await first(SUSPEND, { id: 'statistics', reason: 'my own' });
  expect(outcomeOf(await first(RESUME, { id: 'statistics' })).faults).toMatchObject([{ code: 'SECOND_PERSON' }]);
  expect(outcomeOf(await second(RESUME, { id: 'statistics' })).faults).toEqual([]);
});

test.each([
  ['', 'a reason is needed'],
  [' \n ', 'a reason is needed'],
  ['x'.repeat(501), 'more than 500 characters'],
  ['red \u001b[31m', 'control characters'],
])('a reason such as %j is not taken', async (reason, why) => {
  const { faults } = outcomeOf(await first(SUSPEND, { id: 'statistics', reason }));
  expect(faults).toEqual([{ code: 'REASON', place: 'reason', reason: expect.stringContaining(why) }]);
});

test.each(['nobody', 'NOBODY', '', "' or true --", 'statistics\u0000', 'statistics\n'])(
  'there is nothing to read or decide about an agreement %j',
  async (id) => {
    const { data } = await first('query ($id: String!) { agreement(id: $id) { id } }', { id });
    expect(data).toEqual({ agreement: null });
    for (const [mutation, variables] of [
      [ACTIVATE, { id, version: 1 }],
      [SUSPEND, { id, reason: 'x' }],
      [RESUME, { id }],
    ] as const) {
      expect(outcomeOf(await second(mutation, variables)).faults).toMatchObject([{ code: 'VERSION_UNKNOWN' }]);
    }
  },
);

test('whoever has not the right does not find the mutation, and where there are none nothing tells that others have some', async () => {
  for (const [persona, purpose] of [
    ['data-protection-officer', 'administration'],
    ['branch-officer-04', 'campaign'],
  ] as const) {
    const reader = await gateway.ask(persona, purpose, RESUME, { id: 'statistics' });
    expect(reader.errors?.map(({ extensions }) => extensions['code'])).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(JSON.stringify(reader)).not.toMatch(/activate|propose/);
  }
  const branch = await gateway.ask('branch-officer-04', 'campaign', '{ __schema { types { name } } }');
  expect(JSON.stringify(branch.data)).not.toMatch(/AgreementV|AgreementF|ActivateAgreement/);
  for (const [persona, purpose] of [
    ['tax-administration', 'tax-review'],
    ['auditor', 'audit'],
  ] as const) {
    const { errors } = await gateway.ask(persona, purpose, RESUME, { id: 'statistics' });
    expect(errors?.map(({ message, extensions }) => [message, extensions['code'], extensions['reason']])).toEqual([
      ['The graph answers queries; this is a mutation', 'DOCUMENT_INVALID', 'NOT_A_QUERY'],
    ]);
    const { data } = await gateway.ask(persona, purpose, '{ __schema { mutationType { name } types { name } } }');
    expect(JSON.stringify(data)).not.toMatch(/Agreement/);
  }
  const subscription = await first('subscription { x }');
  expect(subscription.errors?.[0]?.message).toBe('The graph answers queries; this is a subscription');
});

test('agreements are administered for that purpose alone', async () => {
  const { data, errors } = await gateway.ask(FIRST, 'campaign', SUSPEND, { id: 'statistics', reason: 'x' });
  expect(data).toBeNull();
  expect(errors?.map(({ extensions }) => extensions)).toEqual([
    { code: 'PURPOSE_NOT_GRANTED', purposes: ['administration'] },
  ]);
  const last = (await site.records()).at(-1);
  expect(last).toMatchObject({ purpose: 'campaign', fields: ['Mutation.suspendAgreement'], decision: 'refused' });
});

test('without protection there is nobody who could be on record, so nothing is read or changed', async () => {
  const open = await startGateway();
  try {
    const { data, errors } = await open.ask('{ agreements { id } provinces { code } }');
    expect(data).toMatchObject({ agreements: null, provinces: expect.any(Array) });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['AGREEMENTS_UNAVAILABLE']);
    const changed = await open.ask(RESUME, { id: 'statistics' });
    expect(changed.errors?.map(({ extensions }) => extensions['code'])).toEqual(['AGREEMENTS_UNAVAILABLE']);
  } finally {
    await open.close();
  }
});

test('many schemas in one request are refused as too large an answer', async () => {
  const fields = Array.from({ length: 48 }, (_, i) => `a${i}: agreement(id: "headquarters") { sdl b: sdl }`).join(' ');
  const { data, errors } = await first(`{ ${fields} }`);
  expect(data).toBeUndefined();
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['ANSWER_TOO_LARGE']);
});

test('a decision that cannot be put on record is not answered, and it is in the events who took it', async () => {
  await first(PROPOSE, { document: someDocument({ id: 'unrecorded' }) });
  expect(outcomeOf(await second(ACTIVATE, { id: 'unrecorded', version: 1 })).faults).toEqual([]);
  await site.scratch.run('alter table audit.record rename to record_elsewhere');
  try {
    const { data, errors } = await first(SUSPEND, { id: 'unrecorded', reason: 'at night' });
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['AUDIT_UNAVAILABLE']);
  } finally {
    await site.scratch.run('alter table audit.record_elsewhere rename to record');
  }
  const events = await site.scratch.run(
    "select kind, actor, reason from sharing.agreement_event where agreement = 'unrecorded' order by event desc limit 1",
  );
  expect(events).toEqual([{ kind: 'SUSPENDED', actor: OFFICER, reason: 'at night' }]);
});

test('a version that somebody changed in the database is shown to nobody', async () => {
  await site.scratch.run('alter table sharing.agreement_version disable trigger insert_only');
  await site.scratch.run(
    "update sharing.agreement_version set body = replace(body, '500', '501') where agreement = 'wide'",
  );
  const { data, errors } = await first('{ agreement(id: "wide") { title } }');
  expect(data).toEqual({ agreement: null });
  expect(errors?.map(({ message, extensions }) => [message, extensions['code']])).toEqual([
    ['Version 1 of wide was changed after it was proposed', 'AGREEMENT_INVALID'],
  ]);
});
