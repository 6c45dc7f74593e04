import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CLAIMS } from '../../src/identity/issuer';
import { parseIssuers, readIssuers } from '../../src/identity/issuers';
import { LienThongError } from '../../src/errors';
import { makeKey } from './issuer-server';

const directory = mkdtempSync(join(tmpdir(), 'liên thông '));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const PARTNERS = {
  issuer: 'https://id.example',
  audience: 'https://gateway.example',
  jwksUri: 'https://id.example/jwks',
  algorithms: ['RS256', 'ES256'],
  kinds: ['partner'],
};

const parse = (value: unknown): ReturnType<typeof parseIssuers> => parseIssuers(JSON.stringify(value));

/** The faults of a file, without the variable that starts each; throws when there are none. */
function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof LienThongError) || error.code !== 'CONFIGURATION_INVALID') throw error;
    expect(error.message).toBe((error.details['faults'] as readonly string[]).join('\n'));
    return error.message.split('\n').map((line) => /^LIENTHONG_ISSUERS: (.*)$/.exec(line)?.[1] ?? `?${line}`);
  }
  throw new Error('the file was accepted');
}

test('what is left out has its default', () => {
  expect(parse({ issuers: [PARTNERS] })).toEqual({
    issuers: [
      {
        issuer: 'https://id.example',
        audience: 'https://gateway.example',
        keys: { jwksUri: 'https://id.example/jwks' },
        algorithms: ['RS256', 'ES256'],
        tokenTypes: ['at+jwt'],
        kinds: ['partner'],
        claims: DEFAULT_CLAIMS,
        certificateBound: false,
      },
    ],
    clientCertificate: null,
  });
});

test('everything can be said, and is read from the file', async () => {
  const { jwk } = await makeKey('k1');
  const { jwksUri: _elsewhere, ...rest } = PARTNERS;
  const file = join(directory, 'issuers.json');
  const own = { ...rest, jwks: { keys: [jwk] }, tokenTypes: ['at+jwt', 'JWT'], certificateBound: true };
  const clientCertificate = { header: 'X-Client-Certificate', form: 'pem', proxies: ['10.0.0.0/8', 'fd00::/8', '::1'] };
  const second = { ...PARTNERS, issuer: 'https://citizens.example', kinds: ['citizen'], claims: { personalId: 'sub' } };
  writeFileSync(file, JSON.stringify({ issuers: [own, second], clientCertificate }));
  const identity = await readIssuers(file);
  expect(identity.clientCertificate).toEqual({ ...clientCertificate, header: 'x-client-certificate' });
  expect(identity.issuers[0]).toMatchObject({ keys: { jwks: { keys: [jwk] } }, tokenTypes: ['at+jwt', 'JWT'] });
  expect(identity.issuers[0]?.certificateBound).toBe(true);
  expect(identity.issuers[1]?.claims).toEqual({ ...DEFAULT_CLAIMS, personalId: 'sub' });
});

test('all faults are told together, each with its place', () => {
  const faults = faultsOf(() =>
    parse({
      issuers: [
        { ...PARTNERS, audience: '', algorithms: ['none', 'HS256', 'ES256'], kinds: [], audiance: 'x' },
        { ...PARTNERS, jwksUri: undefined, claims: { rolls: 'roles', kind: 7 }, certificateBound: 'yes' },
        { ...PARTNERS, issuer: 'urn:lienthong:demonstration', jwks: { keys: [] }, tokenTypes: ['id+jwt'] },
        'https://id.example',
      ],
      clientCertificate: { header: 'x client', form: 'xfcc', proxies: ['proxy.example', '10.0.0.0/33', '10.0.0.1'] },
      trust: 'everybody',
    }),
  );
  expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
    'trust',
    'issuers[0].audiance',
    'issuers[0].audience',
    'issuers[0].algorithms[0]',
    'issuers[0].algorithms[1]',
    'issuers[0].kinds',
    'issuers[1]',
    'issuers[1].claims.rolls',
    'issuers[1].claims.kind',
    'issuers[1].certificateBound',
    'issuers[2].issuer',
    'issuers[2]',
    'issuers[2].tokenTypes[0]',
    'issuers[3]',
    'clientCertificate.header',
    'clientCertificate.form',
    'clientCertificate.proxies[0]',
    'clientCertificate.proxies[1]',
    'issuers',
  ]);
});

test.each([
  ['http://id.example/jwks'],
  ['http://10.0.0.1/jwks'],
  ['http://127.0.0.1.evil.example/jwks'],
  ['https://user:hunter2@id.example/jwks'],
  ['file:///etc/keys'],
  ['jwks'],
])('keys are not fetched from %s', (jwksUri) => {
  const faults = faultsOf(() => parse({ issuers: [{ ...PARTNERS, jwksUri }] }));
  expect(faults).toEqual([expect.stringMatching(/^issuers\[0\]\.jwksUri: keys are fetched from an https:/)]);
  expect(faults.join()).not.toContain('hunter2');
});

test.each([['http://127.0.0.1:8080/jwks'], ['http://[::1]:8080/jwks'], ['http://localhost/jwks']])(
  'keys may be fetched from %s',
  (jwksUri) => {
    expect(parse({ issuers: [{ ...PARTNERS, jwksUri }] }).issuers[0]?.keys).toEqual({ jwksUri });
  },
);

test('keys that are given have to be able to check a signature', () => {
  const { jwksUri: _elsewhere, ...rest } = PARTNERS;
  const faults = faultsOf(() => parse({ issuers: [{ ...rest, jwks: { keys: [{ kty: 'oct', k: 'aGk' }] } }] }));
  expect(faults).toEqual(['issuers[0].jwks: it holds no public key that could check a signature']);
});

test('tokens cannot be bound to certificates that nobody shows', () => {
  const faults = faultsOf(() => parse({ issuers: [{ ...PARTNERS, certificateBound: true }] }));
  expect(faults).toEqual([expect.stringMatching(/^clientCertificate: /)]);
});

test.each([
  ['no JSON', '{"issuers": [', 'the file is not JSON'],
  ['a list', '[]', 'an object with the fields issuers, clientCertificate is needed'],
  ['an empty object', '{}', 'issuers: a list with one item at least is needed'],
  ['without issuers', '{"issuers": []}', 'issuers: a list with one item at least is needed'],
])('a file that is %s is told as such', (_what, text, fault) => {
  expect(faultsOf(() => parseIssuers(text))[0]).toBe(fault);
});

test('a file that is not there is told with its name', async () => {
  const file = join(directory, 'nowhere.json');
  await expect(readIssuers(file)).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: `LIENTHONG_ISSUERS: the file ${file} cannot be read (ENOENT)`,
  });
});
