/** Viet Nam is seven hours ahead of UTC all year. */
const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** The day, yyyy-mm-dd, by the clock of Viet Nam at a time in milliseconds. */
export function dayInVietNam(time: number): string {
  return new Date(time + OFFSET_MS).toISOString().slice(0, 10);
}

/** When a day, yyyy-mm-dd, begins in Viet Nam, in milliseconds. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

/** When a day, yyyy-mm-dd, ends in Viet Nam: the first moment of the next one. */
export function endOfDay(day: string): number {
  return startOfDay(day) + DAY_MS;
}
