import type { ViewRules } from './rules';

/** Why a view cannot have a coordinate, in a few words, or null when it can. */
export type Requirement = (rules: ViewRules) => string | null;

const requirements = new Map<string, Requirement>();

/**
 * Declares what a hand-written field, argument or enum value needs beside its own grant: a condition of a search needs
 * the columns that it compares to be readable.
 */
export function declareRequirement(coordinate: string, requirement: Requirement): void {
  requirements.set(coordinate, requirement);
}

export function findRequirement(coordinate: string): Requirement | undefined {
  return requirements.get(coordinate);
}
