import type { CountPart, Output, RootField, Step } from './plan';

/** What makes an operation cost: how much of each there usually is in its plan. */
export interface Quantities {
  readonly operations: number;
  readonly statements: number;
  /** Keys looked up in an index, and the rows found. */
  readonly lookups: number;
  readonly rows: number;
  /** Columns read, once for each row. */
  readonly values: number;
  /** Cursors that are sealed. */
  readonly cursors: number;
  /** Rows that are counted, not read. */
  readonly counted: number;
}

/**
 * What one of each costs. A hundred are a millisecond until the answer is there, on a machine that does nothing else:
 * `npm run prove -- price` measures and fits them, as docs/performance.md says.
 */
export const WEIGHTS: Quantities = {
  operations: 48,
  statements: 4.7,
  lookups: 0.03,
  rows: 0.02,
  values: 0.013,
  cursors: 0.35,
  counted: 0.004,
};

/** What filter conditions usually leave of a list: one that compares with values, and one that a record has or not. */
const LEFT_BY_COMPARISON = 0.02;
const LEFT_BY_FLAG = 0.3;

/** The price of an operation. */
export function priceOf(root: readonly RootField[], steps: readonly Step[]): number {
  return Math.ceil(weigh(quantitiesOf(root, steps)));
}

/** The price of one statement. */
export function priceOfStep(step: Step): number {
  return Math.ceil(weigh(quantitiesOfStep(step)));
}

/** The quantities of an operation. */
export function quantitiesOf(root: readonly RootField[], steps: readonly Step[]): Quantities {
  return steps.map(quantitiesOfStep).reduce(add, { ...NONE, operations: 1, cursors: cursorsOf(root) });
}

function quantitiesOfStep({ outputs }: Step): Quantities {
  return outputs.map(quantitiesOfOutput).reduce(add, { ...NONE, statements: 1 });
}

function quantitiesOfOutput(output: Output): Quantities {
  if ('kind' in output) return { ...NONE, counted: countedOf(output) };
  const { usual, columns } = output;
  return { ...NONE, ...usual, values: usual.rows * columns.length };
}

function countedOf({ connection, shape: { flags, equal, among } }: CountPart): number {
  const comparisons = equal.length + (among === null ? 0 : 1);
  return connection.typical * LEFT_BY_COMPARISON ** comparisons * LEFT_BY_FLAG ** flags.length;
}

function cursorsOf(root: readonly RootField[]): number {
  const pages = root.filter((field) => field.kind === 'connection');
  const withCursors = pages.filter(({ fields }) =>
    fields.some((field) => field.kind === 'edges' && field.fields.some(({ kind }) => kind === 'cursor')),
  );
  return withCursors.reduce((sum, { page }) => sum + (page?.rows.usual.rows ?? 0), 0);
}

const NONE: Quantities = { operations: 0, statements: 0, lookups: 0, rows: 0, values: 0, cursors: 0, counted: 0 };
const NAMES = Object.keys(NONE) as (keyof Quantities)[];

function add(one: Quantities, other: Quantities): Quantities {
  return Object.fromEntries(NAMES.map((name) => [name, one[name] + other[name]])) as unknown as Quantities;
}

function weigh(quantities: Quantities): number {
  return NAMES.reduce((sum, name) => sum + WEIGHTS[name] * quantities[name], 0);
}
