import { type ArrayItem, toArrayText } from './array-text';

/**
 * Lists of texts that go to a database with one statement after the other, such as what is in scope: each would be written anew
 * every time, here it is written once.
 */
const kept = new WeakMap<readonly string[], string | null>();

/** Has a list that never changes written once, however often it is sent. */
export function keepList(list: readonly string[]): readonly string[] {
  if (!kept.has(list)) kept.set(list, null);
  return list;
}

/** A parameter as it is sent: PostgreSQL's text for a list, and anything else as it is. */
export function toParameter(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const list = value as readonly string[];
  const known = kept.get(list);
  if (known) return known;
  const text = toArrayText(value as readonly ArrayItem[]);
  if (known === null) kept.set(list, text);
  return text;
}
