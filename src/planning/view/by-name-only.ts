const byNameOnly = new Set<string>();

/**
 * Declares that a coordinate is granted by its own name alone: a pattern such as `Query.*` leaves it out. For what gives
 * power over the gateway itself. Mutations are so without being declared.
 */
export function declareByNameOnly(coordinate: string): void {
  byNameOnly.add(coordinate);
}

export function isByNameOnly(coordinate: string): boolean {
  return byNameOnly.has(coordinate) || coordinate.startsWith('Mutation.');
}
