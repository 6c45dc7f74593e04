const MINUTE_MS = 60_000;
/** Origins that are told apart within a minute: 10,000 are about a megabyte. */
const ORIGINS_MOST = 10_000;
/** What all the others are counted under; no address is written like this. */
const REST = 'others';

/**
 * Counts calls by where they come from, minute by minute, in bounded memory: everything is forgotten when a minute is over,
 * and within one the first 10,000 origins are told apart while all later ones share one count. So whoever has many
 * addresses can push nobody's count out.
 */
export class CallsPerMinute {
  private minute = 0;
  private readonly counts = new Map<string, number>();

  /** `most` calls a minute; `now` in milliseconds. */
  constructor(
    readonly most: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts a call. Null when it is within the limit; otherwise in how many seconds the next minute begins. */
  count(origin: string): number | null {
    const now = this.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts.clear();
    }
    const key = this.counts.size < ORIGINS_MOST || this.counts.has(origin) ? origin : REST;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count <= this.most ? null : Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000);
  }

  /** How many origins are told apart now. */
  get size(): number {
    return this.counts.size;
  }
}
