import pg from 'pg';
import { LienThongError } from '../errors';
import { ignore, withClient } from './build-schema';

const LOCK_TIMEOUT_MS = 700;
const ATTEMPTS = 60;
const PAUSE_MS = 500;
const LOCK_NOT_AVAILABLE = new Set(['55P03', '40P01']);

/**
 * Puts the schema `build` in the place of `register` in every database: all are prepared, each in a transaction of
 * its own, and then committed one right after the other. While a reader holds a view for long, everything is undone
 * and tried again a little later, so that nobody waits behind the swap for more than a moment. `beforeCommit` runs
 * when all are prepared. Throws DATABASE_FAILED when a reader never lets go.
 */
export async function swapAll(configs: readonly pg.ClientConfig[], beforeCommit: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const clients = configs.map((config) => new pg.Client(config).on('error', ignore));
    try {
      for (const client of clients) {
        await client.connect();
        await prepareSwap(client);
      }
      await beforeCommit();
      for (const client of clients) await client.query('commit');
      return;
    } catch (cause) {
      const waits = LOCK_NOT_AVAILABLE.has((cause as { code?: string }).code ?? '');
      if (!waits) throw cause;
      if (attempt >= ATTEMPTS) {
        throw new LienThongError(
          'DATABASE_FAILED',
          'The rebuilt registers could not be put in place: a reader keeps the old ones locked.',
          {},
          { cause },
        );
      }
    } finally {
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/**
 * Renames the schemas, moves the register's functions along and points the views over its tables at the new ones. The
 * views stay the same objects, so their rights, comments and whoever has prepared a statement over them stay too.
 */
async function prepareSwap(client: pg.Client): Promise<void> {
  await client.query('begin');
  await client.query(`set local search_path to pg_catalog; set local lock_timeout to ${LOCK_TIMEOUT_MS}`);
  const views = await readStatements(
    client,
    `select format('create or replace view %I.%I%s as %s', n.nspname, c.relname,
                   coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', ''), pg_get_viewdef(c.oid)) as statement
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('share', 'matching') and c.relkind = 'v' order by c.oid`,
  );
  await client.query(`alter schema register rename to register_old; alter schema build rename to register`);
  const moves = await readStatements(
    client,
    `select format('alter routine %s set schema register', p.oid::regprocedure) as statement
       from pg_proc p where p.pronamespace = 'register_old'::regnamespace`,
  );
  for (const statement of [...moves, ...views]) await client.query(statement);
}

/** Drops the replaced tables; those a reader still holds are left for the next rebuild. Says whether they are gone. */
export async function dropReplaced(config: pg.ClientConfig): Promise<boolean> {
  return withClient(config, async (client) => {
    await client.query(`set lock_timeout to ${LOCK_TIMEOUT_MS}`);
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      try {
        await client.query(`drop schema if exists register_old cascade`);
        return true;
      } catch (cause) {
        if (!LOCK_NOT_AVAILABLE.has((cause as { code?: string }).code ?? '')) throw cause;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    return false;
  });
}

async function readStatements(client: pg.Client, sql: string): Promise<string[]> {
  return (await client.query<{ statement: string }>(sql)).rows.map((row) => row.statement);
}
