import { Field, Float, Int } from 'type-graphql';
import { composedType } from '../../planning/composed';
import { ProvinceCodeScalar, TaxCodeScalar } from '../../values/scalars';
import type { MeasuredShare as Measured } from '../../values/wilson-interval';
import type { Rule } from '../campaign';
import type { Anomaly } from '../classify';
import type { Looked } from '../report/read-counts';
import { type Outcome, openOf } from '../report/read-outcome';
import { AnomalyEnum, RuleEnum } from './enums';

/** How many participants and findings there are of a kind: numbers alone. */

@composedType('A share that was counted, and where it lies with 95 % confidence.')
export class MeasuredShare implements Measured {
  @Field(() => Int, { description: 'How many were so.' })
  count!: number;

  @Field(() => Int, { description: 'Of how many.' })
  of!: number;

  @Field(() => Float, { nullable: true, description: 'The share, 0 to 1; null of nothing.' })
  share!: number | null;

  @Field(() => Float, { description: 'The lower end of the interval (Wilson).' })
  low!: number;

  @Field(() => Float, { description: 'The upper end of the interval (Wilson).' })
  high!: number;
}

@composedType('How many participants have an anomaly.')
export class AnomalyCount {
  @Field(() => AnomalyEnum, { description: 'The anomaly.' })
  anomaly!: Anomaly;

  @Field(() => Int, { description: 'How many participants have it; who has two is counted for both.' })
  participants!: number;
}

@composedType('How many participants were looked at, and what was found.')
export class ScanCounts {
  @Field(() => Int, { description: 'All who were looked at.' })
  participants!: number;

  @Field(() => Int, { description: 'Of these, those whose ID is valid.' })
  valid!: number;

  @Field(() => Int, { description: 'Of these, those whom another campaign has in hand.' })
  elsewhere!: number;

  @Field(() => [AnomalyCount], { description: 'The anomalies that there are, in the order of the classes.' })
  anomalies!: readonly AnomalyCount[];
}

export function toScanCounts({ participants, valid, elsewhere, anomalies }: Looked): ScanCounts {
  return Object.assign(new ScanCounts(), {
    ...{ participants, valid, elsewhere },
    anomalies: Object.entries(anomalies).map(([anomaly, of]) => ({ anomaly: anomaly as Anomaly, participants: of })),
  });
}

@composedType('An employer’s participants: how many were looked at, what was found, and how many were corrected.')
export class EmployerCounts {
  @Field(() => TaxCodeScalar, { description: 'The tax code; hand back the last one as `after` for the next page.' })
  employer!: string;

  @Field(() => ScanCounts, { description: 'What the scan found.' })
  scan!: ScanCounts;

  @Field(() => Int, { description: 'How many have an ID that the campaign has confirmed or corrected.' })
  corrected!: number;
}

@composedType(
  'What became of those who were found. At every moment matched = applied + conflict + rejected + quarantined + confirmed + open.',
)
export class CampaignOutcome {
  @Field(() => Int, { description: 'Participants with an anomaly that was taken up.' })
  found!: number;

  @Field(() => Int, { description: 'Of these, those for whom nobody was looked for yet.' })
  waiting!: number;

  @Field(() => Int, { description: 'Of these, those for whom no citizen was found.' })
  unmatched!: number;

  @Field(() => Int, { description: 'Of these, those without any candidate who have to supply papers.' })
  papers!: number;

  @Field(() => Int, { description: 'Of these, those with a proposal or candidates.' })
  matched!: number;

  @Field(() => Int, { description: 'Of the matched, those whose ID was corrected.' })
  applied!: number;

  @Field(() => Int, { description: 'Of the matched, those whose record was otherwise than thought.' })
  conflict!: number;

  @Field(() => Int, { description: 'Of the matched, those that officers rejected.' })
  rejected!: number;

  @Field(() => Int, { description: 'Of the matched, those that a register could not take.' })
  quarantined!: number;

