import { type Actor, ACTOR_KINDS } from '../../src/identity/actor';
import { DEFAULT_CLAIMS, type IssuerConfig } from '../../src/identity/issuer';
import { toActor } from '../../src/identity/to-actor';
import { goodClaims, issuerConfig, makeAuthenticator, makeKey, refusalOf, sign } from './issuer-server';

const ISSUER = 'https://id.example';
const BASE = goodClaims(ISSUER);
const OFFICER = { ...BASE, lienthong_kind: 'officer', lienthong_roles: ['branch'], lienthong_province: '04' };
const CITIZEN = { ...BASE, lienthong_kind: 'citizen', lienthong_personal_id: '904099000001' };

const read = (claims: Readonly<Record<string, unknown>>, differences: Partial<IssuerConfig> = {}): Actor =>
  toActor(claims, issuerConfig(ISSUER, differences));

/** Why claims are refused; throws when they are not. */
const refusal = (claims: Readonly<Record<string, unknown>>, differences: Partial<IssuerConfig> = {}): Promise<string> =>
  refusalOf(Promise.resolve().then(() => read(claims, differences)));

test('a branch’s officer has roles and a province', () => {
  expect(read({ ...OFFICER, lienthong_roles: ['review', 'branch', 'branch'] })).toEqual({
    issuer: ISSUER,
    subject: 'system-7',
    client: 'ministry-system',
    kind: 'officer',
    roles: ['branch', 'review'],
    province: '04',
    personalId: null,
  });
});

test('an officer of the headquarters has no province, whatever the token says', () => {
  expect(read({ ...OFFICER, lienthong_roles: ['headquarters'] }).province).toBeNull();
});

test('a citizen has a personal ID and nothing else', () => {
  expect(read({ ...CITIZEN, lienthong_roles: ['headquarters'], lienthong_province: '04' })).toMatchObject({
    kind: 'citizen',
    roles: [],
    province: null,
    personalId: '904099000001',
  });
});

test.each([['partner'], ['auditor']])('a %s has no personal ID, whatever the token says', (kind) => {
  expect(read({ ...CITIZEN, lienthong_kind: kind }).personalId).toBeNull();
});

test('an auditor may be without a role, an officer may not', async () => {
  expect(read({ ...BASE, lienthong_kind: 'auditor' }).roles).toEqual([]);
  expect(await refusal({ ...OFFICER, lienthong_roles: undefined })).toBe('TOKEN_INVALID CLAIM lienthong_roles');
});

test('the system is the token’s client_id, or azp where there is none', async () => {
  expect(read({ ...BASE, azp: 'portal' }).client).toBe('ministry-system');
  expect(read({ ...BASE, client_id: undefined, azp: 'portal' }).client).toBe('portal');
  expect(await refusal({ ...BASE, client_id: '', azp: 'portal' })).toBe('TOKEN_INVALID CLAIM client_id');
  expect(await refusal({ ...BASE, client_id: undefined })).toBe('TOKEN_INVALID CLAIM azp');
});

test.each([
  ['lienthong_kind', BASE, [undefined, 'Partner', 'administrator', ['partner'], 0, null, '__proto__']],
  ['lienthong_roles', OFFICER, ['branch', [], [''], ['Branch'], [7], ['branch', 'a b'], Array(21).fill('branch'), {}]],
  ['lienthong_province', OFFICER, [undefined, '4', '00', '99', 4, '004', ' 04', ['04']]],
  ['lienthong_personal_id', CITIZEN, [undefined, '04099000001', 904099000001, '804099000001', 'me', '']],
  ['client_id', BASE, ['', 7, 'a'.repeat(256), 'a\u2028b', 'a\u001b[31mb']],
])('a token whose %s is wrong is refused, and the claim is named', async (claim, claims, values) => {
  for (const value of values as readonly unknown[]) {
    expect(await refusal({ ...claims, [claim]: value })).toBe(`TOKEN_INVALID CLAIM ${claim}`);
  }
});

test.each(ACTOR_KINDS.flatMap((kind) => ACTOR_KINDS.map((attested) => [attested, kind] as const)))(
  'an issuer that may attest a %s and whose token says %s',
  async (attested, kind) => {
    const claims = { ...OFFICER, ...CITIZEN, lienthong_kind: kind };
    const differences = { kinds: [attested] };
    if (attested === kind) expect(read(claims, differences).kind).toBe(kind);
    else expect(await refusal(claims, differences)).toBe('TOKEN_INVALID CLAIM lienthong_kind');
  },
);

test('a partners’ issuer cannot make an officer, however well it signs', async () => {
  const key = await makeKey('k1');
  const keys = { jwks: { keys: [{ ...key.jwk }] } };
  const partners = makeAuthenticator([issuerConfig(ISSUER, { keys, kinds: ['partner'] })]);
  expect(await partners.refusal(await sign(key, OFFICER))).toBe('TOKEN_INVALID CLAIM lienthong_kind');
  expect(await partners.ask(await sign(key, BASE))).toMatchObject({ kind: 'partner' });
});

test('an issuer’s own names of claims are read in place of the usual ones', async () => {
  const claims = { ...DEFAULT_CLAIMS, kind: 'https://id.example/kind', province: 'area', client: 'cid' };
  const token = {
    ...OFFICER,
    'https://id.example/kind': 'officer',
    area: '79',
    cid: 'desk',
    lienthong_kind: 'citizen',
  };
  expect(read(token, { claims })).toMatchObject({ kind: 'officer', province: '79', client: 'desk' });
  expect(await refusal(OFFICER, { claims })).toBe('TOKEN_INVALID CLAIM https://id.example/kind');
});
