import { generateKeyPairSync, sign } from 'node:crypto';
import type { Agreement } from '../../src/agreements/agreement';
import { decideVersion, proposeVersion } from '../../src/agreements/agreement-store';
import type { PurposeCode } from '../../src/agreements/purposes';
import type { Site } from '../../src/database/site';
import { DEMONSTRATION_AGREEMENTS } from '../../src/demo/agreements';
import { DEMONSTRATION_ISSUER, GATEWAY_AUDIENCE, signPersonaToken } from '../../src/demo/demonstration-issuer';
import { graphSchema } from '../../src/server/graph-schema';
import type { Actor } from '../../src/identity/actor';
import { resolveGrants } from '../../src/planning/view/grants';
import { agree, headersOf } from '../agreements/quota-agreement';
import { runAs, withClient } from '../support/scratch-register';
import type { CanaryPerson } from './canary-people';

type Headers = Readonly<Record<string, string>>;

/** Who asks: headers with a token, a purpose and a case each. */
export interface CanaryActors {
  readonly officer: Headers;
  readonly second: Headers;
  readonly protector: Headers;
  readonly health: Headers;
  readonly lapsed: Headers;
  readonly citizen: Headers;
  /** A ministry that is granted what is about whoever asks, and is no person. */
  readonly impersonal: Headers;
  /** A ministry whose operations may cost next to nothing. */
  readonly poor: Headers;
  /** Ministries whose price is counted, whose quota is used up, who may send trusted documents alone. */
  readonly priced: Headers;
  readonly spent: Headers;
  readonly trusted: Headers;
  /** Ministries whose agreement is to come, was suspended, does not exist. */
  readonly future: Headers;
  readonly suspended: Headers;
  readonly unknown: Headers;
  /** An expired token, in its header's form. */
  readonly expired: string;
  /** Tokens with claims: not signed, and signed with another key than the issuer's. */
  readonly unsigned: (claims: object) => string;
  readonly forged: (claims: object) => string;
  readonly without: (headers: Headers, name: string) => Headers;
  /** A disclosure of the citizen's log, under the name that it has there. */
  readonly disclosure: string;
  /** The insurance number of a record with a value that its register does not declare. */
  readonly spoilt: string;
}

