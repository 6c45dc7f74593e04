import type { OnDatabase } from '../agreements/disclosure-reader';
import type { AuditLog } from '../audit/audit-log';
import type { SubjectTokens } from '../audit/subject-token';
import type { PlannedCorrection } from './corrections';
import { readMandate, toWorkRecord } from './work-record';

/** What the audit log says of corrections: which fields of whose records a campaign changed, and under which mandate. */

const FIELDS = { insurance: 'Participant.personalId', health: 'HealthCard.personalId' };

/** Gives the function that puts applied corrections on record; it resolves once that is committed. */
export function recordCorrections({
  log,
  tokens,
  onDatabase,
}: {
  readonly log: Pick<AuditLog, 'append'>;
  readonly tokens: SubjectTokens;
  readonly onDatabase: OnDatabase;
}): (campaign: string, applied: readonly PlannedCorrection[]) => Promise<void> {
  return async (campaign, applied) => {
    if (applied.length === 0) return;
    const record = toWorkRecord(tokens, {
      client: 'campaign-worker',
      subject: 'campaign',
      onBehalfOf: null,
      agreement: await onDatabase((client) => readMandate(client, campaign)),
      fields: FIELDS,
      records: applied,
      people: new Set(applied.map(({ insuranceNumber }) => insuranceNumber)).size,
    });
    await log.append({ record, waited: 0 });
  };
}
