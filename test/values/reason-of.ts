import { LienThongError } from '../../src/errors';

/** The reason word with which a parse function refuses a value; fails the test when it is accepted. */
export function reasonOf(act: () => unknown): string {
  const error = errorOf(act);
  return String(error.details['reason']);
}

/** The error that an act throws; fails the test when it throws none, or another kind of error. */
export function errorOf(act: () => unknown): LienThongError {
  try {
    act();
  } catch (error) {
    if (error instanceof LienThongError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
