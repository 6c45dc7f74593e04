import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  isInputObjectType,
  isLeafType,
  parse,
  validate,
} from 'graphql';
import { DEFAULT_LIMITS, openReader, type RegisterReader } from '../../../src/database/register-reader';
import { LienThongError } from '../../../src/errors';
import { graphSchema } from '../../../src/server/graph-schema';
import { allConnections, bindingOf, type FilterValues, toQuery } from '../../../src/planning/connection';
import type { Secrets } from '../../../src/planning/declaration';
import { CountCache } from '../../../src/planning/plan/count-cache';
import type { Explanation } from '../../../src/planning/plan/explain';
import type { PlanLimits } from '../../../src/planning/plan/limits';
import { PlanCache } from '../../../src/planning/plan/plan-cache';
import { type ReadRegister, RegisterLoaders } from '../../../src/planning/register-loaders';
import { EVERYTHING } from '../../../src/agreements/row-scope';
import { deriveSchema } from '../../../src/planning/view/derive-schema';
import { type CallerView, WHOLE_GRAPH } from '../../../src/planning/view/rules';
import { Journal } from '../../../src/server/journal';
import { RowAllowance } from '../../../src/planning/row-allowance';
import { formatErrors } from '../../../src/server/errors';
import { createExecutor, type Execution, type RequestContext } from '../../../src/server/execute';
import { writeResult } from '../../../src/server/write-result';
import { sealCursor } from '../../../src/values/cursor';
import { type Database, DATABASES } from '../../../src/values/databases';
import { deriveKey } from '../../../src/values/seal';
import { silent } from '../../support/cluster';
import { execute } from '../../support/executor';
import type { OracleNation } from './oracle-nation';
import type { MakeCursor, Written } from './write-operation';

/** What an operation came to on both paths. */
export interface Compared {
  readonly byPlan: string;
  readonly byReference: string;
  readonly refused: boolean;
  readonly explanation: Explanation;
  /** Statements that the plan's run sent, in all. */
  readonly sent: number;
  readonly bytes: number;
  readonly values: number;
  readonly errors: readonly string[];
}

export interface Paths {
  readonly schema: GraphQLSchema;
  readonly makeCursor: MakeCursor;
  compare(written: Written, failing: string | null): Promise<Compared>;
  close(): Promise<void>;
}

/** Operations beyond are refused on both paths alike, and say nothing. */
const LIMITS: PlanLimits = {
  price: Infinity,
  statements: 60,
  parts: 100,
  rows: 30_000,
  values: 30_000,
  bytes: Infinity,
};
const WHOLE: CallerView = { rules: WHOLE_GRAPH, scope: EVERYTHING };
const PATIENT = { ...DEFAULT_LIMITS, budget: 20_000, patience: 25_000 };
const AS_OF = '2023-12-31';

