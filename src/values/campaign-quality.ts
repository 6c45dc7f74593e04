import { type MeasuredShare, measureShare } from './wilson-interval';

/**
 * How well a campaign linked participants with citizens, held against a truth that only a demonstration has: counts of groups,
 * never anything of one person.
 */

/** By what participants are grouped; ANOMALOUS are those with an error that makes an anomaly, APART those told of apart. */
export const QUALITY_DIMENSIONS = ['ALL', 'ANOMALOUS', 'KIND', 'PROVINCE', 'AGE', 'SEX', 'APART'] as const;
export type QualityDimension = (typeof QUALITY_DIMENSIONS)[number];

export interface QualityCounts {
  /** In scope, with a citizen record. */
  readonly participants: number;
  /** Of these, linked without anybody's help; and how many of them to the right citizen. */
  readonly automatic: number;
  readonly automaticRight: number;
  /** Linked without anybody's help though they have no citizen record; each of them is wrong. */
  readonly strangersLinked: number;
  /** Of the participants, linked to the right citizen in the end, by a rule or by a reviewer. */
  readonly recalled: number;
}

export interface QualityGroup extends QualityCounts {
  readonly dimension: QualityDimension;
  /** Which of the dimension; empty for ALL and ANOMALOUS. */
  readonly key: string;
}

/** How many automatic links are right, how many participants got one, and how many were linked rightly in the end. */
export interface Quality {
  readonly precision: MeasuredShare;
  readonly automaticRate: MeasuredShare;
  readonly recall: MeasuredShare;
}

export function toQuality(counts: QualityCounts): Quality {
  const { participants, automatic, automaticRight, strangersLinked, recalled } = counts;
  return {
    precision: measureShare(automaticRight, automatic + strangersLinked),
    automaticRate: measureShare(automatic, participants),
    recall: measureShare(recalled, participants),
  };
}
