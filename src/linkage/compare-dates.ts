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

/** One or two years have 365 or 366 and 730 or 731 days; whoever counts in days may be wrong by a leap day. */
function isYearOff(one: string, other: string): boolean {
  if (Math.abs(Number(one.slice(0, 4)) - Number(other.slice(0, 4))) > 3) return false;
  const days = Math.abs(Date.parse(one) - Date.parse(other)) / 86_400_000;
  return days === 365 || days === 366 || days === 730 || days === 731;
}

function digits(day: string): string {
  return day.slice(0, 4) + day.slice(5, 7) + day.slice(8);
}
