import { Field, Float, ID, InputType } from 'type-graphql';
import { DateScalar, ProvinceCodeScalar, TaxCodeScalar } from '../../values/scalars';
import type { CampaignScheme } from '../campaign';
import type { Anomaly } from '../classify';
import { AnomalyEnum, CampaignSchemeEnum } from './enums';

@InputType({ description: 'Which participants a campaign looks at. What is left out narrows nothing.' })
export class CampaignScopeInput {
  @Field(() => [ProvinceCodeScalar], {
    nullable: true,
    description: 'Provinces whose branches manage them; an officer of a branch names their own.',
  })
  provinces?: readonly string[] | null;

  @Field(() => [TaxCodeScalar], { nullable: true, description: 'Tax codes of employers.' })
  employers?: readonly string[] | null;

  @Field(() => [CampaignSchemeEnum], { nullable: true, description: 'Schemes, of which they are in any.' })
  schemes?: readonly CampaignScheme[] | null;

  @Field(() => [AnomalyEnum], {
    nullable: true,
    description: 'Anomalies of which they have any; all others are counted and left as they are.',
  })
  anomalies?: readonly Anomaly[] | null;
}

@InputType({ description: 'Where a province should be, and by when.' })
export class CampaignTargetInput {
  @Field(() => ProvinceCodeScalar, { description: 'The province.' })
  province!: string;

  @Field(() => Float, { description: 'The share of its participants whose ID should be valid, 0 to 1.' })
  share!: number;

  @Field(() => DateScalar, { description: 'The last day by which it should be so.' })
  deadline!: string;
}

@InputType({ description: 'A campaign to be created.' })
export class CreateCampaignInput {
  @Field(() => ID, { description: 'Small letters, digits and dashes, at most 60 characters.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What it is called; its ID when left out.' })
  title?: string | null;

  @Field(() => CampaignScopeInput, {
    nullable: true,
    description: 'Which participants it looks at; all when left out.',
  })
  scope?: CampaignScopeInput | null;

  @Field(() => [CampaignTargetInput], { nullable: true, description: 'Targets, at most one for each province.' })
  targets?: readonly CampaignTargetInput[] | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The share of automatic matches that has to be right, 0.99 to 1; 0.9997 when left out.',
  })
  precision?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The probability below which a citizen is no candidate, 0 to 1; 0.0001 when left out.',
  })
  possibleFrom?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it only finds and matches; false when left out.' })
  isDryRun?: boolean | null;
}

@InputType({ description: 'Which campaign is to begin.' })
export class StartCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  id!: string;
}

@InputType({ description: 'Which campaign is to stop for a while, and why.' })
export class PauseCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  id!: string;

  @Field(() => String, { description: 'Why, for those who read the record: 1 to 500 characters, nobody’s data.' })
  reason!: string;
}

@InputType({ description: 'Which paused campaign is to go on.' })
export class ResumeCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  id!: string;
}

@InputType({ description: 'Which campaign is to end before its time, and why.' })
export class CancelCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  id!: string;

  @Field(() => String, { description: 'Why, for those who read the record: 1 to 500 characters, nobody’s data.' })
  reason!: string;
}

@InputType({ description: 'Which campaign is to be applied to the registers.' })
export class ApplyCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  id!: string;
}

@InputType({ description: 'Which campaign is to end with what it has come to.' })
export class FinishCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign.' })
  id!: string;
}

@InputType({ description: 'Which campaign is to be taken back, and under which ID.' })
export class RevertCampaignInput {
  @Field(() => ID, { description: 'The ID of the campaign, which has ended.' })
  id!: string;

  @Field(() => ID, { description: 'The ID of the campaign that takes it back.' })
  as!: string;
}

/** An input as `parseCampaign` reads it: what is null was left out. */
export function toCampaignJson(given: CreateCampaignInput): unknown {
  return JSON.parse(JSON.stringify(given, (_, value: unknown) => value ?? undefined));
}
