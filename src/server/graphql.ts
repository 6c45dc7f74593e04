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
import { limitFragments } from './fragment-limit';
import { introspectionLimit } from './introspection-limit';
import { queriesOnly } from './queries-only';

export const LIMITS = {
  /** Bytes of a request's body. */
  body: 64 * 1024,
  /** Tokens of a document. */
  tokens: 2_000,
  /** Fragments of a document. */
  fragments: 50,
  /** Fields of introspection in a document. */
  introspection: 200,
  /** Fields below one another. */
  depth: 12,
  /** Rows that one request may read. */
  rows: 100_000,
  /** Values that an answer could have: each field once for every row in which it can stand. */
  values: 250_000,
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
    validationRules: [queriesOnly, depthLimit(LIMITS.depth), introspectionLimit(LIMITS.introspection)],
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
  limitFragments(app, schema, LIMITS.fragments, LIMITS.tokens);
  await app.register(fastifyApollo(apollo), { context: () => Promise.resolve(createContext()) } as never);
  return () => apollo.stop();
}