/** Makes them, with the agreements that it takes; a record and a version are spoilt. */
export async function makeActors(
  site: Site,
  secret: Buffer,
  [person, other]: readonly [CanaryPerson, CanaryPerson],
): Promise<CanaryActors> {
  const writer = site.writer();
  await agree(writer, 'priced', { pricePerMinute: 2_000, peoplePerDay: 1_000_000 });
  await agree(writer, 'spent', { peoplePerDay: 1 });
  await agree(writer, 'suspended', {});
  await agree(writer, 'poor', { price: 1 });
  await withClient(writer, async (client) => {
    const decision = { agreement: 'suspended', version: 1, actor: 'third', reason: null } as const;
    await decideVersion(client, { ...decision, kind: 'SUSPENDED' });
  });
  await agreeLikeHealth(site, { id: 'future', validFrom: '2099-01-01', validTo: '2099-12-31' });
  const own = { access: 'READ', fields: ['Query.myRecord', 'Person.personalId'], classes: [], of: null } as const;
  await agreeLikeHealth(site, { id: 'impersonal', grants: [own] });
  await agreeLikeHealth(site, { id: 'changed' }, 'proposed');
  await agreeLikeHealth(site, { id: 'trusted', documents: 'trusted', manifest: { none: '{ __typename }' } });
  await spoil(site, other);

  const now = new Date();
  const of = async (
    kind: Actor['kind'],
    subject: string,
    purpose: PurposeCode,
    more: Partial<Actor> = {},
  ): Promise<Headers> => {
    const client = kind === 'partner' ? subject : 'workplace';
    const nobody = { issuer: DEMONSTRATION_ISSUER, roles: [], province: null, personalId: null };
    const token = await signPersonaToken(secret, { ...nobody, kind, subject, client, ...more }, now);
    return { authorization: `Bearer ${token}`, 'lienthong-purpose': purpose, 'lienthong-case': 'CANARY/1' };
  };
  const headquarters = { roles: ['headquarters'] };
  const payment = 'health-insurance-payment';
  const longAgo = new Date('2026-01-01T00:00:00Z');
  const nobody = { issuer: DEMONSTRATION_ISSUER, roles: [], province: null, personalId: null };
  const expired = await signPersonaToken(secret, { ...nobody, kind: 'officer', subject: 'x', client: 'x' }, longAgo);
  return {
    officer: await of('officer', 'hq-officer', 'campaign', headquarters),
    second: await of('officer', 'hq-officer-2', 'campaign', headquarters),
    protector: await of('officer', 'data-protection-officer', 'administration', { roles: ['data-protection'] }),
    health: await of('partner', 'ministry-of-health', payment),
    lapsed: await of('partner', 'lapsed-ministry', payment),
    citizen: await of('citizen', 'somebody', 'own-record', { personalId: person.id as Actor['personalId'] }),
    impersonal: await of('partner', 'impersonal', payment),
    poor: await headersOf(secret, 'poor'),
    priced: await headersOf(secret, 'priced'),
    spent: await headersOf(secret, 'spent'),
    trusted: await of('partner', 'trusted', payment),
    future: await of('partner', 'future', payment),
    suspended: await headersOf(secret, 'suspended'),
    unknown: await headersOf(secret, 'nobody-at-all'),
    expired: `Bearer ${expired}`,
    unsigned: (claims) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode({ ...CLAIMS, ...claims })}.`,
    forged: (claims) => {
      const text = `${encode({ alg: 'EdDSA', typ: 'at+jwt', kid: 'demonstration' })}.${encode({ ...CLAIMS, ...claims })}`;
      return `${text}.${sign(null, Buffer.from(text), FORGER).toString('base64url')}`;
    },
    without: (headers, name) => Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
    disclosure: '',
    spoilt: other.number,
  };
}

const FORGER = generateKeyPairSync('ed25519').privateKey;
const CLAIMS = { iss: DEMONSTRATION_ISSUER, aud: GATEWAY_AUDIENCE, exp: 4_000_000_000, iat: 1_700_000_000 };
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An agreement as the Ministry of Health has it, but for some things. */
async function agreeLikeHealth(
  site: Site,
  changes: Partial<Agreement> & Pick<Agreement, 'id'>,
  state: 'active' | 'proposed' = 'active',
): Promise<void> {
  const ministry = DEMONSTRATION_AGREEMENTS.find(({ id }) => id === 'ministry-of-health');
  if (!ministry) throw new Error('the demonstration has no agreement of the Ministry of Health');
  const bearer = { kind: 'partner', clients: [changes.id], role: null } as const;
  const agreement: Agreement = { ...ministry, bearer, ...changes };
  await withClient(site.writer(), async (client) => {
    const version = await proposeVersion(
      client,
      { agreement, grants: resolveGrants(graphSchema(), agreement) },
      'first',
    );
    if (state === 'active')
      await decideVersion(client, { agreement: changes.id, version, kind: 'ACTIVATED', actor: 'second', reason: null });
  });
}

/** Gives a record a sex that no register declares, and changes a version of an agreement behind the gateway. */
async function spoil(site: Site, { number }: CanaryPerson): Promise<void> {
  await runAs(
    site.owner('insurance'),
    `do $do$ declare found record; begin
       for found in select conname from pg_constraint where conrelid = 'register.participant'::regclass
         and contype = 'c' and pg_get_constraintdef(oid) like '%sex%'
       loop execute format('alter table register.participant drop constraint %I', found.conname); end loop;
     end $do$;
     update register.participant set sex = 'Z' where insurance_number = '${number}'`,
  );
  await runAs(
    site.superuser('gateway') ?? site.owner('gateway'),
    `set session_replication_role = replica;
     update sharing.agreement_version set body = replace(body, 'Payment', 'Payments') where agreement = 'changed'`,
  );
}
