import { toQuality } from '../../values/campaign-quality';
import { ANOMALIES } from '../classify';
import type { MeasuredShare } from '../../values/wilson-interval';
import type { Forecast } from './forecast';
import type { Looked } from './read-counts';
import { OPEN_STATES, openOf, type Outcome } from './read-outcome';
import type { CampaignReport } from './read-report';

/** A figure of a report: where it belongs, up to two keys, and what it is. Absent figures are empty. */
export type ReportRow = readonly [section: string, key1: string, key2: string, value: string | number | null];

/** All figures of a report as one tidy table. */
export function reportRows(report: CampaignReport): readonly ReportRow[] {
  const { known, at, looked, lookedByProvince, outcomes, progress, stages, review, model } = report;
  return [
    ...pairs('campaign', '', {
      id: known.campaign.id,
      title: known.campaign.title,
      state: known.state,
      hash: known.hash,
      reverts: known.reverts,
      isDryRun: String(known.campaign.isDryRun),
      createdAt: known.createdAt.toISOString(),
      at: at.toISOString(),
      model: model?.version ?? null,
      matchFrom: model?.matchFrom ?? null,
      possibleFrom: model?.possibleFrom ?? null,
    }),
    ...lookedRows('looked', '', looked),
    ...lookedByProvince.flatMap((of) => lookedRows('looked-by-province', of.province, of)),
    ...report.worstEmployers.flatMap((of) => [
      ...lookedRows('looked-by-employer', of.employer, of),
      ...pairs('looked-by-employer', of.employer, { corrected: of.corrected }),
    ]),
    ...outcomeRows('outcome', '', outcomes.total),
    ...pairs('outcome', '', { isAccountedFor: String(report.isAccountedFor) }),
    ...[...outcomes.byProvince].flatMap(([province, of]) => outcomeRows('outcome-by-province', province, of)),
    ...[...outcomes.byAnomaly].flatMap(([anomaly, of]) => outcomeRows('outcome-by-anomaly', anomaly, of)),
    ...outcomes.byRule.map(({ rule, findings }): ReportRow => ['rule', rule, '', findings]),
    ...progress.days.flatMap(({ day, ...of }) => pairs('day', day, of)),
    ...progress.provinces.flatMap(({ province, days }) =>
      days.flatMap(({ day, settled, gained }): ReportRow[] => [
        ['province-day-settled', province, day, settled],
        ['province-day-gained', province, day, gained],
      ]),
    ),
    ...progress.provinces.flatMap(({ province, valid, share, target }) => [
      ...pairs('progress', province, { valid, share }),
      ...(target
        ? pairs('target', province, {
            share: target.share,
            deadline: target.deadline,
            needed: target.needed,
            missing: target.missing,
            reachedOn: target.reachedOn,
            isInTime: target.isInTime === null ? null : String(target.isInTime),
            ...forecastOf(target.forecast),
          })
        : []),
    ]),
    ...pairs('progress', '', { valid: progress.valid, ...forecastOf(progress.finish) }),
    ...stages.flatMap(({ stage, ...of }) => pairs('stage', stage, of)),
    ...review.waiting.flatMap(({ province, ...of }) => pairs('review', province, of)),
    ...review.reviewers.flatMap(({ reviewer, ...of }) => pairs('reviewer', reviewer, of)),
    ...shareRows('reviewer-agreement', '', '', review.agreement),
    ...pairs('sampled', '', { drawn: review.drawn }),
    ...shareRows('sampled', '', '', review.checks),
    ...qualityRows(report),
  ];
}

function pairs(section: string, key: string, figures: Readonly<Record<string, string | number | null>>): ReportRow[] {
  return Object.entries(figures).map(([name, value]) => [section, key, name, value]);
}

function lookedRows(section: string, key: string, { participants, valid, elsewhere, anomalies }: Looked): ReportRow[] {
  return [
    ...pairs(section, key, { ALL: participants, VALID: valid, ELSEWHERE: elsewhere }),
    ...ANOMALIES.map((anomaly): ReportRow => [section, key, anomaly, anomalies[anomaly] ?? 0]),
  ];
}

function outcomeRows(section: string, key: string, outcome: Outcome): ReportRow[] {
  const { open, ...figures } = outcome;
  return [
    ...pairs(section, key, { ...figures, open: openOf(outcome) }),
    ...OPEN_STATES.map((state): ReportRow => [section, key, `open-${state}`, open[state]]),
  ];
}

function forecastOf(forecast: Forecast | null): Readonly<Record<string, string | number | null>> {
  if (!forecast) return {};
  const { remaining, perDay, standing, finishesOn } = forecast;
  return { remaining, perDay, standing, finishesOn };
}

function shareRows(section: string, key1: string, name: string, measured: MeasuredShare): ReportRow[] {
  const prefix = name === '' ? '' : `${name}-`;
  return Object.entries(measured).map(([part, value]) => [section, key1, `${prefix}${part}`, value as number | null]);
}

function qualityRows({ quality }: CampaignReport): readonly ReportRow[] {
  if (!quality) return [];
  return quality.groups.flatMap((group) => {
    const section = `quality-${group.dimension.toLowerCase()}`;
    const { precision, automaticRate, recall } = toQuality(group);
    return [
      ...pairs(section, group.key, {
        participants: group.participants,
        automatic: group.automatic,
        automaticRight: group.automaticRight,
        strangersLinked: group.strangersLinked,
        recalled: group.recalled,
      }),
      ...shareRows(section, group.key, 'precision', precision),
      ...shareRows(section, group.key, 'automaticRate', automaticRate),
      ...shareRows(section, group.key, 'recall', recall),
    ];
  });
}
