import fc from 'fast-check';
import type { FindingState } from '../../../src/campaigns/campaign';
import { ANOMALIES } from '../../../src/campaigns/classify';
import { isAccountedFor, type Outcome } from '../../../src/campaigns/report/read-outcome';
import { readReport } from '../../../src/campaigns/report/read-report';
import { useGatewayWriter } from '../../support/gateway-writer';
import { makeCampaign, makeFindings, type MadeFinding } from './made-campaign';

const database = useGatewayWriter();
let made = 0;

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-20T03:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const nextId = (): string => `accounted-${(made += 1)}`;
const numberOf = (i: number): string => String(9_000_000_000 + i);

const SETTLED: readonly FindingState[] = ['APPLIED', 'CONFIRMED', 'CONFLICT', 'REJECTED', 'QUARANTINED'];
const WITHOUT_MATCH: readonly FindingState[] = ['FOUND', 'UNMATCHED', 'PAPERS'];
const PROVINCES = ['01', '04', '79'];

const finding = fc
  .record({
    province: fc.constantFrom(...PROVINCES),
    employer: fc.constantFrom('0101234567', '0309876543', null),
    anomalies: fc.uniqueArray(fc.constantFrom(...ANOMALIES), { minLength: 1, maxLength: 3 }),
    state: fc.constantFrom<FindingState>(...SETTLED, ...WITHOUT_MATCH, 'PROPOSED', 'POSSIBLE', 'ACCEPTED'),
    match: fc.constantFrom('NONE', 'PROPOSED', 'CANDIDATES', 'BOTH'),
    rule: fc.constantFrom('SAME_ID', 'OLD_CARD', 'LINKED', 'REVIEWED'),
    hoursAgo: fc.integer({ min: 1, max: 24 * 20 }),
  })
  .map(({ match, state, rule, hoursAgo, ...of }): Omit<MadeFinding, 'number'> => {
    const isMatched = state !== 'UNMATCHED' && (match !== 'NONE' || !WITHOUT_MATCH.includes(state));
    const isProposed = isMatched && match !== 'CANDIDATES';
    return {
      ...of,
      state,
      proposedId: isProposed ? '904099000001' : null,
      candidates: isMatched && (!isProposed || match === 'BOTH') ? ['904099000001'] : null,
      rule: isProposed ? rule : null,
      settledAt: SETTLED.includes(state) ? daysAgo(hoursAgo / 24) : null,
    };
  });

const isMatched = ({ proposedId, candidates }: Omit<MadeFinding, 'number'>): boolean =>
  proposedId != null || candidates != null;

/** The sums by another road: every finding is asked by itself. */
function naive(findings: readonly Omit<MadeFinding, 'number'>[]): Outcome {
  const how = (state: FindingState, matched: boolean): number =>
    findings.filter((of) => of.state === state && isMatched(of) === matched).length;
  return {
    found: findings.length,
    waiting: how('FOUND', false),
    unmatched: how('UNMATCHED', false),
    papers: how('PAPERS', false),
    matched: findings.filter(isMatched).length,
    applied: how('APPLIED', true),
    conflict: how('CONFLICT', true),
    rejected: how('REJECTED', true),
    quarantined: how('QUARANTINED', true),
    confirmed: how('CONFIRMED', true),
    open: {
      FOUND: how('FOUND', true),
      PROPOSED: how('PROPOSED', true),
      POSSIBLE: how('POSSIBLE', true),
      ACCEPTED: how('ACCEPTED', true),
      PAPERS: how('PAPERS', true),
    },
  };
}

/** The day of a moment by the clock that Viet Nam has. */
const vietnameseDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' });

test('of any findings every match is accounted for, and all sums are what a count of each by itself gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(finding, { maxLength: 40 }), async (of) => {
      const findings = of.map((each, i): MadeFinding => ({ ...each, number: numberOf(i) }));
      const id = nextId();
      await makeCampaign(database.client, { id, createdAt: daysAgo(21) });
      await makeFindings(database.client, id, findings);
      const { outcomes, isAccountedFor: holds, progress, provinces } = await readReport(database.client, id, NOW);
      expect(provinces).toBeNull();
      expect(holds).toBe(true);
      expect(outcomes.total).toEqual(naive(findings));
      for (const province of PROVINCES) {
        const inProvince = findings.filter((each) => each.province === province);
        expect(outcomes.byProvince.get(province)).toEqual(inProvince.length > 0 ? naive(inProvince) : undefined);
      }
      for (const anomaly of ANOMALIES) {
        const ofClass = findings.filter(({ anomalies }) => anomalies.includes(anomaly));
        expect(outcomes.byAnomaly.get(anomaly)).toEqual(ofClass.length > 0 ? naive(ofClass) : undefined);
      }
      const withRule = findings.filter((each) => isMatched(each) && each.rule);
      expect(Object.fromEntries(outcomes.byRule.map(({ rule, findings: count }) => [rule, count]))).toEqual(
        Object.fromEntries(
          [...new Set(withRule.map(({ rule }) => rule))].map((rule) => [
            rule,
            withRule.filter((each) => each.rule === rule).length,
          ]),
        ),
      );
      const settled = findings.filter(({ settledAt }) => settledAt);
      for (const { day, settled: count, gained } of progress.days) {
        const onDay = settled.filter(({ settledAt }) => vietnameseDay.format(settledAt!) === day);
        expect(count).toBe(onDay.length);
        expect(gained).toBe(onDay.filter(({ state }) => state === 'APPLIED' || state === 'CONFIRMED').length);
      }
      expect(progress.days.at(-1)?.settledSoFar).toBe(settled.length);
      expect(progress.days).toHaveLength(22);
    }),
    { numRuns: 40 },
  );
});

test('a match that is in no state a match can be in is told of', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id });
  await makeFindings(database.client, id, [
    { number: numberOf(0), province: '04', anomalies: ['MISSING'], state: 'UNMATCHED', proposedId: '904099000001' },
  ]);
  const report = await readReport(database.client, id, NOW);
  expect(report.isAccountedFor).toBe(false);
  expect(isAccountedFor(report.outcomes.total)).toBe(false);
});
