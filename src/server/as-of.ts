import type { RegisterReader } from '../database/register-reader';
import { LienThongError } from '../errors';

const STATEMENT = { name: 'lt_as_of', text: 'select max(as_of)::text as as_of from share.dataset' };

/** The date as of which the data stand, kept fresh in the background. */
export interface AsOf {
  /** yyyy-mm-dd; today where no data set says so. Throws SOURCE_UNAVAILABLE until the gateway's database was read. */
  current(): string;
  stop(): void;
}

const FRESH_MS = 5_000;
const RETRY_MS = 500;

/**
 * Reads the date once and then every five seconds, since a new data set may be swapped in under a running server; twice
 * a second until it was read for the first time. A date that was read stays when the database fails later.
 */
export async function watchAsOf(gateway: RegisterReader): Promise<AsOf> {
  let known: string | null | undefined;
  const read = async (): Promise<void> => {
    const row = await gateway.read(STATEMENT, []).catch(() => null);
    if (row) known = row['as_of'] ?? null;
  };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const watch = async (): Promise<void> => {
    await read();
    if (!isStopped) timer = setTimeout(() => void watch(), known === undefined ? RETRY_MS : FRESH_MS).unref();
  };
  await watch();
  return {
    current: () => {
      if (known === undefined) throw notYetRead();
      return known ?? new Date().toISOString().slice(0, 10);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Without the date nobody knows which codes are meant, so what needs it fails. */
function notYetRead(): LienThongError {
  return new LienThongError('SOURCE_UNAVAILABLE', 'The gateway register cannot be read now', { register: 'gateway' });
}
