import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { decodeProtectedHeader } from 'jose';
import { type Authenticator, createAuthenticator } from '../../src/identity/authenticator';
import { parseIssuers } from '../../src/identity/issuers';
import { silent } from '../support/cluster';
import { refusalOf } from './issuer-server';

const CLIENTS = {
  'ministry-system': { secret: 'secret of the ministry', claims: { lienthong_kind: 'partner' } },
  'branch-desk': {
    secret: 'secret of the branch',
    claims: { lienthong_kind: 'officer', lienthong_roles: ['branch'], lienthong_province: '79' },
  },
  'self-made-auditor': { secret: 'secret of somebody', claims: { lienthong_kind: 'auditor' } },
  'hospital-system': { secret: 'secret of the hospital', claims: { lienthong_kind: 'partner' }, bound: true },
};
const GATEWAY = 'urn:example:gateway';
const PROXY = '127.0.0.1';
const certificateOf = (name: string): string =>
  encodeURIComponent(readFileSync(join(__dirname, `${name}-certificate.pem`), 'utf8'));

let provider: ChildProcess;
let issuer: string;
let discovered: { readonly jwks_uri: string; readonly token_endpoint: string };
let gateway: Authenticator;
let time = Date.now();

beforeAll(async () => {
  provider = spawn(process.execPath, [join(__dirname, 'openid-provider.mjs')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, CLIENTS: JSON.stringify(CLIENTS) },
  });
  [issuer] = (await once(createInterface(provider.stdout!), 'line')) as [string];
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  discovered = (await discovery.json()) as typeof discovered;
  const configured = {
    issuer,
    audience: 'https://gateway.example',
    jwksUri: discovered.jwks_uri,
    algorithms: ['RS256'],
    kinds: ['partner', 'officer'],
  };
  const clientCertificate = { header: 'X-Client-Certificate', form: 'pem', proxies: [PROXY] };
  const identity = parseIssuers(JSON.stringify({ issuers: [configured], clientCertificate }));
  gateway = createAuthenticator({ ...identity, log: silent, now: () => time });
});
afterAll(async () => {
  provider.stdin?.end();
  await once(provider, 'exit');
});

/** An access token that the provider gives a client for a resource. */
async function tokenFor(client: keyof typeof CLIENTS, resource = GATEWAY, certificate = ''): Promise<string> {
  const credentials = [client, CLIENTS[client].secret].map(encodeURIComponent).join(':');
  const answer = await fetch(discovered.token_endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'x-client-certificate': certificate,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
  });
  const body = (await answer.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(`the provider refused: ${JSON.stringify(body)}`);
  return body.access_token;
}

const ask = (token: string, clientCertificate?: string): ReturnType<Authenticator['authenticate']> =>
  gateway.authenticate({ authorization: `Bearer ${token}`, clientCertificate, peer: PROXY });

test('a provider’s access token, fetched with a client’s credentials, says which system asks', async () => {
  const token = await tokenFor('ministry-system');
  expect(decodeProtectedHeader(token).typ).toBe('at+jwt');
  expect(await ask(token)).toEqual({
    issuer,
    subject: 'ministry-system',
    client: 'ministry-system',
    kind: 'partner',
    roles: [],
    province: null,
    personalId: null,
  });
  expect(await ask(await tokenFor('branch-desk'))).toMatchObject({ kind: 'officer', province: '79' });
});

test('a token for another resource of the same provider is refused', async () => {
  const token = await tokenFor('ministry-system', 'urn:example:another');
  expect(await refusalOf(ask(token))).toBe('TOKEN_INVALID AUDIENCE');
});

test('a provider that may attest partners and officers cannot make an auditor', async () => {
  const token = await tokenFor('self-made-auditor');
  expect(await refusalOf(ask(token))).toBe('TOKEN_INVALID CLAIM lienthong_kind');
});

test('a token that the provider bound to a client’s certificate is good with that one alone', async () => {
  const token = await tokenFor('hospital-system', GATEWAY, certificateOf('hospital'));
  expect(await ask(token, certificateOf('hospital'))).toMatchObject({ client: 'hospital-system' });
  expect(await refusalOf(ask(token, certificateOf('thief')))).toBe('TOKEN_INVALID CERTIFICATE');
  expect(await refusalOf(ask(token))).toBe('TOKEN_INVALID CERTIFICATE');
});

test('a provider that changes its key is followed, and its old key forgotten', async () => {
  const old = await tokenFor('ministry-system');
  expect(await ask(old)).toMatchObject({ kind: 'partner' });
  await fetch(`${issuer}/rotate`, { method: 'POST' });
  time += 10_000;
  expect(await ask(await tokenFor('ministry-system'))).toMatchObject({ kind: 'partner' });
  expect(await refusalOf(ask(old))).toBe('TOKEN_INVALID KEY_UNKNOWN');
});

test('a token that the provider has let expire is refused', async () => {
  const token = await tokenFor('ministry-system');
  time += 400_000;
  expect(await refusalOf(ask(token))).toBe('TOKEN_INVALID EXPIRED');
});
