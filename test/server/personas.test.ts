import { personaIssuer } from '../../src/cli/persona-issuer';
import { loadSecret } from '../../src/database/installation-secret';
import type { Site } from '../../src/database/site';
import { demonstrationIssuer } from '../../src/demo/demonstration-issuer';
import { PERSONA_NAMES } from '../../src/demo/personas';
import { createAuthenticator } from '../../src/identity/authenticator';
import { createServer, type RunningServer } from '../../src/server/create-server';
import type { PersonaIssuer } from '../../src/server/personas';
import { openTestSite, silent, testConfig } from '../support/cluster';
import { startGateway } from '../support/gateway';
import { recordLog } from './recorded-log';

const OWN = { 'sec-fetch-site': 'same-origin' };
const JSON_BODY = { 'content-type': 'application/json' };
/** The run may be over a site's own databases; the demonstration is not. */
const CONFIG = { ...testConfig(), urls: {}, issuersFile: null };

const { log, lines } = recordLog();
let site: Site;
let secret: Buffer;
let server: RunningServer;
beforeAll(async () => {
  site = await openTestSite();
  secret = await loadSecret(CONFIG);
  const personas = personaIssuer(CONFIG, site, secret);
  server = await createServer({ site, host: '127.0.0.1', port: 0, secret, log, protection: 'none', personas });
});
afterAll(async () => {
  await server.close();
  await site.close();
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${server.url}${path}`, init);
const askForToken = (persona: unknown, headers: Record<string, string> = OWN): Promise<Response> =>
  ask('/graphiql/token', { method: 'POST', headers: { ...JSON_BODY, ...headers }, body: JSON.stringify({ persona }) });
const codeOf = async (answer: Response): Promise<unknown> => {
  const { errors } = (await answer.json()) as { errors?: readonly { extensions: { code: string } }[] };
  return [answer.status, errors?.[0]?.extensions.code];
};

test('every persona is offered with its description and the purposes of its agreements', async () => {
  const answer = await ask('/graphiql/personas', { headers: OWN });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  const { personas } = (await answer.json()) as Pick<PersonaIssuer, 'personas'>;
  expect(personas.map(({ name }) => name)).toEqual(PERSONA_NAMES);
  for (const { description, purposes } of personas) {
    expect(description).not.toBe('');
    expect(purposes.length).toBeGreaterThan(0);
  }
  const needing = personas.filter(({ needsCase }) => !needsCase).map(({ name }) => name);
  expect(needing).toEqual(['auditor', 'citizen']);
  expect(personas.find(({ name }) => name === 'ministry-of-health')?.purposes).toEqual([
    { code: 'health-insurance-payment', words: 'Paying for treatment covered by health insurance' },
  ]);
});

test('a token for a persona is one that the gateway takes for that persona’s', async () => {
  const answer = await askForToken('branch-officer-04');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const { token } = (await answer.json()) as { token: string };
  const issuers = [demonstrationIssuer(secret)];
  const authenticator = createAuthenticator({ issuers, clientCertificate: null, log: silent });
  const shown = { authorization: `Bearer ${token}`, clientCertificate: undefined, peer: undefined };
  expect(await authenticator.authenticate(shown)).toMatchObject({ subject: 'branch-officer-04', province: '04' });
  expect(lines.join('')).not.toContain(token);
});

test.each<[string, Record<string, string>, number]>([
  ['the page’s own request, as the browser marks it', { 'sec-fetch-site': 'same-origin' }, 200],
  ['an older browser’s, with the origin alone', { origin: 'own' }, 200],
  ['another site’s', { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }, 403],
  ['a page on another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }, 403],
  ['an older browser’s, from another site', { origin: 'https://elsewhere.example' }, 403],
  ['a page without an origin', { origin: 'null' }, 403],
  ['an address that somebody typed', { 'sec-fetch-site': 'none' }, 403],
  ['a program that says nothing of a page', {}, 403],
])('personas and tokens: %s', async (_who, headers, status) => {
  const sent = headers['origin'] === 'own' ? { origin: server.url } : headers;
  const answers = [await ask('/graphiql/personas', { headers: sent }), await askForToken('auditor', sent)];
  for (const answer of answers) {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    if (status === 403) expect(await codeOf(answer)).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  }
});

test('no persona is had by another name, another form of body, a GET, or a preflight', async () => {
  for (const persona of ['minister', 'constructor', '', null, 7, ['auditor'], { name: 'auditor' }]) {
    expect(await codeOf(await askForToken(persona))).toEqual([400, 'ARGUMENT_INVALID']);
  }
  const text = { method: 'POST', headers: { ...OWN, 'content-type': 'text/plain' }, body: '{"persona":"auditor"}' };
  expect(await codeOf(await ask('/graphiql/token', text))).toEqual([400, 'ARGUMENT_INVALID']);
  expect((await ask('/graphiql/token?persona=auditor', { headers: OWN })).status).toBe(404);
  expect((await ask('/graphiql/token', { method: 'OPTIONS', headers: OWN })).status).toBe(404);
});

test('outside the demonstration there are no personas and no tokens', async () => {
  expect(personaIssuer({ ...CONFIG, urls: { tax: 'postgresql://tax.example/tax' } }, site, secret)).toBeNull();
  expect(personaIssuer({ ...CONFIG, issuersFile: '/etc/issuers.json' }, site, secret)).toBeNull();
  const gateway = await startGateway({ site });
  try {
    const personas = await fetch(`${gateway.url}/graphiql/personas`, { headers: OWN });
    const body = JSON.stringify({ persona: 'auditor' });
    const token = await fetch(`${gateway.url}/graphiql/token`, {
      method: 'POST',
      headers: { ...OWN, ...JSON_BODY },
      body,
    });
    for (const answer of [personas, token]) expect(await codeOf(answer)).toEqual([404, 'ROUTE_UNKNOWN']);
  } finally {
    await gateway.close();
  }
});
