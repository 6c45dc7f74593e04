import { setImmediate as nextTurn } from 'node:timers/promises';
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { Caller } from '../database/caller';
import { LienThongError } from '../errors';
import type { RequestContext } from './execute';
import { limitFragments } from './fragment-limit';
import type { Admission, Guard, Progress } from './guard';
import { Journal } from './journal';
import { LIMITS } from './limits';
import type { Metrics } from './metrics';
import { nameRequest, type Recorder } from './recorder';
import type { Views } from './served-view';
import { answerTrusted } from './trusted-documents';

/** A request with this header and the value 1 is answered with its plan, in `extensions.plan`, where the view allows it. */
const EXPLAIN_HEADER = 'lienthong-explain';
/** The name of a request, under which it is on record. */
const REQUEST_HEADER = 'lienthong-request';
/** What remains of each quota of the agreement. */
const QUOTA_HEADER = 'lienthong-quota';

export interface GraphqlRoute {
  readonly graph: GraphQLSchema;
  readonly guard: Guard;
  readonly views: Views;
  /** Null where nothing is put on record: for comparison and measurement. */
  readonly recorder: Recorder | null;
  readonly metrics: Metrics;
  readonly createContext: (made: {
    readonly admission: Admission;
    readonly journal: Journal;
    readonly explains: boolean;
    readonly caller: Caller;
  }) => RequestContext;
}

/**
 * Serves the graph at /graphql over HTTP, GET and POST. The way of a request: who asks, what for and what they may see
 * (`guard`); the document, where only trusted ones are answered; validation, plan and execution in the view; the record;
 * and only then the answer. A refusal goes the same way.
 */
export function registerGraphql(app: FastifyInstance, route: GraphqlRoute): void {
  app.route({ method: ['GET', 'POST'], url: '/graphql', handler: (request, reply) => answer(route, request, reply) });
}

async function answer(route: GraphqlRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { guard, views, recorder, metrics, createContext } = route;
  const name = nameRequest();
  const journal = new Journal();
  const progress: Progress = {};
  const put = async (): Promise<void> => {
    try {
      if (recorder) await recorder.record(name, progress, journal);
    } finally {
      tellQuota(reply, journal);
    }
  };
  const note = (): void => {
    const { outcome, reason } = journal;
    metrics.note(request, { outcome, reason, agreement: progress.agreement?.agreement.id ?? null });
  };
  void reply.header(REQUEST_HEADER, name);
  let answered: HTTPGraphQLResponse;
  try {
    const admission = await guard(request, progress);
    if (recorder && admission.agreement) journal.quota = recorder.quotaOf(admission.agreement);
    const body = answerTrusted(admission.agreement?.agreement ?? null, request);
    limitFragments({ body, query: request.query }, route.graph, LIMITS);
    const view = await views.get(admission.rules, admission.price);
    const explains = admission.mayExplain && request.headers[EXPLAIN_HEADER] === '1';
    const context = createContext({ admission, journal, explains, caller: callerOf(reply) });
    answered = await view.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: toApollo(request, body),
      context: () => Promise.resolve(context),
    });
  } catch (refusal) {
    journal.fault(refusal instanceof LienThongError ? refusal.code : 'INTERNAL');
    note();
    await put();
    throw refusal;
  }
  if (!journal.hasData && answered.status && answered.status >= 400) journal.fault('DOCUMENT_INVALID');
  note();
  const text = toText(answered);
  // The record is on its way when the next turn begins, so that this does not add to the time until it is committed.
  const [body] = await Promise.all([nextTurn().then(() => Buffer.from(text)), put()]);
  return send(reply, answered, body);
}

function toApollo(request: FastifyRequest, body: unknown): HttpRequest {
  const headers = new HeaderMap();
  for (const [key, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(key, Array.isArray(value) ? value.join(', ') : value);
  }
  const { search } = new URL(request.url, 'http://localhost');
  return { method: request.method.toUpperCase(), headers, search, body };
}

interface HttpRequest {
  readonly method: string;
  readonly headers: HeaderMap;
  readonly search: string;
  readonly body: unknown;
}

/**
 * The answer as it is sent, put together from thousands of pieces, which the collector would move about while the record is
 * committed: as bytes it is one thing outside the heap.
 */
function toText({ body }: HTTPGraphQLResponse): string {
  // Chunks come of `@defer` alone, which the schema does not have.
  if (body.kind === 'chunked') throw new LienThongError('INTERNAL', 'The gateway failed');
  return body.string;
}

function send(reply: FastifyReply, { status, headers }: HTTPGraphQLResponse, body: Buffer): FastifyReply {
  for (const [key, value] of headers) void reply.header(key, value);
  void reply.code(status ?? 200);
  return reply.send(body);
}

/** Says what remains of the quotas after a request, and to one that they refused when to come again. */
function tellQuota(reply: FastifyReply, { quota }: Journal): void {
  const remaining = [...(quota?.remaining() ?? [])].map(([name, left]) => `${name}=${left}`);
  if (remaining.length > 0) void reply.header(QUOTA_HEADER, remaining.join(', '));
  const seconds = quota?.retryAfter() ?? null;
  if (seconds !== null) void reply.header('retry-after', seconds);
}

/** Who sent a request. They leave when the connection ends before the answer was sent. */
function callerOf({ raw }: FastifyReply): Caller {
  const caller = new Caller();
  raw.once('close', () => {
    if (!raw.writableFinished) caller.leave();
  });
  return caller;
}
