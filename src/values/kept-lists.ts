/**
 * Lists of texts that go to a database with one statement after the other, such as what is in scope: the driver would write each
 * of them anew every time, here it is written once.
 */
const kept = new WeakMap<readonly string[], string | null>();

/** Has a list that never changes written once, however often it is sent. */
export function keepList(list: readonly string[]): readonly string[] {
  if (!kept.has(list)) kept.set(list, null);
  return list;
}

/** A parameter as it is sent: PostgreSQL's text of the array for a list that is kept, and anything else as it is. */
export function toParameter(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const list = value as readonly string[];
  const text = kept.get(list);
  if (text !== null) return text ?? value;
  const written = `{${list.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
  kept.set(list, written);
  return written;
}
