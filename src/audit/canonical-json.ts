/** What canonical JSON can say. */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical };

/**
 * The one JSON text of a value by RFC 8785: keys sorted by UTF-16 code units, no blanks, strings and numbers as
 * ECMAScript writes them. Throws a TypeError for what has no such text: a number that is not finite, half of a surrogate
 * pair, or anything that is no JSON.
 */
export function canonicalJson(value: Canonical): string {
  if (typeof value === 'string') return toText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number without a finite value has no canonical JSON');
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`canonical JSON has no ${typeof value}`);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${toText(key)}:${canonicalJson(value[key] as Canonical)}`);
  return `{${members.join(',')}}`;
}

function toText(text: string): string {
  // Node 20 has the method; the library's declarations of ES2023 do not know it yet.
  if (!(text as unknown as { isWellFormed(): boolean }).isWellFormed()) {
    throw new TypeError('a text with half of a surrogate pair has no canonical JSON');
  }
  return JSON.stringify(text);
}

function isList(value: object): value is readonly Canonical[] {
  return Array.isArray(value);
}
