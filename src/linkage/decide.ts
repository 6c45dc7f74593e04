/** One of the right's records that may be the one of a record of the left, with its match weight in bits. */
export interface Weighed {
  readonly right: number;
  readonly bits: number;
}

/** A candidate with the chance that it is the one. */
export interface Ranked extends Weighed {
  readonly probability: number;
}

export type Decision = 'MATCH' | 'POSSIBLE_MATCH' | 'NON_MATCH';

/**
 * The chances of a record's candidates, the best first. They share what is left by the chance that it belongs to none of
 * the right's: two good candidates therefore have half of it each at most, however much each of them weighs.
 */
export function rank(
  candidates: readonly Weighed[],
  { prior, coverage }: { prior: number; coverage: number },
): readonly Ranked[] {
  const odds = candidates.map(({ bits }) => 2 ** (bits + prior));
  const sum = odds.reduce((total, of) => total + of, 1 - coverage);
  return candidates
    .map((candidate, i) => ({ ...candidate, probability: (odds[i] ?? 0) / sum }))
    .sort((a, b) => b.probability - a.probability || a.right - b.right);
}

/** From which probability on a candidate is a match, and below which it is none. */
export interface Thresholds {
  readonly match: number;
  readonly possible: number;
}

/**
 * The thresholds by which matches are right as often as is wanted: the lowest one above which the probabilities' mean still
 * is `precision`, and none that is itself likelier wrong than right. What comes in are the best candidates' probabilities.
 */
export function thresholdsFor(probabilities: readonly number[], precision: number, possible: number): Thresholds {
  const sorted = [...probabilities].sort((a, b) => b - a);
  let sum = 0;
  let match = 1;
  sorted.some((probability, i) => {
    sum += probability;
    if (sum / (i + 1) < precision || probability < LEAST_OF_A_MATCH) return true;
    match = probability;
    return false;
  });
  return { match, possible };
}

/** Nothing is decided by itself that is wrong more often than once in fifty. */
const LEAST_OF_A_MATCH = 0.98;

export function decide([best]: readonly Ranked[], { match, possible }: Thresholds): Decision {
  if (!best || best.probability < possible) return 'NON_MATCH';
  return best.probability >= match ? 'MATCH' : 'POSSIBLE_MATCH';
}

/** A match of a record of the left, as it is claimed. */
export interface Claim {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
}

/**
 * Lets every record of the right be claimed once: gives the claims that stand. Where several claim one, the best stands if
 * it weighs so many bits more than the next; otherwise none does, and somebody has to look at them.
 */
export function oneToOne(claims: readonly Claim[], margin: number): ReadonlySet<number> {
  const byRight = new Map<number, Claim[]>();
  for (const claim of claims) {
    const of = byRight.get(claim.right);
    if (of) of.push(claim);
    else byRight.set(claim.right, [claim]);
  }
  const standing = new Set<number>();
  for (const of of byRight.values()) {
    const [best, next] = of.sort((a, b) => b.bits - a.bits || a.left - b.left);
    if (best && (!next || best.bits - next.bits >= margin)) standing.add(best.left);
  }
  return standing;
}
