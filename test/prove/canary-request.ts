import type { CanaryPerson } from './canary-people';

/** One request as it is sent. */
export interface Sent {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes that are written to the socket in place of a request of HTTP. */
  readonly raw?: string;
  /** Milliseconds after which whoever sent it goes away. */
  readonly leavesAfter?: number;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Writes requests in whose headers a person stands everywhere. */
export interface Writer {
  readonly post: (name: string, headers: Sent['headers'], body: unknown, more?: Partial<Sent>) => Sent;
  readonly ask: (name: string, headers: Sent['headers'], query: string, variables?: unknown) => Sent;
  readonly get: (name: string, path: string, headers?: Sent['headers'], method?: string) => Sent;
  readonly raw: (name: string, text: string) => Sent;
}

/** A person by their ID: what is asked where it does not matter. */
export const PERSON =
  'query ($id: PersonalId!) { person(personalId: $id) { personalId citizen { fullName birthDate } participants { insuranceNumber } } }';

export function writerAbout({ id, name, email, phone }: CanaryPerson): Writer {
  const encoded = encodeURIComponent(name);
  const everywhere = {
    'x-request-id': id,
    'accept-language': Number(id) % 2 === 0 ? 'en' : 'vi',
    'user-agent': `${email} ${phone}`,
    referer: `http://localhost/${id}?name=${encoded}`,
  };
  const post = (what: string, headers: Sent['headers'], body: unknown, more: Partial<Sent> = {}): Sent => ({
    name: what,
    method: 'POST',
    path: '/graphql',
    headers: { ...everywhere, ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
  const ask = (what: string, headers: Sent['headers'], query: string, variables: unknown = {}): Sent =>
    post(what, headers, { query, variables });
  const get = (what: string, path: string, headers: Sent['headers'] = {}, method = 'GET'): Sent => ({
    name: what,
    method,
    path,
    headers: { ...everywhere, ...headers },
  });
  const raw = (what: string, text: string): Sent => ({ ...get(what, '/'), raw: text.replaceAll('\n', '\r\n') });
  return { post, ask, get, raw };
}
