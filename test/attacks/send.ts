import { once } from 'node:events';
import { connect } from 'node:net';
import type { Received, Sent } from './attack';

type Headers = Readonly<Record<string, string>>;

/** Sends one attack to a gateway and reads what comes back. */
export async function send(url: string, own: Headers, sent: Sent): Promise<Received> {
  const { method = 'POST', path = '/graphql', body, rawHead } = sent;
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...own, ...sent.headers };
  if (rawHead !== undefined) return sendRaw(url, headers, sent);
  const response = await fetch(url + path, { method, headers, redirect: 'manual', body: body ?? null });
  return toReceived(response.status, await response.text(), response.headers.get('lienthong-request'));
}

/** Writes the request by hand, since clients refuse to. */
async function sendRaw(url: string, headers: Headers, sent: Sent): Promise<Received> {
  const { method = 'POST', path = '/graphql', body = '', rawHead = '' } = sent;
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (part: string) => (text += part));
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('error', () => socket.destroy());
  });
  const lines = Object.entries({ ...headers, host, connection: 'close', 'content-length': Buffer.byteLength(body) });
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`);
  socket.write(`${rawHead}\r\n${body}`);
  await closed;
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
  const request = /^lienthong-request: (\S+)/im.exec(head)?.[1] ?? null;
  return toReceived(status, rest.join('\r\n\r\n'), request);
}

function toReceived(status: number, text: string, request: string | null): Received {
  const { data, errors } = parse(text);
  const codes = Array.isArray(errors) ? errors.map((error: { extensions?: { code?: unknown } }) => codeOf(error)) : [];
  return { status, text, data: data ?? null, codes, request };
}

function codeOf({ extensions }: { extensions?: { code?: unknown } }): string {
  return typeof extensions?.code === 'string' ? extensions.code : 'none';
}

/** A batch would be answered with a list: its answers count as the data of one. */
function parse(text: string): { readonly data?: unknown; readonly errors?: unknown } {
  try {
    const answer: unknown = JSON.parse(text);
    if (Array.isArray(answer)) return { data: { answers: answer } };
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    return {};
  }
}
