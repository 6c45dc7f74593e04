import { peopleAllowed, type QuotaClaim, type QuotaName } from './quota-claim';
import type { QuotaWindow, WindowKind } from './quota-windows';

/** A window while claims are decided, one after the other. */
export interface Tally {
  readonly window: QuotaWindow;
  /** Everybody asked about who is counted: before, or by a claim that was decided already. */
  readonly counted: Set<string>;
  /** Those of `counted` who were not counted before. */
  readonly fresh: string[];
  people: number;
  identifiers: number;
}

const PEOPLE: Readonly<Record<WindowKind, QuotaName>> = { DAY: 'peoplePerDay', MONTH: 'peoplePerMonth' };

/**
 * Counts what a claim takes in the windows of its agreement. Gives the quota that it does not fit into; then the people are
 * not counted, since they are told of nobody, but the identifiers are, up to the limit: asking is what is counted there.
 */
export function decideClaim(claim: QuotaClaim, tallies: readonly Tally[]): QuotaName | null {
  const { limits, people, isAnswered } = claim;
  let refused: QuotaName | null = takeIdentifiers(claim, tallies) ? null : 'identifiersPerDay';
  if (!isAnswered) return null;
  const limited = tallies.filter(({ window: { kind } }) => peopleAllowed(limits, kind) !== null);
  const fresh = limited.map(({ counted }) => people.filter((token) => !counted.has(token)));
  limited.forEach((tally, i) => {
    const { kind } = tally.window;
    const more = fresh[i]?.length ?? 0;
    if (more > 0 && tally.people + more > (peopleAllowed(limits, kind) ?? 0)) refused ??= PEOPLE[kind];
  });
  if (refused) return refused;
  limited.forEach((tally, i) => {
    for (const token of fresh[i] ?? []) {
      tally.counted.add(token);
      tally.fresh.push(token);
    }
    tally.people += fresh[i]?.length ?? 0;
  });
  return null;
}

/** Whether all identifiers of a claim could be counted. */
function takeIdentifiers({ limits, probed }: QuotaClaim, tallies: readonly Tally[]): boolean {
  const day = tallies.find(({ window }) => window.kind === 'DAY');
  if (!day || limits.identifiersPerDay === null) return true;
  const left = Math.max(0, limits.identifiersPerDay - day.identifiers);
  day.identifiers += Math.min(left, probed);
  return probed <= left;
}
