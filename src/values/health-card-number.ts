import { parseInsuranceNumber, type InsuranceNumber } from './insurance-number';
import { findObjectGroup } from './object-groups';
import { isProvinceCode, type ProvinceCode } from './province-code';
import { refuse, refuseLength, requireText } from './refuse';

/**
 * A health-insurance card number: object group (2 letters), benefit level (1 to 5), issuing province (2 digits) and
 * the social-insurance number (10 digits) (Decision 1351/QĐ-BHXH, Dispatch 3340/BHXH-ST).
 */
export type HealthCardNumber = string & { readonly __brand: 'HealthCardNumber' };

export type BenefitLevel = 1 | 2 | 3 | 4 | 5;

/** The parts of a card number. The object group may be one that the table of groups does not know. */
export interface HealthCardParts {
  readonly objectGroup: string;
  readonly benefitLevel: BenefitLevel;
  readonly province: ProvinceCode;
  readonly insuranceNumber: InsuranceNumber;
}

const NAME = 'A health-card number';

/**
 * Returns the text as a card number or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY, BLANK,
 * INSURANCE_NUMBER, LENGTH, LETTER_O, OBJECT_GROUP_FORM, BENEFIT_LEVEL, NOT_DIGITS, PROVINCE_UNASSIGNED,
 * BENEFIT_LEVEL_NOT_OF_GROUP. An unknown two-letter group is accepted, since groups are added by decree.
 */
export function parseHealthCardNumber(text: unknown): HealthCardNumber {
  requireText(text, NAME);
  if (text === '') refuse('EMPTY', `${NAME} is empty.`);
  if (/\s/.test(text)) refuse('BLANK', `${NAME} must not contain blanks.`);
  if (/^[0-9]{10}$/.test(text)) {
    refuse('INSURANCE_NUMBER', `${NAME} has 15 characters; got the 10 digits that a card since April 2021 prints.`);
  }
  if (text.length !== 15) refuseLength(NAME, '15 characters', text);
  requireLayout(text);
  requireLevelOfGroup(text.slice(0, 2), Number(text.charAt(2)));
  return text as HealthCardNumber;
}

/** Takes a card number apart. */
export function decodeHealthCardNumber(card: HealthCardNumber): HealthCardParts {
  return {
    objectGroup: card.slice(0, 2),
    benefitLevel: Number(card.charAt(2)) as BenefitLevel,
    province: card.slice(3, 5) as ProvinceCode,
    insuranceNumber: card.slice(5) as InsuranceNumber,
  };
}

/** Builds a card number from its parts; throws ARGUMENT_INVALID when the group never has that level. */
export function toHealthCardNumber(parts: HealthCardParts): HealthCardNumber {
  const { objectGroup, benefitLevel, province, insuranceNumber } = parts;
  return parseHealthCardNumber(`${objectGroup}${benefitLevel}${province}${parseInsuranceNumber(insuranceNumber)}`);
}

/** Whether the card's object group is in the table of groups; a card of another group deserves a warning. */
export function hasKnownObjectGroup(card: HealthCardNumber): boolean {
  return findObjectGroup(card.slice(0, 2)) !== null;
}

function requireLayout(text: string): void {
  if (!/^[A-Z]{2}/.test(text)) {
    refuse('OBJECT_GROUP_FORM', `${NAME} starts with the two capital letters of its object group.`);
  }
  if (!/^[1-5]$/.test(text.charAt(2))) {
    refuse('BENEFIT_LEVEL', 'The third character of a health-card number is the benefit level, a digit 1 to 5.');
  }
  const digits = text.slice(3);
  if (/[Oo]/.test(digits)) refuse('LETTER_O', `${NAME} has the letter O in place of a zero after the benefit level.`);
  if (!/^[0-9]{12}$/.test(digits)) refuse('NOT_DIGITS', `${NAME} has only digits after its two letters.`);
  if (!isProvinceCode(digits.slice(0, 2))) {
    refuse(
      'PROVINCE_UNASSIGNED',
      `The fourth and fifth characters of a health-card number are the issuing province; ${digits.slice(0, 2)} is not assigned.`,
    );
  }
}

function requireLevelOfGroup(code: string, level: number): void {
  const group = findObjectGroup(code);
  if (group === null || group.benefitLevels.some((known) => known === level)) return;
  refuse(
    'BENEFIT_LEVEL_NOT_OF_GROUP',
    `A card of the object group ${code} has the benefit level ${group.benefitLevels.join(' or ')}, never ${level}.`,
  );
}
