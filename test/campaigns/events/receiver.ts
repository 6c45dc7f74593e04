import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CorrectionEvent } from '../../../src/campaigns/events/correction-event';

/** A request as it came in. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: CorrectionEvent;
}

/** What a receiver answers: a status, a whole answer, or nothing at all. */
export type Answer =
  | number
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang';

/** A server of a receiver on the loopback address. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Decides what is answered; 204 unless set. */
  answer: (received: Received) => Answer;
  /** How many requests it had in hand at once, at most. */
  readonly atOnce: number;
  close(): Promise<void>;
}

const file = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** The certificate of receivers over HTTPS, which no authority has signed. */
export const RECEIVER_CERTIFICATE = file('receiver-certificate.pem');

export async function openReceiver({ isSecure = false } = {}): Promise<Receiver> {
  const received: Received[] = [];
  const hanging = new Set<ServerResponse>();
  const state = { answer: ((): Answer => 204) as Receiver['answer'], open: 0, atOnce: 0 };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    state.open += 1;
    state.atOnce = Math.max(state.atOnce, state.open);
    response.on('close', () => (state.open -= 1));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const one: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body,
      event: JSON.parse(body) as CorrectionEvent,
    };
    received.push(one);
    const answer = state.answer(one);
    if (answer === 'hang') {
      hanging.add(response);
      return;
    }
    const { status, headers = {}, body: text = '' } = typeof answer === 'number' ? { status: answer } : answer;
    response.writeHead(status, headers).end(text);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    take(request, response).catch(() => response.destroy());
  };
  const server = isSecure
    ? createSecureServer({ key: file('receiver-key.pem'), cert: RECEIVER_CERTIFICATE }, listener)
    : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}/events`,
    received,
    get answer() {
      return state.answer;
    },
    set answer(answer) {
      state.answer = answer;
    },
    get atOnce() {
      return state.atOnce;
    },
    close: async () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
