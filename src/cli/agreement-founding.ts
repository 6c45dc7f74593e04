import { randomUUID } from 'node:crypto';
import { openAuditLog } from '../audit/audit-log';
import { checkpointSeedOf } from '../audit/keys';
import type { AuditRecord } from '../audit/record';
import { loadSecret } from '../database/installation-secret';
import { withClient } from '../database/with-client';
import type { VersionBody } from '../agreements/agreement-store';
import { type Founders, found, FOUNDING_GRANTS } from '../graph/administration/found';
import type { KnownVersion } from '../graph/administration/known-version';
import { ADMINISTRATION } from '../server/administration-office';
import { toLogged } from '../server/logged-error';
import type { Session } from './session';

/** The issuer under whose name whoever runs the installation acts. */
const ISSUER = 'urn:lienthong:installation';

/** Puts a site's first mandate in force, and that it was done on record. Throws AGREEMENT_INVALID, and AUDIT_UNAVAILABLE. */
export async function foundSite(
  { config, site, log }: Session,
  body: VersionBody,
  founders: Founders,
): Promise<KnownVersion> {
  const secret = await loadSecret(config);
  const audit = await openAuditLog({
    connection: () => site.writer(),
    seed: checkpointSeedOf(secret),
    checkpointDir: config.checkpointDir,
    log: ({ event, cause }) => {
      log.warn({ event, ...(cause === undefined ? {} : { error: toLogged(cause) }) }, 'audit log of the founding');
    },
  });
  try {
    const version = await withClient(site.writer(), (client) => found(client, body, founders));
    await audit.append({ record: toRecord(version) });
    return version;
  } finally {
    await audit.close();
  }
}

function toRecord({ agreement, version }: KnownVersion): AuditRecord {
  return {
    request: randomUUID(),
    at: new Date().toISOString(),
    actor: { issuer: ISSUER, subject: 'founding', client: 'lienthong agreement found' },
    onBehalfOf: null,
    agreement: { id: agreement.id, version },
    purpose: ADMINISTRATION,
    caseToken: null,
    document: null,
    fields: [...FOUNDING_GRANTS],
    masked: [],
    registers: [],
    subjects: [],
    counts: { people: 0, probed: 0, rows: 0 },
    decision: 'allowed',
    reason: null,
    outcome: 'answered',
  };
}
