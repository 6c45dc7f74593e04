import { refuse, refuseLength, requireText } from './refuse';

/**
 * The code of an employer's unit at a provincial social-insurance office: two letters, four digits, one letter.
 * It is unique only inside its province; the layout rests on practice, not on a published rule.
 */
export type EmployerUnitCode = string & { readonly __brand: 'EmployerUnitCode' };

/**
 * Returns the text as a unit code or throws ARGUMENT_INVALID with one of the reasons NOT_TEXT, EMPTY, LENGTH,
 * UNIT_CODE_FORM.
 */
export function parseEmployerUnitCode(text: unknown): EmployerUnitCode {
  const name = 'An employer unit code';
  requireText(text, name);
  if (text === '') refuse('EMPTY', `${name} is empty.`);
  if (text.length !== 7) refuseLength(name, '7 characters', text);
  if (!/^[A-Z]{2}[0-9]{4}[A-Z]$/.test(text)) {
    refuse('UNIT_CODE_FORM', `${name} is written as two capital letters, four digits and one capital letter.`);
  }
  return text as EmployerUnitCode;
}
