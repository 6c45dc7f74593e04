import type { Step } from './plan';

/**
 * What an operation costs, before it runs. One unit is a hundredth of a millisecond of the gateway and the registers
 * together, on the machine on which the weights were measured; docs/performance.md says how.
 */
export const WEIGHTS = {
  operation: 60,
  statement: 25,
  row: 0.5,
  value: 0.02,
} as const;

/** The price of a plan's steps. */
export function priceOf(steps: readonly Step[]): number {
  return steps.reduce<number>((sum, step) => sum + priceOfStep(step), WEIGHTS.operation);
}

/** The price of one statement. */
export function priceOfStep(step: Step): number {
  return Math.round(WEIGHTS.statement + WEIGHTS.row * step.bounds.rows + WEIGHTS.value * valuesOf(step));
}

function valuesOf({ outputs }: Step): number {
  return outputs.reduce((sum, output) => sum + ('kind' in output ? 1 : output.most * output.columns.length), 0);
}
