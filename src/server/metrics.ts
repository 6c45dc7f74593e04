import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from '../audit/record';
import type { ReaderEvent } from '../database/register-reader';
import type { ErrorCode } from '../errors';
import type { TokenFault } from '../identity/refuse-token';
import type { Database } from '../values/databases';
import { DATABASES } from '../values/databases';
import { measureProcess } from './process-metrics';

/** What became of a request for the graph. */
export interface Told {
  readonly outcome: Outcome;
  /** The code of the first thing that went wrong; null where nothing did. */
  readonly reason: string | null;
  /** The ID of the agreement under which it was asked; null without one. */
  readonly agreement: string | null;
}

/** Why a request came without a good access token: it had none, a bad one, or nobody can tell. */
export type Stranger = 'NO_TOKEN' | TokenFault | Extract<ErrorCode, 'IDENTITY_UNAVAILABLE'>;

/** The state of the audit log, for whoever watches it. */
export interface AuditState {
  readonly waiting: number;
  readonly isAvailable: boolean;
}

/**
 * The figures of one server, for Prometheus. Every label is of a closed list, or the ID of an agreement of the site: no
 * figure tells of a person. One request costs about 3 µs.
 */
export interface Metrics {
  /** Notes what became of a request; what is noted last counts, each for itself. */
  note(request: object, told: Partial<Told>): void;
  /** A request has ended, after so many seconds. */
  ended(request: object, seconds: number): void;
  stranger(reason: Stranger): void;
  register(database: Database, event: ReaderEvent): void;
  /** Tells of an audit log from now on. */
  watchAudit(state: AuditState): void;
  /** All figures in Prometheus' text format, and the type of that text. */
  readonly contentType: string;
  text(): Promise<string>;
  close(): void;
}

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Whoever goes away has ended the request before anything could be noted. */
const ABANDONED: Told = { outcome: 'refused', reason: 'REQUEST_ABANDONED', agreement: null };

/** Opens the figures of one server; several in one process have each their own. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const endProcess = measureProcess(registry);
  const notes = new WeakMap<object, Told>();
  const requests = new Counter({
    name: 'lienthong_requests_total',
    help: 'Requests for the graph by what became of them, the first reason, and the agreement they were asked under.',
    labelNames: ['outcome', 'reason', 'agreement'],
    registers,
  });
  const duration = new Histogram({
    name: 'lienthong_request_duration_seconds',
    help: 'How long requests for the graph took, from their headers to the end of the answer.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const strangers = new Counter({
    name: 'lienthong_unauthenticated_total',
    help: 'Requests for the graph without a good access token, by why.',
    labelNames: ['reason'],
    registers,
  });
  const breakers = new Gauge({
    name: 'lienthong_register_breaker_open',
    help: '1 while a database is not asked because it has failed several times in a row.',
    labelNames: ['register'],
    registers,
  });
  const failures = new Counter({
    name: 'lienthong_register_failures_total',
    help: 'What went wrong with a database: a statement that failed, was one too many or not in time, a lost connection.',
    labelNames: ['register', 'event'],
    registers,
  });
  for (const register of DATABASES) breakers.set({ register }, 0);

  return {
    note: (request, told) => void notes.set(request, { ...ABANDONED, ...notes.get(request), ...told }),
    ended: (request, seconds) => {
      const { outcome, reason, agreement } = notes.get(request) ?? ABANDONED;
      requests.inc({ outcome, reason: reason ?? '', agreement: agreement ?? '' });
      duration.observe({ outcome }, seconds);
    },
    stranger: (reason) => {
      strangers.inc({ reason });
    },
    register: (register, event) => {
      if (event === 'breaker closed') breakers.set({ register }, 0);
      else if (event.startsWith('breaker ')) breakers.set({ register }, 1);
      else failures.inc({ register, event });
    },
    watchAudit: (state) => {
      watch(registry, 'lienthong_audit_waiting', 'Audit records that wait to be committed.', () => state.waiting);
      watch(registry, 'lienthong_audit_available', '1 while requests can be put on record; 0: they are refused.', () =>
        Number(state.isAvailable),
      );
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close: endProcess,
  };
}

function watch(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
