import { LienThongError } from '../errors';

/** Throws ARGUMENT_INVALID unless `first` lies between 1 and the list's bound. */
export function requireFirst(first: number, most: number): void {
  if (first >= 1 && first <= most) return;
  throw new LienThongError('ARGUMENT_INVALID', `first must be between 1 and ${most}; it was ${first}`, {
    argument: 'first',
    reason: 'OUT_OF_BOUNDS',
    most,
  });
}
