/** Spearman's rank correlation of two lists of equal length; equal values share their mean rank. */
export function rankCorrelation(xs: readonly number[], ys: readonly number[]): number {
  return correlation(ranksOf(xs), ranksOf(ys));
}

function ranksOf(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let i = start; i < end; i += 1) ranks[order[i] ?? 0] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const dx = xs.map((x) => x - meanX);
  const dy = ys.map((y) => y - meanY);
  return dot(dx, dy) / Math.sqrt(dot(dx, dx) * dot(dy, dy));
}

/**
 * The weights above zero with which the weighted sums of quantities come nearest to what was measured, by the absolute
 * error of the logarithm: each weight is multiplied and divided by ever smaller factors for as long as that helps.
 */
export function fitWeights(
  quantities: readonly (readonly number[])[],
  measured: readonly number[],
  start: readonly number[],
): readonly number[] {
  const errorOf = (weights: readonly number[]): number =>
    quantities.reduce((sum, row, i) => sum + Math.abs(Math.log(dot(row, weights) / (measured[i] ?? 1))), 0);
  let best = { weights: start, error: errorOf(start) };
  for (const factor of [4, 2, 1.4, 1.2, 1.1, 1.05, 1.02, 1.01]) {
    let improves = true;
    while (improves) {
      improves = false;
      for (let i = 0; i < start.length; i += 1) {
        for (const by of [factor, 1 / factor]) {
          const weights = best.weights.map((weight, j) => (i === j ? weight * by : weight));
          const error = errorOf(weights);
          if (error < best.error) [best, improves] = [{ weights, error }, true];
        }
      }
    }
  }
  return best.weights;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(xs: readonly number[], ys: readonly number[]): number {
  return xs.reduce((sum, x, i) => sum + x * (ys[i] ?? 0), 0);
}
