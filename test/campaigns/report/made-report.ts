import { ANOMALIES, type Anomaly } from '../../../src/campaigns/classify';
import { parseCampaign } from '../../../src/campaigns/parse-campaign';
import { sumLooked } from '../../../src/campaigns/report/read-counts';
import { openOf, type Outcome } from '../../../src/campaigns/report/read-outcome';
import type { CampaignReport } from '../../../src/campaigns/report/read-report';
import { QUALITY_DIMENSIONS, type QualityGroup } from '../../../src/values/campaign-quality';
import { measureShare } from '../../../src/values/wilson-interval';

const PROVINCES = ['01', '04', '15', '31', '48', '66', '79', '92'];
const SHARES: readonly (readonly [Anomaly, number])[] = [
  ['NINE_DIGIT', 0.171],
  ['MISSING', 0.041],
  ['NAME_DIFFERS', 0.026],
  ['SEVERAL_NUMBERS', 0.023],
  ['BIRTH_DATE_DIFFERS', 0.009],
  ['UNKNOWN', 0.0045],
  ['CONTRADICTS_SEX', 0.003],
  ['SHARED', 0.002],
  ['HOLDER_DECEASED', 0.0017],
];

/** What became of so many findings, in the proportions of an ordinary campaign. */
function outcomeOf(found: number): Outcome {
  const part = (share: number): number => Math.floor(found * share);
  const settled = {
    applied: part(0.71),
    conflict: part(0.006),
    rejected: part(0.013),
    quarantined: part(0.001),
    confirmed: part(0.092),
  };
  const [unmatched, papers] = [part(0.004), part(0.011)];
  const matched = found - unmatched - papers;
  const rest = matched - Object.values(settled).reduce((sum, count) => sum + count, 0);
  const [proposed, accepted] = [Math.floor(rest * 0.2), Math.floor(rest * 0.25)];
  const open = { FOUND: 0, PROPOSED: proposed, POSSIBLE: rest - proposed - accepted, ACCEPTED: accepted, PAPERS: 0 };
  return { found, waiting: 0, unmatched, papers, matched, ...settled, open };
}

function group(dimension: QualityGroup['dimension'], key: string, participants: number): QualityGroup {
  const automatic = Math.floor(participants * 0.952);
  const wrong = Math.floor(automatic / 9000);
  const recalled = participants - Math.ceil(participants / 1500);
  return { dimension, key, participants, automatic, automaticRight: automatic - wrong, strangersLinked: 0, recalled };
}

