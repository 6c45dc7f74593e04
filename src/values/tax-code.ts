import { refuse, refuseLength, requireDigits, requireText } from './refuse';

/**
 * A tax code: N1N2 range, N3-N9 sequence, N10 check digit, and for a dependent unit a dash and the branch 001 to 999
 * (Circular 105/2020/TT-BTC article 5, Circular 86/2024/TT-BTC). The range is not a province code.
 */
export type TaxCode = string & { readonly __brand: 'TaxCode' };

const NAME = 'A tax code';
const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const;

/**
 * Returns the text as a tax code or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY, BLANK, LETTER_O,
 * NOT_DIGITS, PERSONAL_ID, DASH_MISSING, LEADING_ZERO_LOST, LENGTH, BRANCH_FORM, BRANCH_ZERO, SEQUENCE_ZERO,
 * BODY_UNUSABLE, CHECK_DIGIT.
 */
export function parseTaxCode(text: unknown): TaxCode {
  requireText(text, NAME);
  const dash = text.indexOf('-');
  const main = dash < 0 ? text : text.slice(0, dash);
  requireDigits(main, NAME);
  if (main.length !== 10) refuseWrongLength(main, dash >= 0);
  const fault = faultOf(main);
  if (fault !== null) refuse(fault.reason, fault.message);
  if (dash >= 0) requireBranch(text.slice(dash + 1));
  return text as TaxCode;
}

/**
 * The check digit of nine digits: 10 minus the remainder of the weighted sum by 11. Null when the remainder is 0,
 * which makes one body in eleven unusable.
 */
export function taxCodeCheckDigit(body: string): number | null {
  if (!/^[0-9]{9}$/.test(body)) refuse('LENGTH', 'The body of a tax code has 9 digits.');
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(body.charAt(index)), 0);
  const remainder = sum % 11;
  return remainder === 0 ? null : 10 - remainder;
}

/** The tax code of nine digits and, for a dependent unit, a branch 1 to 999; null when the body is unusable. */
export function toTaxCode(body: string, branch?: number): TaxCode | null {
  const check = taxCodeCheckDigit(body);
  if (check === null || body.endsWith('0000000')) return null;
  return parseTaxCode(`${body}${check}${branch === undefined ? '' : `-${String(branch).padStart(3, '0')}`}`);
}

/** The tax code of the independent taxpayer that a branch belongs to; an independent one is its own. */
export function independentTaxCodeOf(taxCode: TaxCode): TaxCode {
  return taxCode.slice(0, 10) as TaxCode;
}

function refuseWrongLength(main: string, hasBranch: boolean): never {
  if (!hasBranch && main.length === 12) {
    refuse(
      'PERSONAL_ID',
      `${NAME} has 10 digits; got 12, the length of a personal ID, which replaced personal tax codes on 1 July 2025.`,
    );
  }
  if (!hasBranch && main.length === 13) {
    refuse('DASH_MISSING', `${NAME} of a branch is written with a dash before its last 3 digits.`);
  }
  if (main.length === 9 && faultOf(`0${main}`) === null) {
    refuse(
      'LEADING_ZERO_LOST',
      `${NAME} has 10 digits; got 9, which looks like a code that lost its leading zero in a spreadsheet.`,
    );
  }
  refuseLength(NAME, '10 digits, and for a branch a dash and 3 more', main);
}

function faultOf(main: string): { reason: string; message: string } | null {
  if (main.slice(2, 9) === '0000000') {
    return { reason: 'SEQUENCE_ZERO', message: `The third to ninth digits of a tax code are never all zero.` };
  }
  const check = taxCodeCheckDigit(main.slice(0, 9));
  if (check === null) {
    return { reason: 'BODY_UNUSABLE', message: `${NAME} never has these first 9 digits: they give no check digit.` };
  }
  if (check !== Number(main.charAt(9))) {
    return {
      reason: 'CHECK_DIGIT',
      message: `The check digit, the tenth, of this tax code does not fit the other nine.`,
    };
  }
  return null;
}

function requireBranch(branch: string): void {
  if (!/^[0-9]{3}$/.test(branch)) refuse('BRANCH_FORM', `${NAME} of a branch ends in a dash and exactly 3 digits.`);
  if (branch === '000') refuse('BRANCH_ZERO', 'The branch of a tax code is 001 to 999, never 000.');
}
