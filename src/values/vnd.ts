import { LienThongError } from '../errors';
import { refuse } from './refuse';

/**
 * Returns a whole number of đồng that JSON carries exactly, |x| <= 2^53 - 1, or throws ARGUMENT_INVALID with one of
 * the reasons NOT_NUMBER, NOT_WHOLE, OUT_OF_BOUNDS.
 */
export function parseVnd(value: unknown): number {
  const name = 'An amount in đồng';
  if (typeof value !== 'number' || Number.isNaN(value)) refuse('NOT_NUMBER', `${name} is a number without quotes.`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    refuse('OUT_OF_BOUNDS', `${name} lies between -9007199254740991 and 9007199254740991.`);
  }
  if (!Number.isInteger(value)) refuse('NOT_WHOLE', `${name} has no decimals.`);
  return value;
}

/**
 * The amount of a register as a JSON number. Registers deliver whole numbers of 64 bits as decimal text. Throws
 * SOURCE_VALUE_INVALID for what is not whole or does not fit into 2^53 - 1, rather than rounding it.
 */
export function toVndNumber(value: unknown): number {
  const isWholeText = typeof value === 'string' && /^-?[0-9]+$/.test(value);
  const isAmount = isWholeText || typeof value === 'number' || typeof value === 'bigint';
  const amount = isAmount ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(amount)) {
    throw new LienThongError(
      'SOURCE_VALUE_INVALID',
      'A register holds an amount that is not a whole number of đồng within 9007199254740991.',
      { reason: 'VND' },
    );
  }
  return amount === 0 ? 0 : amount;
}
