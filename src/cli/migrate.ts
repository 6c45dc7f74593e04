import { Command } from 'commander';
import { migrate } from '../database/migrate';
import { documentColumns } from '../planning/contract';
import { graphSchema } from '../server/graph-schema';
import { loadReference } from '../registers/reference/load-reference';
import type { StoredDatabase } from '../database/roles';
import { DATABASES } from '../values/databases';
import { inSession, type Session } from './session';

/** `lienthong migrate`: brings the databases to the newest schema. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the databases to the newest schema and the reference data up to date')
    .action(() => inSession((session) => prepareDatabases(session, session.site.databases)));
}

/** Migrates databases, writes the declared descriptions to their views, and loads the reference data. */
export async function prepareDatabases(
  { site, log }: Pick<Session, 'site' | 'log'>,
  databases: readonly StoredDatabase[],
): Promise<void> {
  graphSchema();
  const migrated = await migrate(site, databases, { log });
  for (const { database, applied } of migrated) {
    const read = DATABASES.find((name) => name === database);
    if (read && applied.length > 0) await documentColumns(site.owner(database), read);
  }
  if (databases.includes('gateway') && (await loadReference(site.owner('gateway')))) {
    log.info('loaded provinces, communes and published figures');
  }
}
