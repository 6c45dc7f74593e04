import { request } from 'node:http';
import { startGateway, type TestGateway } from '../support/gateway';
import { requireNoLeak } from './leaks';
import { recordLog } from './recorded-log';

const CANARY = '987654321012';
const JSON_BODY = { 'content-type': 'application/json' };
const { log, lines } = recordLog();

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ log });
});
afterAll(async () => {
  await gateway.close();
  const repeating = lines.filter((line) => line.includes(CANARY));
  if (repeating.length > 0) throw new Error(`The log repeats a value: ${repeating.join('\n')}`);
});

/** Sends a request as it is and gives the status with the codes of the answer's errors. */
async function send(path: string, init: RequestInit): Promise<{ status: number; codes: string[] }> {
  const response = await fetch(gateway.url + path, init);
  const text = await response.text();
  requireNoLeak(text, CANARY);
  const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
  return { status: response.status, codes: errors?.map(({ extensions }) => extensions.code) ?? [] };
}

const post = (body: string, headers: Record<string, string> = JSON_BODY): RequestInit => ({
  method: 'POST',
  headers,
  body,
});
const typename = JSON.stringify({ query: '{ __typename }' });

test.each([
  [
    'a body of 70 KB',
    JSON.stringify({ query: '{ __typename }', variables: { v: CANARY.repeat(6_000) } }),
    413,
    'REQUEST_TOO_LARGE',
  ],
  ['no JSON', `{ ${CANARY}`, 400, 'DOCUMENT_INVALID'],
  ['nothing', '', 400, 'DOCUMENT_INVALID'],
  ['a prototype to poison', `{"query":"{ __typename }","__proto__":{"v":"${CANARY}"}}`, 400, 'DOCUMENT_INVALID'],
  ['null', 'null', 400, 'BAD_REQUEST'],
  ['a text', `"${CANARY}"`, 400, 'BAD_REQUEST'],
  ['no query', `{"person":"${CANARY}"}`, 400, 'BAD_REQUEST'],
  ['a query that is a number', `{"query":${CANARY}}`, 400, 'BAD_REQUEST'],
  ['variables in a text', `{"query":"{ __typename }","variables":"${CANARY}"}`, 400, 'BAD_REQUEST'],
  ['variables in a list', `{"query":"{ __typename }","variables":["${CANARY}"]}`, 400, 'BAD_REQUEST'],
  ['extensions in a text', `{"query":"{ __typename }","extensions":"${CANARY}"}`, 400, 'BAD_REQUEST'],
  [
    'a persisted query',
    `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${CANARY}"}}}`,
    200,
    'PERSISTED_QUERY_NOT_SUPPORTED',
  ],
  [
    'an unknown operation',
    `{"query":"query A { __typename }","operationName":"B${CANARY}"}`,
    400,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['two requests at once', `[${typename},${typename}]`, 400, 'BAD_REQUEST'],
  ['a thousand requests at once', `[${Array.from({ length: 1_000 }, () => typename).join(',')}]`, 400, 'BAD_REQUEST'],
])('a body with %s is refused', async (_what, body, status, code) => {
  expect(await send('/graphql', post(body))).toEqual({ status, codes: [code] });
});

test('variables that nobody asked for do no harm, however deep they nest', async () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  expect(await send('/graphql', post(`{"query":"{ __typename }","variables":{"v":${deep}}}`))).toEqual({
    status: 200,
    codes: [],
  });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
  'a page of another site cannot send %s',
  async (type) => {
    const { status, codes } = await send('/graphql', post(typename, { 'content-type': type }));
    expect([400, 415]).toContain(status);
    expect(codes).toHaveLength(1);
  },
);

test('a link of another site cannot ask, and GET changes nothing', async () => {
  const preflight = { headers: { 'apollo-require-preflight': 'yes' } };
  expect(await send('/graphql?query={__typename}', {})).toEqual({ status: 400, codes: ['BAD_REQUEST'] });
  expect(await send('/graphql?query={__typename}', preflight)).toEqual({ status: 200, codes: [] });
  const mutation = `mutation{resumeAgreement(input:{id:"${CANARY}"}){faults{place}}}`;
  expect(await send(`/graphql?query=${mutation}`, preflight)).toEqual({ status: 405, codes: ['BAD_REQUEST'] });
  expect(await send(`/graphql?query={__typename}&variables={x${CANARY}`, preflight)).toEqual({
    status: 400,
    codes: ['BAD_REQUEST'],
  });
});

test('an answer that the caller cannot read is not made', async () => {
  const { status } = await send('/graphql', post(typename, { ...JSON_BODY, accept: 'image/png' }));
  expect(status).toBe(406);
});

test.each([
  ['GET', `/people/${CANARY}?personalId=${CANARY}`, 404, 'ROUTE_UNKNOWN'],
  ['POST', `/graphql/${CANARY}`, 404, 'ROUTE_UNKNOWN'],
  ['PUT', '/graphql', 404, 'ROUTE_UNKNOWN'],
  ['DELETE', '/graphql', 404, 'ROUTE_UNKNOWN'],
  ['GET', `/%zz${CANARY}`, 400, 'DOCUMENT_INVALID'],
  ['GET', `/graphiql/assets/..%2f..%2f${CANARY}`, 404, 'ROUTE_UNKNOWN'],
])('%s %s is an address of nothing', async (method, path, status, code) => {
  expect(await send(path, { method })).toEqual({ status, codes: [code] });
});

/** The status and body of a request that was sent to another name than the address it reaches. */
function sendTo(host: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${gateway.url}/graphql`, { method: 'POST', headers: { ...JSON_BODY, host } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject).end(typename);
  });
}

test.each(['localhost', 'LOCALHOST:4000', '127.0.0.1:4000', '127.8.8.8', '[::1]:4000'])(
  'a request to %s is for this machine',
  async (host) => {
    expect((await sendTo(host)).status).toBe(200);
  },
);

test.each([
  'rebound.example:4000',
  'localhost.rebound.example',
  '127.0.0.1.rebound.example',
  '127.rebound.example',
  '192.168.1.9',
  '[::2]:4000',
])('a request to "%s" is for another machine', async (host) => {
  const { status, text } = await sendTo(host);
  expect(status).toBe(403);
  expect(text).toContain('"HOST_NOT_ALLOWED"');
});
