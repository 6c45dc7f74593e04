import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseError } from 'pg';
import type { VersionBody } from '../agreements/agreement-store';
import { type Config, readConfig } from '../config';
import { withClient } from '../database/with-client';
import { DEMONSTRATION_AGREEMENTS } from '../demo/agreements';
import { isDemonstration } from '../demo/is-demonstration';
import { findKnown } from '../graph/administration/known-version';
import { graphSchema } from '../server/graph-schema';
import { resolveGrants } from '../planning/view/grants';
import { unknownVersion } from './agreement';
import { inSession } from './session';

/**
 * What a version of an agreement says; without its number the one in force or suspended, or else the newest. Where the
 * demonstration has no database yet it is the one that the first start will store. Throws AGREEMENT_INVALID when there is
 * no such version.
 */
export async function findAgreement(id: string, version: number | null): Promise<VersionBody> {
  const config = readConfig();
  const found = hasDatabase(config) ? await findStored(id, version, config) : findOfDemonstration(id, version);
  if (found) return found;
  throw unknownVersion(id, version);
}

/** An embedded database is there once its files are; a site's own always. */
function hasDatabase(config: Config): boolean {
  return !isDemonstration(config) || existsSync(join(config.dataDir, 'postgres'));
}

async function findStored(id: string, version: number | null, config: Config): Promise<VersionBody | null> {
  return inSession(async ({ site }) => {
    await site.look('gateway');
    try {
      return await withClient(site.writer(), (client) => findKnown(client, id, version));
    } catch (error) {
      const isUnprepared = error instanceof DatabaseError && UNPREPARED.includes(error.code ?? '');
      if (isUnprepared && isDemonstration(config)) return findOfDemonstration(id, version);
      throw error;
    }
  });
}

/** PostgreSQL's codes for a table, a schema or a right that is not there before the migrations. */
const UNPREPARED = ['42P01', '3F000', '42501'];

function findOfDemonstration(id: string, version: number | null): VersionBody | null {
  const agreement = version === null || version === 1 ? DEMONSTRATION_AGREEMENTS.find((each) => each.id === id) : null;
  return agreement ? { agreement, grants: resolveGrants(graphSchema(), agreement) } : null;
}
