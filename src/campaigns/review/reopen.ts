import type { ClientBase } from 'pg';

/** A record as its register has it now. */
export interface PresentRecord {
  readonly version: number;
  /** The personal ID that it states; null for none. */
  readonly personalId: string | null;
}

export type Reopened =
  | { readonly ok: true }
  /** The finding is of this version or a later one, nothing was found that could be reviewed, or it is done with. */
  | { readonly ok: false; readonly reason: 'NOT_STALE' };

const REOPEN = `
  with reopened as (
    update campaign.finding
       set state = 'POSSIBLE', version = $3, personal_id = $4, settled_at = null, fault = null
     where campaign = $1 and insurance_number = $2 and version < $3
       and state in ('CONFLICT', 'PROPOSED', 'POSSIBLE', 'ACCEPTED', 'PAPERS')
       and (proposed_id is not null or candidates is not null)
    returning campaign, insurance_number),
  dropped as (
    delete from campaign.claim k using reopened r
     where k.campaign = r.campaign and k.insurance_number = r.insurance_number)
  select from reopened`;

/**
 * Brings a finding whose record has changed since it was found back to review, with the record as it is now. Whoever held it
 * loses it; what was decided about an earlier version stays on record and does not count any more.
 */
export async function reopenStale(
  client: ClientBase,
  campaign: string,
  insuranceNumber: string,
  { version, personalId }: PresentRecord,
): Promise<Reopened> {
  const { rowCount } = await client.query(REOPEN, [campaign, insuranceNumber, version, personalId]);
  return rowCount === 1 ? { ok: true } : { ok: false, reason: 'NOT_STALE' };
}
