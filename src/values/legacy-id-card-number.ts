import { refuseLength, requireDigits } from './refuse';

/**
 * The number of an old identity card: nine digits without a check digit. A person who moved got another number, and
 * some numbers were issued twice; the cards lost their validity on 1 January 2025 (Law on Identification 2023).
 */
export type LegacyIdCardNumber = string & { readonly __brand: 'LegacyIdCardNumber' };

/**
 * Returns the text as an old identity-card number or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY,
 * BLANK, LETTER_O, NOT_DIGITS, LENGTH.
 */
export function parseLegacyIdCardNumber(text: unknown): LegacyIdCardNumber {
  const name = 'An old identity-card number';
  requireDigits(text, name);
  if (text.length !== 9) {
    refuseLength(name, '9 digits', text, text.length === 12 ? 'Twelve digits are the length of a personal ID.' : '');
  }
  return text as LegacyIdCardNumber;
}
