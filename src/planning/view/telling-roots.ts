const telling = new Set<string>();

/**
 * Declares that a field of the root tells something of people beside the records that it leads to, so that it is on record by
 * its own name too. Mutations are so without being declared.
 */
export function declareTelling(root: string): void {
  telling.add(root);
}

export function isTelling(root: string): boolean {
  return telling.has(root) || root.startsWith('Mutation.');
}
