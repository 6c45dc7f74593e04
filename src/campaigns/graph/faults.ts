import { LienThongError } from '../../errors';
import { type PlacedFault, readPlacedFault } from '../../values/placed-fault';

/** Why something about a campaign was not done, for programs. */
export const CAMPAIGN_FAULT_CODES = [
  'INPUT',
  'TAKEN',
  'UNKNOWN',
  'JURISDICTION',
  'STATE',
  'DRY_RUN',
  'REVERTS',
  'REASON',
  'CLAIM_LOST',
  'DECIDED_ALREADY',
  'CHOICE',
  'CHOICE_UNKNOWN',
  'NOT_IN_REVIEW',
] as const;
export type CampaignFaultCode = (typeof CAMPAIGN_FAULT_CODES)[number];

/** One thing that is wrong with what was asked of a campaign. */
export interface CampaignFault extends PlacedFault {
  readonly code: CampaignFaultCode;
}

export const NO_SUCH_CAMPAIGN: CampaignFault = {
  code: 'UNKNOWN',
  place: 'id',
  reason: 'there is no campaign of this ID',
};

export const OTHER_PROVINCES: CampaignFault = {
  code: 'JURISDICTION',
  place: 'scope.provinces',
  reason: 'the campaign is about provinces that are not yours',
};

/** The faults that a CAMPAIGN_INVALID tells of; throws everything else on. */
export function faultsOf(error: unknown): readonly CampaignFault[] {
  if (!(error instanceof LienThongError) || error.code !== 'CAMPAIGN_INVALID') throw error;
  const { faults, reason } = error.details;
  const code = CAMPAIGN_FAULT_CODES.find((known) => known === reason) ?? 'INPUT';
  const lines = Array.isArray(faults) ? (faults as readonly string[]) : [error.message];
  return lines.map((line) => ({ code, ...(readPlacedFault(line) ?? { place: 'campaign', reason: line }) }));
}
