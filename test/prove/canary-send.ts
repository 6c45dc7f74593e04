import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sent } from './canary-request';

/** What came back, but for the answer's data. */
export interface Told {
  /** Status, headers, errors and extensions; the whole body where it is no answer of GraphQL. */
  readonly text: string;
  readonly codes: readonly string[];
  readonly cursors: readonly string[];
  readonly data: unknown;
}

const LONGEST_MS = 15_000;

/** Sends a request as it is, whatever its headers say. */
export async function send(url: string, sent: Sent): Promise<Told> {
  if (sent.raw !== undefined) return { text: await sendRaw(url, sent.raw), codes: [], cursors: [], data: null };
  const { hostname, port } = new URL(url);
  const { method, path, headers, body, leavesAfter } = sent;
  return new Promise((resolve, reject) => {
    // Node would send letters beyond Latin-1 in no header at all.
    const outgoing = request(
      { hostname, port, method, path, headers: { ...headers }, timeout: LONGEST_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => {
          const head = `${response.statusCode ?? 0} ${response.rawHeaders.join('\n')}`;
          resolve(read(head, text));
        });
        response.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${sent.name}: no answer within ${LONGEST_MS} ms`)));
    outgoing.on('error', (error) => {
      if (leavesAfter === undefined) reject(error);
      else resolve({ text: '', codes: [], cursors: [], data: null });
    });
    if (leavesAfter !== undefined) void delay(leavesAfter).then(() => outgoing.destroy());
    outgoing.end(body);
  });
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: unknown; readonly extensions?: { readonly code?: string } }[];
}

function read(head: string, body: string): Told {
  let answer: Answer;
  try {
    answer = JSON.parse(body) as Answer;
  } catch {
    return { text: `${head}\n${body}`, codes: [], cursors: [], data: null };
  }
  const { data, errors = [], ...rest } = answer;
  // An error's path has names that the document itself gives to fields: GraphQL wants them there.
  const told = errors.map(({ path: _, ...error }) => error);
  return {
    text: `${head}\n${JSON.stringify({ ...rest, errors: told, faults: listOf(data, 'faults') })}`,
    codes: errors.map(({ extensions }) => extensions?.code ?? 'NONE'),
    cursors: ['cursor', 'endCursor', 'id'].flatMap((name) => listOf(data, name)).filter(isLong),
    data: data ?? null,
  };
}

/** IDs of agreements are short; those that are sealed are not. */
function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length > 20;
}

/** The values of every field of a name. */
function listOf(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, below]) => [
    ...(key === name ? [below] : []),
    ...listOf(below, name),
  ]);
}

/** Writes bytes to a socket, and gives what comes back until the server ends it or says nothing more. */
function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (part: string) => (text += part));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
