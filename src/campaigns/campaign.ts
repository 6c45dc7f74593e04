import type { Anomaly } from './classify';

/** An ID-updating campaign as data: what it looks at, by when it should be where, and how sure it has to be. */
export interface Campaign {
  readonly id: string;
  readonly title: string;
  readonly scope: CampaignScope;
  readonly targets: readonly Target[];
  /** The share of automatic matches that has to be right, such as 0.9997; the threshold follows from it. */
  readonly precision: number;
  /** The probability below which a citizen is no candidate. */
  readonly possibleFrom: number;
  /** A dry run finds and matches, holds no participant, and applies nothing. */
  readonly isDryRun: boolean;
}

/** Which participants are looked at; null narrows nothing. */
export interface CampaignScope {
  /** Codes of provinces as the insurance register keeps them. */
  readonly provinces: readonly string[] | null;
  /** Tax codes of employers. */
  readonly employers: readonly string[] | null;
  readonly schemes: readonly CampaignScheme[] | null;
  /** Those with one of these anomalies are taken up; all others are counted and left as they are. */
  readonly anomalies: readonly Anomaly[] | null;
}

export const CAMPAIGN_SCHEMES = ['COMPULSORY', 'VOLUNTARY', 'UNEMPLOYMENT', 'HEALTH'] as const;
export type CampaignScheme = (typeof CAMPAIGN_SCHEMES)[number];

/** Where a province should be, and by when. */
export interface Target {
  readonly province: string;
  /** The share of its participants whose ID should be valid. */
  readonly share: number;
  /** yyyy-mm-dd */
  readonly deadline: string;
}

/** The states of a campaign; the database has the table of which may follow upon which. */
export const CAMPAIGN_STATES = [
  'CREATED',
  'SCANNING',
  'MATCHING',
  'DECIDING',
  'REVIEWING',
  'APPLYING',
  'PAUSED',
  'FINISHED',
  'CANCELLED',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** The states of a finding: what became, or is to become, of a participant with an anomaly. */
export const FINDING_STATES = [
  'FOUND',
  'UNMATCHED',
  'PROPOSED',
  'POSSIBLE',
  'ACCEPTED',
  'PAPERS',
  'APPLIED',
  'CONFLICT',
  'REJECTED',
  'QUARANTINED',
  'CONFIRMED',
] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** By what a citizen was found for a participant. */
export const RULES = ['SAME_ID', 'SUPERSEDED_ID', 'OLD_CARD', 'LINKED', 'REVIEWED', 'FORM', 'REVERTED'] as const;
export type Rule = (typeof RULES)[number];

/** Why two reviewers have to agree before anything is changed. */
export const RISKS = ['SEX', 'BIRTH_YEAR', 'DECEASED', 'SHARED_ID'] as const;
export type Risk = (typeof RISKS)[number];
