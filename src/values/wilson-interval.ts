/** The quantile of the normal distribution for 95 %, two-sided. */
const Z = 1.959964;

/** A share that was counted, and where it lies with 95 % confidence. */
export interface MeasuredShare {
  readonly count: number;
  readonly of: number;
  /** 0 to 1; null where there was nothing to count. */
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/**
 * A share with its 95 % interval by Wilson's score, which holds for small numbers and for shares near 0 and 1, where none wrong
 * is no proof of none. Of nothing counted the interval is all there is, 0 to 1.
 */
export function measureShare(count: number, of: number): MeasuredShare {
  if (of === 0) return { count, of, share: null, low: 0, high: 1 };
  const share = count / of;
  const spread = (Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))) / (1 + Z ** 2 / of);
  const middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  // At the ends the formula gives the ends themselves, but for the last digit of a floating-point number.
  const low = count === 0 ? 0 : Math.max(0, middle - spread);
  const high = count === of ? 1 : Math.min(1, middle + spread);
  return { count, of, share, low, high };
}
