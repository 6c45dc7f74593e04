import { ask, type Attack, type Caller } from '../attack';
import { nothing } from '../holds';
import type { Family } from '../world';
import { at, placesOf } from './places';

/** Texts that mean something to a database, a log or a terminal, in every place that takes a text. */

const SQL = [
  "' or 1=1 --",
  "'; drop table register.participant; --",
  "') union select personal_id from share.citizen --",
  '$1; select pg_sleep(5)',
  "04' or province_code <> '04",
  "E\\'\\\\x27",
  "'||(select current_user)||'",
  '\u02bc or 1=1',
];

const ROOT_CALLERS: Readonly<Record<string, Caller>> = { myDisclosures: 'citizen', objectToDisclosure: 'citizen' };

const HEADERS = [
  'lienthong-purpose',
  'lienthong-case',
  'lienthong-explain',
  'x-forwarded-for',
  'user-agent',
  'accept-language',
  'x-request-id',
  'referer',
  'cookie',
  'traceparent',
];

/** A text finds nobody, wherever it stands: what it is not compared with, it is refused for. */
export const sql: Family = (world) => [
  ...placesOf(world).flatMap((place) =>
    SQL.map((text) => {
      const { query, variables } = at(world, place, text);
      const as =
        ROOT_CALLERS[place.field] ??
        (place.root === 'mutation' || place.field.startsWith('agreement') || place.field === 'objections'
          ? 'headquarters'
          : 'branch');
      return ask(as, `${text} in ${place.field}.${place.path.join('.')}`, query, tellsNobody, { variables });
    }),
  ),
  ...HEADERS.flatMap((header) =>
    SQL.filter((text) => /^[\x20-\x7e]+$/.test(text)).map((text) =>
      ask(
        'branch',
        `${text} in the header ${header}`,
        '{ participants(filter: { province: "79" }) { totalCount } }',
        nothing,
        { headers: { [header]: text } },
      ),
    ),
  ),
  ...SQL.flatMap((text) => [
    ask(
      'branch',
      `${text} as the operation’s name`,
      'query A { participants(filter: { province: "79" }) { totalCount } }',
      nothing,
      {
        body: JSON.stringify({ query: 'query A { __typename }', operationName: text }),
      },
    ),
    ask(
      'branch',
      `${text} as another name`,
      `{ participants(filter: { province: ${JSON.stringify(text)} }) { totalCount } }`,
      nothing,
    ),
  ]),
];

/** Names of types tell of nobody; a list of texts that were not found is empty. */
const tellsNobody: Attack['holds'] = (answer, honest) =>
  nothing({ ...answer, data: withoutNames(answer.data) }, honest);

function withoutNames(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNames);
  if (typeof data !== 'object' || data === null) return KNOWN.has(data) ? null : data;
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => (name === '__typename' ? [] : [[name, withoutNames(value)]])),
  );
}

/** What an answer about nobody holds. */
const KNOWN = new Set<unknown>(['NOT_ENOUGH_EVIDENCE', 'NO_MATCH']);

/** What no line of the log may hold, in any spelling. */
export const MARK = 'mark-of-an-attack';
const CONTROLS = [
  '\r\n',
  '\n',
  '\r',
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\u0000',
  '\u0008\u0008',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u202e',
  '\u009b31m',
];

export const controls: Family = (world) => {
  const texts = CONTROLS.map((control) => `a${control}{"level":50,"msg":"${MARK}"}${control}`);
  return [
    ...placesOf(world).flatMap((place) =>
      texts.slice(0, 4).map((text) => {
        const { query, variables } = at(world, place, text);
        const as = ROOT_CALLERS[place.field] ?? 'headquarters';
        return ask(
          as,
          `${JSON.stringify(text.slice(0, 8))} in ${place.field}.${place.path.join('.')}`,
          query,
          tellsNobody,
          { variables },
        );
      }),
    ),
    ...texts.flatMap((text): Attack[] => [
      ask('branch', `${JSON.stringify(text.slice(0, 8))} as the operation’s name`, '{ __typename }', nothing, {
        body: JSON.stringify({ query: 'query A { participants { totalCount } }', operationName: text }),
      }),
      ask(
        'branch',
        `${JSON.stringify(text.slice(0, 8))} in a document`,
        `{ participants(after: ${JSON.stringify(text)}) { totalCount } }`,
        nothing,
      ),
      ask('nobody', `${JSON.stringify(text.slice(0, 8))} in an address`, '{ x }', nothing, {
        path: `/graphql?x=${encodeURIComponent(text)}`,
      }),
      {
        what: `${JSON.stringify(text.slice(0, 8))} in a path`,
        as: 'nobody',
        sent: { method: 'GET', path: `/${encodeURIComponent(text)}` },
        holds: nothing,
      },
    ]),
    ...(['nobody', 'branch'] as const).flatMap(inHeaders),
  ];
};

/** Heads of requests that no client would write. */
function inHeaders(as: Caller): readonly Attack[] {
  const names = ['lienthong-case', 'lienthong-purpose', 'user-agent', 'x-forwarded-for', 'authorization', 'x-new'];
  const texts = [
    '\u001b[31m',
    'a\rb',
    'a\nb',
    'a\u0000b',
    'a\r\nlienthong-purpose: audit',
    'a\r\n\r\nGET /metrics HTTP/1.1',
  ];
  const body = JSON.stringify({ query: '{ person(personalId: "904185999999") { personalId } }' });
  return names.flatMap((header) =>
    texts.map((text) => ({
      what: `${JSON.stringify(text)} in the header ${header}`,
      as,
      sent: { rawHead: `${header}: ${text}${MARK}\r\n`, body },
      holds: nothing,
    })),
  );
}
