import type { Period } from './calendar';
import { NULL } from './copy';
import type { Employers } from './employers';
import type { NoteError } from './errors-model';
import type { Place, Region } from './geography';
import type { IdentifierIssue } from './identifiers';
import type { ProvinceParticipation } from './participation-model';
import type { Person } from './people';
import type { RandomStream } from './random';
import type { NationSinks } from './tables';

/** What the writers of all registers share while a nation is written. */
export interface Nation {
  readonly seed: number;
  readonly citizens: number;
  readonly period: Period;
  readonly regions: readonly Region[];
  readonly participation: readonly ProvinceParticipation[];
  readonly employers: Employers;
  readonly issue: IdentifierIssue;
  readonly factor: number;
  readonly sinks: NationSinks;
  readonly note: NoteError;
  /** Takes down that a record is of a person. */
  readonly noteRecord: (register: string, key: string, person: Person) => void;
}

/** The streams of random numbers of a person: one per register, so that a change in one leaves the others alone. */
export const DOMAIN = {
  person: 1,
  participation: 2,
  insurance: 3,
  contribution: 4,
  tax: 5,
  health: 6,
  population: 7,
  employer: 8,
} as const;

/** One of the people drawn shortly before, to share a number or papers with: an adult, or null at the very start. */
export function pickEarlier(recent: readonly Person[], random: RandomStream): Person | null {
  return recent.length === 0 ? null : random.pick(recent);
}

/** Columns of a place: province and commune with the days from which their codes are valid. */
export function placeColumns(region: Region, place: Place): string {
  return `${region.code}\t${region.validFrom}\t${place.code}\t${place.validFrom}`;
}

/** A text or COPY's absent value. */
export function orNull(value: string | number | null): string | number {
  return value ?? NULL;
}
