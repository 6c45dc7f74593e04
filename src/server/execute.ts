import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import type { CampaignContext } from '../campaigns/graph/context';
import { ERROR_CODES, type LienThongError } from '../errors';
import type { AdministrationContext } from '../graph/administration/context';
import type { SubjectContext } from '../graph/subject-access/subject-context';
import type { GraphContext } from '../planning/context';
import type { PlanLimits } from '../planning/plan/limits';
import type { Operation, PlanCache } from '../planning/plan/plan-cache';
import { explain } from '../planning/plan/explain';
import { toMasked } from '../planning/plan/masked';
import { type KeptCount, run, type RunContext } from '../planning/plan/run';
import { settleErrors } from '../planning/plan/settle-errors';
import { askedFields, countProbed } from './asked-fields';
import type { Journal } from './journal';
import { findRefusal } from './limits';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type Result = Awaited<ReturnType<Executor>>;

/** What the server knows of a request: what resolvers see, and what running a plan takes. */
export type RequestContext = GraphContext &
  AdministrationContext &
  CampaignContext &
  SubjectContext &
  Omit<RunContext, 'schema' | 'disclosure'> & { readonly journal: Journal };

/** `reference` runs every operation on graphql-js with resolvers: for comparison. */
export type Execution = 'plan' | 'reference';

/** What an operation without a plan counts for in a minute's quota: five milliseconds, more than most plans. */
const PRICE_WITHOUT_PLAN = 500;

/** Graphql-js stops at so many faults of the variables. */
const VARIABLE_FAULTS_MOST = 50;

/**
 * How an operation of a valid document is answered: its plan is looked up or compiled, held against the limits, and
 * run; an operation that no plan covers runs as a whole on graphql-js. Nothing is read before the limits are checked.
 */
export function createExecutor(
  schema: GraphQLSchema,
  plans: PlanCache,
  most: PlanLimits,
  execution: Execution,
): Executor {
  return async ({ document, operation, queryHash, request, context: untyped }) => {
    const context = untyped as unknown as RequestContext;
    const { journal } = context;
    const { rules } = context.view;
    journal.document = queryHash;
    const given = request.variables ?? {};
    const byReference = async (): Promise<Result> =>
      (await execute({
        schema,
        document,
        contextValue: context,
        variableValues: given,
        operationName: request.operationName,
      })) as Result;
    // graphql-js says why a document has no operation of the given name. Apollo's types leave out that there is none.
    if (!(operation as unknown)) return byReference();
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
      maxErrors: VARIABLE_FAULTS_MOST,
    });
    if (coerced.errors) return { errors: coerced.errors };
    const variables = coerced.coerced;
    const asked: Operation = { document, operation, documentHash: queryHash, variables };
    const compiled = plans.get(asked);
    const { plan } = compiled;
    if (rules.isRecorded) {
      journal.fields = plan ? plan.reads : askedFields(schema, rules, document, operation, variables);
      for (const step of plan?.steps ?? []) journal.disclosure.read(step.database);
      journal.disclosure.probed = countProbed(schema, document, operation, variables);
    }
    const excess = findRefusal(schema, compiled, asked, most);
    if (excess) return toRefusal(excess);
    const refusal = await journal.quota?.enter({
      price: plan?.price ?? PRICE_WITHOUT_PLAN,
      readsRecords: plan ? journal.disclosure.registers.size > 0 : journal.fields.length > 0,
      probed: journal.disclosure.probed,
    });
    if (refusal) return toRefusal(refusal);

    const isPlanned = plan !== null && execution === 'plan';
    const ran = isPlanned ? await run(plan, variables, withSchema(context, schema)) : null;
    const result = ran ? { data: ran.data as Result['data'], errors: ran.errors } : await byReference();
    if (context.allowance.refusal) return toRefusal(context.allowance.refusal);
    const { data, errors } = result;
    journal.hasData = data !== null && data !== undefined;
    journal.hasErrors = errors !== undefined && errors.length > 0;
    const masked = plan ? plan.masked : toMasked(journal.fields);
    const extensions = {
      ...(masked.length > 0 ? { masked } : {}),
      ...(ran && ran.kept.length > 0 ? { counts: ran.kept.map(toKeptCount) } : {}),
      ...(context.explains ? { plan: explain(compiled, ran?.measured) } : {}),
    };
    return {
      ...(errors && errors.length > 0
        ? { errors: settleErrors(schema, document, operation, variables, data as unknown, errors) }
        : {}),
      data,
      ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
    };
  };
}

/** Says of a total that it was not counted for this field, and how long ago it was. */
function toKeptCount({ path, age }: KeptCount): { path: readonly string[]; ageSeconds: number } {
  return { path, ageSeconds: Math.round(age / 100) / 10 };
}

/** The date is a getter that is read when a field needs it, so the context is not copied. */
function withSchema(context: RequestContext, schema: GraphQLSchema): RunContext {
  const { disclosure } = context.journal;
  return Object.create(context, { schema: { value: schema }, disclosure: { value: disclosure } }) as RunContext;
}

function toRefusal(refusal: LienThongError): Result {
  const { status } = ERROR_CODES[refusal.code];
  return {
    errors: [new GraphQLError(refusal.message, { originalError: refusal, extensions: { http: { status } } })],
  };
}
