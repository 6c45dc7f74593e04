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
  const root = faults.object({ value, name: '' }, ['issuers', 'clientCertificate']);
  const issuers = faults.list(root('issuers')).map((place) => toIssuer(faults, place));
  const clientCertificate = faults.optional(root('clientCertificate'), null, (place) => toCertificate(faults, place));
  for (const [index, { issuer, certificateBound }] of issuers.entries()) {
    if (issuer !== '' && issuers.findIndex((other) => other.issuer === issuer) < index) {
      faults.add(`issuers[${index}].issuer`, 'another issuer has the same name');
    }
    if (certificateBound && clientCertificate === null) {
      faults.add(`issuers[${index}].certificateBound`, 'nothing says in clientCertificate how certificates are shown');
    }
  }
  if (faults.found.length > 0) throw wrong(faults.found);
  return { issuers, clientCertificate };
}

function wrong(faults: readonly string[], cause?: unknown): LienThongError {
  const lines = faults.map((fault) => `LIENTHONG_ISSUERS: ${fault}`);
  return new LienThongError('CONFIGURATION_INVALID', lines.join('\n'), { faults: lines }, { cause });
}

function toIssuer(faults: Faults, place: Place): IssuerConfig {
  const field = faults.object(place, ISSUER_FIELDS);
  const issuer = faults.text(field('issuer'));
  if (issuer.startsWith(RESERVED)) faults.add(field('issuer').name, `names with ${RESERVED} are the gateway’s own`);
  return {
    issuer,
    audience: faults.text(field('audience')),
    keys: toKeyPlace(faults, place, field('jwksUri'), field('jwks')),
    algorithms: faults.choices(field('algorithms'), ALGORITHMS),
    tokenTypes: faults.optional(field('tokenTypes'), ['at+jwt'], (types) => faults.choices(types, TOKEN_TYPES)),
    kinds: faults.choices(field('kinds'), ACTOR_KINDS),
    claims: faults.optional(field('claims'), DEFAULT_CLAIMS, (claims) => toClaimNames(faults, claims)),
    certificateBound: faults.optional(field('certificateBound'), false, (bound) => faults.boolean(bound)),
  };
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
  const field = faults.object(place, names);
  const chosen = names.map((name) => [
    name,
    faults.optional(field(name), DEFAULT_CLAIMS[name], (claim) => faults.text(claim)),
  ]);
  return Object.fromEntries(chosen) as Record<keyof ClaimNames, string>;
}

function toCertificate(faults: Faults, place: Place): CertificateConfig {
  const field = faults.object(place, ['header', 'form', 'proxies']);
  const header = faults.text(field('header')).toLowerCase();
  if (header !== '' && !/^[a-z0-9-]{1,64}$/.test(header)) faults.add(field('header').name, 'it is no header’s name');
  const proxies = faults.list(field('proxies')).map((proxy) => {
    const address = faults.text(proxy);
    if (address !== '' && !isBlock(address))
      faults.add(proxy.name, 'it is no address or subnet (10.0.0.7, 10.0.0.0/24)');
    return address;
  });
  return { header, form: faults.choice(field('form'), ['pem', 'rfc9440']), proxies };
}

function isBlock(address: string): boolean {
  try {
    toBlockList([address]);
    return true;
  } catch {
    return false;
  }
}
