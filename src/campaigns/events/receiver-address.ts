import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { LienThongError } from '../../errors';

/**
 * Where events may be sent: to public addresses over HTTPS, so that nobody makes the gateway knock at doors inside. What a name
 * stands for is looked at when a connection is made, since it may have changed since the subscription.
 */

/** What a site allows beside public addresses. */
export interface ReceiverRules {
  /** This machine itself, also without TLS: for the demonstration. */
  readonly loopback: boolean;
  /** Subnets such as 10.20.0.0/16 in which a site's receivers are. */
  readonly networks: readonly string[];
}

/** IPv4 that is not public: this host, private, shared, loopback, link-local with metadata, documentation, multicast, reserved. */
const NOT_PUBLIC_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** All public IPv6, and what is in there for other purposes, such as addresses that stand for IPv4 ones (RFC 6890). */
const GLOBAL_6 = ['2000::/3'];
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

const notPublic4 = toBlockList(NOT_PUBLIC_4);
const global6 = toBlockList(GLOBAL_6);
const special6 = toBlockList(SPECIAL_6);
const loopback = toBlockList(LOOPBACK);

function toBlockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/');
    const family = familyOf(address);
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

function isPublic(address: string): boolean {
  const family = familyOf(address);
  if (family === 'ipv4') return !notPublic4.check(address);
  return global6.check(address, family) && !special6.check(address, family);
}

/** Decides about an IP address; `isPlain` without TLS. */
export type MayReach = (address: string, isPlain: boolean) => boolean;

export function decideReach({ loopback: isLoopbackAllowed, networks }: ReceiverRules): MayReach {
  const allowed = toBlockList(networks);
  return (text, isPlain) => {
    // A link-local address may name its link.
    const address = text.replace(/%.*$/, '');
    const family = familyOf(address);
    if (loopback.check(address, family) && isLoopbackAllowed) return true;
    return !isPlain && (allowed.check(address, family) || isPublic(address));
  };
}

const URL_MOST = 2_000;

/** Reads the URL of a receiver. Throws ARGUMENT_INVALID, with the reason, for one to which nothing may be sent. */
export function parseReceiverUrl(text: string, rules: ReceiverRules): string {
  const url = text.length <= URL_MOST && URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.hash !== '')
    throw refused('it is no URL of a receiver', 'URL_INVALID');
  if (url.username !== '' || url.password !== '') throw refused('it holds credentials', 'URL_HAS_CREDENTIALS');
  const isPlain = url.protocol === 'http:';
  const address = hostOf(url);
  const isLocal = address === 'localhost' || (isIP(address) !== 0 && loopback.check(address, familyOf(address)));
  if (isPlain && !(rules.loopback && isLocal)) throw refused('it is not https', 'URL_NOT_HTTPS');
  if (isIP(address) !== 0 && !decideReach(rules)(address, isPlain)) {
    throw refused('its address is not a public one', 'ADDRESS_REFUSED');
  }
  return url.href;
}

/** The host of a URL as an address or a name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function refused(why: string, reason: string): LienThongError {
  return new LienThongError('ARGUMENT_INVALID', `url: ${why}`, { argument: 'url', reason });
}

/** The code of an error of a look-up whose answer has an address to which nothing may be sent. */
export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';

/**
 * A look-up for connections that fails when any address of a name may not be reached; the addresses it gives are the ones that
 * are connected to, so nothing can change in between.
 */
export function guardLookup(mayReach: MayReach, isPlain: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = (addresses as typeof addresses | undefined) ?? [];
      if (error || !first) callback(error, '');
      else if (!addresses.every(({ address }) => mayReach(address, isPlain))) callback(addressRefused(), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

export function addressRefused(): NodeJS.ErrnoException {
  return Object.assign(new Error('nothing may be sent to the address of the receiver'), { code: ADDRESS_REFUSED });
}
