import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { PlanLimits } from '../planning/plan/limits';
import { PlanCache } from '../planning/plan/plan-cache';
import { deriveSchema } from '../planning/view/derive-schema';
import type { ViewRules } from '../planning/view/rules';
import { BoundedMap } from '../values/bounded-map';
import { formatErrors, logFailures } from './errors';
import { createExecutor, type Execution, type RequestContext } from './execute';
import { tellInVietnamese } from './language';
import { DOCUMENT_RULES, LIMITS, PLAN_LIMITS } from './limits';
import { writeResult } from './write-result';

/** A view with the server that answers in it. */
export interface ServedView {
  readonly rules: ViewRules;
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
}

/** Starts the server of a view; the caller stops it. */
export async function serveView(
  schema: GraphQLSchema,
  rules: ViewRules,
  most: PlanLimits,
  execution: Execution,
  log: Logger,
): Promise<ServedView> {
  const plans = new PlanCache(schema, rules);
  const apollo = new ApolloServer<RequestContext>({
    gateway: {
      load: () => Promise.resolve({ executor: createExecutor(schema, plans, most, execution) }),
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
    formatError: formatErrors(log),
    stringifyResult: writeResult,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      logFailures(log),
      tellInVietnamese(),
    ],
    logger: log,
  });
  await apollo.start();
  return { rules, schema, apollo };
}

/** Views that are served at once; those used last are kept. */
const VIEWS_MOST = 256;

/** The views that callers have, each made when it is first asked for. Equal views with equal limits are one. */
export class Views {
  private readonly views = new BoundedMap<string, Promise<ServedView>>(VIEWS_MOST);

  constructor(
    private readonly graph: GraphQLSchema,
    private readonly execution: Execution,
    private readonly log: Logger,
  ) {}

  /** The view of some rules, in which one operation may cost `price`. */
  get(rules: ViewRules, price: number): Promise<ServedView> {
    const key = `${rules.id} ${price}`;
    let view = this.views.get(key);
    if (!view) {
      const most = { ...PLAN_LIMITS, price: Math.min(price, PLAN_LIMITS.price) };
      view = serveView(deriveSchema(this.graph, rules), rules, most, this.execution, this.log);
      this.views.set(key, view);
    }
    return view;
  }

  async stop(): Promise<void> {
    const served = await Promise.all(this.views.values());
    await Promise.all(served.map(({ apollo }) => apollo.stop()));
  }
}
