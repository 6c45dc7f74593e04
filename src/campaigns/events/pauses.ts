/** When something is sent again that did not arrive, and how long a receiver is left alone that cannot be reached. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const FIRST_PAUSE_MS = 5 * SECOND_MS;
const PAUSE_GROWS = 4;
const LONGEST_PAUSE_MS = DAY_MS;
const FIRST_REST_MS = SECOND_MS;
const LONGEST_REST_MS = 5 * MINUTE_MS;

/** After so many attempts, the last of them some three days after the first, it is given up. */
export const ATTEMPTS_MOST = 11;

/**
 * The milliseconds between a message's attempt and the next: 5 seconds after the first, four times as long after each, a day
 * at most. `random` from 0 to 1 makes it up to a quarter shorter or longer, so that what failed together comes apart.
 */
export function pauseAfter(attempts: number, random: number): number {
  return scatter(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * PAUSE_GROWS ** (attempts - 1)), random);
}

/** For how many milliseconds nothing is sent to a receiver that failed so many times in a row: one second to five minutes. */
export function restAfter(failures: number, random: number): number {
  return scatter(Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1)), random);
}

function scatter(ms: number, random: number): number {
  return Math.round(ms * (0.75 + random / 2));
}

/**
 * The milliseconds for which a Retry-After header asks (RFC 9110: seconds, or a date), a day at most; null when it says nothing
 * that can be read. `now` in milliseconds since 1970.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,10}$/.test(text) ? Number(text) * SECOND_MS : HTTP_DATE.test(text) ? Date.parse(text) - now : NaN;
  return Number.isNaN(ms) ? null : Math.min(LONGEST_PAUSE_MS, Math.max(0, ms));
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
