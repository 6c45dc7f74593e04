import { ask, type Attack, type Caller, type Holds, type Sent, times } from '../attack';
import { both, refused, statusOf, within } from '../holds';
import type { Family } from '../world';

/** Requests that are not what a client of the graph sends. */

const TYPENAME = JSON.stringify({ query: '{ __typename }' });
const CALLERS: readonly Caller[] = ['ministry', 'branch', 'citizen', 'trusted', 'nobody'];

const forEach =
  (make: (as: Caller) => readonly Attack[]): Family =>
  () =>
    CALLERS.flatMap(make);

const raw = (as: Caller, what: string, sent: Sent, holds: Holds = refused()): Attack => ({ what, as, sent, holds });

export const batches: Family = forEach((as) => [
  ...[0, 1, 2, 10, 100, 1_000, 2_500].map((count) =>
    raw(as, `a list of ${count} requests`, { body: `[${times(count, () => TYPENAME, ',')}]` }),
  ),
  raw(as, 'lists in lists', { body: `${'['.repeat(50)}${TYPENAME}${']'.repeat(50)}` }),
  raw(as, 'two requests without a list', { body: `${TYPENAME}${TYPENAME}` }),
  raw(as, 'a list beside a query in the address', { path: '/graphql?query={__typename}', body: `[${TYPENAME}]` }),
]);

export const largeBodies: Family = forEach((as) => {
  const honest = as === 'trusted' ? refused() : within('{ __typename }');
  const withVariables = (what: string, json: string, holds: Holds): Attack =>
    raw(as, what, { body: `{"query":"{ __typename }","variables":{"v":${json}}}` }, holds);
  return [
    ...[65, 100, 500, 2_000].flatMap((kilobytes) => [
      withVariables(
        `a variable of ${kilobytes} KB`,
        JSON.stringify('x'.repeat(kilobytes * 1_024)),
        refused('REQUEST_TOO_LARGE'),
      ),
      ask(
        as,
        `a document of ${kilobytes} KB`,
        `{ __typename }${' '.repeat(kilobytes * 1_024)}`,
        refused('REQUEST_TOO_LARGE'),
      ),
      ask(
        as,
        `a comment of ${kilobytes} KB`,
        `{ __typename } #${'x'.repeat(kilobytes * 1_024)}`,
        refused('REQUEST_TOO_LARGE'),
      ),
    ]),
    ...[1_000, 10_000, 30_000].flatMap((levels) => [
      withVariables(`${levels} lists in lists`, `${'['.repeat(levels)}${']'.repeat(levels)}`, honest),
      withVariables(
        `${Math.floor(levels / 4)} objects in objects`,
        `${'{"a":'.repeat(levels / 4)}1${'}'.repeat(levels / 4)}`,
        honest,
      ),
      withVariables(`a list of ${levels} numbers`, `[${times(levels, () => '1', ',')}]`, honest),
    ]),
    withVariables('5,000 members', `{${times(5_000, (i) => `"k${i}":1`, ',')}}`, honest),
    withVariables('a number of 60,000 digits', '9'.repeat(60_000), honest),
    withVariables('members of Object', '{"__proto__":1}', refused()),
    withVariables('a constructor', '{"constructor":{"prototype":{"isAdmin":true}}}', refused()),
    ask(as, 'a document of 30,000 brackets', `{ provinces(on: ${'['.repeat(30_000)}`, refused()),
    ask(as, 'a string of 60,000 letters', `{ provinces(on: "${'x'.repeat(60_000)}") { code } }`, refused()),
    ask(as, '600 variables', `query(${times(600, (i) => `$v${i}: Int`)}) { __typename }`, refused()),
  ];
});

const MUTATION = 'mutation { suspendAgreement(input: { id: "branch", reason: "x" }) { __typename } }';
const PREFLIGHT = { 'apollo-require-preflight': '1' };
const get = (query: string, more = ''): string => `/graphql?query=${encodeURIComponent(query)}${more}`;

export const otherSites: Family = () =>
  (['headquarters', 'branch', 'citizen', 'ministry', 'nobody'] as const).flatMap((as) => [
    ...[
      MUTATION,
      `query Q { __typename } ${MUTATION.replace('mutation', 'mutation M')}`,
      'mutation { __typename }',
    ].flatMap((query) => [
      raw(as, `GET of ${query.slice(0, 30)}`, { method: 'GET', path: get(query) }),
      raw(as, `GET of ${query.slice(0, 30)} with the header`, {
        method: 'GET',
        path: get(query, query.includes('mutation M') ? '&operationName=M' : ''),
        headers: PREFLIGHT,
      }),
      raw(
        as,
        `HEAD of ${query.slice(0, 30)}`,
        { method: 'HEAD', path: get(query), headers: PREFLIGHT },
        statusOf(400, 404, 405),
      ),
    ]),
    raw(as, 'a link to a query', { method: 'GET', path: get('{ __typename }') }),
    ...[
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'text/json',
      '',
    ].flatMap((type) => [
      raw(as, `a form of ${type || 'no type'}`, { headers: { 'content-type': type }, body: TYPENAME }),
      raw(as, `a form of ${type || 'no type'} with a mutation`, {
        headers: { 'content-type': type },
        body: JSON.stringify({ query: MUTATION }),
      }),
      raw(as, `a form of ${type || 'no type'} from another site`, {
        headers: { 'content-type': type, origin: 'https://evil.example', referer: 'https://evil.example/' },
        body: `query=${encodeURIComponent(MUTATION)}`,
      }),
    ]),
    ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'].map((method) =>
      raw(
        as,
        `${method} of a mutation`,
        { method, body: JSON.stringify({ query: MUTATION }) },
        statusOf(400, 404, 405),
      ),
    ),
    raw(as, 'POST with the mutation in the address', { path: get(MUTATION), body: '{}' }),
    raw(as, 'POST with another method in a header', {
      method: 'GET',
      path: get(MUTATION),
      headers: { ...PREFLIGHT, 'x-http-method-override': 'POST' },
    }),
    raw(
      as,
      'a token in the address',
      { method: 'GET', path: get('{ agreements { id } }', '&access_token=x'), headers: PREFLIGHT },
      forThoseWho(as),
    ),
  ]);

/** Officers of the headquarters may read the list of agreements; by GET they are told what POST tells them. */
function forThoseWho(as: Caller): Holds {
  return as === 'headquarters' ? within('{ agreements { id } }') : both(refused(), refused());
}
