/** Days are counted from 1 January 1970, months from January 1970: plain numbers on the generator's hot paths. */
const DAY_MS = 86_400_000;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2110;
const FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1) / DAY_MS;
const DAYS = Date.UTC(LAST_YEAR + 1, 0, 1) / DAY_MS - FIRST_DAY;

const TEXTS: string[] = new Array<string>(DAYS);
const MONTHS = new Int16Array(DAYS);
for (let offset = 0; offset < DAYS; offset += 1) {
  const date = new Date((FIRST_DAY + offset) * DAY_MS);
  TEXTS[offset] = date.toISOString().slice(0, 10);
  MONTHS[offset] = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

const FIRST_MONTH = (FIRST_YEAR - 1970) * 12;
const MONTH_STARTS = Int32Array.from(
  { length: (LAST_YEAR + 1 - FIRST_YEAR) * 12 + 1 },
  (_, offset) => Date.UTC(FIRST_YEAR, offset, 1) / DAY_MS,
);

/** The day number of a date written YYYY-MM-DD; throws a RangeError on anything else. */
export function parseDay(text: string): number {
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || TEXTS[day - FIRST_DAY] !== text) throw new RangeError(`no date: ${text}`);
  return day;
}

/** The day number of a year, a month from 1 to 12 and a day of the month. */
export function dayOf(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;
}

/** A day as YYYY-MM-DD; days from 1900 to 2110, so that the hundredth birthday of everyone has a text. */
export function dayText(day: number): string {
  return TEXTS[day - FIRST_DAY] as string;
}

/** The month a day lies in. */
export function monthOf(day: number): number {
  return MONTHS[day - FIRST_DAY] as number;
}

/** The year a day lies in. */
export function yearOf(day: number): number {
  return 1970 + Math.floor(monthOf(day) / 12);
}

/** The year a month lies in. */
export function yearOfMonth(month: number): number {
  return 1970 + Math.floor(month / 12);
}

/** The first day of a month. */
export function monthStart(month: number): number {
  return MONTH_STARTS[month - FIRST_MONTH] as number;
}

/** The last day of a month. */
export function monthEnd(month: number): number {
  return monthStart(month + 1) - 1;
}

/** The day on which someone born on `birth` completes so many years; 29 February counts as 1 March. */
export function birthdayAt(birth: number, years: number): number {
  const month = monthOf(birth);
  return monthStart(month + years * 12) + birth - monthStart(month);
}

/** The stretch of time a nation covers: participation from `start`, contributions from `firstContributionMonth`. */
export interface Period {
  readonly asOf: number;
  /** 1 January two years before the as-of date's year. */
  readonly start: number;
  readonly startMonth: number;
  readonly asOfMonth: number;
  /** The first of the last 24 months. */
  readonly firstContributionMonth: number;
  readonly asOfYear: number;
}

/** The period of a nation as of a date. */
export function periodUntil(asOf: number): Period {
  const asOfMonth = monthOf(asOf);
  const asOfYear = yearOf(asOf);
  const startMonth = (asOfYear - 2 - 1970) * 12;
  return {
    asOf,
    start: monthStart(startMonth),
    startMonth,
    asOfMonth,
    firstContributionMonth: asOfMonth - 23,
    asOfYear,
  };
}