/** A report with the figures of an ordinary campaign in its third week, without a database; the same each time. */
export function makeReport({
  title = 'Cập nhật số định danh cá nhân đợt 1 năm 2026',
  employer = '0101234567',
} = {}): CampaignReport {
  const at = new Date('2026-11-20T08:30:00Z');
  const id = 'so-dinh-danh-2026-1';
  const targets = PROVINCES.slice(0, 7).map((province, i) => ({
    province,
    share: 0.95 - 0.01 * (i % 3),
    deadline: i === 6 ? '2026-11-25' : '2026-12-31',
  }));
  const lookedByProvince = PROVINCES.map((province, i) => {
    const participants = [182_400, 11_250, 16_900, 47_310, 29_870, 31_040, 214_600, 24_980][i] ?? 0;
    const worse = 1 + 0.12 * Math.sin(i * 2.3);
    const anomalies = Object.fromEntries(
      SHARES.map(([anomaly, share]) => [anomaly, Math.round(participants * share * worse)]),
    );
    const valid = Math.round(participants * (1 - 0.262 * worse));
    return { province, participants, valid, elsewhere: i === 1 ? 120 : 0, anomalies };
  });
  const looked = sumLooked(lookedByProvince);
  const byProvince = new Map(
    lookedByProvince.map(({ province, participants, valid }) => [province, outcomeOf(participants - valid)]),
  );
  const byAnomaly = new Map(
    ANOMALIES.flatMap((anomaly) => {
      const found = looked.anomalies[anomaly];
      return found ? [[anomaly, outcomeOf(found)] as const] : [];
    }),
  );
  const total = [...byProvince.values()].reduce(
    (sum, of): Outcome => ({
      found: sum.found + of.found,
      waiting: 0,
      unmatched: sum.unmatched + of.unmatched,
      papers: sum.papers + of.papers,
      matched: sum.matched + of.matched,
      applied: sum.applied + of.applied,
      conflict: sum.conflict + of.conflict,
      rejected: sum.rejected + of.rejected,
      quarantined: sum.quarantined + of.quarantined,
      confirmed: sum.confirmed + of.confirmed,
      open: {
        FOUND: 0,
        PROPOSED: sum.open.PROPOSED + of.open.PROPOSED,
        POSSIBLE: sum.open.POSSIBLE + of.open.POSSIBLE,
        ACCEPTED: sum.open.ACCEPTED + of.open.ACCEPTED,
        PAPERS: 0,
      },
    }),
    outcomeOf(0),
  );
  const weights = Array.from(
    { length: 19 },
    (_, i) => ([5, 6].includes(i % 7) ? 0.15 : 1) * (i === 0 ? 6 : 2 - i / 14),
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let [settledSoFar, validSoFar] = [0, looked.valid];
  const days = weights.map((weight, i) => {
    const gained = Math.floor(((total.applied + total.confirmed) * weight) / all);
    const settled = gained + Math.floor(((total.conflict + total.rejected + total.quarantined) * weight) / all);
    settledSoFar += settled;
    validSoFar += gained;
    return { day: `2026-11-${String(i + 2).padStart(2, '0')}`, settled, gained, settledSoFar, validSoFar };
  });
  const provinces = lookedByProvince.map(({ province, participants, valid: validAtScan }, i) => {
    const outcome = byProvince.get(province) ?? outcomeOf(0);
    const valid = validAtScan + outcome.applied + outcome.confirmed;
    const target = targets[i];
    const needed = Math.ceil((target?.share ?? 0) * participants);
    const missing = Math.max(0, needed - valid);
    const standing = missing === 0 ? 'REACHED' : i === 3 ? 'OUT_OF_REACH' : 'MOVING';
    return {
      province,
      participants,
      validAtScan,
      valid,
      share: valid / participants,
      days: [],
      target: target
        ? {
            share: target.share,
            deadline: target.deadline,
            needed,
            missing,
            reachedOn: missing === 0 ? '2026-11-18' : null,
            isInTime: standing !== 'OUT_OF_REACH' && i !== 6,
            forecast: {
              remaining: missing,
              perDay: 140,
              standing,
              finishesOn: standing === 'MOVING' ? '2026-12-04' : null,
            } as const,
          }
        : null,
    };
  });
  return {
    known: {
      campaign: { ...parseCampaign({ id, targets }), title },
      hash: 'a'.repeat(64),
      reverts: null,
      state: 'REVIEWING',
      resumesIn: null,
      createdBy: 'demonstration hq-officer',
      createdAt: new Date('2026-11-02T01:15:00Z'),
    },
    at,
    asOf: '2023-12-31',
    provinces: null,
    looked,
    lookedByProvince,
    worstEmployers: [employer, '0302234561', '0102987654', '3702233445', '0400101010'].map((code, i) => ({
      employer: code,
      participants: 2_950 - 430 * i,
      valid: 1_610 - 190 * i,
      elsewhere: 0,
      anomalies: {},
      corrected: 1_020 - 180 * i,
    })),
    outcomes: {
      total,
      byProvince,
      byAnomaly,
      byRule: [
        { rule: 'OLD_CARD', findings: Math.round(total.matched * 0.58) },
        { rule: 'LINKED', findings: Math.round(total.matched * 0.29) },
        { rule: 'SAME_ID', findings: Math.round(total.matched * 0.09) },
        { rule: 'REVIEWED', findings: Math.round(total.matched * 0.037) },
        { rule: 'SUPERSEDED_ID', findings: Math.round(total.matched * 0.003) },
      ],
    },
    isAccountedFor: true,
    progress: {
      days,
      provinces,
      valid: validSoFar,
      finish: { remaining: openOf(total), perDay: 1_480.5, standing: 'MOVING', finishesOn: '2026-12-06' },
    },
    stages: [
      { stage: 'PLAN', units: 1, finished: 1, participants: 0, done: 0, seconds: 2, perSecond: null, secondsLeft: 0 },
      {
        stage: 'SCAN',
        units: 61,
        finished: 61,
        participants: looked.participants,
        done: looked.participants,
        seconds: 7,
        perSecond: looked.participants / 7,
        secondsLeft: 0,
      },
      {
        stage: 'MATCH',
        units: 61,
        finished: 61,
        participants: total.found,
        done: total.found,
        seconds: 19,
        perSecond: total.found / 19,
        secondsLeft: 0,
      },
      {
        stage: 'APPLY',
        units: 61,
        finished: 40,
        participants: total.applied + 9_000,
        done: total.applied,
        seconds: 31,
        perSecond: total.applied / 31,
        secondsLeft: 75,
      },
    ],
    review: {
      waiting: PROVINCES.slice(0, 5).map((province, i) => ({
        province,
        waiting: 1_210 - 240 * i,
        claimed: 12 - 2 * i,
        risky: 310 - 50 * i,
      })),
      reviewers: [
        { reviewer: 'demonstration hq-officer', accepted: 3_912, rejected: 402, papers: 288 },
        { reviewer: 'demonstration branch-officer-04', accepted: 911, rejected: 77, papers: 103 },
        { reviewer: 'demonstration branch-officer-79', accepted: 640, rejected: 51, papers: 60 },
      ],
      agreement: measureShare(1_871, 1_904),
      drawn: 241,
      checks: measureShare(198, 198),
    },
    model: { version: 'c0ffee5a1e5ba11', matchFrom: 0.9981, possibleFrom: 0.0001 },
    quality: {
      evaluatedAt: new Date('2026-11-20T08:00:00Z'),
      groups: [
        group('ALL', '', 98_700),
        group('ANOMALOUS', '', 26_100),
        ...['DAY_MONTH_SWAPPED', 'ID_MISSING', 'LEGACY_ID_CARD', 'TYPO'].map((kind, i) =>
          group('KIND', kind, 800 + 4_000 * i),
        ),
        group('PROVINCE', '01', 21_300),
        group('PROVINCE', '15', 1_960),
        ...['0-17', '18-39', '40-59', '60+'].map((band, i) => group('AGE', band, 19_000 + 3_000 * i)),
        group('SEX', 'F', 48_100),
        group('SEX', 'M', 50_600),
        { ...group('APART', 'BORROWED_IDENTITY', 37), recalled: 0, automaticRight: 0 },
      ].sort((one, other) => QUALITY_DIMENSIONS.indexOf(one.dimension) - QUALITY_DIMENSIONS.indexOf(other.dimension)),
    },
  };
}
