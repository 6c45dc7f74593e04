/** How a report writes numbers. */

/** With a narrow space for thousands, as both languages of the page understand it. */
export function grouped(count: number, separator = '\u202f'): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, separator);
}

/** A share from 0 to 1 as a percentage; a dash for none. Only the whole is 100, and only nothing is 0. */
export function percent(share: number | null, digits = 1): string {
  if (share === null) return '–';
  const least = 10 ** -digits;
  const shown = 100 * share;
  if (share > 0 && shown < least) return `<\u202f${least.toFixed(digits)}\u202f%`;
  if (share < 1 && Number(shown.toFixed(digits)) >= 100) return `>\u202f${(100 - least).toFixed(digits)}\u202f%`;
  return `${shown.toFixed(digits)}\u202f%`;
}

/** Seconds as people say them. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** A moment by the clock of Viet Nam, to the minute. */
export function clock(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
