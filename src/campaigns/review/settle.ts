import type { Risk } from '../campaign';

/** What a reviewer can decide about a finding. */
export const REVIEW_DECISIONS = ['ACCEPT', 'REJECT', 'PAPERS'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** What one reviewer said. */
export interface Verdict {
  readonly decision: ReviewDecision;
  /** The citizen whose ID the participant gets; null unless it was accepted. */
  readonly chosenId: string | null;
}

/** A finding as far as it tells how many reviewers have to agree. */
export interface Reviewed {
  /** Its own risks and those of whoever a reviewer chose. */
  readonly risks: readonly Risk[];
  /** The automatic match that was drawn for checking; null for a finding that was not. */
  readonly checked: string | null;
}

/**
 * What the verdicts of different reviewers come to; null while another one has to look at it. One is enough, but for a finding
 * with risks and for a checked match that somebody contradicts: there two have to have said the same, however many said
 * something else.
 */
export function settle({ risks, checked }: Reviewed, verdicts: readonly Verdict[]): Verdict | null {
  const isContradicted = checked !== null && verdicts.some((verdict) => verdict.chosenId !== checked);
  if (risks.length === 0 && !isContradicted) return verdicts[0] ?? null;
  return verdicts.find((verdict, i) => verdicts.slice(0, i).some((earlier) => isSame(earlier, verdict))) ?? null;
}

/** Whether two reviewers said the same: the same decision, and the same citizen. */
function isSame(one: Verdict, other: Verdict): boolean {
  return one.decision === other.decision && one.chosenId === other.chosenId;
}
