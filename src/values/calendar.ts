import { refuse } from './refuse';

/** A calendar date as text, yyyy-mm-dd, real and between 1800 and 2200. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

/** A moment in UTC as text, yyyy-mm-ddThh:mm:ssZ. */
export type UtcDateTime = string & { readonly __brand: 'UtcDateTime' };

/** A month as the registers hold it: the text of its first day, yyyy-mm-01. */
export type MonthStart = string & { readonly __brand: 'MonthStart' };

const EARLIEST_YEAR = 1800;
const LATEST_YEAR = 2200;

/**
 * Returns the text as a calendar date or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, DATE_FORM,
 * YEAR_OUT_OF_RANGE, NOT_IN_CALENDAR.
 */
export function parseCalendarDate(text: unknown): CalendarDate {
  const name = 'A date';
  requireCalendarText(text, name);
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) refuse('DATE_FORM', `${name} is written yyyy-mm-dd.`);
  requireRealDay(name, Number(match[1]), Number(match[2]), Number(match[3]));
  return text as CalendarDate;
}

/**
 * Returns the text as a moment in UTC or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, DATE_TIME_FORM,
 * YEAR_OUT_OF_RANGE, NOT_IN_CALENDAR, NOT_ON_CLOCK.
 */
export function parseUtcDateTime(text: unknown): UtcDateTime {
  const name = 'A time';
  requireCalendarText(text, name);
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z$/.exec(text);
  if (match === null) refuse('DATE_TIME_FORM', `${name} is written yyyy-mm-ddThh:mm:ssZ, in UTC and to the second.`);
  requireRealDay(name, Number(match[1]), Number(match[2]), Number(match[3]));
  if (Number(match[4]) > 23 || Number(match[5]) > 59 || Number(match[6]) > 59) {
    refuse('NOT_ON_CLOCK', `${name} has hours 00 to 23, minutes 00 to 59 and seconds 00 to 59.`);
  }
  return text as UtcDateTime;
}

/**
 * Returns the first day of a month written yyyy-mm or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT,
 * MONTH_FORM, YEAR_OUT_OF_RANGE, NOT_IN_CALENDAR.
 */
export function parseMonth(text: unknown): MonthStart {
  const name = 'A month';
  requireCalendarText(text, name);
  const match = /^([0-9]{4})-([0-9]{2})$/.exec(text);
  if (match === null) refuse('MONTH_FORM', `${name} is written yyyy-mm.`);
  requireRealDay(name, Number(match[1]), Number(match[2]), 1);
  return `${text}-01` as MonthStart;
}

function requireCalendarText(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') refuse('NOT_TEXT', `${name} must be text in quotes.`);
}

function requireRealDay(name: string, year: number, month: number, day: number): void {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) {
    refuse('YEAR_OUT_OF_RANGE', `${name} lies between the years ${EARLIEST_YEAR} and ${LATEST_YEAR}.`);
  }
  // A day or month that does not exist overflows into another month.
  const isReal = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
  if (!isReal) refuse('NOT_IN_CALENDAR', `${name} must exist in the calendar.`);
}
