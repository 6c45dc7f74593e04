import Fastify, { type FastifyBaseLogger, type FastifyError } from 'fastify';
import type { Logger } from 'pino';
import type { Site } from '../database/site';
import { DEFAULT_LIMITS, openReader, type ReaderLimits, type RegisterReader } from '../database/register-reader';
import { ERROR_CODES, LienThongError } from '../errors';
import { graphSchema } from '../graph/schema';
import type { Secrets } from '../planning/declaration';
import { RegisterLoaders } from '../planning/register-loaders';
import { type Database, DATABASES } from '../values/databases';
import { deriveKey } from '../values/seal';
import { watchAsOf } from './as-of';
import { registerGraphiql } from './graphiql';
import { LIMITS, registerGraphql } from './graphql';
import { registerHealth } from './health';

export interface ServerOptions {
  readonly site: Site;
  readonly host: string;
  readonly port: number;
  readonly secret: Buffer;
  readonly log: Logger;
  readonly limits?: ReaderLimits;
}

/** A gateway that answers. */
export interface RunningServer {
  /** Where it listens, without a path. */
  readonly url: string;
  /** Takes no more requests, lets the running ones end, and lets go of every connection. */
  close(): Promise<void>;
}

/** The composition root of the server: puts readers, graph and routes together and listens. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { site, log, limits = DEFAULT_LIMITS } = options;
  const readers = openReaders(site, log, limits);
  const asOf = await watchAsOf(readers.gateway);
  const secrets: Secrets = {
    cursor: deriveKey(options.secret, 'cursor'),
    diagnosis: deriveKey(options.secret, 'diagnosis'),
  };

  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: LIMITS.body,
    forceCloseConnections: 'idle',
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, body } = toRefusal(error);
    if (status >= 500) request.log.error({ err: error }, 'unforeseen error');
    return reply.code(status).send(body);
  });
  registerHealth(app, DATABASES.map((database) => readers[database]));
  await registerGraphiql(app);
  const stopGraphql = await registerGraphql(app, graphSchema(), () => ({
    registers: new RegisterLoaders((database, statement, values) => readers[database].read(statement, values)),
    secrets,
    asOf: asOf.current(),
  }));
  const url = await app.listen({ host: options.host, port: options.port });

  return {
    url,
    close: async () => {
      await app.close();
      await stopGraphql();
      asOf.stop();
      await Promise.all(DATABASES.map((database) => readers[database].close()));
    },
  };
}

function openReaders(site: Site, log: Logger, limits: ReaderLimits): Record<Database, RegisterReader> {
  const serverLimits = { statementTimeoutMs: limits.budget, lockTimeoutMs: limits.budget };
  const tell = ({ cause, ...event }: { database: Database; event: string; cause?: unknown }): void => {
    log.warn({ ...event, ...(cause === undefined ? {} : { err: cause }) }, 'register');
  };
  const open = (database: Database): [Database, RegisterReader] => [
    database,
    openReader(database, site.reader(database, serverLimits), tell, limits),
  ];
  return Object.fromEntries(DATABASES.map(open)) as Record<Database, RegisterReader>;
}

/** A request that fails before it is a GraphQL request still gets a GraphQL answer. */
function toRefusal(error: FastifyError): { status: number; body: object } {
  const refusal = (ours: LienThongError): { status: number; body: object } => ({
    status: ERROR_CODES[ours.code].status,
    body: { errors: [{ message: ours.message, extensions: { code: ours.code, ...ours.details } }] },
  });
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const message = `The request’s body is larger than ${LIMITS.body} bytes`;
    return refusal(new LienThongError('REQUEST_TOO_LARGE', message, { most: LIMITS.body }));
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    const { status: _, body } = refusal(new LienThongError('DOCUMENT_INVALID', BAD_REQUESTS[error.code] ?? 'The request cannot be read'));
    return { status: error.statusCode, body };
  }
  return refusal(new LienThongError('INTERNAL', 'The gateway failed'));
}

const BAD_REQUESTS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The request’s body must be application/json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The request’s body is not JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The request’s body is empty',
};
