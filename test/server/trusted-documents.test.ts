import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { decideVersion, proposeVersion } from '../../src/agreements/agreement-store';
import { loadSecret } from '../../src/database/installation-secret';
import { DEMONSTRATION_AGREEMENTS } from '../../src/demo/agreements';
import { DEMONSTRATION_ISSUER, signPersonaToken } from '../../src/demo/demonstration-issuer';
import { graphSchema } from '../../src/server/graph-schema';
import { resolveGrants } from '../../src/planning/view/grants';
import { testConfig } from '../support/cluster';
import { type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';

const CLIENT = 'trusted-only';
const DOCUMENT = 'query Card($number: HealthCardNumber!) { healthCard(cardNumber: $number) { cardNumber validTo } }';
const HASH = createHash('sha256').update(DOCUMENT).digest('hex');

let gateway: ProtectedGateway;
let headers: Readonly<Record<string, string>>;

beforeAll(async () => {
  gateway = await startProtectedGateway();
  const ministry = DEMONSTRATION_AGREEMENTS.find(({ id }) => id === 'ministry-of-health');
  if (!ministry) throw new Error('The demonstration has no agreement of the Ministry of Health');
  const agreement = {
    ...ministry,
    id: CLIENT,
    bearer: { kind: 'partner', clients: [CLIENT], role: null },
    documents: 'trusted',
    manifest: { card: DOCUMENT },
  } as const;
  const writer = new Client(gateway.site.writer());
  await writer.connect();
  const grants = resolveGrants(graphSchema(), agreement);
  const version = await proposeVersion(writer, { agreement, grants }, 'one');
  await decideVersion(writer, { agreement: CLIENT, version, kind: 'ACTIVATED', actor: 'another', reason: null });
  await writer.end();
  const nobody = { roles: [], province: null, personalId: null };
  const actor = { issuer: DEMONSTRATION_ISSUER, subject: CLIENT, client: CLIENT, kind: 'partner', ...nobody } as const;
  headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${await signPersonaToken(await loadSecret(testConfig()), actor, new Date())}`,
    'lienthong-purpose': 'health-insurance-payment',
    'lienthong-case': 'card/1',
  };
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}, 30_000);
afterAll(() => gateway.close());

const VARIABLES = { number: 'DT2040499000017' };

async function post(body: object): Promise<{ status: number; text: string; request: string }> {
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  const request = response.headers.get('lienthong-request') ?? '';
  return { status: response.status, text: await response.text(), request };
}

test.each([
  ['its name as documentId', { documentId: 'card' }],
  ['its hash as documentId', { documentId: `sha256:${HASH}` }],
  ['Relay’s doc_id', { doc_id: 'card' }],
  ['Apollo’s persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } }],
  ['its very text', { query: DOCUMENT }],
])('a trusted document is answered by %s', async (_, sent) => {
  const { status, text } = await post({ ...sent, variables: VARIABLES });
  expect([status, text]).toEqual([200, '{"data":{"healthCard":null}}\n']);
});

test.each([
  ['a text of one’s own', { query: '{ __typename }' }],
  ['the text with a blank more', { query: `${DOCUMENT} ` }],
  ['an unknown name', { documentId: 'other' }],
  ['a name of Object', { documentId: 'constructor' }],
  ['an unknown hash', { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }],
  ['an unknown name beside the trusted text', { documentId: 'other', query: DOCUMENT }],
  [
    'a hash with another text, as one registers it',
    { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: '1'.repeat(64) } } },
  ],
  ['introspection', { query: '{ __schema { types { name } } }' }],
  ['a list of requests', [{ documentId: 'card' }]],
  ['nothing', {}],
])('nothing else is: %s', async (_, sent) => {
  const { status, text, request } = await post(sent);
  expect(status).toBe(403);
  const { errors, data } = JSON.parse(text) as { errors: { extensions: { code: string } }[]; data?: unknown };
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['DOCUMENT_UNKNOWN']);
  expect(data).toBeUndefined();
  const record = await gateway.recordOf({ request, status, data: null });
  expect(record).toMatchObject({ decision: 'refused', reason: 'DOCUMENT_UNKNOWN', subjects: [] });
});

test('a trusted document cannot be sent in an address in place of the body', async () => {
  const url = `${gateway.url}/graphql?query=${encodeURIComponent('{ __typename }')}`;
  const response = await fetch(url, { headers: { ...headers, 'apollo-require-preflight': '1' } });
  expect(response.status).toBe(403);
});
