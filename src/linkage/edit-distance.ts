/**
 * Whether two texts are the same but for one edit: a letter added, dropped or wrong, or two neighbours exchanged. Unlike a
 * distance it takes one pass: what stands before the first difference and what stands behind it must agree.
 */
export function isWithinOneEdit(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  if (one.length !== other.length) {
    const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
    return shorter.slice(start) === longer.slice(start + 1);
  }
  if (one.slice(start + 1) === other.slice(start + 1)) return true;
  const isExchanged = one[start] === other[start + 1] && one[start + 1] === other[start];
  return isExchanged && one.slice(start + 2) === other.slice(start + 2);
}
