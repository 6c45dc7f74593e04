import { publicHolidays } from '../../src/values/public-holidays';
import { dayInVietNam, endOfDay, startOfDay } from '../../src/values/viet-nam-time';
import { isWorkingDay, workingDayAfter } from '../../src/values/working-days';

describe('working days', () => {
  it.each([
    ['from Monday to Wednesday', '2026-03-02', '2026-03-04'],
    ['over a weekend', '2026-03-05', '2026-03-09'],
    ['from a Saturday, which does not count either', '2026-03-07', '2026-03-10'],
    ['over Tết 2026, 16 to 20 February', '2026-02-13', '2026-02-24'],
    ['over Tết 2024, whose weekend was made up for on the 13th and 14th', '2024-02-07', '2024-02-16'],
    ['over the Hùng Kings’ day of 2026, a Sunday that is made up for on Monday', '2026-04-24', '2026-04-29'],
    ['over 30 April and 1 May 2026', '2026-04-29', '2026-05-05'],
    ['over the National Day of 2025 with the day before', '2025-08-29', '2025-09-04'],
    ['over New Year 2028, a Saturday', '2027-12-31', '2028-01-05'],
  ])('two of them %s', (_, received, due) => {
    expect(workingDayAfter(received, 2)).toBe(due);
  });

  it('are counted without movable holidays where the table ends, so that a deadline is not late', () => {
    expect(publicHolidays('2031')).toEqual(['2031-01-01', '2031-04-30', '2031-05-01', '2031-09-02']);
    expect(isWorkingDay('2031-01-23')).toBe(true);
  });

  it('are fewer by eleven holidays in a year whose days off were all announced', () => {
    for (const year of ['2024', '2025', '2026']) expect(new Set(publicHolidays(year)).size).toBe(11);
  });
});

test('a day of Viet Nam begins and ends at 17:00 UTC', () => {
  expect(dayInVietNam(Date.parse('2026-03-01T16:59:59Z'))).toBe('2026-03-01');
  expect(dayInVietNam(Date.parse('2026-03-01T17:00:00Z'))).toBe('2026-03-02');
  expect(new Date(startOfDay('2026-03-02')).toISOString()).toBe('2026-03-01T17:00:00.000Z');
  expect(new Date(endOfDay('2026-03-02')).toISOString()).toBe('2026-03-02T17:00:00.000Z');
});
