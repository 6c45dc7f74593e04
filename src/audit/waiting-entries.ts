import type { AuditRecord } from './record';
import type { ChainedRecord } from './chained-record';

/** What is to be recorded, and what the log's hook needs to settle it with the same commit. */
export interface AuditEntry {
  readonly record: AuditRecord;
  readonly settle?: unknown;
  /** Milliseconds for which the caller has waited before: their patience is as much shorter. */
  readonly waited?: number;
}

/** An entry whose caller waits until it is committed, or until their patience ends. */
export interface WaitingEntry extends AuditEntry {
  readonly bytes: number;
  readonly deadline: number;
  /** True once the caller has been told, whatever it was. */
  isTold: boolean;
  readonly resolve: (record: ChainedRecord) => void;
  readonly reject: (cause: unknown) => void;
}

export interface WaitingLimits {
  /** How long a caller waits at most, in milliseconds. */
  readonly patience: number;
  readonly entries: number;
  readonly bytes: number;
}

/** What is left at least of the patience of a caller who has waited before: a hundred commits' time. */
const LEAST_PATIENCE_MS = 500;

/**
 * The entries that wait to be sent, in the order in which they came. One timer tells every caller whose patience ends,
 * also those whose entry has been taken; what they waited for is then not sent any more if it has not been.
 */
export class WaitingEntries {
  private queue: WaitingEntry[] = [];
  private held = 0;
  /** Everybody who may still wait. */
  private callers: WaitingEntry[] = [];
  private timer: NodeJS.Timeout | null = null;
  private wakesAt = Infinity;

  constructor(
    private readonly limits: WaitingLimits,
    /** What a caller is told whose patience ends. */
    private readonly lateness: () => unknown,
  ) {}

  get size(): number {
    return this.queue.length;
  }

  /** Waits for an entry's commit; null when there is no place for it. */
  add(entry: AuditEntry, bytes: number): Promise<ChainedRecord> | null {
    if (this.queue.length >= this.limits.entries || this.held + bytes > this.limits.bytes) return null;
    return new Promise((resolve, reject) => {
      const left = this.limits.patience - (entry.waited ?? 0);
      const deadline = performance.now() + Math.max(LEAST_PATIENCE_MS, left);
      const waiting = { ...entry, bytes, deadline, isTold: false, resolve, reject };
      this.queue.push(waiting);
      this.held += bytes;
      this.callers.push(waiting);
      this.wakeAt(deadline);
    });
  }

  /** Takes at most so many of the first entries that together have at most so many bytes; one at least if there is any. */
  take(most: number, bytes: number): WaitingEntry[] {
    let [end, sum] = [0, 0];
    for (const entry of this.queue) {
      if (end === most || (end > 0 && sum + entry.bytes > bytes)) break;
      end += 1;
      sum += entry.bytes;
    }
    const taken = this.queue.splice(0, end);
    this.held -= sum;
    return taken;
  }

  /** Puts entries that were taken, and not recorded, back to the front, but for those whose caller has left. */
  putBack(entries: readonly WaitingEntry[]): void {
    const still = entries.filter(({ isTold }) => !isTold);
    this.queue.unshift(...still);
    for (const entry of still) this.held += entry.bytes;
  }

  /** Makes sure that callers are looked at when a deadline has come. */
  private wakeAt(deadline: number): void {
    if (deadline >= this.wakesAt) return;
    if (this.timer) clearTimeout(this.timer);
    this.wakesAt = deadline;
    this.timer = setTimeout(() => this.tellLate(), Math.max(1, deadline - performance.now())).unref();
  }

  private tellLate(): void {
    const now = performance.now();
    for (const entry of this.callers) {
      if (!entry.isTold && entry.deadline <= now) refuse(entry, this.lateness());
    }
    this.callers = this.callers.filter(({ isTold }) => !isTold);
    const stale = this.queue.filter(({ isTold }) => isTold);
    if (stale.length > 0) this.queue = this.queue.filter(({ isTold }) => !isTold);
    for (const { bytes } of stale) this.held -= bytes;
    this.wakesAt = Infinity;
    const next = this.callers.reduce((least, { deadline }) => Math.min(least, deadline), Infinity);
    if (next < Infinity) this.wakeAt(next);
  }
}

/** Tells a caller that their entry is committed, unless they have been told before. */
export function accept(entry: WaitingEntry, record: ChainedRecord): void {
  entry.isTold = true;
  entry.resolve(record);
}

/** Tells a caller that their entry will not count, unless they have been told before. */
export function refuse(entry: WaitingEntry, cause: unknown): void {
  entry.isTold = true;
  entry.reject(cause);
}
