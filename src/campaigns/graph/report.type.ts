import { Field, Float, Int } from 'type-graphql';
import { composedType } from '../../planning/composed';
import { type QualityDimension, type QualityGroup as Group, toQuality } from '../../values/campaign-quality';
import { toSeconds } from '../../values/moment';
import { DateScalar, DateTimeScalar, ProvinceCodeScalar } from '../../values/scalars';
import type { EmployerLooked } from '../report/read-counts';
import type { Forecast, Standing } from '../report/forecast';
import type { ProvinceProgress as Progress } from '../report/read-progress';
import type { CampaignReport as Report } from '../report/read-report';
import type { Stage } from '../units';
import { QualityDimensionEnum, StageEnum, StandingEnum } from './enums';
import {
  AnomalyOutcome,
  CampaignOutcome,
  EmployerCounts,
  MeasuredShare,
  RuleCount,
  ScanCounts,
  toCampaignOutcome,
  toScanCounts,
} from './figures.type';

@composedType('When something will be finished, at the rate of the last seven days.')
export class CampaignForecast {
  @Field(() => Int, { description: 'How many participants remain.' })
  remaining!: number;

  @Field(() => Float, { description: 'How many were done a day, of late.' })
  perDay!: number;

  @Field(() => StandingEnum, { description: 'Whether it moves.' })
  standing!: Standing;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which it will be finished; null unless it moves.',
  })
  finishesOn!: string | null;
}

@composedType('How far a province is on the way to its target.')
export class TargetProgress {
  @Field(() => Float, { description: 'The share of participants whose ID should be valid, 0 to 1.' })
  share!: number;

  @Field(() => DateScalar, { description: 'The last day by which it should be so.' })
  deadline!: string;

  @Field(() => Int, { description: 'How many valid IDs that are.' })
  needed!: number;

  @Field(() => Int, { description: 'How many of these are missing.' })
  missing!: number;

  @Field(() => DateScalar, { nullable: true, description: 'The day on which it was reached; null while it is not.' })
  reachedOn!: string | null;

  @Field(() => CampaignForecast, {
    nullable: true,
    description: 'When it will be; null until everybody was looked at.',
  })
  forecast!: Forecast | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it was, or will be, reached by the deadline; null without a forecast.',
  })
  isInTime!: boolean | null;
}

@composedType('How far a campaign is in a province.')
export class CampaignProvince {
  @Field(() => ProvinceCodeScalar, { description: 'The province.' })
  province!: string;

  @Field(() => ScanCounts, { description: 'What the scan found.' })
  scan!: ScanCounts;

  @Field(() => CampaignOutcome, {
    nullable: true,
    description: 'What became of those who were found; null for nobody.',
  })
  outcome!: CampaignOutcome | null;

  @Field(() => Int, { description: 'How many participants have a valid ID now.' })
  valid!: number;

  @Field(() => Float, { nullable: true, description: 'The share of those who were looked at; null of nobody.' })
  share!: number | null;

  @Field(() => TargetProgress, { nullable: true, description: 'The target; null for a province without one.' })
  target!: Progress['target'];
}

@composedType('What a day has brought.')
export class CampaignDay {
  @Field(() => DateScalar, { description: 'A day of Viet Nam.' })
  day!: string;

  @Field(() => Int, { description: 'Findings that were settled on it.' })
  settled!: number;

  @Field(() => Int, { description: 'Participants whose ID is valid since then.' })
  gained!: number;

  @Field(() => Int, { description: 'Participants with a valid ID at its end.' })
  validSoFar!: number;
}

@composedType('How far a stage of the work is.')
export class StageProgress {
  @Field(() => StageEnum, { description: 'The stage.' })
  stage!: Stage;

  @Field(() => Int, { description: 'The units into which it is cut.' })
  units!: number;

  @Field(() => Int, { description: 'Of these, those that are finished.' })
  finished!: number;

  @Field(() => Int, { description: 'Participants whom it is about.' })
  participants!: number;

  @Field(() => Int, { description: 'Of these, those that are done with.' })
  done!: number;

  @Field(() => Float, { nullable: true, description: 'Participants a second; null as long as nothing is done.' })
  perSecond!: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds until it is finished, at that rate; null without one.' })
  secondsLeft!: number | null;
}

@composedType('By what a campaign matched and decided.')
export class CampaignModel {
  @Field(() => String, { description: 'The version of the model, which its content gives.' })
  version!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'The probability from which on a match is sure; null before it is known.',
  })
  matchFrom!: number | null;

  @Field(() => Float, { nullable: true, description: 'The probability from which on a citizen is a candidate.' })
  possibleFrom!: number | null;
}

