import type { RegisterReader } from '../database/register-reader';

const STATEMENT = { name: 'lt_as_of', text: 'select max(as_of)::text as as_of from share.dataset' };

/** The date as of which the data stand, kept fresh in the background. */
export interface AsOf {
  /** yyyy-mm-dd; today where no data set says otherwise. */
  current(): string;
  stop(): void;
}

/** Reads the date once and then every five seconds, since a new data set may be swapped in under a running server. */
export async function watchAsOf(gateway: RegisterReader): Promise<AsOf> {
  let known: string | null = null;
  const read = async (): Promise<void> => {
    const row = await gateway.read(STATEMENT, []).catch(() => null);
    if (row) known = row['as_of'] ?? null;
  };
  await read();
  const timer = setInterval(() => void read(), 5_000);
  timer.unref();
  return {
    current: () => known ?? new Date().toISOString().slice(0, 10),
    stop: () => {
      clearInterval(timer);
    },
  };
}
