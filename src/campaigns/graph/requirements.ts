import { declareByNameOnly } from '../../planning/view/by-name-only';
import { declareRequirement, type Requirement } from '../../planning/view/requirements';
import { declareTelling } from '../../planning/view/telling-roots';

/** What a view needs beside the grant of the campaigns' fields themselves. */

const NARROWED = 'campaigns can be narrowed to provinces, and to nothing else that the agreement names';

/** What the comparison of a participant with a citizen reads: whoever sees its levels could tell these. */
const COMPARED = [
  'Participant.insuranceNumber',
  'Participant.personalId',
  'Participant.fullName',
  'Participant.birthDate',
  'Participant.birthDatePrecision',
  'Participant.sex',
  'Participant.residenceProvince',
  'Participant.residenceCommune',
  'Citizen.personalId',
  'Citizen.fullName',
  'Citizen.birthDate',
  'Citizen.birthDatePrecision',
  'Citizen.sex',
  'Citizen.status',
  'Citizen.residences',
  'Citizen.supersededIds',
  'Citizen.legacyIdCards',
  'Residence.kind',
  'Residence.startedOn',
  'Residence.province',
  'Residence.commune',
  'SupersededId.supersededId',
  'LegacyIdCard.cardNumber',
];
/** What a correction tells of the records that it changes. */
const CORRECTED = [
  'Participant.insuranceNumber',
  'Participant.personalId',
  'HealthCard.cardNumber',
  'HealthCard.personalId',
];

const whyNot =
  (needed: readonly string[]): Requirement =>
  (rules) => {
    if (rules.dimensions.some((dimension) => dimension !== 'province')) return NARROWED;
    const hidden = needed.find((coordinate) => rules.accessTo(coordinate) !== 'READ');
    return hidden === undefined ? null : `it tells of ${hidden}, which is not granted as it is`;
  };

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'Query.campaigns': [],
  'Query.campaign': [],
  'Query.campaignReview': COMPARED,
  'Query.campaignCorrections': CORRECTED,
  'Mutation.createCampaign': [],
  'Mutation.startCampaign': [],
  'Mutation.pauseCampaign': [],
  'Mutation.resumeCampaign': [],
  'Mutation.cancelCampaign': [],
  'Mutation.applyCampaign': [],
  'Mutation.finishCampaign': [],
  'Mutation.revertCampaign': [],
  'Mutation.claimReview': COMPARED,
  'Mutation.extendReview': COMPARED,
  'Mutation.releaseReview': COMPARED,
  'Mutation.decideReview': COMPARED,
};

/** Declares it, before a schema is made of the campaigns' fields. */
export function declareCampaignRequirements(): void {
  for (const [coordinate, needed] of Object.entries(NEEDED)) {
    declareByNameOnly(coordinate);
    declareRequirement(coordinate, whyNot(needed));
  }
  declareTelling('Query.campaignReview');
}
