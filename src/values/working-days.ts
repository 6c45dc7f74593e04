import { BoundedMap } from './bounded-map';
import { addDays, publicHolidays } from './public-holidays';

/** Days off by year, yyyy, made when they are first asked for. */
const daysOff = new BoundedMap<string, ReadonlySet<string>>(50);

/** Whether offices work on a day, yyyy-mm-dd: no Saturday, no Sunday, no public holiday and no day in place of one. */
export function isWorkingDay(day: string): boolean {
  return !isWeekend(day) && !daysOffIn(day.slice(0, 4)).has(day);
}

/** The so-manieth working day after a day; the day itself does not count (Civil Code 91/2015/QH13, article 147). */
export function workingDayAfter(day: string, count: number): string {
  let [last, left] = [day, count];
  while (left > 0) {
    last = addDays(last, 1);
    if (isWorkingDay(last)) left -= 1;
  }
  return last;
}

/** A holiday on a weekend is made up for on the next working day (Labour Code 45/2019/QH14, article 111). */
function daysOffIn(year: string): ReadonlySet<string> {
  const known = daysOff.get(year);
  if (known) return known;
  const holidays = publicHolidays(year);
  const off = new Set(holidays);
  for (const holiday of holidays.filter(isWeekend)) {
    let instead = addDays(holiday, 1);
    while (isWeekend(instead) || off.has(instead)) instead = addDays(instead, 1);
    off.add(instead);
  }
  daysOff.set(year, off);
  return off;
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
