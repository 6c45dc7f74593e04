import fc from 'fast-check';
import { parseCalendarDate, parseMonth, parseUtcDateTime } from '../../src/values/calendar';
import { reasonOf } from './reason-of';

const DAY = fc.date({ min: new Date('1800-01-01'), max: new Date('2200-12-31T23:59:59Z'), noInvalidDate: true });

test('every day from 1800 to 2200 is a date, every second a time, every month a month', () => {
  fc.assert(
    fc.property(DAY, (day) => {
      const text = day.toISOString();
      expect(parseCalendarDate(text.slice(0, 10))).toBe(text.slice(0, 10));
      expect(parseUtcDateTime(`${text.slice(0, 19)}Z`)).toBe(`${text.slice(0, 19)}Z`);
      expect(parseMonth(text.slice(0, 7))).toBe(`${text.slice(0, 7)}-01`);
    }),
  );
});

test.each([
  ['2023-02-29', 'NOT_IN_CALENDAR'],
  ['1900-02-29', 'NOT_IN_CALENDAR'],
  ['2023-04-31', 'NOT_IN_CALENDAR'],
  ['2023-00-10', 'NOT_IN_CALENDAR'],
  ['2023-13-10', 'NOT_IN_CALENDAR'],
  ['2023-10-00', 'NOT_IN_CALENDAR'],
  ['1799-12-31', 'YEAR_OUT_OF_RANGE'],
  ['2201-01-01', 'YEAR_OUT_OF_RANGE'],
  ['31/12/2023', 'DATE_FORM'],
  ['2023-1-1', 'DATE_FORM'],
  ['2023-01-01\n', 'DATE_FORM'],
  ['2023-12-31T00:00:00Z', 'DATE_FORM'],
  [20231231, 'NOT_TEXT'],
])('%p is no date: %s', (text, reason) => {
  expect(reasonOf(() => parseCalendarDate(text))).toBe(reason);
});

test.each([
  ['2023-12-31T24:00:00Z', 'NOT_ON_CLOCK'],
  ['2023-12-31T23:60:00Z', 'NOT_ON_CLOCK'],
  ['2023-12-31T23:59:60Z', 'NOT_ON_CLOCK'],
  ['2023-12-31T23:59:59+07:00', 'DATE_TIME_FORM'],
  ['2023-12-31 23:59:59Z', 'DATE_TIME_FORM'],
  ['2023-02-30T00:00:00Z', 'NOT_IN_CALENDAR'],
  [0, 'NOT_TEXT'],
])('%p is no moment: %s', (text, reason) => {
  expect(reasonOf(() => parseUtcDateTime(text))).toBe(reason);
});

test.each([
  ['2023-13', 'NOT_IN_CALENDAR'],
  ['2023-00', 'NOT_IN_CALENDAR'],
  ['2023-12-01', 'MONTH_FORM'],
  ['12/2023', 'MONTH_FORM'],
  ['1799-01', 'YEAR_OUT_OF_RANGE'],
  [202312, 'NOT_TEXT'],
])('%p is no month: %s', (text, reason) => {
  expect(reasonOf(() => parseMonth(text))).toBe(reason);
});
