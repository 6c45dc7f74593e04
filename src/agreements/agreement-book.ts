import { Client, type ClientConfig } from 'pg';
import { LienThongError } from '../errors';
import { type AgreementVersion, lastEvent, listDecided } from './agreement-store';

/** The agreements and mandates that are in force or suspended, as this process knows them. */
export interface AgreementBook {
  /** Throws AGREEMENTS_UNAVAILABLE when it could not be read for so long that a suspension may have been missed. */
  decided(): readonly AgreementVersion[];
  /** Reads what was decided meanwhile now, and not at the next look. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** Every process looks twice a second, and trusts what it knows for four: a suspension is in force within five. */
const LOOK_MS = 500;
const TRUSTED_MS = 4_000;
const TIMEOUT_MS = 1_500;

/** Keeps a process's book up to date in the background. `connection` is asked anew for each connection. */
export async function openAgreementBook(
  connection: () => ClientConfig,
  log: (event: { readonly event: string; readonly cause?: unknown }) => void,
): Promise<AgreementBook> {
  let client: Client | null = null;
  let known: { readonly event: string; readonly versions: readonly AgreementVersion[] } | null = null;
  let readAt = -Infinity;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const connect = async (): Promise<Client> => {
    if (client) return client;
    const opened = new Client({ ...connection(), connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS });
    opened.on('error', () => undefined);
    opened.on('end', () => {
      if (client === opened) client = null;
    });
    await opened.connect();
    return (client = opened);
  };
  const look = async (): Promise<void> => {
    // What is read counts from when it was asked for: later decisions may be missing in it.
    const asked = performance.now();
    try {
      const open = await connect();
      const event = await lastEvent(open);
      if (known?.event !== event) known = { event, versions: await listDecided(open) };
      readAt = asked;
    } catch (cause) {
      if (!isStopped) log({ event: 'agreements cannot be read', cause });
      const failed = client;
      client = null;
      await failed?.end().catch(() => undefined);
    }
  };
  const refresh = (): Promise<void> => (running = running.then(look));
  const watch = async (): Promise<void> => {
    await refresh();
    if (!isStopped) timer = setTimeout(() => void watch(), LOOK_MS).unref();
  };
  await watch();

  return {
    decided: () => {
      if (known && performance.now() - readAt < TRUSTED_MS) return known.versions;
      throw new LienThongError('AGREEMENTS_UNAVAILABLE', 'Agreements cannot be read now, so nobody’s rights are known');
    },
    refresh,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
      await client?.end().catch(() => undefined);
    },
  };
}
