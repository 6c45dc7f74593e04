import type { Compared } from './both-paths';
import { featuresOf, hasHandWritten } from './features';
import type { Drawn } from './shape-of-operation';
import type { Written } from './write-operation';

/** What the operations of a run have shown. */
export interface Tally {
  /** Those that were answered on both paths. */
  operations: number;
  /** Refused by a limit on both paths; they are drawn anew and not among the operations. */
  refused: number;
  /** Operations with none but declared fields, which a plan has to cover, and those of them that one covers. */
  declared: number;
  covered: number;
  /** Operations with a feature. */
  features: Record<string, number>;
  /** Statements that the plans announced, less those that were not needed; and those that were sent. */
  planned: number;
  sent: number;
  /** The largest share of a bound that was used. */
  mostOfBounds: { rows: number; bytes: number; values: number };
}

export function newTally(): Tally {
  return {
    ...{ operations: 0, refused: 0, declared: 0, covered: 0, features: {}, planned: 0, sent: 0 },
    mostOfBounds: { rows: 0, bytes: 0, values: 0 },
  };
}

/** Counts an operation. */
export function count(tally: Tally, drawn: Drawn, written: Written, compared: Compared): void {
  if (compared.refused) {
    tally.refused += 1;
    return;
  }
  tally.operations += 1;
  addFeatures(tally, featuresOf(written, drawn, compared));
  const { explanation } = compared;
  if (!hasHandWritten(written)) {
    tally.declared += 1;
    if (explanation.covered) tally.covered += 1;
  }
  if (!explanation.covered) return;
  const { bounds, steps } = explanation;
  tally.planned += plannedOf(compared);
  tally.sent += compared.sent;
  const rows = steps.reduce((sum, { measured }) => sum + (measured && 'rows' in measured ? measured.rows : 0), 0);
  raise(tally, {
    rows: rows / Math.max(1, bounds.rows),
    bytes: compared.bytes / bounds.bytes,
    values: compared.values / Math.max(1, bounds.values),
  });
}

/** Counts a feature that the document itself does not show. */
export function addFeatures(tally: Pick<Tally, 'features'>, features: Iterable<string>): void {
  for (const feature of features) tally.features[feature] = (tally.features[feature] ?? 0) + 1;
}

/** The statements that a plan announced and its run needed. */
export function plannedOf({ explanation }: Compared): number {
  if (!explanation.covered) return 0;
  const skipped = explanation.steps.filter(({ measured }) => measured && 'skipped' in measured).length;
  return explanation.bounds.statements - skipped;
}

/** Several runs as one. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const total = newTally();
  for (const tally of tallies) {
    for (const name of ['operations', 'refused', 'declared', 'covered', 'planned', 'sent'] as const) {
      total[name] += tally[name];
    }
    for (const [feature, times] of Object.entries(tally.features)) {
      total.features[feature] = (total.features[feature] ?? 0) + times;
    }
    raise(total, tally.mostOfBounds);
  }
  return total;
}

function raise({ mostOfBounds }: Tally, used: Tally['mostOfBounds']): void {
  for (const name of ['rows', 'bytes', 'values'] as const)
    mostOfBounds[name] = Math.max(mostOfBounds[name], used[name]);
}
