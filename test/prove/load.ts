import { setTimeout as delay } from 'node:timers/promises';
import { askAt, type Answer, type RequestOptions } from '../support/gateway';

/** What clients send over and over. */
export interface Operation {
  readonly name: string;
  readonly document: string;
}

/** One answer: how long it took, and the registers that failed. */
export interface Sample {
  readonly name: string;
  readonly ms: number;
  readonly failed: readonly unknown[];
}

/** How long a client waits between an answer and its next request, so that a fast failure does not mean more load. */
const THINKING_MS = 20;

/** Sends operations from as many clients, each its own one again and again, for a while, all with the same headers. */
export async function load(
  url: string,
  clients: readonly Operation[],
  lastsMs: number,
  headers: NonNullable<RequestOptions['headers']>,
): Promise<readonly Sample[]> {
  const end = Date.now() + lastsMs;
  const samples: Sample[] = [];
  const client = async ({ name, document }: Operation): Promise<void> => {
    while (Date.now() < end) {
      const started = performance.now();
      const answer = await askAt(url, document, {}, { headers });
      samples.push({ name, ms: performance.now() - started, failed: failedRegisters(answer) });
      await delay(THINKING_MS);
    }
  };
  await Promise.all(clients.map(client));
  return samples;
}

function failedRegisters({ errors }: Answer): readonly unknown[] {
  const named = errors?.map(({ extensions }) =>
    extensions['code'] === 'SOURCE_UNAVAILABLE' ? extensions['register'] : extensions['code'],
  );
  return [...new Set(named)];
}

/** The value below which a part of the numbers lies, by the nearest rank. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
