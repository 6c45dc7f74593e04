import { LienThongError } from '../errors';

/**
 * Throws ARGUMENT_INVALID with a stable reason word and a sentence that says why.
 * The sentence must never repeat the refused value: it is shown to the caller and may be logged.
 */
export function refuse(reason: string, message: string): never {
  throw new LienThongError('ARGUMENT_INVALID', message, { reason });
}

/** Refuses everything but text, which is the only kind that keeps leading zeros: reason NOT_TEXT. */
export function requireText(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') {
    refuse('NOT_TEXT', `${name} must be text in quotes, not ${kindOf(value)}; only text keeps leading zeros.`);
  }
}

/**
 * Refuses text that is not made of the digits 0 to 9 alone and says which character is wrong:
 * reasons NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS. The length is not looked at.
 */
export function requireDigits(value: unknown, name: string): asserts value is string {
  requireText(value, name);
  if (value === '') refuse('EMPTY', `${name} is empty.`);
  for (const [index, character] of [...value].entries()) {
    if (character >= '0' && character <= '9') continue;
    const where = `character ${index + 1}`;
    if (character === 'O' || character === 'o') {
      refuse('LETTER_O', `${name} has the letter O in place of a zero: ${where}.`);
    }
    if (/\s/.test(character)) refuse('BLANK', `${name} must not contain blanks: ${where} is one.`);
    refuse('NOT_DIGITS', `${name} consists of the digits 0 to 9 alone: ${where} is not one of them.`);
  }
}

/** Refuses digits of another length: reason LENGTH. `hint` may add what the given length points to. */
export function refuseLength(name: string, expected: string, value: string, hint = ''): never {
  const found = value.length === 1 ? '1 character' : `${value.length} characters`;
  refuse('LENGTH', `${name} has ${expected}; got ${found}.${hint === '' ? '' : ` ${hint}`}`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'symbol' ? 'a bare word' : `a ${typeof value}`;
}
