import type { Client, Connection, Submittable } from 'pg';

/**
 * Runs `copy … to stdout` and shows what comes, a row at a time: bytes that are good only until `take` returns. While a
 * promise that it gives is waited for nothing is read. A stream of the same rows would cost as much again for each as
 * PostgreSQL needs to send it.
 */
export function copyOut(client: Client, copy: string, take: (row: Buffer) => Promise<void> | null): Promise<void> {
  return new Promise((resolve, reject) => {
    let connection: Connection | null = null;
    let waiting: Promise<void> | null = null;
    /** What had come already when waiting began. */
    let held: Buffer[] = [];
    const wait = async (promise: Promise<void>): Promise<void> => {
      connection?.stream.pause();
      await promise;
      for (const row of held) await take(row);
      held = [];
      waiting = null;
      connection?.stream.resume();
    };
    const query = {
      submit(given: Connection) {
        connection = given;
        given.query(copy);
      },
      handleCopyData({ chunk }: { readonly chunk: Buffer }) {
        if (waiting) {
          held.push(Buffer.from(chunk));
          return;
        }
        try {
          const promise = take(chunk);
          if (!promise) return;
          waiting = wait(promise);
          waiting.catch(reject);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery() {
        if (waiting) waiting.then(resolve, reject);
        else resolve();
      },
      handleError: reject,
    };
    client.query(query as Submittable);
  });
}
