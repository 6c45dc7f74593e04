import { readFile } from 'node:fs/promises';
import { LienThongError } from '../errors';
import { ACTOR_KINDS } from './actor';
import { toBlockList } from './client-certificate';
import { Faults, type Place } from './faults';
import {
  ALGORITHMS,
  type CertificateConfig,
  type ClaimNames,
  DEFAULT_CLAIMS,
  type IdentityConfig,
  type IssuerConfig,
  type KeyPlace,
  TOKEN_TYPES,
} from './issuer';
import { KeySet } from './key-set';

/** Issuers under this name are the gateway's own. */
const RESERVED = 'urn:lienthong:';

const ISSUER_FIELDS = [
  'issuer',
  'audience',
  'jwksUri',
  'jwks',
  'algorithms',
  'tokenTypes',
  'kinds',
  'claims',
  'certificateBound',
];

/** Reads the file of LIENTHONG_ISSUERS; throws one CONFIGURATION_INVALID that names every fault with its place. */
export async function readIssuers(file: string): Promise<IdentityConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw wrong([`the file ${file} cannot be read (${code ?? String(cause)})`], cause);
  }
  return parseIssuers(text);
}

/** The same from the file's text. */
export function parseIssuers(text: string): IdentityConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(['the file is not JSON'], cause);
  }
  const faults = new Faults();
  const identity = faults.object({ value, name: '' }, ['issuers', 'clientCertificate'], (field) => ({
    issuers: faults.list(field('issuers')).map((place) => toIssuer(faults, place)),
    clientCertificate: faults.optional(field('clientCertificate'), null, (place) => toCertificate(faults, place)),
  }));
  const issuers = identity?.issuers.filter((issuer) => issuer !== null) ?? [];
  const clientCertificate = identity?.clientCertificate ?? null;
  const names = issuers.map(({ issuer }) => issuer);
  if (new Set(names).size < names.length) faults.add('issuers', 'two issuers have the same name');
  if (clientCertificate === null && issuers.some(({ certificateBound }) => certificateBound)) {
    faults.add(
      'clientCertificate',
      'an issuer’s tokens are bound to certificates, and nothing says how these are shown',
    );
  }
  if (faults.found.length > 0) throw wrong(faults.found);
  return { issuers, clientCertificate };
}

function wrong(faults: readonly string[], cause?: unknown): LienThongError {
  const lines = faults.map((fault) => `LIENTHONG_ISSUERS: ${fault}`);
  return new LienThongError('CONFIGURATION_INVALID', lines.join('\n'), { faults: lines }, { cause });
}

function toIssuer(faults: Faults, place: Place): IssuerConfig | null {
  return faults.object(place, ISSUER_FIELDS, (field) => ({
    issuer: toIssuerName(faults, field('issuer')),
    audience: faults.text(field('audience')),
    keys: toKeyPlace(faults, place, field('jwksUri'), field('jwks')),
    algorithms: faults.choices(field('algorithms'), ALGORITHMS),
    tokenTypes: faults.optional(field('tokenTypes'), ['at+jwt'], (types) => faults.choices(types, TOKEN_TYPES)),
    kinds: faults.choices(field('kinds'), ACTOR_KINDS),
    claims: faults.optional(field('claims'), DEFAULT_CLAIMS, (claims) => toClaimNames(faults, claims)),
    certificateBound: faults.optional(field('certificateBound'), false, (bound) => faults.boolean(bound)),
  }));
}

function toIssuerName(faults: Faults, place: Place): string {
  const issuer = faults.text(place);
  if (issuer.startsWith(RESERVED)) faults.add(place.name, `names with ${RESERVED} are the gateway’s own`);
  return issuer;
}

function toKeyPlace(faults: Faults, place: Place, uri: Place, jwks: Place): KeyPlace {
  if ((uri.value === undefined) === (jwks.value === undefined)) {
    faults.add(place.name, 'either jwksUri or jwks says where the keys are');
    return { jwksUri: '' };
  }
  if (jwks.value === undefined) {
    const text = faults.text(uri);
    if (text !== '' && !isSafeAddress(text)) {
      faults.add(uri.name, 'keys are fetched from an https:// address, or http:// on this machine (127.0.0.1, [::1])');
    }
    return { jwksUri: text };
  }
  try {
    KeySet.parse(jwks.value);
  } catch (error) {
    faults.add(jwks.name, (error as Error).message);
  }
  return { jwks: jwks.value as Extract<KeyPlace, { jwks: unknown }>['jwks'] };
}

/** Whoever could change the answer could sign as anybody, so that it comes encrypted or does not leave the machine. */
function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  const isLoopback = hostname === '[::1]' || hostname === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

function toClaimNames(faults: Faults, place: Place): ClaimNames {
  const names = Object.keys(DEFAULT_CLAIMS) as (keyof ClaimNames)[];
  const chosen = faults.object(place, names, (field) =>
    names.map((name) => [name, faults.optional(field(name), DEFAULT_CLAIMS[name], (claim) => faults.text(claim))]),
  );
  return { ...DEFAULT_CLAIMS, ...(Object.fromEntries(chosen ?? []) as Partial<ClaimNames>) };
}

function toCertificate(faults: Faults, place: Place): CertificateConfig | null {
  return faults.object(place, ['header', 'form', 'proxies'], (field) => ({
    header: toHeader(faults, field('header')),
    form: faults.choice(field('form'), ['pem', 'rfc9440']),
    proxies: faults.list(field('proxies')).map((proxy) => toProxy(faults, proxy)),
  }));
}

function toHeader(faults: Faults, place: Place): string {
  const header = faults.text(place).toLowerCase();
  if (header !== '' && !/^[a-z0-9-]{1,64}$/.test(header)) faults.add(place.name, 'it is no header’s name');
  return header;
}

function toProxy(faults: Faults, place: Place): string {
  const proxy = faults.text(place);
  if (proxy !== '' && !isBlock(proxy)) faults.add(place.name, 'it is no address or subnet (10.0.0.7, 10.0.0.0/24)');
  return proxy;
}

function isBlock(address: string): boolean {
  try {
    toBlockList([address]);
    return true;
  } catch {
    return false;
  }
}
