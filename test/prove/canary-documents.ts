import type { CanaryActors } from './canary-actors';
import type { CanaryPerson } from './canary-people';
import { PERSON, type Sent, writerAbout } from './canary-request';

const times = (count: number, part: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');
const PROVINCES = '01 04 06 10 12 14 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44'.split(' ');

/** Documents and bodies that are refused, each with a person in them. */
export function documentsAbout(person: CanaryPerson, actors: CanaryActors): readonly Sent[] {
  const { id, name, taxCode } = person;
  const encoded = encodeURIComponent(name);
  const { officer, citizen } = actors;
  const { post, ask } = writerAbout(person);
  return [
    ask('a text that is no document', officer, `${name} ${id}`),
    ask('a text without an end', officer, `{ person(personalId: "${id}`),
    ask('a number for a name', officer, `{ ${id} }`),
    ask('an unknown field', officer, `{ persona(personalId: "${id}", name: "${name}") { personalId } }`),
    ask('an unknown argument', officer, `{ person(personalID: "${id}") { personalId } }`),
    ask('a field without a selection', officer, `{ person(personalId: "${id}") }`),
    ask(
      'names with an ID in them',
      officer,
      `query q${id}($v${id}: PersonalId!) { a${id}: person(personalId: $v${id}) { f${id} } }`,
      { [`v${id}`]: name },
    ),
    ask(
      'a variable with an ID in its name',
      officer,
      `query ($v${id}: PersonalId!) { person(personalId: $v${id}) { personalId } }`,
      { [`v${id}`]: name },
    ),
    ask('a comment', officer, `# ${name} ${id}\n{ nothing }`),
    post('an operation of another name', officer, {
      query: 'query A { __typename } query B { __typename }',
      operationName: `${name} ${id}`,
    }),
    post('a list of requests', officer, [{ query: PERSON, variables: { id } }]),
    post('a text for a request', officer, JSON.stringify(`${name} ${id}`)),
    post('no query', officer, { person: id, name }),
    post('variables in a text', officer, { query: '{ __typename }', variables: `${id} ${name}` }),
    post('extensions in a list', officer, { query: '{ __typename }', extensions: [id, name] }),
    post('a persisted query', officer, { extensions: { persistedQuery: { version: 1, sha256Hash: `${id}${name}` } } }),
    post('a document that nobody trusts', actors.trusted, { documentId: `${id} ${name}` }),
    post('another document than the trusted ones', actors.trusted, { query: PERSON, variables: { id } }),
    ask('a subscription', officer, `subscription { person(personalId: "${id}") { personalId } }`),
    ask('too many tokens', officer, `{ ${times(700, () => `person(personalId: "${id}") { personalId }`)} }`),
    ask(
      'too deep',
      officer,
      `{ participants(first: 1, filter: { employer: "${taxCode}" }) { edges { node { ${'employer { participants(first: 1) { '.repeat(6)} sex ${'} }'.repeat(6)} } } } }`,
    ),
    ask('too many aliases', officer, `{ person(personalId: "${id}") { ${times(110, (i) => `a${i}: personalId`)} } }`),
    ask('too many fields of the root', officer, `{ ${times(60, () => `person(personalId: "${id}") { personalId }`)} }`),
    ask(
      'too many statements',
      officer,
      `{ ${times(25, (i) => `a${i}: participants(filter: { province: "${PROVINCES[i] ?? ''}" }, first: 1) { totalCount }`)} }`,
    ),
    ask(
      'too many lists',
      officer,
      `{ ${times(40, (i) => `a${i}: participants(first: ${i + 1}) { pageInfo { hasNextPage } }`)} }`,
    ),
    ask('too dear', actors.poor, PERSON, { id }),
    ask('more than the citizen is granted', citizen, PERSON, { id }),
    post('a body that is too large', officer, { query: PERSON, variables: { id: `${id} ${name} `.repeat(3_000) } }),
    post('no JSON', officer, `{"query": "{ person(personalId: \\"${id}\\") ${name}`),
    post('an empty body', officer, ''),
    post('a prototype to poison', officer, `{"query":"{ __typename }","__proto__":{"id":"${id}","name":"${name}"}}`),
    post('another type of body', { ...officer, 'content-type': 'text/plain' }, `${id} ${name}`),
    post(
      'a form',
      { ...officer, 'content-type': 'application/x-www-form-urlencoded' },
      `personalId=${id}&name=${encoded}`,
    ),
    post(
      'an answer that nobody reads',
      { ...officer, accept: `image/png;name="${id}"` },
      { query: PERSON, variables: { id } },
    ),
  ];
}
