import { BoundedMap } from '../values/bounded-map';
import { peopleAllowed, type QuotaClaim, windowsOf } from './quota-claim';
import type { QuotaWindow, WindowKind } from './quota-windows';

/** Tokens that are kept of all windows together: some 50 MB. */
const PEOPLE_MOST = 500_000;
const WINDOWS_MOST = 2_000;

/** What this process knows to be counted: only what is committed. Other replicas may have counted more meanwhile. */
export class KnownQuotas {
  private readonly windows = new BoundedMap<string, QuotaWindow>(WINDOWS_MOST);
  private readonly people = new BoundedMap<string, Set<string>>(PEOPLE_MOST);

  /** The present window of an agreement as it was seen last; null when it has not been seen, or has ended. */
  present(agreement: string, kind: WindowKind): QuotaWindow | null {
    const window = this.windows.get(`${agreement} ${kind}`);
    return window && performance.now() < window.endsAt ? window : null;
  }

  /** The people of a window who are known to be counted. */
  countedIn(window: QuotaWindow): ReadonlySet<string> {
    return this.people.get(nameOf(window)) ?? NOBODY;
  }

  /** Takes over what a claim came to, once it is committed. */
  learn({ people, limits, settled }: QuotaClaim): void {
    for (const window of settled?.windows ?? []) {
      this.keepWindow(window);
      const isCounted = settled?.refused === null && peopleAllowed(limits, window.kind) !== null;
      if (!isCounted || people.length === 0) continue;
      const name = nameOf(window);
      let known = this.people.get(name) ?? new Set<string>();
      if (known.size + people.length > PEOPLE_MOST) known = new Set();
      for (const token of people) known.add(token);
      this.people.set(name, known, known.size);
    }
  }

  /**
   * The day on which a claim needs no settling, because all its people are counted and its identifiers still fit, and how
   * many of those there are to be counted; null when it has to be settled. Whether that day is still today, and whether they
   * fit, only the database can say.
   */
  foresee(claim: QuotaClaim): { readonly day: string; readonly identifiers: number } | null {
    const { agreement, limits, people, probed } = claim;
    let day: string | null = null;
    for (const kind of windowsOf(limits)) {
      const window = this.present(agreement, kind);
      if (!window || (day !== null && window.day !== day)) return null;
      day = window.day;
      if (peopleAllowed(limits, kind) === null) continue;
      const counted = this.countedIn(window);
      if (people.some((token) => !counted.has(token))) return null;
    }
    if (day === null) return null;
    return { day, identifiers: limits.identifiersPerDay === null ? 0 : probed };
  }

  /** Answers of one batch arrive in any order; what was counted only grows. */
  private keepWindow(window: QuotaWindow): void {
    const name = `${window.agreement} ${window.kind}`;
    const known = this.windows.get(name);
    if (known && known.startsOn > window.startsOn) return;
    const isSame = known?.startsOn === window.startsOn;
    this.windows.set(name, {
      ...window,
      people: Math.max(window.people, isSame ? known.people : 0),
      identifiers: Math.max(window.identifiers, isSame ? known.identifiers : 0),
    });
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function nameOf({ agreement, kind, startsOn }: QuotaWindow): string {
  return `${agreement} ${kind} ${startsOn}`;
}
