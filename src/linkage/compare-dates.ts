import { isWithinOneEdit } from './edit-distance';

/** A day, `yyyy-mm-dd`, of which perhaps only the year is known. */
export interface StatedDate {
  readonly day: string;
  readonly isYearOnly: boolean;
}

/** How two dates of birth agree, the best first. Each level holds what none before it does. */
export const DATE_LEVELS = [
  'SAME',
  /** The year, where one of them is no more than that: said to be, or on 1 January. */
  'YEAR_ONLY',
  /** Day and month exchanged. */
  'SWAPPED',
  /** But for one digit, or two neighbouring digits exchanged. */
  'ONE_DIGIT',
  /** A year or two apart, to a day: counted in another calendar, or made older for school or work. */
  'YEAR_OFF',
  'OTHER',
] as const;
export type DateLevel = (typeof DATE_LEVELS)[number];

export function compareDates(left: StatedDate, right: StatedDate): DateLevel {
  const [one, other] = [left.day, right.day];
  const isVague = left.isYearOnly || right.isYearOnly;
  if (one === other && !isVague) return 'SAME';
  const hasYear = one.slice(0, 4) === other.slice(0, 4);
  if (hasYear && (isVague || one.endsWith(FIRST_DAY) || other.endsWith(FIRST_DAY))) return 'YEAR_ONLY';
  if (hasYear && one.slice(5, 7) === other.slice(8) && one.slice(8) === other.slice(5, 7)) return 'SWAPPED';
  if (isWithinOneEdit(digits(one), digits(other))) return 'ONE_DIGIT';
  return isYearOff(one, other) ? 'YEAR_OFF' : 'OTHER';
}

const FIRST_DAY = '-01-01';

/** The days of one year or two: whoever counts in days may be wrong by a leap day. */
export const DAYS_OF_YEARS_OFF: readonly number[] = [365, 366, 730, 731];
const DAY_MS = 86_400_000;

function isYearOff(one: string, other: string): boolean {
  if (Math.abs(Number(one.slice(0, 4)) - Number(other.slice(0, 4))) > 3) return false;
  return DAYS_OF_YEARS_OFF.includes(Math.abs(Date.parse(one) - Date.parse(other)) / DAY_MS);
}

/** The days that are a year or two from a day; none where it is none of the calendar. */
export function yearsOff(day: string): readonly string[] {
  const at = Date.parse(day);
  if (Number.isNaN(at)) return [];
  return DAYS_OF_YEARS_OFF.flatMap((days) => [at - days * DAY_MS, at + days * DAY_MS]).map((ms) =>
    new Date(ms).toISOString().slice(0, 10),
  );
}

function digits(day: string): string {
  return day.slice(0, 4) + day.slice(5, 7) + day.slice(8);
}
