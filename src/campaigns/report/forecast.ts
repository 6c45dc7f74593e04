import { dayInVietNam } from '../../values/viet-nam-time';

/**
 * When something will be finished: what remains, over what was done a day of late. "Of late" are the last seven days, or the time
 * since the beginning when that is shorter, but an hour at least, so that the first minutes of a campaign promise nothing for
 * ever. There is no model of weekends or holidays in it.
 */

export type Standing = 'REACHED' | 'MOVING' | 'STANDING' | 'OUT_OF_REACH';

export interface Forecast {
  /** How many participants remain. */
  readonly remaining: number;
  /** How many were done a day, of late. */
  readonly perDay: number;
  /**
   * REACHED when nothing remains; OUT_OF_REACH when more remains than can still be done; STANDING when nothing was done of late, or
   * so little that it would take more than ten years; MOVING otherwise.
   */
  readonly standing: Standing;
  /** yyyy-mm-dd by the clock of Viet Nam; null unless it is MOVING. */
  readonly finishesOn: string | null;
}

export interface Pace {
  readonly remaining: number;
  /** How many can still be done; more than that cannot be reached. */
  readonly reachable: number;
  /** How many were done within `recentDays`. */
  readonly recent: number;
  readonly recentDays: number;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 3653;
const RECENT_MS = 7 * DAY_MS;
const LEAST_MS = 3_600_000;

/** Since when is "of late", for something that began at a time; both in milliseconds. */
export function recentSince(begun: number, now: number): number {
  return Math.min(Math.max(begun, now - RECENT_MS), now - LEAST_MS);
}

export function forecast({ remaining, reachable, recent, recentDays }: Pace, now: number): Forecast {
  const perDay = recent / recentDays;
  const told = (standing: Standing, finishesOn: string | null = null): Forecast => ({
    remaining,
    perDay,
    standing,
    finishesOn,
  });
  if (remaining <= 0) return told('REACHED');
  if (remaining > reachable) return told('OUT_OF_REACH');
  if (remaining > perDay * MOST_DAYS) return told('STANDING');
  return told('MOVING', dayInVietNam(now + (remaining / perDay) * DAY_MS));
}
