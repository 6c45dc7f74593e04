import type { DisclosureReader } from '../../agreements/disclosure-reader';
import { LienThongError } from '../../errors';
import type { Actor } from '../../identity/actor';
import type { GraphContext } from '../../planning/context';
import type { RowAllowance } from '../../planning/row-allowance';
import type { CampaignOffice } from './office';

/** What the fields of campaigns may use. */
export interface CampaignContext extends GraphContext {
  /** Null where nobody is asked who they are, so that nobody could be on record for what they do. */
  readonly campaigns: CampaignOffice | null;
  readonly asker: Pick<Actor, 'issuer' | 'subject'> | null;
  /** Who was told what; null where nothing is put on record. */
  readonly subjectAccess: { readonly disclosures: DisclosureReader } | null;
  readonly allowance: RowAllowance;
}

/** The caller's campaigns. Throws ACTION_NOT_GRANTED where there are none, and the refusal of another purpose. */
export function requireCampaigns(context: CampaignContext): CampaignOffice {
  const { campaigns } = context;
  if (campaigns) return campaigns;
  throw new LienThongError(
    'ACTION_NOT_GRANTED',
    'Campaigns are run by somebody with an access token, and here nobody is asked for one',
  );
}
