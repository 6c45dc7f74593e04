import { countsByEmployer, worstEmployers } from '../../../src/campaigns/report/read-counts';
import { openOf } from '../../../src/campaigns/report/read-outcome';
import { readReport } from '../../../src/campaigns/report/read-report';
import { useGatewayWriter } from '../../support/gateway-writer';
import { makeCampaign, makeCounts, makeEvents, makeFindings, type MadeCount, makeReview } from './made-campaign';

const database = useGatewayWriter();
let made = 0;

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-20T03:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const nextId = (): string => `report-${(made += 1)}`;
const numberOf = (i: number): string => String(9_000_000_000 + i);

const COUNTS: readonly MadeCount[] = [
  { province: '04', employer: '0101234567', kind: 'ALL', participants: 60 },
  { province: '04', employer: '0101234567', kind: 'VALID', participants: 40 },
  { province: '04', employer: '0101234567', kind: 'MISSING', participants: 15 },
  { province: '04', employer: '0101234567', kind: 'NINE_DIGIT', participants: 5 },
  { province: '04', kind: 'ALL', participants: 40 },
  { province: '04', kind: 'VALID', participants: 30 },
  { province: '04', kind: 'NINE_DIGIT', participants: 10 },
  { province: '04', kind: 'ELSEWHERE', participants: 3 },
  { province: '01', employer: '0101234567', kind: 'ALL', participants: 30, part: 1 },
  { province: '01', employer: '0101234567', kind: 'MISSING', participants: 30, part: 1 },
  { province: '01', employer: '0309876543', kind: 'ALL', participants: 70, part: 1 },
  { province: '01', employer: '0309876543', kind: 'VALID', participants: 70, part: 1 },
];

test('what a scan counted is told by class, by province and by employer', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id });
  await makeCounts(database.client, id, COUNTS);
  await makeFindings(database.client, id, [
    {
      number: numberOf(0),
      province: '04',
      employer: '0101234567',
      anomalies: ['MISSING'],
      state: 'APPLIED',
      proposedId: '904099000001',
      settledAt: NOW,
    },
  ]);
  const { looked, lookedByProvince, worstEmployers: worst } = await readReport(database.client, id, NOW);
  expect(looked).toEqual({ participants: 200, valid: 140, elsewhere: 3, anomalies: { MISSING: 45, NINE_DIGIT: 15 } });
  expect(lookedByProvince).toEqual([
    { province: '01', participants: 100, valid: 70, elsewhere: 0, anomalies: { MISSING: 30 } },
    { province: '04', participants: 100, valid: 70, elsewhere: 3, anomalies: { MISSING: 15, NINE_DIGIT: 15 } },
  ]);
  const first = {
    employer: '0101234567',
    participants: 90,
    valid: 40,
    elsewhere: 0,
    anomalies: { MISSING: 45, NINE_DIGIT: 5 },
    corrected: 1,
  };
  expect(worst).toEqual([first]);
  const second = { employer: '0309876543', participants: 70, valid: 70, elsewhere: 0, anomalies: {}, corrected: 0 };
  expect(await countsByEmployer(database.client, id, { after: null, first: 1 })).toEqual([first]);
  expect(await countsByEmployer(database.client, id, { after: '0101234567', first: 5 })).toEqual([second]);
  expect(await countsByEmployer(database.client, id, { after: '0309876543', first: 5 })).toEqual([]);
});

test('pages of employers hold everybody once, in an order that no page changes', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id });
  const employers = Array.from({ length: 57 }, (_, i) => String(200_000_000 + ((i * 37) % 57)).padStart(10, '0'));
  await makeCounts(
    database.client,
    id,
    employers.map((employer, i) => ({ province: '04', employer, kind: 'ALL', participants: i + 1 })),
  );
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const page: readonly { employer: string }[] = await countsByEmployer(database.client, id, { after, first: 10 });
    if (page.length === 0) break;
    seen.push(...page.map(({ employer }) => employer));
    after = seen.at(-1) ?? null;
  }
  expect(seen).toEqual([...employers].sort());
  expect((await worstEmployers(database.client, id, { most: 3 })).map(({ participants }) => participants)).toEqual([
    57, 56, 55,
  ]);
});

