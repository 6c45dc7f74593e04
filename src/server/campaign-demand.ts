import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ClientConfig } from 'pg';
import { noteDemand } from '../campaigns/demand';
import { openPool } from '../database/writer-pool';

const EVERY_MS = 1_000;

/** Tells workers of campaigns, once a second at most, that this gateway is asked something; gives the function that ends it. */
export function noteDemandOf(app: FastifyInstance, connection: () => ClientConfig): () => Promise<void> {
  const gateway = randomUUID();
  const pool = openPool(connection, 1);
  let isAsked = false;
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.url === '/graphql') isAsked = true;
    done();
  });
  let noting: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    if (!isAsked) return;
    isAsked = false;
    // A database that cannot be reached has no campaign that could be in the way.
    noting = pool
      .connect()
      .then(async (client) => {
        await noteDemand(client, gateway).finally(() => client.release());
      })
      .catch(() => undefined);
  }, EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await noting;
    await pool.end();
  };
}
