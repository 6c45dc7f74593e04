/** What can be verified instead of being shown: a caller states a value, and is told whether a record says the same. */

const verifiable = new Set<string>();
const verifying = new Map<string, (args: Readonly<Record<string, unknown>>) => readonly string[]>();

/** Declares that statements about a field, by coordinate, can be verified. */
export function declareVerifiable(coordinate: string): void {
  verifiable.add(coordinate);
}

export function isVerifiable(coordinate: string): boolean {
  return verifiable.has(coordinate);
}

/** Declares that a field of the root tells verdicts about fields, and which these are by the values of its arguments. */
export function declareVerifying(
  root: string,
  toCoordinates: (args: Readonly<Record<string, unknown>>) => readonly string[],
): void {
  verifying.set(root, toCoordinates);
}

/** The coordinates about which a field of the root tells a verdict; none for any other field. */
export function verifiedBy(root: string, args: Readonly<Record<string, unknown>>): readonly string[] {
  return verifying.get(root)?.(args) ?? [];
}
