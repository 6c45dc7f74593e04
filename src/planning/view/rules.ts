import type { Access } from '../../agreements/agreement';
import type { Mask } from '../../agreements/mask';
import type { Dimension, ScopeValues } from '../../agreements/row-scope';

/** What a view grants, by schema coordinate: `Type.field`, `Input.field`, `Enum.VALUE`. */
export interface ViewRules {
  /** Tells the view from every other; equal views have equal IDs. */
  readonly id: string;
  /** Null for what is not granted. */
  accessTo(coordinate: string): Access | null;
  /** What its rows are narrowed by. */
  readonly dimensions: readonly Dimension[];
  /** Whether it is put on record whose data are read. */
  readonly isRecorded: boolean;
}

/** A view as one caller has it. */
export interface CallerView {
  readonly rules: ViewRules;
  /** What is in scope for this caller. A dimension that the rules narrow and that is missing here has nothing in scope. */
  readonly scope: ScopeValues;
}

/** The graph as it was declared: everything, of every row. For comparison, measurement and the public documents. */
export const WHOLE_GRAPH: ViewRules = { id: 'whole', accessTo: () => 'READ', dimensions: [], isRecorded: false };

/** The mask behind which a view shows a field, if it does. */
export function maskOf(rules: ViewRules, coordinate: string): Mask | null {
  const access = rules.accessTo(coordinate);
  return access === null || access === 'READ' || access === 'VERIFY' ? null : access;
}
