import { LienThongError } from '../errors';
import type { Agreement, Limits } from './agreement';
import { peopleAllowed, type QuotaClaim, type QuotaName, windowsOf } from './quota-claim';
import type { KnownQuotas } from './quota-known';
import type { PriceQuota, WindowEnd } from './quota-price';

/** What an operation is about to do, as its plan says. */
export interface Undertaking {
  readonly price: number;
  /** Whether it reads records of registers. */
  readonly readsRecords: boolean;
  /** Identifiers that it asks about. */
  readonly probed: number;
}

/** What an operation came to. */
export interface Done {
  /** The people disclosed: a personal ID each, or the register and key of a record that has none. */
  readonly people: Iterable<string>;
  readonly probed: number;
  readonly isAnswered: boolean;
}

const NAMES: Readonly<Record<QuotaName, string>> = {
  peoplePerDay: 'people per day',
  peoplePerMonth: 'people per month',
  identifiersPerDay: 'identifiers per day',
  pricePerMinute: 'price per minute',
};

/** The quotas of one request's agreement: asked before anything is read, claimed with the record, told with the answer. */
export class RequestQuota {
  /** Milliseconds until the quota that refused the request begins anew; null while none has. */
  private refusedFor: number | null = null;

  constructor(
    private readonly agreement: Agreement,
    private readonly known: KnownQuotas,
    private readonly prices: PriceQuota,
    private readonly toToken: (person: string) => string,
  ) {}

  /**
   * Takes an operation's price. Gives the refusal when that, or what the operation is about to disclose or ask about, is
   * known not to be left, or QUOTA_UNAVAILABLE when the price cannot be counted: nothing may be read then.
   */
  async enter({ price, readsRecords, probed }: Undertaking): Promise<LienThongError | null> {
    const { id, limits } = this.agreement;
    for (const kind of windowsOf(limits)) {
      const window = this.known.present(id, kind);
      if (!window) continue;
      const { identifiersPerDay } = limits;
      if (
        kind === 'DAY' &&
        identifiersPerDay !== null &&
        probed > 0 &&
        window.identifiers + probed > identifiersPerDay
      ) {
        return this.refuse('identifiersPerDay', window);
      }
      const people = peopleAllowed(limits, kind);
      if (readsRecords && people !== null && window.people >= people) {
        return this.refuse(kind === 'DAY' ? 'peoplePerDay' : 'peoplePerMonth', window);
      }
    }
    if (limits.pricePerMinute === null) return null;
    try {
      const end = await this.prices.take(id, price, limits.pricePerMinute);
      return end ? this.refuse('pricePerMinute', end) : null;
    } catch (cause) {
      return new LienThongError('QUOTA_UNAVAILABLE', 'The quotas cannot be counted now', {}, { cause });
    }
  }

  /** What is to be settled with the request's record; undefined where the agreement has no quota of people or identifiers. */
  claim({ people, probed, isAnswered }: Done): QuotaClaim | undefined {
    const { id, limits } = this.agreement;
    if (windowsOf(limits).length === 0) return undefined;
    const isCounted = limits.peoplePerDay !== null || limits.peoplePerMonth !== null;
    const tokens = isCounted && isAnswered ? Array.from(people, this.toToken) : [];
    return { agreement: id, limits, people: tokens, probed, isAnswered, settled: null };
  }

  /** Takes over what a claim came to, once it is committed. Throws QUOTA_EXCEEDED when it did not fit. */
  settle(claim: QuotaClaim): void {
    this.known.learn(claim);
    const { refused, windows } = claim.settled ?? { refused: null, windows: [] };
    if (!refused) return;
    const ofMonth = refused === 'peoplePerMonth';
    const window = windows.find(({ kind }) => (kind === 'MONTH') === ofMonth);
    if (window) throw this.refuse(refused, window);
  }

  /** What remains of each quota, as this process saw it last. A window that it has not seen counts as unused. */
  remaining(): ReadonlyMap<QuotaName, number> {
    const { id, limits } = this.agreement;
    const remaining = new Map<QuotaName, number>();
    const left = (allowed: number, used: number | undefined): number => Math.max(0, allowed - (used ?? 0));
    const [day, month] = [this.known.present(id, 'DAY'), this.known.present(id, 'MONTH')];
    const { peoplePerDay, peoplePerMonth, identifiersPerDay, pricePerMinute } = limits;
    if (peoplePerDay !== null) remaining.set('peoplePerDay', left(peoplePerDay, day?.people));
    if (peoplePerMonth !== null) remaining.set('peoplePerMonth', left(peoplePerMonth, month?.people));
    if (identifiersPerDay !== null) remaining.set('identifiersPerDay', left(identifiersPerDay, day?.identifiers));
    if (pricePerMinute !== null) remaining.set('pricePerMinute', this.prices.left(id, pricePerMinute));
    return remaining;
  }

  /** Whole seconds after which a refused request may be sent again; null for one that no quota has refused. */
  retryAfter(): number | null {
    return this.refusedFor === null ? null : Math.max(1, Math.ceil(this.refusedFor / 1000));
  }

  private refuse(quota: QuotaName, { resetsAt, endsAt }: WindowEnd): LienThongError {
    this.refusedFor = endsAt - performance.now();
    const allowed = this.agreement.limits[quota as keyof Limits] ?? 0;
    return new LienThongError(
      'QUOTA_EXCEEDED',
      `The agreement’s quota, ${allowed} ${NAMES[quota]}, does not hold this request; it begins anew at ${resetsAt}`,
      { quota, allowed, resetsAt },
    );
  }
}
