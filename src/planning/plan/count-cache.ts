import { LienThongError } from '../../errors';
import { BoundedMap } from '../../values/bounded-map';

/** How many rows a filter left, and how long ago that was counted. */
export interface Counted {
  readonly count: number;
  /** Milliseconds since it was counted; null when it was counted for who asks. */
  readonly age: number | null;
}

const KEPT_MS = 5_000;
const KEPT_MOST = 1_000;

/**
 * Keeps counts for a few seconds, since the same list is counted over and over while somebody pages through it. One
 * request counts at a time for a key; who asks meanwhile waits for it, and counts anew when the caller of the one that
 * counts goes away. A count that fails is not kept.
 */
export class CountCache {
  private readonly kept = new BoundedMap<string, { readonly at: number; readonly count: Promise<number> }>(KEPT_MOST);

  constructor(
    private readonly keptMs: number = KEPT_MS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The count of a key, from `count` when none is kept. The key names the view, the list and its filter. */
  async get(key: string, count: () => Promise<number>): Promise<Counted> {
    const kept = this.kept.get(key);
    const age = kept ? this.now() - kept.at : Infinity;
    if (kept && age < this.keptMs) {
      try {
        return { count: await kept.count, age };
      } catch (error) {
        if (!isAbandoned(error)) throw error;
        return this.get(key, count);
      }
    }
    const entry = { at: this.now(), count: count() };
    this.kept.set(key, entry);
    try {
      return { count: await entry.count, age: null };
    } catch (error) {
      if (this.kept.get(key) === entry) this.kept.delete(key);
      throw error;
    }
  }
}

function isAbandoned(error: unknown): boolean {
  return error instanceof LienThongError && error.code === 'REQUEST_ABANDONED';
}
