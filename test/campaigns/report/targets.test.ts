import { readReport } from '../../../src/campaigns/report/read-report';
import { useGatewayWriter } from '../../support/gateway-writer';
import { makeCampaign, makeCounts, makeFindings, type MadeCount, type MadeFinding } from './made-campaign';

const database = useGatewayWriter();
let made = 0;

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-20T03:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const nextId = (): string => `target-${(made += 1)}`;
const numberOf = (i: number): string => String(9_000_000_000 + i);

const COUNTS: readonly MadeCount[] = [
  { province: '04', kind: 'ALL', participants: 100 },
  { province: '04', kind: 'VALID', participants: 70 },
];

describe('a province against its target', () => {
  const target = { province: '04', share: 0.8, deadline: '2026-12-31' };
  const applied = (i: number, days: number): MadeFinding => ({
    number: numberOf(i),
    province: '04',
    anomalies: ['MISSING'],
    state: 'APPLIED',
    proposedId: '904099000001',
    settledAt: daysAgo(days),
  });
  const open = (i: number): MadeFinding => ({
    number: numberOf(i),
    province: '04',
    anomalies: ['NINE_DIGIT'],
    state: 'POSSIBLE',
    candidates: ['904099000001'],
  });

  async function progressOf(findings: readonly MadeFinding[], of = target) {
    const id = nextId();
    await makeCampaign(database.client, { id, targets: [of], createdAt: daysAgo(10) });
    await makeCounts(database.client, id, COUNTS);
    await makeFindings(database.client, id, findings);
    const { progress } = await readReport(database.client, id, NOW);
    return progress.provinces.find(({ province }) => province === '04')!;
  }

  test('is told what is missing, and when the pace of the last seven days will have made it up', async () => {
    // 70 of 100 were valid; one was corrected nine days ago and two were in the last week, so 7 are missing.
    const progress = await progressOf([
      applied(0, 9),
      applied(1, 3),
      applied(2, 1),
      ...Array.from({ length: 9 }, (_, i) => open(3 + i)),
    ]);
    expect(progress).toMatchObject({ participants: 100, validAtScan: 70, valid: 73, share: 0.73 });
    expect(progress.target).toMatchObject({ needed: 80, missing: 7, reachedOn: null, isInTime: true });
    expect(progress.target?.forecast).toMatchObject({ remaining: 7, standing: 'MOVING', finishesOn: '2026-12-14' });
    expect(progress.target?.forecast?.perDay).toBeCloseTo(2 / 7, 12);
  });

  test('is late when that is after the deadline', async () => {
    const findings = [applied(0, 1), applied(1, 1), ...Array.from({ length: 9 }, (_, i) => open(2 + i))];
    const { target: late } = await progressOf(findings, { ...target, deadline: '2026-12-01' });
    expect(late).toMatchObject({ isInTime: false, forecast: { standing: 'MOVING', finishesOn: '2026-12-18' } });
  });

  test('stands still when nothing was corrected of late, and has no day of a finish', async () => {
    const { target: still } = await progressOf([applied(0, 9), ...Array.from({ length: 9 }, (_, i) => open(1 + i))]);
    expect(still).toMatchObject({ isInTime: false, forecast: { perDay: 0, standing: 'STANDING', finishesOn: null } });
  });

  test('is out of reach when fewer are open than are missing', async () => {
    const { target: far } = await progressOf([applied(0, 1), open(1)]);
    expect(far).toMatchObject({
      missing: 9,
      isInTime: false,
      forecast: { standing: 'OUT_OF_REACH', finishesOn: null },
    });
  });

  test('was reached on the day that made it up, by the clock of Viet Nam', async () => {
    // 18:00 UTC is the next day there.
    const late = { ...applied(0, 0), settledAt: new Date('2026-11-14T18:00:00Z') };
    const reached = await progressOf([{ ...late, number: numberOf(9) }, applied(1, 9)], { ...target, share: 0.72 });
    expect(reached.target).toMatchObject({
      missing: 0,
      reachedOn: '2026-11-15',
      isInTime: true,
      forecast: { standing: 'REACHED' },
    });
    const tooLate = await progressOf([late], { ...target, share: 0.71, deadline: '2026-11-14' });
    expect(tooLate.target).toMatchObject({ reachedOn: '2026-11-15', isInTime: false });
  });

  test('has no forecast until everybody has been looked at', async () => {
    const id = nextId();
    await makeCampaign(database.client, { id, targets: [target], state: 'SCANNING' });
    await makeCounts(database.client, id, COUNTS);
    const { progress } = await readReport(database.client, id, NOW);
    const scanned = progress.provinces.find(({ province }) => province === '04');
    expect(scanned?.target).toMatchObject({ missing: 10, forecast: null, isInTime: null });
  });
});