@composedType('How well the participants of a group were matched, held against the truth that a demonstration has.')
export class QualityGroup {
  @Field(() => QualityDimensionEnum, { description: 'By what they are grouped.' })
  dimension!: QualityDimension;

  @Field(() => String, { description: 'Which group of the dimension; empty where it has but one.' })
  key!: string;

  @Field(() => MeasuredShare, { description: 'Of the automatic matches, those that are right.' })
  precision!: MeasuredShare;

  @Field(() => MeasuredShare, { description: 'Of those with a citizen record, those who were matched by themselves.' })
  automaticRate!: MeasuredShare;

  @Field(() => MeasuredShare, {
    description: 'Of those with a citizen record, those who were rightly matched in the end.',
  })
  recall!: MeasuredShare;
}

@composedType('How well a campaign matched, by its last evaluation.')
export class CampaignQuality {
  @Field(() => DateTimeScalar, { description: 'When it was evaluated.' })
  evaluatedAt!: string;

  @Field(() => [QualityGroup], { description: 'By dimension, then by group.' })
  groups!: readonly QualityGroup[];
}

@composedType('How far a campaign is and what became of what it found, all at one moment.')
export class CampaignReport {
  @Field(() => DateTimeScalar, { description: 'The moment.' })
  at!: string;

  @Field(() => ScanCounts, { description: 'What the scan found.' })
  scan!: ScanCounts;

  @Field(() => CampaignOutcome, { description: 'What became of those who were found.' })
  outcome!: CampaignOutcome;

  @Field(() => Boolean, { description: 'Whether the sums hold, in all and for each province and anomaly.' })
  isAccountedFor!: boolean;

  @Field(() => [AnomalyOutcome], { description: 'The same by anomaly, in the order of the classes.' })
  anomalies!: readonly AnomalyOutcome[];

  @Field(() => [CampaignProvince], { description: 'The same by province, with its target, in the order of the codes.' })
  provinces!: readonly CampaignProvince[];

  @Field(() => [EmployerCounts], { description: 'The ten employers with the most participants without a valid ID.' })
  worstEmployers!: readonly EmployerCounts[];

  @Field(() => [RuleCount], { description: 'By what participants were matched, the most frequent first.' })
  rules!: readonly RuleCount[];

  @Field(() => Int, { description: 'How many participants have a valid ID now.' })
  valid!: number;

  @Field(() => [CampaignDay], { description: 'Day by day, from the first to now.' })
  days!: readonly CampaignDay[];

  @Field(() => CampaignForecast, { description: 'When all that is open will be settled.' })
  finish!: Forecast;

  @Field(() => [StageProgress], { description: 'The stages that have begun, in their order.' })
  stages!: readonly StageProgress[];

  @Field(() => CampaignModel, { nullable: true, description: 'By what it decides; null before it has learnt that.' })
  model!: CampaignModel | null;

  @Field(() => CampaignQuality, { nullable: true, description: 'How well it matched; null unless it was evaluated.' })
  quality!: CampaignQuality | null;
}

export function toCampaignReport(report: Report): CampaignReport {
  const { at, looked, outcomes, progress, stages, model, quality } = report;
  const progressOf = new Map(progress.provinces.map((province) => [province.province, province]));
  return Object.assign(new CampaignReport(), {
    at: toSeconds(at),
    scan: toScanCounts(looked),
    outcome: toCampaignOutcome(outcomes.total),
    isAccountedFor: report.isAccountedFor,
    anomalies: [...outcomes.byAnomaly].map(([anomaly, outcome]) => ({ anomaly, outcome: toCampaignOutcome(outcome) })),
    provinces: report.lookedByProvince.map((of): CampaignProvince => {
      const outcome = outcomes.byProvince.get(of.province);
      const { valid = of.valid, share = null, target = null } = progressOf.get(of.province) ?? {};
      const { province } = of;
      return {
        province,
        scan: toScanCounts(of),
        outcome: outcome ? toCampaignOutcome(outcome) : null,
        valid,
        share,
        target,
      };
    }),
    worstEmployers: report.worstEmployers.map(toEmployerCounts),
    rules: outcomes.byRule,
    valid: progress.valid,
    days: progress.days,
    finish: progress.finish,
    stages,
    model,
    quality: quality && { evaluatedAt: toSeconds(quality.evaluatedAt), groups: quality.groups.map(toQualityGroup) },
  });
}

export function toEmployerCounts(looked: EmployerLooked): EmployerCounts {
  const { employer, corrected } = looked;
  return Object.assign(new EmployerCounts(), { employer, corrected, scan: toScanCounts(looked) });
}

function toQualityGroup(group: Group): QualityGroup {
  const { dimension, key } = group;
  return Object.assign(new QualityGroup(), { dimension, key, ...toQuality(group) });
}