test('a campaign that takes corrections back makes no ID valid', async () => {
  const [first, back] = [nextId(), nextId()];
  await makeCampaign(database.client, { id: first });
  await makeCampaign(database.client, { id: back, reverts: first, createdAt: daysAgo(1) });
  await makeFindings(database.client, back, [
    {
      number: numberOf(0),
      province: '04',
      anomalies: [],
      state: 'APPLIED',
      proposedId: '1',
      rule: 'REVERTED',
      settledAt: NOW,
    },
  ]);
  const { progress, outcomes } = await readReport(database.client, back, NOW);
  expect(outcomes.total.applied).toBe(1);
  expect(progress.valid).toBe(0);
  expect(progress.days.at(-1)).toMatchObject({ settled: 1, gained: 0, validSoFar: 0 });
});

test('a stage is as fast as it was while the campaign was in it, pauses left out', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id, state: 'MATCHING' });
  const at = (seconds: number): Date => new Date(NOW.getTime() - 1_000_000 + seconds * 1000);
  await makeEvents(database.client, id, [
    ['CREATED', at(0)],
    ['SCANNING', at(10)],
    ['PAUSED', at(20)],
    ['SCANNING', at(100)],
    ['MATCHING', at(130)],
  ]);
  for (const [stage, part, participants, done, isFinished] of [
    ['SCAN', 0, 300, 300, true],
    ['SCAN', 1, 100, 100, true],
    ['MATCH', 0, 200, 50, false],
    ['MATCH', 1, 40, 0, false],
  ] as const) {
    await database.client.query(
      `insert into campaign.unit (campaign, stage, part, participants, done, finished_at) values ($1, $2, $3, $4, $5, $6)`,
      [id, stage, part, participants, done, isFinished ? at(130) : null],
    );
  }
  const { stages } = await readReport(database.client, id, at(230));
  expect(stages).toEqual([
    { stage: 'SCAN', units: 2, finished: 2, participants: 400, done: 400, seconds: 40, perSecond: 10, secondsLeft: 0 },
    {
      stage: 'MATCH',
      units: 2,
      finished: 0,
      participants: 240,
      done: 50,
      seconds: 100,
      perSecond: 0.5,
      secondsLeft: 380,
    },
  ]);
});

test('review is told by who waits, who decided, how far reviewers agree, and what checks of automatic matches gave', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id });
  const possible = {
    anomalies: ['MISSING'],
    state: 'POSSIBLE',
    candidates: ['A', 'B'],
    proposedId: 'A',
    rule: 'LINKED',
  } as const;
  const checked = { province: '01', anomalies: ['MISSING'], proposedId: 'A', sampled: true } as const;
  await makeFindings(database.client, id, [
    { ...possible, number: numberOf(0), province: '01', risks: ['SEX'] },
    { ...possible, number: numberOf(1), province: '01' },
    { ...possible, number: numberOf(2), province: '04' },
    { ...checked, number: numberOf(3), state: 'APPLIED', rule: 'LINKED', settledAt: NOW },
    { ...checked, number: numberOf(4), state: 'ACCEPTED', rule: 'OLD_CARD' },
    { ...checked, number: numberOf(5), state: 'APPLIED', rule: 'REVIEWED', settledAt: NOW },
    { ...checked, number: numberOf(6), state: 'REJECTED', rule: 'LINKED', settledAt: NOW },
    { ...checked, number: numberOf(7), state: 'POSSIBLE', rule: 'LINKED' },
    { ...checked, number: numberOf(8), state: 'ACCEPTED', rule: 'FORM' },
  ]);
  await database.client.query(
    `insert into campaign.claim (campaign, insurance_number, reviewer, until)
     values ($1, $2, 'an', now() + interval '5 minutes'), ($1, $3, 'an', now() - interval '5 minutes')`,
    [id, numberOf(0), numberOf(1)],
  );
  const decide = (number: number, reviewer: string, decision: 'ACCEPT' | 'REJECT', chosenId?: string, version = 1) =>
    makeReview(database.client, id, {
      number: numberOf(number),
      reviewer,
      decision,
      version,
      ...(chosenId ? { chosenId } : {}),
    });
  await decide(3, 'an', 'ACCEPT', 'A');
  await decide(3, 'binh', 'ACCEPT', 'A');
  await decide(5, 'an', 'ACCEPT', 'A');
  await decide(5, 'binh', 'ACCEPT', 'B');
  await decide(5, 'chi', 'ACCEPT', 'B');
  await decide(6, 'an', 'REJECT');
  await decide(6, 'an', 'ACCEPT', 'A', 2);
  const { review } = await readReport(database.client, id, NOW);
  expect(review.waiting).toEqual([
    { province: '01', waiting: 3, claimed: 1, risky: 1 },
    { province: '04', waiting: 1, claimed: 0, risky: 0 },
  ]);
  expect(review.reviewers).toEqual([
    { reviewer: 'an', accepted: 3, rejected: 1, papers: 0 },
    { reviewer: 'binh', accepted: 2, rejected: 0, papers: 0 },
    { reviewer: 'chi', accepted: 1, rejected: 0, papers: 0 },
  ]);
  expect(review.agreement).toMatchObject({ count: 1, of: 2 });
  expect(review.drawn).toBe(6);
  expect(review.checks).toMatchObject({ count: 2, of: 4, share: 0.5 });
});

