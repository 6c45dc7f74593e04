import { refuse, refuseLength, requireDigits } from './refuse';

/** A commune code of the statistics office: five digits. Whether a commune has it depends on the date. */
export type CommuneCode = string & { readonly __brand: 'CommuneCode' };

/**
 * Returns the text as a commune code or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY, BLANK,
 * LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LENGTH. It does not ask whether a commune has the code.
 */
export function parseCommuneCode(text: unknown): CommuneCode {
  const name = 'A commune code';
  requireDigits(text, name);
  if (text.length < 5) {
    refuse(
      'LEADING_ZERO_LOST',
      `${name} has 5 digits; got ${text.length}. Write its leading zeros, which a spreadsheet drops.`,
    );
  }
  if (text.length !== 5) refuseLength(name, '5 digits', text);
  return text as CommuneCode;
}
