import type { Pattern } from './comparison';

/**
 * The chances of a field's levels: `m` among records of the same person, `u` among two drawn at random (Fellegi and Sunter
 * 1969). Each list adds up to one.
 */
export interface Chances {
  readonly m: readonly number[];
  readonly u: readonly number[];
}

/** How many pairs agree in which way. */
export class PatternCounts {
  private readonly counts = new Map<string, { readonly pattern: Pattern; count: number }>();

  add(pattern: Pattern, count = 1): void {
    const key = pattern.join();
    const known = this.counts.get(key);
    if (known) known.count += count;
    else this.counts.set(key, { pattern, count });
  }

  entries(): readonly { readonly pattern: Pattern; readonly count: number }[] {
    return [...this.counts.values()];
  }

  get total(): number {
    return this.entries().reduce((sum, { count }) => sum + count, 0);
  }
}

/** The chances of each field's levels among pairs drawn at random: `u`. Every level is given half a pair. */
export function estimateRandom(levels: readonly number[], counts: PatternCounts): readonly (readonly number[])[] {
  return levels.map((size, field) =>
    normalised(
      Array.from({ length: size }, (_, level) =>
        counts.entries().reduce((sum, { pattern, count }) => sum + (pattern[field] === level ? count : 0), HALF_A_PAIR),
      ),
    ),
  );
}

export interface Estimated {
  /** The chances of each field's levels among pairs that match; null for a field by which the pairs were found. */
  readonly m: readonly (readonly number[] | null)[];
  /** The share of the pairs that match. */
  readonly share: number;
  /** How many pairs match, as far as can be known. */
  readonly matches: number;
  readonly rounds: number;
}

/**
 * Estimates `m` by expectation maximisation from pairs that were found by some fields and of which most match: what comes
 * in are patterns with their counts, `u`, and which fields found them, which therefore tell nothing. In turns each pattern
 * is given the chance that it is a match, and the chances of the levels are counted anew with it (Winkler 1988).
 */
export function estimateMatching(
  counts: PatternCounts,
  u: readonly (readonly number[])[],
  foundBy: readonly number[],
): Estimated {
  const entries = counts.entries();
  const fields = u.map((_, field) => field).filter((field) => !foundBy.includes(field));
  let m = u.map((levels, field) => (foundBy.includes(field) ? null : startOf(levels.length)));
  let share = START_SHARE;
  let rounds = 0;
  for (let change = Infinity; change > SETTLED && rounds < MOST_ROUNDS; rounds += 1) {
    const sums = m.map((levels) => levels && levels.map(() => HALF_A_PAIR));
    let matches = 0;
    for (const { pattern, count } of entries) {
      let [matching, random] = [share, 1 - share];
      for (const field of fields) {
        const level = pattern[field];
        if (level === null || level === undefined) continue;
        matching *= m[field]?.[level] ?? 0;
        random *= u[field]?.[level] ?? 0;
      }
      const expected = (count * matching) / (matching + random);
      matches += expected;
      for (const field of fields) {
        const level = pattern[field];
        const of = sums[field];
        if (of && level !== null && level !== undefined) of[level] = (of[level] ?? 0) + expected;
      }
    }
    const next = sums.map((levels) => levels && normalised(levels));
    change = Math.max(
      ...next.flatMap((levels, field) => levels?.map((x, i) => Math.abs(x - (m[field]?.[i] ?? 0))) ?? [0]),
    );
    m = next;
    share = matches / Math.max(1, counts.total);
  }
  return { m, share, matches: share * counts.total, rounds };
}

/** The chances of several estimates together, each weighted by its matches; null for a field that none of them has. */
export function joinEstimates(estimates: readonly Estimated[]): readonly (readonly number[] | null)[] {
  const [first] = estimates;
  return (first?.m ?? []).map((_, field) => {
    const known = estimates.flatMap(({ m, matches }) => (m[field] ? [{ levels: m[field], matches }] : []));
    const [one] = known;
    if (!one) return null;
    return normalised(
      one.levels.map((_level, i) => known.reduce((sum, of) => sum + of.matches * (of.levels[i] ?? 0), 0)),
    );
  });
}

const HALF_A_PAIR = 0.5;
const START_SHARE = 0.9;
const SETTLED = 1e-6;
const MOST_ROUNDS = 200;

/** Before anything is known: nine in ten agree best, and of the rest nine in ten next best. */
function startOf(levels: number): readonly number[] {
  return normalised(Array.from({ length: levels }, (_, level) => 10 ** -level));
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
