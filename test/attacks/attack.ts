import type { ChainedRecord } from '../../src/audit/chained-record';

/** What an attack is, and what must hold of its answer. */

/** Who attacks: somebody with an agreement or mandate whose token is good, or nobody. */
export const CALLERS = [
  'ministry',
  'branch',
  'citizen',
  'headquarters',
  'trusted',
  'spent',
  'probed',
  'nobody',
] as const;
export type Caller = (typeof CALLERS)[number];

/** Which gateway is attacked: the first, a second one beside it, or one whose registers fail. */
export type Target = 'gateway' | 'replica' | 'failing';

/** One request as it goes out. The headers of the caller are added, unless the attack gives its own of that name. */
export interface Sent {
  readonly at?: Target;
  readonly method?: string;
  /** With the query; /graphql unless said otherwise. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Lines of the head that no client would write, sent as they are, each with its line end. */
  readonly rawHead?: string;
}

/** What came back. */
export interface Received {
  readonly status: number;
  readonly text: string;
  /** Null when the answer has no data, or is no JSON. */
  readonly data: unknown;
  /** The codes of the errors, in their order. */
  readonly codes: readonly string[];
  /** Under which name the request is on record; null for one that did not reach the graph. */
  readonly request: string | null;
}

/** Says why an answer is a bypass, or null. `honest` gives what the caller is told who asks as one should. */
export type Holds = (answer: Received, honest: Honest) => string | null | Promise<string | null>;
export type Honest = (query: string, variables?: Variables) => Promise<unknown>;
export type Variables = Readonly<Record<string, unknown>>;

export interface Attack {
  readonly what: string;
  readonly as: Caller;
  readonly sent: Sent;
  readonly holds: Holds;
  /** What else must hold of the record, where the caller's token is good; null for nothing to complain of. */
  readonly onRecord?: (record: ChainedRecord) => string | null;
}

/** A GraphQL request by POST. */
export function ask(
  as: Caller,
  what: string,
  query: string,
  holds: Holds,
  { variables, ...sent }: Sent & { readonly variables?: Variables | undefined } = {},
): Attack {
  return { what, as, holds, sent: { body: JSON.stringify({ query, variables }), ...sent } };
}

/** `count` texts, one after the other. */
export function times(count: number, write: (i: number) => string, between = ' '): string {
  return Array.from({ length: count }, (_, i) => write(i)).join(between);
}
