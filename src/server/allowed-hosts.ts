import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { LienThongError } from '../errors';

/**
 * Refuses requests that were sent to another name than this machine's. A page of another site can point a name of its
 * own at the loopback address and then ask as if the gateway were that site; the browser still sends that name.
 */
export function allowHosts(app: FastifyInstance, configured: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (isAllowedHost(request.headers.host ?? '', configured)) done();
    else done(new LienThongError('HOST_NOT_ALLOWED', 'The gateway answers to this machine’s own names only'));
  });
}

/** Whether a Host header names this machine: localhost, a loopback address, or the host the gateway listens on. */
export function isAllowedHost(header: string, configured: string): boolean {
  const name = header
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (name === 'localhost' || name === '::1' || name === configured.toLowerCase()) return true;
  return isIP(name) === 4 && name.startsWith('127.');
}
