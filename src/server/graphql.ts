import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import { limitAnswers, type RequestContext } from './answer-limit';
import { depthLimit } from './depth-limit';
import { formatErrors, logFailures } from './errors';
import { queriesOnly } from './queries-only';

export const LIMITS = {
  /** Bytes of a request's body. */
  body: 64 * 1024,
  /** Tokens of a document. */
  tokens: 2_000,
  /** Fields below one another. */
  depth: 12,
  /** Rows that one request may read, fewer where they are wide. */
  rows: 100_000,
  /** Rows times the fields of the widest selection. */
  values: 1_000_000,
} as const;

/** Serves the schema at /graphql over HTTP, GET and POST; gives the function that ends it. */
export async function registerGraphql(
  app: FastifyInstance,
  schema: GraphQLSchema,
  createContext: () => RequestContext,
): Promise<() => Promise<void>> {
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [queriesOnly, depthLimit(LIMITS.depth)],
    formatError: formatErrors(app.log as never),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      limitAnswers(LIMITS.values, app.log as never),
      logFailures(app.log as never),
    ],
    logger: app.log,
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), { context: () => Promise.resolve(createContext()) } as never);
  return () => apollo.stop();
}
