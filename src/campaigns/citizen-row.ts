import type { StatedDate } from '../linkage/compare-dates';

/** How registers write what is compared. */

export const DECEASED = 'D';

export function toStatedDate(day: string | null, precision: string): StatedDate | null {
  return day === null ? null : { day, isYearOnly: precision === 'Y' };
}

export function toSex(sex: string | null): 'M' | 'F' | null {
  return sex === 'M' || sex === 'F' ? sex : null;
}
