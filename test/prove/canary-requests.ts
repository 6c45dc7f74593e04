import type { CanaryPerson } from './canary-people';
import type { CanaryActors } from './canary-actors';
import { documentsAbout } from './canary-documents';
import { PERSON, type Sent, writerAbout } from './canary-request';

/** Requests that bring canaries wherever a request can bring something, and take every way into an error. */

const PREFLIGHT = { 'apollo-require-preflight': '1' };
const LOG =
  'query ($after: String, $from: Date) { myDisclosures(after: $after, period: { from: $from }) { edges { cursor } } }';
const OBJECT = `mutation ($input: ObjectToDisclosureInput!) { objectToDisclosure(input: $input) { opened objection { id } } }`;
const PROPOSE = `mutation ($document: String!) { proposeAgreement(input: { document: $document }) { agreement { id } faults { code place reason } } }`;

/** All of them about one person. */
export function requestsAbout(person: CanaryPerson, actors: CanaryActors): readonly Sent[] {
  const { id, name, born, number, card, taxCode, legacyId, phone, email, account } = person;
  const encoded = encodeURIComponent(name);
  const { officer, second, protector, health, citizen } = actors;

  const { post, ask, get, raw } = writerAbout(person);

  const answered: readonly Sent[] = [
    // The first of all: while a register hangs, it waits for it for as long as whoever sent it stays.
    post(
      'somebody who goes away',
      officer,
      {
        query: 'query ($n: InsuranceNumber!) { participant(insuranceNumber: $n) { fullName } }',
        variables: { n: number },
      },
      { leavesAfter: 150 },
    ),
    ask('a person by a variable', officer, PERSON, { id }),
    ask(
      'a person by a literal, explained',
      { ...officer, 'lienthong-explain': '1' },
      `{ person(personalId: "${id}") { citizen { fullName } } }`,
    ),
    ...[1, 2, 3].map(() => ask('a person for a ministry', actors.priced, PERSON, { id })),
    ask(
      'a participant with everything',
      officer,
      `{ participant(insuranceNumber: "${number}") { fullName sex citizen { fullName } contributions(first: 3) { amount } taxpayer { taxCode } healthCards { cardNumber } } }`,
    ),
    ask(
      'a page',
      officer,
      '{ participants(first: 5, filter: { province: "79" }) { totalCount edges { cursor node { insuranceNumber citizen { personalId } } } } }',
    ),
    ask(
      'a card with masks',
      health,
      `{ healthCard(cardNumber: "${card}") { cardNumber personalId participant { fullName birthDate } } }`,
    ),
    ask('a taxpayer', officer, `{ taxpayer(taxCode: "${taxCode}") { fullName } }`),
    ask(
      'a search by attributes',
      officer,
      'query ($s: SearchPeopleInput!) { searchPeople(search: $s) { __typename participants { insuranceNumber } } }',
      { s: { fullName: name, birthDate: born, province: '79' } },
    ),
    ask(
      'a search by an old card',
      officer,
      'query ($s: SearchPeopleInput!) { searchPeople(search: $s) { __typename } }',
      { s: { legacyIdCardNumber: legacyId } },
    ),
    ask(
      'verdicts',
      health,
      `query ($id: PersonalId!, $name: String!, $born: String!) { verify(personalId: $id, statements: [{ field: CITIZEN_FULL_NAME, value: $name }, { field: CITIZEN_BIRTH_DATE, value: $born }]) }`,
      { id, name, born },
    ),
    ask('an own record', citizen, '{ myRecord { personalId citizen { fullName } } }'),
    ask('an own log', citizen, LOG, {}),
    ask('objections', protector, '{ objections { id words } }'),
    ask(
      'agreements',
      { ...second, 'lienthong-purpose': 'administration' },
      `{ agreements(first: 20) { id version } agreement(id: "headquarters") { title } }`,
    ),
    get('what is public', `/graphql?query={province(code:"04"){name}}&person=${id}`, PREFLIGHT),
    get('GraphiQL', `/graphiql?personalId=${id}&name=${encoded}`),
    get('health', `/health/live?${id}`),
    get('readiness', `/health/ready?name=${encoded}`),
    get('figures', `/metrics?personalId=${id}`),
  ];

  const arguments_: readonly Sent[] = [
    ask('an ID cut short', officer, PERSON, { id: id.slice(0, 11) }),
    ask('an ID with blanks', officer, PERSON, { id: `${id.slice(0, 3)} ${id.slice(3)}` }),
    ask('an ID that is a number', officer, `{ person(personalId: ${id}) { personalId } }`),
    ask('an ID that is an object', officer, PERSON, { id: { [id]: name } }),
    ask('a name for an ID', officer, PERSON, { id: name }),
    ask('no ID', officer, PERSON, { other: id }),
    ask(
      'a name for a number',
      officer,
      'query ($n: InsuranceNumber!) { participant(insuranceNumber: $n) { fullName } }',
      { n: `${name} ${number}` },
    ),
    ask('a name for a scheme', officer, 'query ($s: Scheme) { participants(filter: { scheme: $s }) { totalCount } }', {
      s: name,
    }),
    ask('a name in a literal for a scheme', officer, `{ participants(filter: { scheme: "${name}" }) { totalCount } }`),
    ask(
      'an unknown field of a filter',
      officer,
      'query ($f: ParticipantFilter) { participants(filter: $f) { totalCount } }',
      { f: { [`n${id}`]: name } },
    ),
    ask(
      'a page that is too long',
      officer,
      `{ participants(first: 10000000, filter: { employer: "${taxCode}" }) { totalCount } }`,
    ),
    ask(
      'a cursor of one’s own',
      officer,
      'query ($a: String) { participants(after: $a, filter: { province: "79" }) { edges { cursor } } }',
      { a: `${id} ${name}` },
    ),
    ask(
      'a cursor in base64',
      officer,
      `{ participants(after: "${Buffer.from(`${id} ${name}`).toString('base64url')}") { edges { cursor } } }`,
    ),
    ask(
      'a search that is too wide',
      officer,
      'query ($s: SearchPeopleInput!) { searchPeople(search: $s) { __typename } }',
      { s: { fullName: name } },
    ),
    ask(
      'verdicts on nonsense',
      officer,
      `query ($id: PersonalId!, $v: String!) { verify(personalId: $id, statements: [{ field: CITIZEN_BIRTH_DATE, value: $v }, { field: CITIZEN_SEX, value: $v }]) }`,
      { id, v: `${name} ${id}` },
    ),
    ask('SQL in a name', officer, 'query ($s: SearchPeopleInput!) { searchPeople(search: $s) { __typename } }', {
      s: { fullName: `'; select '${id}'; -- ${name}`, birthDate: born, sex: 'MALE' },
    }),
    ask(
      'a zero byte in a name',
      officer,
      'query ($s: SearchPeopleInput!) { searchPeople(search: $s) { __typename } }',
      { s: { fullName: `${name}\0${id}`, birthDate: born, sex: 'MALE' } },
    ),
    ask('a log after another cursor', citizen, LOG, { after: `${id}.${name}` }),
    ask('a log from no day', citizen, LOG, { from: `${born} ${name}` }),
    ask('one’s own record without being anybody', actors.impersonal, '{ myRecord { personalId } }'),
    ask(
      'a value that a register does not declare',
      officer,
      `{ participant(insuranceNumber: "${actors.spoilt}") { sex fullName } }`,
    ),
  ];

  const addresses: readonly Sent[] = [
    get(
      'a query in an address',
      `/graphql?query=${encodeURIComponent(`{ person(personalId: "${id}") { citizen { fullName } } }`)}`,
      { ...officer, ...PREFLIGHT },
    ),
    get(
      'a query in an address of another site',
      `/graphql?query=${encodeURIComponent(`{ person(personalId: "${id}") { personalId } }`)}`,
      officer,
    ),
    get('variables in an address that are no JSON', `/graphql?query={__typename}&variables={${id}${encoded}`, {
      ...officer,
      ...PREFLIGHT,
    }),
    get(
      'a mutation in an address',
      `/graphql?query=${encodeURIComponent(`mutation { suspendAgreement(input: { id: "${id}", reason: "${name}" }) { faults { place } } }`)}`,
      { ...second, 'lienthong-purpose': 'administration', ...PREFLIGHT },
    ),
    get('an unknown address', `/people/${id}/${encoded}?insuranceNumber=${number}`),
    get('an address that cannot be read', `/%zz${id}`),
    get('a way out of a folder', `/graphiql/assets/..%2f..%2f${id}`),
    get('another method', `/graphql/${id}`, {}, 'DELETE'),
    get('another host', '/graphql', { host: `${id}.example` }),
    get('personas for another page', `/graphiql/personas?${id}`, { origin: `http://${id}.example` }),
    {
      ...post(
        'a token for a persona of a name',
        { origin: 'http://localhost', host: 'localhost' },
        { persona: `${name} ${id}` },
      ),
      path: '/graphiql/token',
    },
    raw('a header that is none', `GET /graphql?personalId=${id} HTTP/1.1\nHost: localhost\nX ${name}\n\n`),
    raw('a request that is none', `${id} ${encoded}\n\n`),
    raw(
      'a length that is none',
      `POST /graphql HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: ${id}x\n\n{"id":"${id}"}`,
    ),
    raw(
      'headers that are too large',
      `GET /${id} HTTP/1.1\nHost: localhost\nX-Name: ${`${encoded} ${id} `.repeat(600)}\n\n`,
    ),
    raw(
      'a chunk that is none',
      `POST /graphql HTTP/1.1\nHost: localhost\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n${id}zz\n${id}\n0\n\n`,
    ),
  ];

  const callers: readonly Sent[] = [
    ask('an ID for a token', { authorization: `Bearer ${id}` }, PERSON, { id }),
    ask('a name and password', { authorization: `Basic ${Buffer.from(`${email}:${id}`).toString('base64')}` }, PERSON, {
      id,
    }),
    ask(
      'a token of no algorithm',
      { authorization: `Bearer ${actors.unsigned({ personal_id: id, sub: email })}` },
      PERSON,
      { id },
    ),
    ask('a token of another key', { ...officer, authorization: `Bearer ${actors.forged({ sub: id, name })}` }, PERSON, {
      id,
    }),
    ask('a token that has expired', { ...officer, authorization: actors.expired }, PERSON, { id }),
    ask('no purpose', actors.without(officer, 'lienthong-purpose'), PERSON, { id }),
    ask('a person for a purpose', { ...officer, 'lienthong-purpose': `${encoded} ${id}` }, PERSON, { id }),
    ask('no case', actors.without(officer, 'lienthong-case'), PERSON, { id }),
    ask('a case that is a person', { ...officer, 'lienthong-case': id }, PERSON, { id }),
    ask('a case that is none', { ...officer, 'lienthong-case': `${encoded} (${id}) ${phone}` }, PERSON, { id }),
    ask('an address of another', { ...officer, 'x-forwarded-for': id, forwarded: `for="${email}"` }, PERSON, { id }),
    ask('nobody’s agreement', actors.unknown, PERSON, { id }),
    ask('an agreement that lapsed', actors.lapsed, PERSON, { id }),
    ask('an agreement that is to come', actors.future, PERSON, { id }),
    ask('an agreement that was suspended', actors.suspended, PERSON, { id }),
    ask('a quota that is used up', actors.spent, PERSON, { id }),
    ask('nobody', {}, PERSON, { id }),
  ];

  const administration = { ...second, 'lienthong-purpose': 'administration' };
  const campaigner = { ...second, 'lienthong-purpose': 'campaign' };
  const mutations: readonly Sent[] = [
    ask('a proposal that is no JSON', administration, PROPOSE, { document: `{ ${name} ${id}` }),
    ask('a proposal of another form', administration, PROPOSE, {
      document: JSON.stringify({
        id,
        kind: name,
        [`k${id}`]: account,
        rows: { people: [`${id}7`, name] },
        validFrom: born,
      }),
    }),
    ask('a proposal for another purpose', second, PROPOSE, { document: id }),
    ask(
      'a decision about nothing',
      administration,
      `mutation { activateAgreement(input: { id: "${id}", version: 1 }) { faults { code place reason } } }`,
    ),
    ask(
      'a decision about a version that is none',
      administration,
      `mutation { activateAgreement(input: { id: "headquarters", version: ${id} }) { faults { reason } } }`,
    ),
    ask(
      'a suspension with words',
      administration,
      'mutation ($id: String!, $why: String!) { suspendAgreement(input: { id: $id, reason: $why }) { faults { code place reason } } }',
      { id: `no-${id}`, why: `${name}, ${phone}, ${email}` },
    ),
    ask('a version that was changed', administration, '{ agreement(id: "changed") { title } }'),
    ask('an objection to nothing', citizen, OBJECT, {
      input: { disclosure: id, grounds: 'OTHER', words: `${name}, ${phone}, ${account}` },
    }),
    ask('an objection to a disclosure', citizen, OBJECT, {
      input: { disclosure: actors.disclosure, grounds: 'OTHER', words: `${name} ${id}` },
    }),
    ask('an objection that is too long', citizen, OBJECT, {
      input: { disclosure: actors.disclosure, grounds: 'OTHER', words: `${name} ${id} `.repeat(200) },
    }),
    ask('a campaign of nobody’s', campaigner, 'query ($id: ID!) { campaign(id: $id) { title } }', { id: `no-${id}` }),
    ask(
      'a campaign with a name in it',
      campaigner,
      'mutation ($i: CreateCampaignInput!) { createCampaign(input: $i) { faults { code place reason } } }',
      { i: { id: `c-${id}`, title: name, scope: { employers: [taxCode], provinces: [number] } } },
    ),
    ask(
      'a review that is nobody’s',
      campaigner,
      'mutation ($i: DecideReviewInput!) { decideReview(input: $i) { faults { code place reason } } }',
      {
        i: {
          campaign: `no-${id}`,
          insuranceNumber: number,
          decision: 'ACCEPT',
          chosenId: id,
          reason: `${name} ${phone}`,
        },
      },
    ),
    ask(
      'an answer to nothing',
      protector,
      'mutation ($i: AnswerObjectionInput!) { answerObjection(input: $i) { objection { id } } }',
      { i: { objection: id, decision: 'REJECTED', words: `${name} ${email}` } },
    ),
  ];
  return [...answered, ...arguments_, ...documentsAbout(person, actors), ...addresses, ...callers, ...mutations];
}
