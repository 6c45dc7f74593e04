import { Field } from 'type-graphql';
import { composedType } from '../../planning/composed';
import { declareCodes } from '../../planning/codes';
import type { CampaignFault as Fault, CampaignFaultCode } from './faults';

const CampaignFaultCodeEnum = declareCodes<CampaignFaultCode>(
  'CampaignFaultCode',
  'Why something about a campaign was not done.',
  {
    INPUT: ['INPUT', 'The input says something that cannot be, at the place that is named.'],
    TAKEN: ['TAKEN', 'The ID is in use, or there is a campaign that takes this one back.'],
    UNKNOWN: ['UNKNOWN', 'There is no such campaign.'],
    JURISDICTION: ['JURISDICTION', 'The campaign is about provinces beyond yours.'],
    STATE: ['STATE', 'The campaign is in a state in which this cannot be done.'],
    DRY_RUN: ['DRY_RUN', 'A dry run applies nothing.'],
    REVERTS: ['REVERTS', 'The campaign takes back another one itself.'],
    REASON: ['REASON', 'The reason is missing or cannot be taken.'],
    CLAIM_LOST: ['CLAIM_LOST', 'You do not have the participant in hand, or not any more.'],
    DECIDED_ALREADY: ['DECIDED_ALREADY', 'You have decided on this participant; another reviewer has to now.'],
    CHOICE: ['CHOICE', 'To accept takes a citizen, and to decide anything else takes none.'],
    CHOICE_UNKNOWN: ['CHOICE_UNKNOWN', 'No citizen of this ID is known within your reach.'],
    NOT_IN_REVIEW: ['NOT_IN_REVIEW', 'The campaign takes no decisions now.'],
  },
);

@composedType('One thing that is wrong with what was to be done with a campaign.')
export class CampaignFault implements Fault {
  @Field(() => CampaignFaultCodeEnum, { description: 'What kind of fault it is.' })
  code!: CampaignFaultCode;

  @Field(() => String, { description: 'Where: a place of the input such as `scope.provinces[0]`.' })
  place!: string;

  @Field(() => String, { description: 'Why, in words.' })
  reason!: string;
}
