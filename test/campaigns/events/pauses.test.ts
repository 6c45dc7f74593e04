import { ATTEMPTS_MOST, parseRetryAfter, pauseAfter, restAfter } from '../../../src/campaigns/events/pauses';

const DAY_MS = 86_400_000;

test('the attempts of a message are spread over about three days, farther and farther apart', () => {
  for (const [random, least, most] of [
    [0, 2.4, 2.5],
    [0.5, 3.2, 3.3],
    [1, 4, 4.1],
  ] as const) {
    const pauses = Array.from({ length: ATTEMPTS_MOST - 1 }, (_, i) => pauseAfter(i + 1, random));
    const days = pauses.reduce((sum, pause) => sum + pause, 0) / DAY_MS;
    expect(days).toBeGreaterThan(least);
    expect(days).toBeLessThan(most);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  }
  expect(pauseAfter(1, 0.5)).toBe(5_000);
  expect(pauseAfter(2, 0.5)).toBe(20_000);
});

test('a receiver that fails is left alone for a second at first, and for five minutes in the end', () => {
  expect([1, 2, 3, 20].map((failures) => restAfter(failures, 0.5))).toEqual([1_000, 2_000, 4_000, 300_000]);
});

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['9999999999', DAY_MS],
  ['Fri, 27 Nov 2026 10:00:30 GMT', 30_000],
  ['Fri, 27 Nov 2026 09:00:00 GMT', 0],
  ['Fri, 27 Nov 2126 09:00:00 GMT', DAY_MS],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['Fri, 99 Nov 2026 10:00:30 GMT', null],
  ['', null],
  [undefined, null],
])('Retry-After: %s asks for %s milliseconds', (header, ms) => {
  expect(parseRetryAfter(header, Date.parse('2026-11-27T10:00:00Z'))).toBe(ms);
});
