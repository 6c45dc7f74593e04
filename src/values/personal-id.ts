import { isProvinceCode, type ProvinceCode } from './province-code';
import { refuse, refuseLength, requireDigits } from './refuse';

/**
 * A personal identification number: PPP G YY NNNNNN, 12 digits without a check digit. PPP is the province of birth
 * registration, G the sex and century, YY the birth year (Circular 59/2021/TT-BCA, article 4).
 */
export type PersonalId = string & { readonly __brand: 'PersonalId' };

export type Sex = 'MALE' | 'FEMALE';

const NAME = 'A personal ID';

/**
 * Returns the text as a personal ID or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY, BLANK,
 * LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LEGACY_ID_CARD, LENGTH, REGISTERED_ABROAD, PROVINCE_UNASSIGNED,
 * CENTURY_FUTURE. The first digit 9 in place of 0 marks the reserved range of synthetic people.
 */
export function parsePersonalId(text: unknown): PersonalId {
  requireDigits(text, NAME);
  if (text.length !== 12) refuseWrongLength(text);
  const fault = faultOf(text);
  if (fault !== null) refuse(fault.reason, fault.message);
  return text as PersonalId;
}

/** Whether a text has the form of an old identity card's number. */
export function isLegacyIdCard(text: string): boolean {
  return /^[0-9]{9}$/.test(text);
}

/** The year of birth that the number states. */
export function birthYearOf(personalId: PersonalId): number {
  const century = Number(personalId[3]) < 2 ? 1900 : 2000;
  return century + Number(personalId.slice(4, 6));
}

/** The sex that the number states. */
export function sexOf(personalId: PersonalId): Sex {
  return Number(personalId[3]) % 2 === 0 ? 'MALE' : 'FEMALE';
}

/** The province, by its code before July 2025, where the birth was registered; never changed by a move. */
export function registrationProvinceOf(personalId: PersonalId): ProvinceCode {
  return personalId.slice(1, 3) as ProvinceCode;
}

/** Whether the number is of the reserved range (first digit 9) and so cannot belong to a living person. */
export function isSyntheticPersonalId(personalId: PersonalId): boolean {
  return personalId.startsWith('9');
}

/** What the parts of a synthetic number are; `serial` is 0 to 999999 and the birth year 1900 to 2099. */
export interface PersonalIdParts {
  readonly province: ProvinceCode;
  readonly sex: Sex;
  readonly birthYear: number;
  readonly serial: number;
}

/** Builds a number of the reserved range from its parts; throws ARGUMENT_INVALID when they do not give one. */
export function toSyntheticPersonalId(parts: PersonalIdParts): PersonalId {
  const { province, sex, birthYear, serial } = parts;
  const yearFits = Number.isInteger(birthYear) && birthYear >= 1900 && birthYear <= 2099;
  if (!yearFits) refuse('BIRTH_YEAR', 'The birth year of a personal ID is between 1900 and 2099.');
  const serialFits = Number.isInteger(serial) && serial >= 0 && serial <= 999_999;
  if (!serialFits) refuse('SERIAL', 'The serial of a personal ID is between 0 and 999999.');
  const g = (birthYear < 2000 ? 0 : 2) + (sex === 'FEMALE' ? 1 : 0);
  const year = String(birthYear % 100).padStart(2, '0');
  return parsePersonalId(`9${province}${g}${year}${String(serial).padStart(6, '0')}`);
}

/** What another record states about the person; a part left out or null is not compared. */
export interface StatedPerson {
  readonly sex?: Sex | null;
  readonly birthYear?: number | null;
  /** The year in which the comparison is made: no one is born after it. */
  readonly thisYear?: number | null;
}

export type PersonalIdContradiction = 'SEX' | 'BIRTH_YEAR' | 'BIRTH_IN_FUTURE';

/** Where a well-formed personal ID contradicts what is stated about its holder, in a fixed order; empty if nowhere. */
export function contradictionsOf(personalId: PersonalId, stated: StatedPerson): readonly PersonalIdContradiction[] {
  const found: PersonalIdContradiction[] = [];
  const birthYear = birthYearOf(personalId);
  if (stated.sex != null && stated.sex !== sexOf(personalId)) found.push('SEX');
  if (stated.birthYear != null && stated.birthYear !== birthYear) found.push('BIRTH_YEAR');
  if (stated.thisYear != null && birthYear > stated.thisYear) found.push('BIRTH_IN_FUTURE');
  return found;
}

function refuseWrongLength(digits: string): never {
  if (digits.length === 9) {
    refuse('LEGACY_ID_CARD', `${NAME} has 12 digits; got 9, the length of an old identity-card number.`);
  }
  if (digits.length < 12 && faultOf(digits.padStart(12, '0')) === null) {
    refuse(
      'LEADING_ZERO_LOST',
      `${NAME} has 12 digits; got ${digits.length}, which looks like a number that lost its leading zeros in a spreadsheet.`,
    );
  }
  refuseLength(NAME, '12 digits', digits);
}

function faultOf(digits: string): { reason: string; message: string } | null {
  const first = digits.charAt(0);
  if (first !== '0' && first !== '9') {
    return {
      reason: 'REGISTERED_ABROAD',
      message: `${NAME} starts with 0, or with 9 in the reserved range; numbers registered abroad are not known here.`,
    };
  }
  if (!isProvinceCode(digits.slice(1, 3))) {
    return {
      reason: 'PROVINCE_UNASSIGNED',
      message: `${NAME} starts with a province code; ${digits.slice(0, 3)} is not assigned to any province.`,
    };
  }
  const g = Number(digits.charAt(3));
  if (g > 3) {
    const century = 20 + Math.floor(g / 2);
    return {
      reason: 'CENTURY_FUTURE',
      message: `The fourth digit of a personal ID gives sex and century; ${g} means a birth in the ${ordinal(century)} century.`,
    };
  }
  return null;
}

function ordinal(century: number): string {
  if (century === 22) return '22nd';
  return century === 23 ? '23rd' : `${century}th`;
}
