/** A reviewer who knows the truth: for measuring what clerical review adds, in a demonstration. */

/** What a reviewer is shown of a finding, as far as this one looks at it. */
export interface ShownFinding {
  readonly proposedId: string | null;
  /** The likeliest citizens; null where nobody but the proposed one is shown. */
  readonly candidates: readonly { readonly personalId: string }[] | null;
}

export interface SimulatedDecision {
  readonly decision: 'ACCEPT' | 'REJECT' | 'PAPERS';
  /** Who was chosen; null unless it is accepted. */
  readonly chosenId: string | null;
  readonly reason: string;
}

/**
 * Accepts the true citizen where they are among those shown; asks for papers where they are not; rejects where the truth knows
 * nobody of that insurance number, so that no papers can help.
 */
export function simulateReview({ proposedId, candidates }: ShownFinding, truth: string | null): SimulatedDecision {
  if (truth === null) return { decision: 'REJECT', chosenId: null, reason: 'nobody has this insurance number' };
  const shown = candidates?.map(({ personalId }) => personalId) ?? [proposedId];
  return shown.includes(truth)
    ? { decision: 'ACCEPT', chosenId: truth, reason: 'it is this citizen' }
    : { decision: 'PAPERS', chosenId: null, reason: 'it is none of these citizens' };
}
