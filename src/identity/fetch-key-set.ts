import { KeySet } from './key-set';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

const TIME_OUT_MS = 5_000;
/** Some hundred keys with their certificates. */
const MOST_BYTES = 256 * 1024;

/**
 * Fetches a JSON Web Key Set. Rejects with an Error that says what is wrong: no answer in time, another status than 200, a
 * redirection (which would lead to keys that nobody configured), too long an answer, or no usable key in it.
 */
export async function fetchKeySet(url: string, fetch: Fetch): Promise<KeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIME_OUT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the answer has the status ${response.status}`);
  }
  return KeySet.parse(parse(await readBounded(response)));
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the answer is not JSON');
  }
}