test('of some provinces nothing of any other one is told', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id, targets: [{ province: '01', share: 0.9, deadline: '2026-12-31' }] });
  await makeCounts(database.client, id, COUNTS);
  const possible = { anomalies: ['MISSING'], state: 'POSSIBLE', candidates: ['A'] } as const;
  await makeFindings(database.client, id, [
    { ...possible, number: numberOf(0), province: '04' },
    { ...possible, number: numberOf(1), province: '01', anomalies: ['SHARED'], sampled: true },
  ]);
  await makeReview(database.client, id, { number: numberOf(1), reviewer: 'of the capital', decision: 'PAPERS' });
  await database.client.query(
    `insert into campaign.unit (campaign, stage, part, province, participants, done) values ($1, 'SCAN', 0, '04', 5, 5), ($1, 'SCAN', 1, '01', 7, 7)`,
    [id],
  );
  await database.client.query(
    `insert into campaign.evaluation values ($1, now(), 'ALL', '', 9, 9, 9, 0, 9), ($1, now(), 'PROVINCE', '01', 7, 7, 7, 0, 7),
       ($1, now(), 'PROVINCE', '04', 2, 2, 2, 0, 2)`,
    [id],
  );
  const report = await readReport(database.client, id, NOW, { provinces: ['04'] });
  expect(report.looked).toEqual({
    participants: 100,
    valid: 70,
    elsewhere: 3,
    anomalies: { MISSING: 15, NINE_DIGIT: 15 },
  });
  expect(report.worstEmployers).toMatchObject([{ employer: '0101234567', participants: 60, valid: 40 }]);
  expect(await countsByEmployer(database.client, id, { after: null, first: 9, provinces: ['04'] })).toHaveLength(1);
  expect([...report.outcomes.byProvince.keys()]).toEqual(['04']);
  expect([...report.outcomes.byAnomaly.keys()]).toEqual(['MISSING']);
  expect(openOf(report.outcomes.total)).toBe(1);
  expect(report.progress.provinces.map(({ province }) => province)).toEqual(['04']);
  expect(report.review).toMatchObject({ waiting: [{ province: '04' }], reviewers: [], drawn: 0 });
  expect(report.stages).toMatchObject([{ participants: 5 }]);
  expect(report.quality?.groups.map(({ key }) => key)).toEqual(['04']);
  expect(await readReport(database.client, id, NOW, { provinces: [] })).toMatchObject({
    looked: { participants: 0 },
    quality: { groups: [] },
  });
});

test('the newest evaluation alone is told', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id });
  expect((await readReport(database.client, id, NOW)).quality).toBeNull();
  await database.client.query(
    `insert into campaign.evaluation values ($1, '2026-11-01', 'ALL', '', 9, 5, 5, 0, 5), ($1, '2026-11-02', 'SEX', 'F', 4, 4, 4, 0, 4),
       ($1, '2026-11-02', 'ALL', '', 9, 8, 7, 1, 9)`,
    [id],
  );
  const { quality } = await readReport(database.client, id, NOW);
  expect(quality?.groups).toEqual([
    { dimension: 'ALL', key: '', participants: 9, automatic: 8, automaticRight: 7, strangersLinked: 1, recalled: 9 },
    { dimension: 'SEX', key: 'F', participants: 4, automatic: 4, automaticRight: 4, strangersLinked: 0, recalled: 4 },
  ]);
});

test('an evaluation is never changed, also not by whoever writes it', async () => {
  const id = nextId();
  await makeCampaign(database.client, { id });
  await database.client.query(`insert into campaign.evaluation values ($1, now(), 'ALL', '', 9, 5, 5, 0, 5)`, [id]);
  await expect(database.client.query(`delete from campaign.evaluation where campaign = $1`, [id])).rejects.toThrow(
    'permission denied',
  );
});

test('a campaign that is not there has no report, and the connection can be used again', async () => {
  await expect(readReport(database.client, 'report-of-nothing', NOW)).rejects.toMatchObject({
    code: 'CAMPAIGN_INVALID',
  });
  const { rows } = await database.client.query<{ free: boolean }>(
    `select pg_current_xact_id_if_assigned() is null as free`,
  );
  expect(rows[0]?.free).toBe(true);
});
