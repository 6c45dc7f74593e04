import { forecast, recentSince } from '../../../src/campaigns/report/forecast';

const NOW = Date.parse('2026-11-20T05:00:00Z');
const DAY_MS = 86_400_000;

test('what remains is divided by the pace of late', () => {
  const told = forecast({ remaining: 30, reachable: 30, recent: 21, recentDays: 7 }, NOW);
  expect(told).toEqual({ remaining: 30, perDay: 3, standing: 'MOVING', finishesOn: '2026-11-30' });
});

test('the day of the finish is one of Viet Nam', () => {
  // Half a day after noon there is midnight, which belongs to the next day.
  expect(forecast({ remaining: 1, reachable: 9, recent: 14, recentDays: 7 }, NOW).finishesOn).toBe('2026-11-21');
});

test.each([
  [{ remaining: 0, reachable: 0, recent: 0, recentDays: 7 }, 'REACHED'],
  [{ remaining: 5, reachable: 4, recent: 70, recentDays: 7 }, 'OUT_OF_REACH'],
  [{ remaining: 5, reachable: 5, recent: 0, recentDays: 7 }, 'STANDING'],
  [{ remaining: 1_000_000, reachable: 1_000_000, recent: 1, recentDays: 7 }, 'STANDING'],
] as const)('%j is %s, with no day of a finish', (pace, standing) => {
  expect(forecast(pace, NOW)).toMatchObject({ standing, finishesOn: null });
});

test('of late is a week, less for what began later, and an hour at least', () => {
  expect(recentSince(NOW - 30 * DAY_MS, NOW)).toBe(NOW - 7 * DAY_MS);
  expect(recentSince(NOW - 2 * DAY_MS, NOW)).toBe(NOW - 2 * DAY_MS);
  expect(recentSince(NOW - 60_000, NOW)).toBe(NOW - 3_600_000);
  expect(recentSince(NOW + DAY_MS, NOW)).toBe(NOW - 3_600_000);
});
