import { CampaignDecisionsResolver } from './campaign-decisions';
import { CampaignsResolver } from './campaigns';
import { CorrectionsResolver } from './corrections';
import { declareCampaignRequirements } from './requirements';
import { ReviewCandidateResolver, ReviewResolver } from './review';

declareCampaignRequirements();

/** What answers the campaigns' fields of the graph; importing it declares what a view needs to have them. */
export const CAMPAIGN_RESOLVERS = [
  CampaignsResolver,
  CampaignDecisionsResolver,
  ReviewResolver,
  ReviewCandidateResolver,
  CorrectionsResolver,
];
