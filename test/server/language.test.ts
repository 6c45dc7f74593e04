import { IN_VIETNAMESE } from '../../src/errors-in-vietnamese';
import { prefersVietnamese } from '../../src/server/language';
import { type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { testConfig } from '../support/cluster';
import { personaHeaders } from '../support/persona-token';

/** Whoever prefers Vietnamese is told in Vietnamese what went wrong, wherever in the gateway it did. */

test.each([
  ['vi', true],
  ['vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7', true],
  ['vi, en', true],
  ['en, vi', false],
  ['en;q=0.5, vi;q=0.7', true],
  ['en-US,en;q=0.9,vi;q=0.8', false],
  ['fr, vi;q=0.1', true],
  ['vi;q=0', false],
  ['*', false],
  ['vietnamese-but-not-a-tag-of-eight', false],
  ['', false],
  [undefined, false],
  [`vi,${'x,'.repeat(200)}`, false],
])('Accept-Language %p: Vietnamese is preferred: %p', (header, prefers) => {
  expect(prefersVietnamese(header)).toBe(prefers);
});

let gateway: ProtectedGateway;
beforeAll(async () => {
  gateway = await startProtectedGateway();
});
afterAll(() => gateway.close());

/** The first error of an answer, in the language that a header asks for. */
async function errorOf(
  language: string,
  headers: Readonly<Record<string, string>>,
  query: string,
): Promise<{ code: unknown; message: string; language: string | null; details: unknown }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, 'accept-language': language },
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as { errors: { message: string; extensions: Record<string, unknown> }[] };
  const { code, ...details } = errors[0]!.extensions;
  return { code, message: errors[0]!.message, language: response.headers.get('content-language'), details };
}

const CASES: readonly (readonly [string, () => Promise<Record<string, string>>, string])[] = [
  ['TOKEN_INVALID', () => Promise.resolve({ authorization: 'Bearer none' }), '{ __typename }'],
  [
    'AGREEMENT_EXPIRED',
    () => personaHeaders({ persona: 'lapsed-ministry', purpose: 'health-insurance-payment' }, testConfig()),
    '{ __typename }',
  ],
  [
    'PURPOSE_NOT_GRANTED',
    () => personaHeaders({ persona: 'ministry-of-health', purpose: 'tax-review' }, testConfig()),
    '{ __typename }',
  ],
  [
    'ARGUMENT_INVALID',
    () => personaHeaders({ persona: 'hq-officer', purpose: 'campaign' }, testConfig()),
    '{ participants(first: 100000) { totalCount } }',
  ],
];

test.each(CASES)(
  '%s is told in Vietnamese, with the code and the details of the English answer',
  async (code, headers, query) => {
    const made = await headers();
    const [vietnamese, english] = [await errorOf('vi-VN,en;q=0.5', made, query), await errorOf('en', made, query)];
    expect(vietnamese).toEqual({
      ...english,
      message: IN_VIETNAMESE[code as keyof typeof IN_VIETNAMESE],
      language: 'vi',
    });
    expect(english).toMatchObject({ code, language: null });
    expect(english.message).not.toBe(vietnamese.message);
  },
);

test('what is no GraphQL request is told in Vietnamese too', async () => {
  const response = await fetch(`${gateway.url}/nowhere`, { headers: { 'accept-language': 'vi' } });
  expect(await response.json()).toMatchObject({ errors: [{ message: IN_VIETNAMESE.ROUTE_UNKNOWN }] });
});