  @Field(() => Int, { description: 'Of the matched, those whose stated ID turned out to be right.' })
  confirmed!: number;

  @Field(() => Int, { description: 'Of the matched, those that are not settled.' })
  open!: number;

  @Field(() => Int, { description: 'Of the open, those that will be applied because they are sure.' })
  proposed!: number;

  @Field(() => Int, { description: 'Of the open, those that an officer has to look at.' })
  possible!: number;

  @Field(() => Int, { description: 'Of the open, those that will be applied because officers accepted them.' })
  accepted!: number;
}

export function toCampaignOutcome(outcome: Outcome): CampaignOutcome {
  const { PROPOSED: proposed, POSSIBLE: possible, ACCEPTED: accepted } = outcome.open;
  return Object.assign(new CampaignOutcome(), { ...outcome, open: openOf(outcome), proposed, possible, accepted });
}

@composedType('What became of those with an anomaly; who has two is counted for both.')
export class AnomalyOutcome {
  @Field(() => AnomalyEnum, { description: 'The anomaly.' })
  anomaly!: Anomaly;

  @Field(() => CampaignOutcome, { description: 'What became of them.' })
  outcome!: CampaignOutcome;
}

@composedType('How many participants were matched by something.')
export class RuleCount {
  @Field(() => RuleEnum, { description: 'By what.' })
  rule!: Rule;

  @Field(() => Int, { description: 'How many.' })
  findings!: number;
}

@composedType('The review of a province’s participants.')
export class ReviewProvince {
  @Field(() => ProvinceCodeScalar, { description: 'The province.' })
  province!: string;

  @Field(() => Int, { description: 'Those who wait and whom nobody has in hand.' })
  waiting!: number;

  @Field(() => Int, {
    description: 'Of those who wait or are in hand, those on whom another reviewer has decided already.',
  })
  halfDecided!: number;

  @Field(() => Int, { description: 'Those whom a reviewer has in hand.' })
  claimed!: number;

  @Field(() => Int, { description: 'Those on whom reviewers have decided.' })
  decided!: number;
}

@composedType('What one reviewer has done and has in hand.')
export class ReviewerCounts {
  @Field(() => String, { description: 'Who: the issuer of their access token and their name there.' })
  reviewer!: string;

  @Field(() => Int, { description: 'Decisions to accept a citizen.' })
  accepted!: number;

  @Field(() => Int, { description: 'Decisions to reject a proposal.' })
  rejected!: number;

  @Field(() => Int, { description: 'Decisions to ask for papers.' })
  papers!: number;

  @Field(() => Int, { description: 'Participants in hand now.' })
  claimed!: number;
}

@composedType('How often reviewers who looked at the same record said the same.')
export class ReviewerAgreement {
  @Field(() => Int, { description: 'Pairs of decisions of two reviewers about the same version of a record.' })
  pairs!: number;

  @Field(() => Int, { description: 'Of these, those with the same decision and the same citizen.' })
  same!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Agreement on the decision beyond what chance gives (Scott’s pi): 1 for all, 0 for no more than chance. Null without pairs, and where all decided the same.',
  })
  beyondChance!: number | null;
}

@composedType('How the clerical review of a campaign goes.')
export class CampaignReview {
  @Field(() => [ReviewProvince], { description: 'By province, in the order of the codes.' })
  provinces!: readonly ReviewProvince[];

  @Field(() => [ReviewerCounts], { description: 'By reviewer, whoever decided most first.' })
  reviewers!: readonly ReviewerCounts[];

  @Field(() => ReviewerAgreement, { description: 'How far reviewers agree.' })
  agreement!: ReviewerAgreement;

  @Field(() => Int, { description: 'Automatic matches that were drawn to be checked, one in five hundred.' })
  drawn!: number;

  @Field(() => MeasuredShare, { description: 'Of the drawn that were checked, how many reviewers found right.' })
  checks!: MeasuredShare;
}
