import type pg from 'pg';
import { withClient, type Finishing } from './build-schema';

/** How many indexes are built at a time, over all databases. */
const WORKERS = 3;
const SESSION = `set maintenance_work_mem to '192MB'; set synchronous_commit to off; set statement_timeout to 0`;

/**
 * Gives the loaded tables of every database their keys, indexes, foreign keys, statistics and visibility maps, so
 * that the first query after the swap is as fast as any. Reports the part done, from 0 to 1.
 */
export async function finishTables(
  plans: readonly { config: pg.ClientConfig; finishing: Finishing }[],
  report: (done: number) => void,
): Promise<void> {
  const indexes = plans.flatMap(({ config, finishing }) => finishing.indexes.map((sql) => ({ config, statements: [sql] })));
  const references = plans.map(({ config, finishing }) => ({ config, statements: finishing.references }));
  const vacuums = plans.flatMap(({ config, finishing }) =>
    finishing.tables.map((table) => ({ config, statements: [`vacuum (analyze) build.${table}`] })),
  );
  const total = indexes.length + references.length + vacuums.length;
  let done = 0;
  const progress = (): void => report((done += 1) / total);
  await runAll(vacuums, progress);
  await runAll(indexes, progress);
  await runAll(references, progress);
}

async function runAll(tasks: readonly { config: pg.ClientConfig; statements: readonly string[] }[], progress: () => void): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      const { config, statements } = task;
      await withClient(config, async (client) => {
        await client.query(SESSION);
        for (const statement of statements) await client.query(statement);
      });
      progress();
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}
