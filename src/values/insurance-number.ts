import { refuse, refuseLength, requireDigits } from './refuse';

/**
 * A social-insurance number: ten digits, one for a person's life, without a published check digit. The first two are
 * mostly the province of first issue, which is a habit and not a rule.
 */
export type InsuranceNumber = string & { readonly __brand: 'InsuranceNumber' };

/**
 * Returns the text as a social-insurance number or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY,
 * LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LENGTH. Blanks, dots and dashes between digits are dropped first;
 * lost zeros are never put back.
 */
export function parseInsuranceNumber(text: unknown): InsuranceNumber {
  const name = 'A social-insurance number';
  const digits = typeof text === 'string' ? text.replace(/[ .-]/g, '') : text;
  requireDigits(digits, name);
  if (digits.length === 9 && !digits.startsWith('0')) {
    refuse(
      'LEADING_ZERO_LOST',
      `${name} has 10 digits; got 9, which may be a number that lost its leading zero in a spreadsheet.`,
    );
  }
  if (digits.length !== 10) refuseLength(name, '10 digits', digits);
  return digits as InsuranceNumber;
}
