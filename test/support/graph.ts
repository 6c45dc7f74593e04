import { DEFAULT_LIMITS, type ReaderLimits } from '../../src/database/register-reader';
import { type Answer, startGateway } from './gateway';
import { openTables, type RegisterTables } from './register-tables';

/** For tests that compare answers: a machine under load may be slow, and that is not what they look at. */
export const PATIENT: ReaderLimits = { ...DEFAULT_LIMITS, budget: 20_000, patience: 25_000 };

type Variables = Readonly<Record<string, unknown>>;

/** The graph over the run's databases, and the tables behind it. */
export interface OpenGraph {
  readonly tables: RegisterTables;
  /** The answer of an operation; throws when it has any error. */
  ask<Data>(query: string, variables?: Variables): Promise<Data>;
  /** The errors of an operation with their code and reason; throws when it has none. */
  askRefused(query: string, variables?: Variables): Promise<readonly Refusal[]>;
  /** The answer of an operation as it comes. */
  askAny(query: string, variables?: Variables): Promise<Answer>;
  close(): Promise<void>;
}

export interface Refusal {
  readonly path: string | undefined;
  readonly code: unknown;
  readonly reason: unknown;
}

/** Opens both. Close it in afterAll. */
export async function openGraph(): Promise<OpenGraph> {
  const gateway = await startGateway({ limits: PATIENT });
  const tables = openTables(gateway.site);
  return {
    tables,
    ask: async <Data>(query: string, variables?: Variables): Promise<Data> => {
      const { data, errors } = await gateway.ask(query, variables);
      if (errors || !data) throw new Error(`The graph refused: ${JSON.stringify(errors)}`);
      return data as Data;
    },
    askRefused: async (query, variables) => {
      const { data, errors } = await gateway.ask(query, variables);
      if (!errors) throw new Error(`The graph answered: ${JSON.stringify(data)}`);
      return errors.map(({ path, extensions }) => ({
        path: path?.join('.'),
        code: extensions['code'],
        reason: extensions['reason'],
      }));
    },
    askAny: (query, variables) => gateway.ask(query, variables),
    close: async () => {
      await tables.close();
      await gateway.close();
    },
  };
}
