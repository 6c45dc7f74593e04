/** A fault and where it is: a place of a document such as `limits.price` or `grants[2]`, or an argument. */
export interface PlacedFault {
  readonly place: string;
  readonly reason: string;
}

/** Reads a fault that begins with its place, as `DocumentReader` writes it; null for one that has none. */
export function readPlacedFault(line: string): PlacedFault | null {
  const [, place, reason] = /^([^:]+): (.*)$/s.exec(line) ?? [];
  return place !== undefined && reason !== undefined && !place.includes(' ') ? { place, reason } : null;
}
