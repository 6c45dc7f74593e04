import type { ClientBase } from 'pg';
import { LienThongError } from '../../errors';

/**
 * A campaign hands out and takes forms while it is reviewed and applied. Throws CAMPAIGN_INVALID otherwise, and for an unknown
 * one. In a transaction the campaign stays as it is until that ends.
 */
export async function requireOpen(client: ClientBase, campaign: string): Promise<void> {
  const { rows } = await client.query<{ isOpen: boolean }>(
    `select state in ('REVIEWING', 'APPLYING') or coalesce(resumes_in = 'APPLYING', false) as "isOpen"
       from campaign.campaign where campaign = $1 for share`,
    [campaign],
  );
  if (!rows[0]) {
    throw new LienThongError('CAMPAIGN_INVALID', 'id: there is no campaign of this ID', { reason: 'UNKNOWN' });
  }
  if (!rows[0].isOpen) {
    throw new LienThongError('CAMPAIGN_INVALID', 'state: forms are for a campaign that is reviewed or applied', {
      reason: 'STATE',
    });
  }
}
