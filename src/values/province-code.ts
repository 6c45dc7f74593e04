import provinces from './provinces.json';
import { refuse, refuseLength, requireDigits } from './refuse';

/** A province code of the statistics office: two digits. Since 1 July 2025 some codes mean another province. */
export type ProvinceCode = string & { readonly __brand: 'ProvinceCode' };

const ASSIGNED: ReadonlySet<string> = new Set(provinces.map((province) => province.code));

/** Every code that has been a province's since 2008, in ascending order; the 34 of today are among the 63 before. */
export const PROVINCE_CODES: readonly ProvinceCode[] = [...ASSIGNED].sort() as ProvinceCode[];

/** Says whether two digits are, or before July 2025 were, the code of a province. */
export function isProvinceCode(text: string): text is ProvinceCode {
  return ASSIGNED.has(text);
}

/**
 * Returns the text as a province code or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY, BLANK,
 * LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LENGTH, PROVINCE_UNASSIGNED.
 */
export function parseProvinceCode(text: unknown): ProvinceCode {
  const name = 'A province code';
  requireDigits(text, name);
  if (text.length === 1 && isProvinceCode(`0${text}`)) {
    refuse('LEADING_ZERO_LOST', `${name} has 2 digits; got 1, which looks like a code that lost its leading zero.`);
  }
  if (text.length !== 2) {
    const hint = text.length === 3 ? 'Three digits are a district, or a province as a personal ID writes it.' : '';
    refuseLength(name, '2 digits', text, hint);
  }
  if (!isProvinceCode(text)) refuse('PROVINCE_UNASSIGNED', `No province has or had the code ${text}.`);
  return text;
}
