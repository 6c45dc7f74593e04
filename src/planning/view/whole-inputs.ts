const whole = new Set<string>();

/**
 * Declares that an input of a query is granted as a whole, with the field that takes it: its fields are no conditions
 * by which rows could be told apart.
 */
export function declareWholeInput(name: string): void {
  whole.add(name);
}

export function isWholeInput(name: string): boolean {
  return whole.has(name);
}
