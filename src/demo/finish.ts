import type pg from 'pg';
import { withClient, type Finishing } from './build-schema';

/** How many tables are finished at a time, over all databases. */
const WORKERS = 3;
const SESSION = `set maintenance_work_mem to '192MB'; set synchronous_commit to off; set statement_timeout to 0`;

interface Task {
  readonly config: pg.ClientConfig;
  readonly statements: readonly string[];
}

/**
 * Gives the loaded tables of every database their keys, indexes, statistics and visibility maps, and then their
 * foreign keys, so that the first query after the swap is as fast as later ones. Reports the part done, from 0 to 1.
 */
export async function finishTables(
  plans: readonly { config: pg.ClientConfig; finishing: Finishing }[],
  report: (done: number) => void,
): Promise<void> {
  const tables = plans.flatMap(({ config, finishing }) =>
    finishing.tables.map((table) => ({
      config,
      pages: table.pages,
      statements: [...table.indexes, `vacuum (analyze) build.${table.name}`],
    })),
  );
  const references = plans.map(({ config, finishing }) => ({ config, statements: finishing.references }));
  const total = [...tables, ...references].reduce((sum, task) => sum + task.statements.length, 0);
  let done = 0;
  const progress = (): void => report((done += 1) / total);
  await runAll(
    tables.sort((one, other) => other.pages - one.pages),
    progress,
  );
  await runAll(references, progress);
}

async function runAll(tasks: readonly Task[], progress: () => void): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      const { config, statements } = task;
      await withClient(config, async (client) => {
        await client.query(SESSION);
        for (const statement of statements) {
          await client.query(statement);
          progress();
        }
      });
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}
