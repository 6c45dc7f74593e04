import { LienThongError } from '../errors';

/** Throws ARGUMENT_INVALID for text with the character U+0000, which no database can hold or compare. */
export function requireStorable(argument: string, text: string): void {
  if (!text.includes('\0')) return;
  throw new LienThongError('ARGUMENT_INVALID', `${argument} holds the character U+0000`, {
    argument,
    reason: 'NUL_CHARACTER',
  });
}
