import { Field, ID, InputType, Int } from 'type-graphql';
import { composedType } from '../../planning/composed';
import { DateTimeScalar, InsuranceNumberScalar, PersonalIdScalar } from '../../values/scalars';
import type { FindingState } from '../campaign';
import type { ReviewDecision } from '../review/settle';
import { FindingStateEnum, ReviewDecisionEnum } from './enums';
import { CampaignFault } from './fault.type';
import type { CampaignFault as Fault } from './faults';
import { ReviewItem } from './review-item.type';

export const CLAIMS_MOST = 50;
export const MINUTES_MOST = 120;
const MINUTES = `Minutes, 1 to ${MINUTES_MOST}, until others get what is not decided.`;
const FAULTS = 'Why nothing was done; empty when it was.';

@InputType({ description: 'How many participants are to be reviewed.' })
export class ClaimReviewInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  campaign!: string;

  @Field(() => Int, {
    defaultValue: 10,
    description: `How many at most, those in hand already included: 1 to ${CLAIMS_MOST}.`,
  })
  most!: number;

  @Field(() => Int, { defaultValue: 30, description: MINUTES })
  minutes!: number;
}

@InputType({ description: 'A participant who is to be kept in hand for longer.' })
export class ExtendReviewInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  campaign!: string;

  @Field(() => InsuranceNumberScalar, { description: 'The participant.' })
  insuranceNumber!: string;

  @Field(() => Int, { defaultValue: 30, description: `From now on. ${MINUTES}` })
  minutes!: number;
}

@InputType({ description: 'Participants who are to be let go of.' })
export class ReleaseReviewInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  campaign!: string;

  @Field(() => [InsuranceNumberScalar], { nullable: true, description: 'The participants; all when left out.' })
  insuranceNumbers?: readonly string[] | null;
}

@InputType({ description: 'A decision about a participant in hand.' })
export class DecideReviewInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  campaign!: string;

  @Field(() => InsuranceNumberScalar, { description: 'The participant.' })
  insuranceNumber!: string;

  @Field(() => ReviewDecisionEnum, { description: 'What is decided.' })
  decision!: ReviewDecision;

  @Field(() => PersonalIdScalar, {
    nullable: true,
    description: 'The ID of the citizen who the participant is, a candidate or another one; to accept, and only then.',
  })
  chosenId?: string | null;

  @Field(() => String, { description: 'Why, for those who read the record: 1 to 500 characters.' })
  reason!: string;
}

@composedType('What came of claiming.')
export class ClaimReviewPayload {
  @Field(() => [ReviewItem], {
    description: 'The participants in hand: those that were already first, then the next that wait.',
  })
  items!: readonly ReviewItem[];

  @Field(() => [CampaignFault], { description: FAULTS })
  faults!: readonly Fault[];
}

@composedType('What came of keeping a participant in hand.')
export class ExtendReviewPayload {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when nobody else gets it; null when it was lost.',
  })
  claimedUntil!: string | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  faults!: readonly Fault[];
}

@composedType('What came of letting go.')
export class ReleaseReviewPayload {
  @Field(() => Int, { description: 'How many participants were let go of.' })
  released!: number;

  @Field(() => [CampaignFault], { description: FAULTS })
  faults!: readonly Fault[];
}

@composedType('What came of a decision.')
export class DecideReviewPayload {
  @Field(() => FindingStateEnum, {
    nullable: true,
    description:
      'What became of the participant; POSSIBLE while another reviewer has to look at it. Null when nothing was done.',
  })
  state!: FindingState | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  faults!: readonly Fault[];
}
