import type { Client, ClientConfig } from 'pg';
import { openConnection } from './audit-connection';
import type { AuditEvents } from './audit-log';

export interface BackgroundWork {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  /** Does a part on a connection that it asks for when it needs one; gives the milliseconds until the next part. */
  readonly part: (connect: () => Promise<Client>) => Promise<number>;
  /** What is reported once when parts begin to fail. */
  readonly fault: string;
  readonly log: AuditEvents;
  /** How long nothing is done at the start and after a part that failed. */
  readonly restMs: number;
}

/** Does part after part in the background, with rests between them; gives the function that stops it. */
export function workInBackground({ connection, part, fault, log, restMs }: BackgroundWork): () => Promise<void> {
  const way = openConnection(connection);
  let timer: NodeJS.Timeout | null = null;
  let running = Promise.resolve();
  let [isStopped, isFailing] = [false, false];

  const work = async (): Promise<number> => {
    const asked = { connection: false };
    const connect = (): Promise<Client> => {
      asked.connection = true;
      return way.get();
    };
    try {
      const rest = await part(connect);
      if (asked.connection) isFailing = false;
      return rest;
    } catch (cause) {
      way.destroy();
      if (!isFailing) log({ event: fault, cause });
      isFailing = true;
      return restMs;
    }
  };
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      running = work().then((rest) => {
        if (!isStopped) wait(rest);
      });
    }, ms).unref();
  };
  wait(restMs);
  return async () => {
    isStopped = true;
    if (timer) clearTimeout(timer);
    await running;
    await way.close();
  };
}
