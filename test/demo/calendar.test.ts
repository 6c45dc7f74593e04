import {
  birthdayAt,
  dayText,
  monthEnd,
  monthOf,
  monthStart,
  parseDay,
  periodUntil,
  yearOf,
} from '../../src/demo/calendar';

test('days and months are counted from January 1970 and written as they are read', () => {
  for (const text of ['1925-02-28', '1969-12-31', '1970-01-01', '2000-02-29', '2023-12-31', '2099-07-04']) {
    expect(dayText(parseDay(text))).toBe(text);
  }
  expect(parseDay('1970-01-01')).toBe(0);
  expect(dayText(monthStart(monthOf(parseDay('1960-02-17'))))).toBe('1960-02-01');
  expect(dayText(monthEnd(monthOf(parseDay('2024-02-17'))))).toBe('2024-02-29');
  expect(yearOf(parseDay('1969-12-31'))).toBe(1969);
});

test('a birthday falls on the same day of the month, that of 29 February on 1 March outside leap years', () => {
  expect(dayText(birthdayAt(parseDay('1984-08-31'), 18))).toBe('2002-08-31');
  expect(dayText(birthdayAt(parseDay('2004-02-29'), 6))).toBe('2010-03-01');
  expect(dayText(birthdayAt(parseDay('2023-12-31'), 60))).toBe('2083-12-31');
});

test('a date that is none is refused', () => {
  for (const text of ['2023-02-29', '2023-1-1', '', '31.12.2023']) expect(() => parseDay(text)).toThrow(RangeError);
});

test('a nation covers three calendar years of participation and 24 months of contributions', () => {
  const period = periodUntil(parseDay('2023-12-31'));
  expect(dayText(period.start)).toBe('2021-01-01');
  expect(dayText(monthStart(period.firstContributionMonth))).toBe('2022-01-01');
  expect(period.asOfMonth - period.startMonth).toBe(35);
});
