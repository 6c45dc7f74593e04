import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { CertificateConfig } from './issuer';
import { refuseToken } from './refuse-token';

/** What came with a request about the client's certificate. */
export interface ShownCertificate {
  /** The header of the configured name, as it came. */
  readonly clientCertificate: string | undefined;
  /** The address that the request came from: the last proxy's, if there is one. */
  readonly peer: string | undefined;
}

/** Gives the SHA-256 thumbprint (base64url) of the certificate that the client has shown to a trusted proxy, or null. */
export type FindThumbprint = (shown: ShownCertificate) => string | null;

/**
 * Reads the header of trusted proxies. What another peer says is as if it had said nothing; a header of a trusted proxy
 * that cannot be read throws TOKEN_INVALID with the reason CERTIFICATE. Without a configuration nobody has shown anything.
 */
export function thumbprintReader(config: CertificateConfig | null): FindThumbprint {
  if (config === null) return () => null;
  const trusted = toBlockList(config.proxies);
  const read = config.form === 'pem' ? readEscapedPem : readByteSequence;
  return ({ clientCertificate, peer }) => {
    if (clientCertificate === undefined || clientCertificate === '' || !isTrusted(trusted, peer)) return null;
    const der = read(clientCertificate);
    if (der === null) refuseToken('CERTIFICATE');
    return createHash('sha256').update(der).digest('base64url');
  };
}

/**
 * Requires that a token is used by whom it was issued to: a token that names a certificate is good only with that one,
 * and where the issuer binds its tokens there is none that names none. A token that is bound in another way cannot be
 * checked and is refused too, or it would be worth as much stolen as not.
 */
export function requireBinding(confirmation: unknown, mustBeBound: boolean, thumbprint: string | null): void {
  if (confirmation === undefined && !mustBeBound) return;
  const wanted = (confirmation as Readonly<Record<string, unknown>> | null | undefined)?.['x5t#S256'];
  if (typeof wanted !== 'string' || wanted !== thumbprint) refuseToken('CERTIFICATE');
}

/** Throws a RangeError for what is neither an address nor a subnet such as 10.0.0.0/8. */
export function toBlockList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits, ...rest] = proxy.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || rest.length > 0 || prefix < 0 || prefix > most) throw new RangeError('no address or subnet');
    list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function isTrusted(trusted: BlockList, peer: string | undefined): boolean {
  // A socket that takes both families writes an address of the older one inside one of the newer.
  const address = peer?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function readEscapedPem(text: string): Buffer | null {
  let pem: string;
  try {
    pem = decodeURIComponent(text);
  } catch {
    return null;
  }
  const body = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(pem)?.[1];
  return body === undefined ? null : Buffer.from(body.replace(/\s/g, ''), 'base64');
}

/** A byte sequence of RFC 8941: base64 between colons. */
function readByteSequence(text: string): Buffer | null {
  const body = /^\s*:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(text)?.[1];
  return body === undefined ? null : Buffer.from(body, 'base64');
}
