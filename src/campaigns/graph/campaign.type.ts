import { Field, Float, ID } from 'type-graphql';
import { composedType } from '../../planning/composed';
import { toSeconds } from '../../values/moment';
import { DateScalar, DateTimeScalar, ProvinceCodeScalar, TaxCodeScalar } from '../../values/scalars';
import type { CampaignScheme, CampaignState } from '../campaign';
import type { CampaignEvent as Event } from '../campaign-store';
import type { Anomaly } from '../classify';
import { AnomalyEnum, CampaignSchemeEnum, CampaignStateEnum } from './enums';
import type { SeenCampaign } from './jurisdiction';

@composedType('Which participants a campaign looks at. What is null narrows nothing.')
export class CampaignScope {
  @Field(() => [ProvinceCodeScalar], {
    nullable: true,
    description: 'Provinces whose branches manage them, of these yours alone; null for all.',
  })
  provinces!: readonly string[] | null;

  @Field(() => [TaxCodeScalar], {
    nullable: true,
    description: 'Tax codes of employers; null for all, and where you see a part of the campaign alone.',
  })
  employers!: readonly string[] | null;

  @Field(() => [CampaignSchemeEnum], {
    nullable: true,
    description: 'Schemes, of which they are in any; null for all.',
  })
  schemes!: readonly CampaignScheme[] | null;

  @Field(() => [AnomalyEnum], {
    nullable: true,
    description: 'Those with one of these anomalies are taken up, all others are counted; null for any anomaly.',
  })
  anomalies!: readonly Anomaly[] | null;
}

@composedType('Where a province should be, and by when.')
export class CampaignTarget {
  @Field(() => ProvinceCodeScalar, { description: 'The province.' })
  province!: string;

  @Field(() => Float, { description: 'The share of its participants whose ID should be valid, 0 to 1.' })
  share!: number;

  @Field(() => DateScalar, { description: 'The last day by which it should be so.' })
  deadline!: string;
}

@composedType('A step that somebody took with a campaign.')
export class CampaignEvent {
  @Field(() => CampaignStateEnum, { nullable: true, description: 'The state before; null for the creation.' })
  from!: CampaignState | null;

  @Field(() => CampaignStateEnum, { description: 'The state after.' })
  to!: CampaignState;

  @Field(() => String, { description: 'Who: the issuer of their access token and their name there, or a worker.' })
  actor!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Why; null when nothing was said, and where you see a part of the campaign alone.',
  })
  reason!: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;
}

@composedType(
  'A campaign that finds participants whose personal ID is missing, old, wrong or shared, links each to the right citizen, and corrects the registers. What it is never changes; its state does.',
)
export class Campaign {
  /** What the mapper was made from, for the fields that read more. */
  seen!: SeenCampaign;

  @Field(() => ID, { description: 'Small letters, digits and dashes.' })
  id!: string;

  @Field(() => String, { description: 'What it is called.' })
  title!: string;

  @Field(() => CampaignStateEnum, { description: 'How far it is.' })
  state!: CampaignState;

  @Field(() => CampaignStateEnum, {
    nullable: true,
    description: 'With what a paused campaign goes on; null otherwise.',
  })
  resumesIn!: CampaignState | null;

  @Field(() => Boolean, {
    description:
      'Whether it is about provinces beyond yours too. You are told of yours alone then, and decide nothing about the whole.',
  })
  isPart!: boolean;

  @Field(() => CampaignScope, { description: 'Which participants it looks at.' })
  scope!: CampaignScope;

  @Field(() => [CampaignTarget], { description: 'Where provinces should be, and by when.' })
  targets!: readonly CampaignTarget[];

  @Field(() => Float, { description: 'The share of automatic matches that has to be right, 0 to 1.' })
  precision!: number;

  @Field(() => Float, { description: 'The probability below which a citizen is no candidate, 0 to 1.' })
  possibleFrom!: number;

  @Field(() => Boolean, { description: 'Whether it only finds and matches, and applies nothing.' })
  isDryRun!: boolean;

  @Field(() => String, { description: 'SHA-256 of what it is.' })
  hash!: string;

  @Field(() => ID, { nullable: true, description: 'The campaign that it takes back; null for one that updates.' })
  reverts!: string | null;

  @Field(() => String, { description: 'Who created it: the issuer of their access token and their name there.' })
  createdBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  createdAt!: string;
}

export function toCampaign(seen: SeenCampaign): Campaign {
  const { known, isPart } = seen;
  const { campaign, hash, reverts, state, resumesIn, createdBy, createdAt } = known;
  return Object.assign(new Campaign(), {
    ...campaign,
    ...{ seen, isPart, hash, reverts, state, resumesIn, createdBy },
    createdAt: toSeconds(createdAt),
  });
}

export function toCampaignEvent(event: Event): CampaignEvent {
  return Object.assign(new CampaignEvent(), { ...event, at: toSeconds(event.at) });
}
