import { LienThongError } from '../errors';
import { compareDates, DATE_LEVELS, type DateLevel } from '../linkage/compare-dates';
import { compareNames, NAME_LEVELS, type NameLevel } from '../linkage/compare-names';
import { contradictionsOf, isLegacyIdCard, parsePersonalId, type PersonalId } from '../values/personal-id';
import type { CitizenIdentity, ParticipantRecord } from './participant-link';

/**
 * What is wrong with a participant's personal ID: what comes in is what the insurance register states and what the population
 * register knows of that number; what comes out are the anomalies, each with its evidence. None means that the ID is valid and
 * verified: it is of a living citizen of that name and birth date, and of nobody else among the participants.
 */

/** The classes of anomalies, in the order in which they are told. */
export const ANOMALIES = [
  'MISSING',
  'NINE_DIGIT',
  'MALFORMED',
  'CONTRADICTS_SEX',
  'CONTRADICTS_BIRTH_YEAR',
  'UNKNOWN',
  'SUPERSEDED',
  'SHARED',
  'HOLDER_DECEASED',
  'NAME_DIFFERS',
  'BIRTH_DATE_DIFFERS',
  'SEVERAL_NUMBERS',
] as const;
export type Anomaly = (typeof ANOMALIES)[number];

/** An anomaly and what shows it: codes and levels alone, no value of a person. */
export interface Finding {
  readonly anomaly: Anomaly;
  readonly evidence: string | null;
}

/** What registers know of the number that a participant states. */
export interface Standing {
  /** The citizen whose number it is today. */
  readonly holder: CitizenIdentity | null;
  /** Whether it was somebody's before they were given another. */
  readonly isSuperseded: boolean;
  /** How many other participants state it, and how many of those with the same name and birth date. */
  readonly others: number;
  readonly alike: number;
}

export function classify(participant: ParticipantRecord, standing: Standing): readonly Finding[] {
  const { personalId } = participant;
  if (personalId === null || personalId.trim() === '') return [{ anomaly: 'MISSING', evidence: null }];
  const shared = sharing(standing);
  const malformed = malformation(personalId);
  if (malformed) return [malformed, ...shared];
  const contradictions = contradictionsOf(personalId as PersonalId, {
    sex: participant.sex === null ? null : participant.sex === 'M' ? 'MALE' : 'FEMALE',
    birthYear: participant.birth === null ? null : Number(participant.birth.day.slice(0, 4)),
  }).flatMap((of): Finding[] => {
    if (of === 'SEX') return [{ anomaly: 'CONTRADICTS_SEX', evidence: null }];
    return of === 'BIRTH_YEAR' ? [{ anomaly: 'CONTRADICTS_BIRTH_YEAR', evidence: null }] : [];
  });
  return [...contradictions, ...knowledge(participant, standing), ...shared].sort(
    (one, other) => ANOMALIES.indexOf(one.anomaly) - ANOMALIES.indexOf(other.anomaly),
  );
}

/** What is wrong with a number's form, by the reason that `parsePersonalId` gives. */
function malformation(personalId: string): Finding | null {
  if (isLegacyIdCard(personalId)) return { anomaly: 'NINE_DIGIT', evidence: null };
  try {
    parsePersonalId(personalId);
    return null;
  } catch (error) {
    const reason = error instanceof LienThongError ? String(error.details['reason'] ?? '') : '';
    return { anomaly: 'MALFORMED', evidence: reason };
  }
}

function knowledge({ name, birth }: ParticipantRecord, { holder, isSuperseded }: Standing): readonly Finding[] {
  if (isSuperseded) return [{ anomaly: 'SUPERSEDED', evidence: null }];
  if (!holder) return [{ anomaly: 'UNKNOWN', evidence: null }];
  const findings: Finding[] = [];
  if (holder.isDeceased) findings.push({ anomaly: 'HOLDER_DECEASED', evidence: null });
  const named = name && holder.name ? compareNames(name, holder.name) : null;
  if (named !== null && !isSameName(named)) findings.push({ anomaly: 'NAME_DIFFERS', evidence: named });
  const born = birth && holder.birth ? compareDates(birth, holder.birth) : null;
  if (born !== null && !isSameDate(born)) findings.push({ anomaly: 'BIRTH_DATE_DIFFERS', evidence: born });
  return findings;
}

/** Who has the same name and birth date under the same ID has been given several insurance numbers. */
function sharing({ others, alike }: Standing): readonly Finding[] {
  const strangers = others - alike;
  return [
    ...(strangers > 0 ? [{ anomaly: 'SHARED' as const, evidence: String(strangers + 1) }] : []),
    ...(alike > 0 ? [{ anomaly: 'SEVERAL_NUMBERS' as const, evidence: String(alike + 1) }] : []),
  ];
}

/** Whether two records state the same name and birth date; false where one of them leaves either open. */
export function isSamePerson(
  one: Pick<CitizenIdentity, 'name' | 'birth'>,
  other: Pick<CitizenIdentity, 'name' | 'birth'>,
): boolean {
  if (!one.name || !other.name || !one.birth || !other.birth) return false;
  return isSameName(compareNames(one.name, other.name)) && isSameDate(compareDates(one.birth, other.birth));
}

/** A name without its marks is the same name, badly kept; one with other marks is another. */
function isSameName(level: NameLevel): boolean {
  return NAME_LEVELS.indexOf(level) <= NAME_LEVELS.indexOf('MARKS_MISSING');
}

/** A date of which only the year is known does not contradict one of that year. */
function isSameDate(level: DateLevel): boolean {
  return DATE_LEVELS.indexOf(level) <= DATE_LEVELS.indexOf('YEAR_ONLY');
}
