import { LienThongError } from '../../errors';
import type { Plan } from './plan';

/** What an operation may cost at most. */
export interface PlanLimits {
  /** See `price.ts` for the unit. */
  readonly price: number;
  readonly statements: number;
  /** Lists and look-ups that one statement may answer. */
  readonly parts: number;
  readonly rows: number;
  readonly values: number;
  readonly bytes: number;
}

/** The error of the first limit that a plan exceeds, with the figure and the limit; null when it keeps them all. */
export function findExcess({ price, bounds, steps }: Plan, most: PlanLimits): LienThongError | null {
  const { statements, rows, values, bytes } = bounds;
  const parts = Math.max(0, ...steps.map((step) => step.parts.length));
  if (statements > most.statements) {
    const message = `The operation needs ${statements} statements, and ${most.statements} are allowed: ask for fewer registers or levels`;
    return new LienThongError('TOO_MANY_STATEMENTS', message, { statements, most: most.statements });
  }
  if (values > most.values) return tooManyValues(values, most.values);
  if (parts > most.parts) {
    const message = `The document asks a register for ${parts} lists at once, and ${most.parts} are allowed`;
    return new LienThongError('ANSWER_TOO_LARGE', message, { lists: parts, most: most.parts });
  }
  if (rows > most.rows) {
    const message = `The answer could have ${rows} rows, and ${most.rows} are allowed: ask for shorter lists`;
    return new LienThongError('ANSWER_TOO_LARGE', message, { rows, most: most.rows });
  }
  if (bytes > most.bytes) {
    const message = `The answer could have ${bytes} bytes, and ${most.bytes} are allowed: ask for fewer fields or shorter lists`;
    return new LienThongError('ANSWER_TOO_LARGE', message, { bytes, most: most.bytes });
  }
  if (price > most.price) {
    const message = `The operation’s price is ${price}, and ${most.price} is allowed: ask for fewer fields or shorter lists`;
    return new LienThongError('PRICE_TOO_HIGH', message, { price, most: most.price });
  }
  return null;
}

/** The error of an answer that could have too many values. */
export function tooManyValues(values: number, most: number): LienThongError {
  const message = `The answer could have ${values} values, and ${most} are allowed: ask for fewer fields or shorter lists`;
  return new LienThongError('ANSWER_TOO_LARGE', message, { values, most });
}
