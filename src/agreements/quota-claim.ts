import type { Limits } from './agreement';
import type { QuotaWindow, WindowKind } from './quota-windows';

/** The limits of an agreement that are counted over time. */
export type QuotaName = 'peoplePerDay' | 'peoplePerMonth' | 'identifiersPerDay' | 'pricePerMinute';

/** What one request takes of its agreement's quotas, settled with the commit of its record. */
export interface QuotaClaim {
  readonly agreement: string;
  readonly limits: Limits;
  /** The people whose data the answer holds: distinct tokens in hexadecimal. */
  readonly people: readonly string[];
  /** Identifiers that were asked about; they count also where the request is refused. */
  readonly probed: number;
  /** Whether there is an answer that would have to be refused. */
  readonly isAnswered: boolean;
  /** What it came to; true only once the record is committed. Null where nothing had to be counted. */
  settled: SettledClaim | null;
}

export interface SettledClaim {
  readonly refused: QuotaName | null;
  /** The windows of the agreement after this claim. */
  readonly windows: readonly QuotaWindow[];
}

/** The windows in which an agreement's requests are counted. */
export function windowsOf({ peoplePerDay, peoplePerMonth, identifiersPerDay }: Limits): readonly WindowKind[] {
  const byDay = peoplePerDay !== null || identifiersPerDay !== null;
  return [...(byDay ? (['DAY'] as const) : []), ...(peoplePerMonth !== null ? (['MONTH'] as const) : [])];
}

/** How many people may be disclosed in a window; null for no limit. */
export function peopleAllowed({ peoplePerDay, peoplePerMonth }: Limits, kind: WindowKind): number | null {
  return kind === 'DAY' ? peoplePerDay : peoplePerMonth;
}
