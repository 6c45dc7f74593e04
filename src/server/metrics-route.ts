import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { LienThongError } from '../errors';
import { allowHosts } from './allowed-hosts';
import { isLoopback } from './caller-address';
import type { Metrics } from './metrics';

/** Headers by which a proxy says for whom it asks. */
const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/**
 * Serves the figures at /metrics beside the graph: to programs of this machine alone, and to nobody through a proxy that
 * says it is one. To others there is nothing at the address.
 */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', async (request, reply) => {
    if (!isLocal(request)) throw new LienThongError('ROUTE_UNKNOWN', 'There is nothing at this address');
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

function isLocal({ socket, headers }: FastifyRequest): boolean {
  return isLoopback(socket.remoteAddress) && FORWARDING.every((name) => headers[name] === undefined);
}

/** Serves the figures at a port of their own, which no proxy hands on. Gives its address and its end. */
export async function serveMetrics(
  metrics: Metrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true });
  app.setErrorHandler((_error, _request, reply) => void reply.code(403).send());
  app.setNotFoundHandler((_request, reply) => void reply.code(404).send());
  allowHosts(app, host);
  registerMetrics(app, metrics);
  return { url: await app.listen({ host, port }), close: () => app.close() };
}
