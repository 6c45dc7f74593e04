import { Pool } from 'pg';
import type { Site } from '../../src/database/site';
import { type Database, DATABASES } from '../../src/values/databases';

/** The registers' own tables, read as their owners read them: by SQL that knows nothing of the declarations. */
export interface RegisterTables {
  /**
   * The rows of one query. Dates and times arrive as text and every number as a JSON number, so that columns named as
   * the graph names its fields can be compared with an answer. The query's order is kept.
   */
  select<Found>(database: Database, text: string, values?: readonly unknown[]): Promise<readonly Found[]>;
  /** The first row of one query; throws when there is none, so that a test never compares nothing with nothing. */
  sample<Found>(database: Database, text: string, values?: readonly unknown[]): Promise<Found>;
  close(): Promise<void>;
}

/** Opens the tables of a site. Close it in afterAll. */
export function openTables(site: Site): RegisterTables {
  const pools = new Map<Database, Pool>(
    DATABASES.map((database) => [database, new Pool({ ...site.owner(database), max: 1 })]),
  );
  const select = async <Found>(
    database: Database,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Found[]> => {
    const found = await pools
      .get(database)
      ?.query<{ rows: Found[] }>(`select coalesce(json_agg(to_jsonb(q)), '[]') as rows from (${text}) q`, [...values]);
    return found?.rows[0]?.rows ?? [];
  };
  return {
    select,
    sample: async <Found>(database: Database, text: string, values?: readonly unknown[]): Promise<Found> => {
      const [row] = await select<Found>(database, text, values);
      if (row === undefined) throw new Error(`the ${database} register of the run holds no such row: ${text}`);
      return row;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}