/** Opens both paths over one nation, in a view. */
export function openPaths({ site, secret }: OracleNation, view: CallerView = WHOLE): Paths {
  const schema = view === WHOLE ? graphSchema() : deriveSchema(graphSchema(), view.rules);
  const readers = Object.fromEntries(
    DATABASES.map((database) => [
      database,
      openReader(
        database,
        () => site.reader(database),
        () => undefined,
        PATIENT,
      ),
    ]),
  ) as Record<Database, RegisterReader>;
  const secrets: Secrets = { cursor: deriveKey(secret, 'cursor'), diagnosis: deriveKey(secret, 'diagnosis') };
  const plans = new PlanCache(schema, view.rules);
  const executors = {
    plan: createExecutor(schema, plans, LIMITS, 'plan'),
    reference: createExecutor(schema, plans, LIMITS, 'reference'),
  };
  const format = formatErrors(silent);

  const ask = async (
    execution: Execution,
    document: DocumentNode,
    { query, variables }: Written,
    failing: string | null,
  ): Promise<Asked> => {
    let sent = 0;
    const read: ReadRegister = async (database, statement, values, options) => {
      sent += 1;
      if (database === failing) {
        throw new LienThongError('SOURCE_UNAVAILABLE', `The ${database} register cannot be read now`, {
          register: database,
        });
      }
      return readers[database].read(statement, values, options);
    };
    const allowance = new RowAllowance(Infinity);
    const journal = new Journal();
    const context: RequestContext = {
      read,
      view,
      journal,
      registers: new RegisterLoaders(read, allowance, view, journal.disclosure),
      allowance,
      administration: null,
      campaigns: null,
      asker: null,
      subjectAccess: null,
      secrets,
      counts: new CountCache(),
      asOf: AS_OF,
      explains: true,
      deadline: performance.now() + 60_000,
    };
    const result = await execute(executors[execution], document, { query, variables }, context);
    const errors = (result.errors ?? []).map((error) => withCause(format(enrich(error), error), error));
    const refused = result.data === undefined;
    const text = writeResult({ ...(errors.length > 0 ? { errors } : {}), data: result.data });
    const { data } = JSON.parse(text) as { data?: unknown };
    return { text, data, refused, errors, sent, explanation: result.extensions?.['plan'] as Explanation };
  };

  return {
    schema,
    makeCursor: (field, filter, key) => {
      const connection = allConnections().find((candidate) => candidate.field === field);
      if (!connection) return null;
      const values = toInternal(schema, field, filter);
      try {
        const query = toQuery(connection, values, 1, null, { secrets, asOf: AS_OF, view });
        return sealCursor(secrets.cursor, bindingOf(connection, query), key);
      } catch {
        return 'no cursor';
      }
    },
    compare: async (written, failing) => {
      const document = parse(written.query);
      const faults = validate(schema, document);
      if (faults.length > 0) throw new Error(`The drawn document is not valid: ${faults.join('; ')}\n${written.query}`);
      const plan = await ask('plan', document, written, failing);
      const reference = await ask('reference', document, written, failing);
      return {
        byPlan: plan.text,
        byReference: reference.text,
        refused: plan.refused,
        explanation: plan.explanation,
        sent: plan.sent,
        bytes: Buffer.byteLength(JSON.stringify(plan.data ?? null)),
        values: countValues(plan.data),
        errors: plan.errors.map(({ extensions }) => String(extensions?.['code'])),
      };
    },
    close: async () => {
      await Promise.all(DATABASES.map((database) => readers[database].close()));
    },
  };
}

interface Asked {
  readonly text: string;
  readonly data: unknown;
  readonly refused: boolean;
  readonly errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
  readonly sent: number;
  readonly explanation: Explanation;
}

/** What Apollo Server does to an error before it is formatted. */
function enrich(error: GraphQLError): GraphQLError {
  return {
    ...error.toJSON(),
    extensions: { ...error.extensions, code: error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR' },
  } as never;
}

/** An error that the caller is not told has an ID of its own each time; here what it is about takes its place. */
function withCause(formatted: GraphQLFormattedError, { message }: { readonly message: string }): GraphQLFormattedError {
  const { errorId, ...extensions } = formatted.extensions ?? {};
  return errorId === undefined ? formatted : { ...formatted, extensions: { ...extensions, message } };
}

/** A filter as resolvers get it: enums as the register's codes. */
function toInternal(schema: GraphQLSchema, field: string, filter: Readonly<Record<string, unknown>>): FilterValues {
  const root = schema.getQueryType()?.getFields() ?? {};
  const type = root[field]?.args.find(({ name }) => name === 'filter')?.type;
  const fields = isInputObjectType(type) ? type.getFields() : {};
  const given = Object.entries(filter).map(([name, value]): [string, string | null] => {
    const inner = fields[name]?.type;
    return [name, value === null || !isLeafType(inner) ? null : (inner.parseValue(value) as string)];
  });
  return Object.fromEntries(given);
}

/** Fields with a value, and items of lists that are objects do not count by themselves. */
function countValues(data: unknown): number {
  if (Array.isArray(data)) return data.reduce<number>((sum, item) => sum + countValues(item), 0);
  if (typeof data !== 'object' || data === null) return 0;
  return Object.values(data).reduce<number>((sum, value) => sum + 1 + countValues(value), 0);
}
