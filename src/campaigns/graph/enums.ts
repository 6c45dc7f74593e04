import { declareCodes } from '../../planning/codes';
import type { QualityDimension } from '../../values/campaign-quality';
import type { CampaignScheme, CampaignState, FindingState, Risk, Rule } from '../campaign';
import type { Anomaly } from '../classify';
import type { SettledOutcome } from '../corrections';
import type { Standing } from '../report/forecast';
import type { ReviewDecision } from '../review/settle';
import type { Stage } from '../units';

/** The closed lists of campaigns as the graph names them: the same words as in the code. */

function declareNames<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): Readonly<Record<Name, string>> {
  const entries = Object.entries<string>(values).map(([key, text]) => [key, [key, text] as const]);
  return declareCodes(name, description, Object.fromEntries(entries) as Record<Name, readonly [string, string]>);
}

export const CampaignStateEnum = declareNames<CampaignState>('CampaignState', 'How far a campaign is.', {
  CREATED: 'It was created and nothing has happened yet.',
  SCANNING: 'Every participant in scope is classified.',
  MATCHING: 'Citizens are looked for who may be the participants with an anomaly.',
  DECIDING: 'It is decided what is proposed by itself and what a person has to look at.',
  REVIEWING: 'Officers review; it can be applied.',
  APPLYING: 'What is proposed and accepted is applied to the registers.',
  PAUSED: 'It was stopped and can be resumed.',
  FINISHED: 'It has ended.',
  CANCELLED: 'It was ended before its time; what was applied stays.',
});

export const CampaignSchemeEnum = declareNames<CampaignScheme>(
  'CampaignScheme',
  'A scheme by which participants come into scope.',
  {
    COMPULSORY: 'Compulsory social insurance.',
    VOLUNTARY: 'Voluntary social insurance.',
    UNEMPLOYMENT: 'Unemployment insurance.',
    HEALTH: 'Health insurance.',
  },
);

export const AnomalyEnum = declareNames<Anomaly>('Anomaly', 'What is wrong with a participant’s personal ID.', {
  MISSING: 'There is none.',
  NINE_DIGIT: 'It is the number of an old identity card.',
  MALFORMED: 'It is no number of any form: too short, too long, or with letters.',
  CONTRADICTS_SEX: 'Its fourth digit says another sex than the record.',
  CONTRADICTS_BIRTH_YEAR: 'Its digits say another year of birth than the record.',
  UNKNOWN: 'The population register does not know it.',
  SUPERSEDED: 'The population register has replaced it by another.',
  SHARED: 'Other people state the same one.',
  HOLDER_DECEASED: 'It is of somebody who has died.',
  NAME_DIFFERS: 'The citizen whose it is has another name.',
  BIRTH_DATE_DIFFERS: 'The citizen whose it is has another birth date.',
  SEVERAL_NUMBERS: 'The same person states it under another insurance number too.',
});

export const FindingStateEnum = declareNames<FindingState>(
  'FindingState',
  'What became of a participant who was found.',
  {
    FOUND: 'Nobody was looked for yet.',
    UNMATCHED: 'No citizen was found who may be the participant.',
    PROPOSED: 'An ID is to be applied that was found by itself.',
    POSSIBLE: 'An officer has to look at it.',
    ACCEPTED: 'An ID is to be applied that officers have accepted.',
    PAPERS: 'The participant has to supply papers.',
    APPLIED: 'The ID was corrected.',
    CONFLICT: 'The record was otherwise than thought, and nothing was changed.',
    REJECTED: 'Officers have rejected the proposal.',
    QUARANTINED: 'The register could not take the correction.',
    CONFIRMED: 'The ID that the participant states is right.',
  },
);

export const RuleEnum = declareNames<Rule>('MatchRule', 'By what a citizen was found for a participant.', {
  SAME_ID: 'By the stated ID itself, with name and birth date.',
  SUPERSEDED_ID: 'By an ID that the population register has replaced.',
  OLD_CARD: 'By the number of an old card.',
  LINKED: 'By weighing what both registers state.',
  REVIEWED: 'By an officer.',
  FORM: 'By the participant, on a form.',
  REVERTED: 'By the campaign that is taken back.',
});

export const RiskEnum = declareNames<Risk>('ReviewRisk', 'Why two reviewers have to agree.', {
  SEX: 'Participant and citizen differ in sex.',
  BIRTH_YEAR: 'Participant and citizen differ in year of birth.',
  DECEASED: 'The citizen has died.',
  SHARED_ID: 'The ID is another participant’s too.',
});

export const ReviewDecisionEnum = declareNames<ReviewDecision>(
  'ReviewDecision',
  'What a reviewer can decide about a finding.',
  {
    ACCEPT: 'The participant is the chosen citizen.',
    REJECT: 'The participant is none of these, and nothing is to be changed.',
    PAPERS: 'It cannot be told without papers.',
  },
);

export const StageEnum = declareNames<Stage>('CampaignStage', 'A stage of a campaign’s work.', {
  PLAN: 'Cutting the campaign into parts.',
  SCAN: 'Classifying participants.',
  LEARN: 'Learning the model by which participants and citizens are compared.',
  MATCH: 'Looking for citizens and weighing them.',
  DECIDE: 'Deciding about proposals.',
  APPLY: 'Correcting the registers.',
});

export const StandingEnum = declareNames<Standing>('ForecastStanding', 'Whether something moves towards its end.', {
  REACHED: 'Nothing remains.',
  MOVING: 'It will be reached, at the rate of the last days.',
  STANDING: 'Nothing was done of late, or so little that it would take more than ten years.',
  OUT_OF_REACH: 'More remains than can still be done.',
});

export const CorrectionOutcomeEnum = declareNames<SettledOutcome>(
  'CorrectionOutcome',
  'What a register said to a correction.',
  {
    APPLIED: 'It was made.',
    CONFLICT: 'The record was otherwise than thought, and nothing was changed.',
    QUARANTINED: 'The register could not take it.',
    WITHDRAWN: 'It was not asked: the campaign was cancelled before.',
  },
);

export const CorrectedRegisterEnum = declareCodes(
  'CorrectedRegister',
  'A register whose personal IDs campaigns correct.',
  {
    INSURANCE: ['insurance', 'The insurance register: the record of a participant.'],
    HEALTH: ['health', 'The health register: a health-insurance card.'],
  },
);

export const QualityDimensionEnum = declareNames<QualityDimension>(
  'QualityDimension',
  'By what participants are grouped where the quality of matches is measured.',
  {
    ALL: 'All participants in scope.',
    ANOMALOUS: 'Those with an error that makes an anomaly.',
    KIND: 'By the kind of error.',
    PROVINCE: 'By province.',
    AGE: 'By age band.',
    SEX: 'By sex.',
    APART: 'What no comparison of two records can tell, and is reported apart.',
  },
);

/** What participants answer on forms. */
export const FormAnswerEnum = declareNames<'YES' | 'NO' | 'PAPERS'>(
  'FormAnswer',
  'What a participant said on a form about an ID.',
  { YES: 'It is theirs.', NO: 'It is not theirs.', PAPERS: 'They supplied it from their papers.' },
);
