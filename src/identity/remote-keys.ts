import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { LienThongError } from '../errors';
import { type Fetch, fetchKeySet } from './fetch-key-set';
import type { KeySet, KeyWanted } from './key-set';
import type { KeySource } from './key-source';

export type { Fetch } from './fetch-key-set';

interface RemoteOptions {
  readonly log: Logger;
  readonly now: () => number;
  readonly fetch: Fetch;
}

/** Keys of this age are fetched anew beside the requests. */
const FRESH_MS = 5 * 60_000;
/** After a quiet time requests wait for the new keys, so that a withdrawn key is not believed once more. */
const STALE_MS = 10 * 60_000;
/** An unknown key makes the gateway ask the issuer at most this often, however many come. */
const COOL_DOWN_MS = 10_000;
/** When no keys could be had, the issuer is asked again after this. */
const RETRY_MS = 2_000;
/** How long keys are used while the issuer cannot be reached. */
const USABLE_MS = 24 * 3_600_000;

/** Keys that an issuer publishes at an address. Every fetch replaces them all; nothing is fetched before it is needed. */
export function remoteKeys(issuer: string, url: string, options: RemoteOptions): KeySource {
  return new RemoteKeys(issuer, url, options);
}

class RemoteKeys implements KeySource {
  version = 0;
  private keys: KeySet | null = null;
  private fetchedAt = 0;
  private triedAt: number | null = null;
  private failed = false;
  private running: Promise<void> | null = null;

  constructor(
    private readonly issuer: string,
    private readonly url: string,
    private readonly options: RemoteOptions,
  ) {}

  async find(wanted: KeyWanted): Promise<KeyObject | null> {
    await this.keepFresh();
    const found = this.require().find(wanted);
    if (found !== null) return found;
    if (this.mayTry(COOL_DOWN_MS)) await this.refresh();
    const renewed = this.require().find(wanted);
    // Whether the issuer publishes such a key is not known while it cannot be asked.
    if (renewed === null && this.failed) this.refuse();
    return renewed;
  }

  /** Whoever comes while the issuer is being asked waits for the same answer. */
  refresh(): Promise<void> {
    this.running ??= this.fetch().finally(() => (this.running = null));
    return this.running;
  }

  private async fetch(): Promise<void> {
    const { log, now, fetch } = this.options;
    this.triedAt = now();
    try {
      this.keys = await fetchKeySet(this.url, fetch);
      this.fetchedAt = now();
      this.version += 1;
      if (this.failed) log.info({ issuer: this.issuer }, 'an issuer’s keys can be had again');
      this.failed = false;
    } catch (error) {
      this.failed = true;
      const kept = this.usable() !== null;
      log.warn({ issuer: this.issuer, reason: reasonOf(error), kept }, 'an issuer’s keys cannot be had now');
    }
  }

  /** Fetches where that is due; requests wait when there are no keys, or old ones that the issuer was not asked about. */
  private async keepFresh(): Promise<void> {
    if (this.usable() === null) {
      if (this.mayTry(RETRY_MS)) await this.refresh();
    } else if (this.isOver(this.fetchedAt, FRESH_MS) && this.mayTry(COOL_DOWN_MS)) {
      const mustWait = this.isOver(this.fetchedAt, STALE_MS) && !this.failed;
      const refreshed = this.refresh();
      if (mustWait) await refreshed;
    }
  }

  private require(): KeySet {
    return this.usable() ?? this.refuse();
  }

  private usable(): KeySet | null {
    return this.keys !== null && this.options.now() - this.fetchedAt < USABLE_MS ? this.keys : null;
  }

  private mayTry(pause: number): boolean {
    return this.running !== null || this.triedAt === null || this.isOver(this.triedAt, pause);
  }

  /** A clock that was set back makes every pause over, or nothing would be fetched until it has caught up. */
  private isOver(since: number, pause: number): boolean {
    const passed = this.options.now() - since;
    return passed < 0 || passed >= pause;
  }

  private refuse(): never {
    throw new LienThongError(
      'IDENTITY_UNAVAILABLE',
      'The keys of the token’s issuer cannot be had now; try again later',
    );
  }
}

/** What went wrong, without the address: Node says `fetch failed` and has the reason in the cause. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: Partial<NodeJS.ErrnoException> };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.code ?? cause?.message ?? message;
}
