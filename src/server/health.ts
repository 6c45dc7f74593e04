import type { FastifyInstance } from 'fastify';
import type { RegisterReader } from '../database/register-reader';

/** `/health/live` says that the process runs; `/health/ready` says of each database by name whether it answers now. */
export function registerHealth(app: FastifyInstance, readers: readonly RegisterReader[]): void {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const states = await Promise.all(
      readers.map(async (reader) => [reader.database, (await reader.isReady()) ? 'ready' : 'unavailable'] as const),
    );
    const ready = states.every(([, state]) => state === 'ready');
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'degraded', ...Object.fromEntries(states) });
  });
}
