import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { Caller } from '../database/caller';
import { PlanCache } from '../planning/plan/plan-cache';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createExecutor, type Execution, type RequestContext } from './execute';
import { formatErrors, logFailures } from './errors';
import { limitFragments } from './fragment-limit';
import { writeResult } from './write-result';
import { DOCUMENT_RULES, LIMITS, PLAN_LIMITS } from './limits';

/** A request with this header and the value 1 is answered with its plan, in `extensions.plan`. */
const EXPLAIN_HEADER = 'lienthong-explain';

/** Serves the schema at /graphql over HTTP, GET and POST; gives the function that ends it. */
export async function registerGraphql(
  app: FastifyInstance,
  schema: GraphQLSchema,
  createContext: (explains: boolean, caller: Caller) => RequestContext,
  execution: Execution,
): Promise<() => Promise<void>> {
  const apollo = new ApolloServer<RequestContext>({
    gateway: {
      load: () => Promise.resolve({ executor: createExecutor(schema, new PlanCache(schema), PLAN_LIMITS, execution) }),
      onSchemaLoadOrUpdate: (tell) => {
        tell({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      stop: () => Promise.resolve(),
    },
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [...DOCUMENT_RULES],
    formatError: formatErrors(app.log as never),
    stringifyResult: writeResult,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      logFailures(app.log as never),
    ],
    logger: app.log,
  });
  await apollo.start();
  limitFragments(app, schema, LIMITS.fragments, LIMITS.tokens);
  const context = (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> =>
    Promise.resolve(createContext(request.headers[EXPLAIN_HEADER] === '1', callerOf(reply)));
  await app.register(fastifyApollo(apollo), { context } as never);
  return () => apollo.stop();
}

/** Who sent a request. They leave when the connection ends before the answer was sent. */
function callerOf({ raw }: FastifyReply): Caller {
  const caller = new Caller();
  raw.once('close', () => {
    if (!raw.writableFinished) caller.leave();
  });
  return caller;
}
