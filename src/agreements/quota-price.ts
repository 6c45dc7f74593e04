import type { ClientConfig } from 'pg';
import { openConnection } from '../audit/audit-connection';
import { BoundedMap } from '../values/bounded-map';

/** When a window ends: by the database's clock, and by this process's `performance.now()`, never later. */
export interface WindowEnd {
  readonly resetsAt: string;
  readonly endsAt: number;
}

/** What operations cost in a minute, counted before they run. */
export interface PriceQuota {
  /**
   * Takes the price of an operation out of the minute's quota of an agreement. Gives the end of the minute when that does
   * not hold it. Rejects when that cannot be found out within a second.
   */
  take(agreement: string, price: number, allowed: number): Promise<WindowEnd | null>;
  /** What is left for this process to take, as it saw the minute last. */
  left(agreement: string, allowed: number): number;
  close(): Promise<void>;
}

/** A replica takes a twentieth of the quota at a time: a statement for each twentieth, and that much unused at most. */
const BLOCKS = 20;
const AGREEMENTS_MOST = 2_000;
/** A minute can end while it is asked for. */
const TRIES = 3;
/** What a caller waits; they are promised a refusal within two seconds, and it has to be recorded in the rest of them. */
const PATIENCE_MS = 1_000;

const TAKE = {
  name: 'quota: take of a minute',
  text: `
    with present as (select date_trunc('minute', now()) as minute),
    taken as (
      insert into sharing.quota_minute as known (agreement, minute, used)
      select $1, minute, $2::bigint from present where $2::bigint <= $3::bigint
      on conflict (agreement, minute) do update set used = known.used + excluded.used
        where known.used + excluded.used <= $3::bigint
      returning used)
    select (select used from taken) as used, minute + interval '1 minute' as resets_at,
           extract(epoch from minute + interval '1 minute' - clock_timestamp())::float8 * 1000 as ms_left
      from present`,
};

/** A minute as this process knows it. */
interface Minute extends WindowEnd {
  /** What is left of the blocks that this process has taken. */
  own: number;
  /** What all replicas had taken when this one took last. */
  used: number;
  /** The least price that the minute did not hold any more. */
  tooMuch: number;
}

/** Takes prices out of minutes' quotas over a connection of its own, which is asked for anew when it was lost. */
export function openPriceQuota(connection: () => ClientConfig): PriceQuota {
  const way = openConnection(connection);
  const minutes = new BoundedMap<string, Minute>(AGREEMENTS_MOST);
  let queue: Promise<unknown> = Promise.resolve();

  const present = (agreement: string): Minute | null => {
    const minute = minutes.get(agreement);
    return minute && performance.now() < minute.endsAt ? minute : null;
  };
  /** Decides by what is known: null when the price was taken, `undefined` when the database has to be asked. */
  const takeOwn = (agreement: string, price: number): WindowEnd | null | undefined => {
    const minute = present(agreement);
    if (!minute) return undefined;
    if (minute.own >= price) {
      minute.own -= price;
      return null;
    }
    return price >= minute.tooMuch ? minute : undefined;
  };
  /** Takes a block out of the present minute; whether it was there. */
  const takeBlock = async (agreement: string, block: number, allowed: number): Promise<boolean> => {
    const before = performance.now();
    const client = await way.get();
    const { rows } = await client.query<{ used: string | null; resets_at: Date; ms_left: number }>({
      ...TAKE,
      values: [agreement, block, allowed],
    });
    const [row] = rows;
    if (!row) return false;
    const resetsAt = row.resets_at.toISOString();
    const known = present(agreement);
    const isSame = known?.resetsAt === resetsAt;
    const minute: Minute = {
      resetsAt,
      endsAt: before + row.ms_left,
      own: (isSame ? known.own : 0) + (row.used === null ? 0 : block),
      used: row.used === null ? (isSame ? known.used : 0) : Number(row.used),
      tooMuch: isSame ? known.tooMuch : Infinity,
    };
    minutes.set(agreement, minute);
    return row.used !== null;
  };
  const takeByStatement = async (agreement: string, price: number, allowed: number): Promise<WindowEnd | null> => {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const taken = takeOwn(agreement, price);
      if (taken !== undefined) return taken;
      const block = Math.max(price, Math.ceil(allowed / BLOCKS));
      const hasBlock = await takeBlock(agreement, block, allowed);
      const hasPrice = hasBlock || (block > price && (await takeBlock(agreement, price, allowed)));
      const minute = present(agreement);
      if (!hasPrice && minute) {
        minute.tooMuch = Math.min(minute.tooMuch, price);
        return minute;
      }
    }
    throw new Error('the minute ended each time that it was asked for');
  };

  return {
    take: async (agreement, price, allowed) => {
      const known = takeOwn(agreement, price);
      if (known !== undefined) return known;
      const latest = performance.now() + PATIENCE_MS;
      // Those who wait for a database that hangs are not asked for one after the other, each as long as the first.
      const taken = queue.then(() => {
        if (performance.now() >= latest) throw new Error(TOO_LATE);
        return takeByStatement(agreement, price, allowed);
      });
      queue = taken.catch((failure: unknown) => {
        if (!(failure instanceof Error && failure.message === TOO_LATE)) way.destroy();
      });
      return within(PATIENCE_MS, taken);
    },
    left: (agreement, allowed) => {
      const minute = present(agreement);
      return Math.max(0, minute ? allowed - minute.used + minute.own : allowed);
    },
    close: async () => {
      await queue;
      await way.close();
    },
  };
}

const TOO_LATE = 'the price could not be counted in time';

/** What a promise gives, unless it takes longer than so many milliseconds; a price that is taken later is lost. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(TOO_LATE)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
