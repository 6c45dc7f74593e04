import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, parse, validate } from 'graphql';
import { openReader, type RegisterReader } from '../../src/database/register-reader';
import type { Site } from '../../src/database/site';
import { LienThongError } from '../../src/errors';
import { graphSchema } from '../../src/server/graph-schema';
import { CountCache } from '../../src/planning/plan/count-cache';
import type { Explanation } from '../../src/planning/plan/explain';
import type { PlanLimits } from '../../src/planning/plan/limits';
import { PlanCache } from '../../src/planning/plan/plan-cache';
import { RegisterLoaders, type ReadRegister } from '../../src/planning/register-loaders';
import { EVERYTHING } from '../../src/agreements/row-scope';
import { WHOLE_GRAPH } from '../../src/planning/view/rules';
import { Journal } from '../../src/server/journal';
import { RowAllowance } from '../../src/planning/row-allowance';
import { createExecutor, type RequestContext } from '../../src/server/execute';
import { PLAN_LIMITS } from '../../src/server/limits';
import { writeResult } from '../../src/server/write-result';
import { type Database, DATABASES } from '../../src/values/databases';
import { TEST_NATION } from './cluster';
import { PATIENT } from './graph';

type Executor = ReturnType<typeof createExecutor>;

/** The executor over the registers of a site, with limits, times and counts that a test chooses. */
export interface TestExecutor {
  ask(query: string, variables?: Readonly<Record<string, unknown>>, options?: AskOptions): Promise<Executed>;
  close(): Promise<void>;
}

export interface AskOptions {
  /** In place of the gateway's own. */
  readonly most?: Partial<PlanLimits>;
  /** What the registers may take together, in milliseconds. */
  readonly operationMs?: number;
}

export interface Executed {
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly code: unknown;
    readonly details: unknown;
    readonly path: string | undefined;
  }[];
  readonly plan: Explanation | undefined;
  readonly counts: unknown;
  readonly asked: readonly AskedRegister[];
}

/** One statement as it was sent, and what it was given. */
export interface AskedRegister {
  readonly database: Database;
  readonly purpose: 'rows' | 'count';
  /** Milliseconds of the operation's time that had passed, and those that the statement may take. */
  readonly after: number;
  readonly budget: number;
}

/** Opens one; counts are kept by `counts` from one operation to the next. Close it in afterAll. */
export function openExecutor(site: Site, counts: CountCache = new CountCache(0)): TestExecutor {
  const schema = graphSchema();
  const plans = new PlanCache(schema, WHOLE_GRAPH);
  const open = (database: Database): RegisterReader =>
    openReader(
      database,
      () => site.reader(database, { statementTimeoutMs: PATIENT.budget, lockTimeoutMs: PATIENT.budget }),
      () => undefined,
      PATIENT,
    );
  const readers = new Map(DATABASES.map((database) => [database, open(database)]));
  const secrets = { cursor: Buffer.alloc(32, 1), diagnosis: Buffer.alloc(32, 2) };
  return {
    ask: async (query, variables = {}, { most = {}, operationMs = 60_000 } = {}) => {
      const document = parse(query);
      const [fault] = validate(schema, document);
      if (fault) throw fault;
      const started = performance.now();
      const asked: AskedRegister[] = [];
      const read: ReadRegister = (database, statement, values, options) => {
        const { purpose, budget = Infinity } = options;
        asked.push({ database, purpose, budget, after: performance.now() - started });
        return (readers.get(database) as RegisterReader).read(statement, values, options);
      };
      const allowance = new RowAllowance(PLAN_LIMITS.rows);
      const view = { rules: WHOLE_GRAPH, scope: EVERYTHING };
      const journal = new Journal();
      const registers = new RegisterLoaders(read, allowance, view, journal.disclosure);
      const deadline = started + operationMs;
      const { asOf } = TEST_NATION;
      const context: RequestContext = {
        read,
        view,
        journal,
        registers,
        allowance,
        administration: null,
        campaigns: null,
        asker: null,
        subjectAccess: null,
        secrets,
        counts,
        asOf,
        explains: true,
        deadline,
      };
      const executor = createExecutor(schema, plans, { ...PLAN_LIMITS, ...most }, 'plan');
      const result = await execute(executor, document, { query, variables }, context);
      const errors = (result.errors ?? []).map(({ message, path, originalError }) => {
        const { code, details } = originalError instanceof LienThongError ? originalError : {};
        return { message, code, details, path: path?.join('.') };
      });
      const { data } = JSON.parse(writeResult({ data: result.data })) as { data?: unknown };
      const { plan, counts: kept } = result.extensions ?? {};
      return { data, errors, plan: plan as Explanation | undefined, counts: kept, asked };
    },
    close: async () => {
      await Promise.all([...readers.values()].map((reader) => reader.close()));
    },
  };
}

/** Hands an operation to an executor as Apollo Server does. */
export function execute(
  executor: Executor,
  document: DocumentNode,
  request: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  context: RequestContext,
): ReturnType<Executor> {
  const queryHash = createHash('sha256').update(request.query).digest('hex');
  return executor({ document, operation: getOperationAST(document), queryHash, request, context } as never);
}
