import { Agent as PlainAgent, type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { CLOUD_EVENT } from './correction-event';
import { parseRetryAfter } from './pauses';
import {
  ADDRESS_REFUSED,
  addressRefused,
  decideReach,
  guardLookup,
  hostOf,
  type ReceiverRules,
} from './receiver-address';

/** Why an event did not arrive. */
export type SendFault = 'STATUS' | 'REDIRECTED' | 'TIMED_OUT' | 'ADDRESS_REFUSED' | 'CERTIFICATE' | 'UNREACHABLE';

export type SendOutcome =
  | { readonly kind: 'DELIVERED'; readonly status: number }
  | { readonly kind: 'GONE'; readonly status: number }
  | {
      readonly kind: 'FAILED';
      readonly status: number | null;
      readonly fault: SendFault;
      /** Whether other events would fail, too; otherwise the receiver did not take this one. */
      readonly isOfReceiver: boolean;
      /** For how many milliseconds the receiver asked to be left alone. */
      readonly retryAfterMs: number | null;
    };

/** A way to one receiver, over which connections are kept open. */
export interface EventSender {
  /** Sends a body once; redirections are not followed. Failures are outcomes. */
  send(body: string, headers: Readonly<Record<string, string>>): Promise<SendOutcome>;
  close(): void;
}

export interface EventSenderOptions {
  readonly url: string;
  readonly rules: ReceiverRules;
  /** Certificates in PEM of authorities that are trusted beside the well-known ones. */
  readonly authorities: readonly string[];
  /** From the look-up of the name to the answer's status. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** The answer's body means nothing; so much of it is read that the connection can be used again. */
const ANSWER_BYTES_MOST = 64 * 1024;
/** Statuses from 400 to 499 that say something of the receiver rather than of the event. */
const OF_RECEIVER = new Set([401, 403, 404, 405, 407, 408, 421, 425, 429, 451]);
/** What TLS says of a certificate that is not to be trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|LEAF_SIGNATURE|ISSUER|CRL/;

export function openEventSender({ url: text, rules, authorities, timeoutMs, now }: EventSenderOptions): EventSender {
  const url = new URL(text);
  const isPlain = url.protocol === 'http:';
  const mayReach = decideReach(rules);
  const agent = isPlain
    ? new PlainAgent({ keepAlive: true })
    : new SecureAgent({ keepAlive: true, ca: [...rootCertificates, ...authorities] });
  const request = isPlain ? requestPlain : requestSecure;
  const host = hostOf(url);
  // No look-up is made for an address.
  const isRefused = isIP(host) !== 0 && !mayReach(host, isPlain);

  const open = (body: string, headers: Readonly<Record<string, string>>): ClientRequest =>
    request(url, {
      method: 'POST',
      agent,
      lookup: guardLookup(mayReach, isPlain),
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...headers,
        'content-type': CLOUD_EVENT,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'lien-thong',
      },
    });
  return {
    send: (body, headers) =>
      new Promise((resolve) => {
        if (isRefused) {
          resolve(toFailure(addressRefused()));
          return;
        }
        const sent = open(body, headers);
        sent.on('error', (error: NodeJS.ErrnoException) => resolve(toFailure(error)));
        sent.on('response', (response) => {
          resolve(toOutcome(response, now()));
          readLittle(response);
        });
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function readLittle(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MOST) response.destroy();
  });
}

function toOutcome({ statusCode: status = 0, headers }: IncomingMessage, now: number): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'DELIVERED', status };
  if (status === 410) return { kind: 'GONE', status };
  const isBusy = status === 429 || status === 503;
  return {
    kind: 'FAILED',
    status,
    fault: status >= 300 && status < 400 ? 'REDIRECTED' : 'STATUS',
    isOfReceiver: status < 400 || status >= 500 || OF_RECEIVER.has(status),
    retryAfterMs: isBusy ? parseRetryAfter(headers['retry-after'], now) : null,
  };
}

function toFailure({ name, code = '' }: NodeJS.ErrnoException): SendOutcome {
  return { kind: 'FAILED', status: null, fault: faultOf(name, code), isOfReceiver: true, retryAfterMs: null };
}

function faultOf(name: string, code: string): SendFault {
  if (code === ADDRESS_REFUSED) return 'ADDRESS_REFUSED';
  if (name === 'AbortError' || code === 'ETIMEDOUT') return 'TIMED_OUT';
  return CERTIFICATE.test(code) ? 'CERTIFICATE' : 'UNREACHABLE';
}
