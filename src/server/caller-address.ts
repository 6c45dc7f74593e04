import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** A socket that takes both families writes an address of the older one inside one of the newer. */
function withoutMapping(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
}

/** Whether an address of a socket is one of this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  const own = withoutMapping(address);
  return own === '::1' || (isIP(own) === 4 && own.startsWith('127.'));
}

/**
 * From where a request came, as far as limits tell callers apart: the address of the socket, or what a proxy that the
 * configuration names says of it; for IPv6 its first 64 bits, since one subscriber has all the others.
 */
export function callerOrigin({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  const told = withoutMapping(ip);
  return networkOf(isIP(told) === 0 ? withoutMapping(socket.remoteAddress) : told);
}

/** An IPv4 address as it is, of an IPv6 address the first 64 bits. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  // An IPv4 address at the end is two groups, and not among the first four.
  const width = last.at(-1)?.includes('.') ? last.length + 1 : last.length;
  const groups =
    tail === undefined ? first : [...first, ...Array<string>(Math.max(0, 8 - first.length - width)).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
