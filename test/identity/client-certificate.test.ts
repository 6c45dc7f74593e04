import { createHash } from 'node:crypto';
import type { CertificateConfig } from '../../src/identity/issuer';
import {
  goodClaims,
  type IssuerKey,
  issuerConfig,
  makeAuthenticator,
  makeKey,
  refusalOf,
  sign,
  type TestAuthenticator,
} from './issuer-server';

const ISSUER = 'https://id.example';
const PROXY = '10.1.2.3';
const REFUSED = 'TOKEN_INVALID CERTIFICATE';

/** Two certificates as proxies hand them on: what counts is their bytes, which the proxy has checked. */
const MINE = Buffer.from('3082010a0282010100a1', 'hex');
const OTHER = Buffer.from('3082010a0282010100a2', 'hex');
const thumbprint = (der: Buffer): string => createHash('sha256').update(der).digest('base64url');

const PEM: CertificateConfig = { header: 'x-client-certificate', form: 'pem', proxies: ['10.1.2.0/24', '::1'] };

function toPem(der: Buffer): string {
  const body = der.toString('base64').replace(/.{1,8}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${body}-----END CERTIFICATE-----\n`;
}
const escaped = (der: Buffer): string => encodeURIComponent(toPem(der));

let key: IssuerKey;
let bound: string;
let free: string;

beforeAll(async () => {
  key = await makeKey('k1');
  bound = await sign(key, { ...goodClaims(ISSUER), cnf: { 'x5t#S256': thumbprint(MINE) } });
  free = await sign(key, goodClaims(ISSUER));
});

function gatewayWith(certificate: CertificateConfig | null, certificateBound: boolean): TestAuthenticator {
  const keys = { jwks: { keys: [{ ...key.jwk }] } };
  return makeAuthenticator([issuerConfig(ISSUER, { keys, certificateBound })], certificate);
}

/** What becomes of a token that comes from an address with a certificate. */
async function outcome(gateway: TestAuthenticator, token: string, shown?: string, peer = PROXY): Promise<string> {
  const ask = () => gateway.authenticate({ authorization: `Bearer ${token}`, clientCertificate: shown, peer });
  const actor = await ask().catch(() => null);
  return actor === null ? refusalOf(ask()) : 'accepted';
}

test('a bound token is good with its certificate and with no other', async () => {
  const gateway = gatewayWith(PEM, true);
  expect(gateway.certificateHeader).toBe('x-client-certificate');
  expect(await outcome(gateway, bound, escaped(MINE))).toBe('accepted');
  expect(await outcome(gateway, bound, escaped(OTHER))).toBe(REFUSED);
  expect(await outcome(gateway, bound)).toBe(REFUSED);
  expect(await outcome(gateway, bound, '')).toBe(REFUSED);
});

test('a token that was accepted with its certificate is not accepted without it a moment later', async () => {
  const gateway = gatewayWith(PEM, true);
  await outcome(gateway, bound, escaped(MINE));
  expect(await outcome(gateway, bound, escaped(OTHER))).toBe(REFUSED);
  expect(await outcome(gateway, bound, escaped(MINE))).toBe('accepted');
});

test('an issuer that binds its tokens cannot have one accepted that names no certificate', async () => {
  expect(await outcome(gatewayWith(PEM, true), free, escaped(MINE))).toBe(REFUSED);
  expect(await outcome(gatewayWith(PEM, false), free, escaped(MINE))).toBe('accepted');
  expect(await outcome(gatewayWith(PEM, false), free)).toBe('accepted');
});

test('a token that names a certificate is bound to it even where its issuer need not bind', async () => {
  const gateway = gatewayWith(PEM, false);
  expect(await outcome(gateway, bound, escaped(MINE))).toBe('accepted');
  expect(await outcome(gateway, bound, escaped(OTHER))).toBe(REFUSED);
  expect(await outcome(gateway, bound)).toBe(REFUSED);
});

test('what another peer than a configured proxy says of a certificate counts for nothing', async () => {
  const gateway = gatewayWith(PEM, true);
  for (const peer of ['10.1.3.3', '127.0.0.1', '::2', '::ffff:10.1.3.3', '', 'unix']) {
    expect(await outcome(gateway, bound, escaped(MINE), peer)).toBe(REFUSED);
  }
  for (const peer of ['10.1.2.255', '::1', '::ffff:10.1.2.3']) {
    expect(await outcome(gateway, bound, escaped(MINE), peer)).toBe('accepted');
  }
  const asked = gateway.authenticate({
    authorization: `Bearer ${bound}`,
    clientCertificate: escaped(MINE),
    peer: undefined,
  });
  expect(await refusalOf(asked)).toBe(REFUSED);
});

test('without a configuration no header is read, and a bound token cannot be used', async () => {
  const gateway = gatewayWith(null, false);
  expect(gateway.certificateHeader).toBeNull();
  expect(await outcome(gateway, bound, escaped(MINE))).toBe(REFUSED);
  expect(await outcome(gateway, free, escaped(MINE))).toBe('accepted');
});

test.each([
  ['not PEM', 'MIIB'],
  ['PEM without its end', encodeURIComponent('-----BEGIN CERTIFICATE-----\nMIIB\n')],
  ['two certificates', `${escaped(MINE)}${escaped(OTHER)}`],
  ['a broken escape', '%E0%A4%A'],
  ['a byte sequence', `:${MINE.toString('base64')}:`],
])('a header of a trusted proxy that is %s is refused', async (_what, shown) => {
  expect(await outcome(gatewayWith(PEM, true), bound, shown)).toBe(REFUSED);
});

test('the header Client-Cert of RFC 9440 is read as a byte sequence', async () => {
  const gateway = gatewayWith({ header: 'client-cert', form: 'rfc9440', proxies: [PROXY] }, true);
  expect(await outcome(gateway, bound, `:${MINE.toString('base64')}:`)).toBe('accepted');
  expect(await outcome(gateway, bound, `:${OTHER.toString('base64')}:`)).toBe(REFUSED);
  expect(await outcome(gateway, bound, MINE.toString('base64'))).toBe(REFUSED);
  expect(await outcome(gateway, bound, escaped(MINE))).toBe(REFUSED);
});

test.each([[null], ['text'], [[]], [{}], [{ 'x5t#S256': 7 }], [{ 'x5t#S256': '' }], [{ jkt: 'key of DPoP' }]])(
  'a token that is bound by %j cannot be checked and is refused',
  async (cnf) => {
    const token = await sign(key, { ...goodClaims(ISSUER), cnf });
    expect(await outcome(gatewayWith(PEM, false), token, escaped(MINE))).toBe(REFUSED);
    expect(await outcome(gatewayWith(null, false), token)).toBe(REFUSED);
  },
);
