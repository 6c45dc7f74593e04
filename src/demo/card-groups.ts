import { findObjectGroup } from '../values/object-groups';
import { birthdayAt, dayOf, monthOf, yearOf, type Period } from './calendar';
import type { Participation } from './schemes';
import type { Person } from './people';
import type { RandomStream } from './random';
import type { EmployerKind } from './employers';

/** A card's object group with its benefit level and validity. */
export interface CardGroup {
  readonly code: string;
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

const EMPLOYEE_GROUP: Readonly<Record<EmployerKind, string>> = {
  STATE: 'HC',
  ENTERPRISE: 'DN',
  FOREIGN: 'NN',
  COOPERATIVE: 'HX',
  OTHER: 'TK',
};
/** Shares of the poor and near-poor by ethnic naming, and of minority people in difficult areas: assumptions. */
const POOR = { minority: 0.2, kinh: 0.025 };
const NEAR_POOR = { minority: 0.1, kinh: 0.03 };
const DIFFICULT_AREA = 0.6;
const PENSIONERS = 0.3;

/** The group, level and validity of the card a person holds, or held last, by job, age, household and area. */
export function drawCardGroup(
  person: Person,
  taken: Participation,
  period: Period,
  random: RandomStream,
): CardGroup | null {
  const job = taken.jobs[taken.jobs.length - 1];
  const cover = taken.health[taken.health.length - 1];
  const employed = job !== undefined && (cover === undefined || job.lastMonth >= cover.lastMonth);
  const yearEnd = dayOf(period.asOfYear, 12, 31);
  if (employed) {
    const kind = job.employer.organisation.kind;
    const code = kind === 'STATE' && random.chance(0.2) ? 'CH' : EMPLOYEE_GROUP[kind];
    return group(code, job.start, lastDay(person, job.end, yearEnd));
  }
  if (cover === undefined) return null;
  const until = lastDay(person, cover.end, yearEnd);
  const childUntil = endOfChildCard(person.birth);
  const minority = person.ethnicity !== 'kinh';
  if (cover.start < childUntil && until <= childUntil)
    return group('TE', cover.start, cover.end === null ? childUntil : until);
  const from = Math.max(cover.start, childUntil < period.asOf ? Math.min(childUntil + 1, until) : cover.start);
  const code = codeFor(person, minority, period, random);
  if (code !== 'GD' && code !== 'GB' && code !== 'HS' && code !== 'SV') return group(code, from, until);
  const school = code === 'HS' || code === 'SV';
  const start = school
    ? dayOf(yearOf(until) - (monthOf(until) % 12 >= 9 ? 0 : 1), 10, 1)
    : until - random.between(0, 364);
  const yearly = Math.max(from, Math.min(start, until));
  const end = cover.end === null && person.died === null ? birthdayAt(yearly, 1) - 1 : until;
  return group(code, yearly, Math.max(end, until));
}

/** Cards of children under 6: to 30 September of the year of 72 months, or the end of that month if it is later. */
function endOfChildCard(birth: number): number {
  const months = birthdayAt(birth, 6);
  const september = dayOf(yearOf(months), 9, 30);
  return months <= september ? september : dayOf(1970, monthOf(months) + 2, 0);
}

function lastDay(person: Person, end: number | null, yearEnd: number): number {
  return end ?? person.died ?? yearEnd;
}

function codeFor(person: Person, minority: boolean, period: Period, random: RandomStream): string {
  const age = (period.asOf - person.birth) / 365.25;
  const draw = random.next();
  const poor = minority ? POOR.minority : POOR.kinh;
  if (draw < poor) return 'HN';
  if (minority && !person.place.urban && draw < poor + DIFFICULT_AREA) return random.chance(0.8) ? 'DT' : 'DK';
  if (age < 18) return 'HS';
  if (age >= 60 && draw < poor + PENSIONERS) return 'HT';
  if (age >= 80) return random.chance(0.7) ? 'BT' : 'CT';
  if (age < 22 && random.chance(0.45)) return 'SV';
  const rest = random.next();
  if (rest < (minority ? NEAR_POOR.minority : NEAR_POOR.kinh)) return 'CN';
  if (rest < 0.14) return random.pick(MERIT);
  if (!person.place.urban && rest < 0.3) return 'GB';
  if (rest > 0.99) return 'XK';
  return 'GD';
}

/** People with merit, veterans, relatives of soldiers, assisted people, receivers of unemployment benefit. */
const MERIT = ['CK', 'CB', 'KC', 'TS', 'TC', 'TQ', 'TA', 'BT', 'XB', 'TN', 'QN'] as const;

function group(code: string, from: number, to: number): CardGroup {
  return { code, level: findObjectGroup(code)?.benefitLevels[0] ?? 4, from, to: Math.max(from, to) };
}

/** A group that is not the right one, for an error: budget-paid cards for others, household cards for them. */
export function wrongGroup(code: string): string {
  return code === 'DT' || code === 'DK' ? 'GD' : 'DT';
}

/** A group and level as one: what a second card of the same person has. */
export function otherGroup(code: string): { code: string; level: number } {
  const other = code === 'GD' ? 'HN' : 'GD';
  return { code: other, level: findObjectGroup(other)?.benefitLevels[0] ?? 4 };
}
