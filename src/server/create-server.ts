import Fastify, { type FastifyBaseLogger, type FastifyError, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../database/caller';
import type { Site } from '../database/site';
import {
  DEFAULT_LIMITS,
  openReader,
  readersOfRequest,
  type ReaderLimits,
  type ReaderLog,
  type RegisterReader,
} from '../database/register-reader';
import type { CampaignOffice } from '../campaigns/graph/office';
import type { Config } from '../config';
import { LienThongError } from '../errors';
import type { Administration } from '../graph/administration/administration';
import type { SubjectAccess } from '../graph/subject-access/subject-context';
import { graphSchema } from './graph-schema';
import type { Secrets } from '../planning/declaration';
import type { ViewRules } from '../planning/view/rules';
import { CountCache } from '../planning/plan/count-cache';
import { type ReadRegister, RegisterLoaders } from '../planning/register-loaders';
import { RowAllowance } from '../planning/row-allowance';
import { type Database, DATABASES } from '../values/databases';
import { deriveKey } from '../values/seal';
import type { AdministrationOffice } from './administration-office';
import { allowHosts } from './allowed-hosts';
import type { Execution, RequestContext } from './execute';
import { type Admission, type Guard, OPEN } from './guard';
import type { Journal } from './journal';
import type { Protection } from './protection';
import { Views } from './served-view';
import { type AsOf, watchAsOf } from './as-of';
import { noteDemandOf } from './campaign-demand';
import { endConnectionsAtClose } from './end-connections';
import { registerGraphiql } from './graphiql';
import { registerGraphql } from './graphql';
import { LIMITS, PLAN_LIMITS } from './limits';
import { registerHealth } from './health';
import { type Metrics, openMetrics } from './metrics';
import { registerMetrics, serveMetrics } from './metrics-route';
import { type PersonaIssuer, registerPersonas } from './personas';
import { toLogged } from './logged-error';
import { refuse } from './refuse';

export interface ServerOptions {
  readonly site: Site;
  readonly host: string;
  readonly port: number;
  readonly secret: Buffer;
  readonly log: Logger;
  readonly limits?: ReaderLimits;
  /** Who may see what, and what is put on record of it; without it everybody sees everything. */
  readonly protection: Protection | 'none';
  /** Who hands out personas and their tokens to GraphiQL, in the demonstration; null where everybody brings a token. */
  readonly personas?: PersonaIssuer | null;
  /** How operations are answered; by their plans unless said otherwise. */
  readonly execution?: Execution;
  /** How long a list's count is kept, in milliseconds. */
  readonly countsKeptMs?: number;
  /** Where the server's figures can be had: beside the graph unless said otherwise, at a port of their own, or nowhere. */
  readonly metrics?: Config['metrics'];
  /** Addresses and subnets of proxies whose `X-Forwarded-For` is believed; none unless said otherwise. */
  readonly proxies?: readonly string[];
}

/** A gateway that answers. */
export interface RunningServer {
  /** Where it listens, without a path. */
  readonly url: string;
  /** Where its figures are; null for nowhere. */
  readonly metricsUrl: string | null;
  /** Takes no more requests, lets the running ones end, and lets go of every connection. */
  close(): Promise<void>;
}

/** What is known of a request when it begins. */
interface Made {
  readonly admission: Admission;
  readonly journal: Journal;
  readonly explains: boolean;
  readonly caller: Caller;
}

const cursorKeys = new WeakMap<ViewRules, Buffer>();

/** A cursor is good in the view that handed it out, and in no other. */
function cursorKeyOf(key: Buffer, rules: ViewRules): Buffer {
  let derived = cursorKeys.get(rules);
  if (!derived) cursorKeys.set(rules, (derived = deriveKey(key, `cursor of ${rules.id}`)));
  return derived;
}

/** What one request works with. The date is a getter of the class, read when a field needs it and not before. */
class Request implements RequestContext {
  readonly allowance = new RowAllowance(PLAN_LIMITS.rows);
  readonly read: ReadRegister;
  readonly registers: RegisterLoaders;
  readonly secrets: Secrets;
  readonly view: Admission;
  readonly journal: Journal;
  readonly explains: boolean;
  readonly deadline = performance.now() + OPERATION_MS;

  constructor(
    readers: Readonly<Record<Database, RegisterReader>>,
    secrets: Secrets,
    readonly counts: CountCache,
    private readonly date: AsOf,
    private readonly office: AdministrationOffice | null,
    private readonly protection: Protection | null,
    { admission, journal, explains, caller }: Made,
  ) {
    this.view = admission;
    this.journal = journal;
    this.explains = explains;
    this.secrets = { ...secrets, cursor: cursorKeyOf(secrets.cursor, admission.rules) };
    this.read = readersOfRequest(readers, caller);
    this.registers = new RegisterLoaders(this.read, this.allowance, admission, journal.disclosure);
  }

  get asOf(): string {
    return this.date.current();
  }

  get asker(): Admission['actor'] {
    return this.view.actor;
  }

  get subjectAccess(): SubjectAccess | null {
    return this.protection?.subjectAccess ?? null;
  }

  get campaigns(): CampaignOffice | null {
    const { actor, purpose } = this.view;
    return (actor && this.protection?.campaigns.officeOf(actor, purpose, this.view, this.view.agreement)) ?? null;
  }

  get administration(): Administration | null {
    const { actor, purpose } = this.view;
    return actor && this.office ? this.office.administrationOf(actor, purpose) : null;
  }
}

/** What the registers may take for one operation, all levels together, in milliseconds. */
const OPERATION_MS = 3_000;

/** The composition root of the server: puts readers, graph and routes together and listens. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { site, log, limits = DEFAULT_LIMITS } = options;
  const metrics = openMetrics();
  const readers = openReaders(site, log, limits, metrics);
  const asOf = await watchAsOf(readers.gateway);
  const secrets: Secrets = {
    cursor: deriveKey(options.secret, 'cursor'),
    diagnosis: deriveKey(options.secret, 'diagnosis'),
  };

  const protection = options.protection === 'none' ? null : options.protection;
  const logger: FastifyBaseLogger = log;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LIMITS.body,
    forceCloseConnections: 'idle',
    // The framework's own words for an address that it cannot read repeat the address.
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    ...(options.proxies?.length ? { trustProxy: [...options.proxies] } : {}),
  });
  app.setErrorHandler((error: FastifyError | LienThongError, request, reply) => {
    const code = refuse(error, request, reply);
    metrics.note(request, { outcome: code === 'INTERNAL' ? 'failed' : 'refused', reason: code });
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime);
    if (routeOptions.url === '/graphql') metrics.ended(request, reply.elapsedTime / 1000);
    log.info({ method, route: routeOptions.url ?? null, status: reply.statusCode, ms }, 'answered');
    done();
  });
  endConnectionsAtClose(app);
  const endDemand = protection ? noteDemandOf(app, () => site.writer()) : null;
  allowHosts(app, options.host);
  app.setNotFoundHandler((request, reply) => {
    refuse(new LienThongError('ROUTE_UNKNOWN', 'There is nothing at this address'), request, reply);
  });
  registerHealth(
    app,
    DATABASES.map((database) => readers[database]),
  );
  await registerGraphiql(app);
  if (options.personas) registerPersonas(app, options.personas);
  const counts = new CountCache(options.countsKeptMs);
  const graph = graphSchema();
  const guard: Guard = protection
    ? protection.guard(
        graph,
        () => asOf.current(),
        (reason) => metrics.stranger(reason),
      )
    : OPEN;
  if (protection) metrics.watchAudit(protection.audit);
  const office = protection?.openOffice(graph) ?? null;
  const views = new Views(graph, options.execution ?? 'plan', log);
  registerGraphql(app, {
    graph,
    guard,
    views,
    recorder: protection?.recorder ?? null,
    metrics,
    createContext: (made) => new Request(readers, secrets, counts, asOf, office, protection, made),
  });
  const { host, port, metrics: place = 'beside' } = options;
  if (place === 'beside') registerMetrics(app, metrics);
  let figures: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  const close = async (): Promise<void> => {
    await Promise.all([app.close(), figures?.close()]);
    metrics.close();
    await views.stop();
    asOf.stop();
    await office?.close();
    await endDemand?.();
    await protection?.close();
    await Promise.all(DATABASES.map((database) => readers[database].close()));
  };
  try {
    if (typeof place === 'number') {
      figures = await serveMetrics(metrics, { host, port: place }).catch((error: unknown) => {
        throw toListenFault(error, { variable: 'LIENTHONG_METRICS', host, port: place });
      });
    }
    const url = await app.listen({ host, port }).catch((error: unknown) => {
      throw toListenFault(error, { variable: 'PORT', host, port });
    });
    const metricsUrl = place === 'off' ? null : `${figures?.url ?? url}/metrics`;
    return { url, metricsUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Listening {
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

function toListenFault(error: unknown, { variable, host, port }: Listening): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const refused = (message: string): LienThongError => new LienThongError('CONFIGURATION_INVALID', message);
  if (code === 'EADDRINUSE') return refused(`${variable}: ${port} is in use on ${host}`);
  if (code === 'EACCES') return refused(`${variable}: ${port} may not be used by this user`);
  if (code === 'EADDRNOTAVAIL') {
    return refused(`HOST: ${host} is no address of this machine`);
  }
  return error;
}

function openReaders(
  site: Site,
  log: Logger,
  limits: ReaderLimits,
  metrics: Metrics,
): Record<Database, RegisterReader> {
  const serverLimits = { statementTimeoutMs: limits.budget, lockTimeoutMs: limits.budget };
  const tell: ReaderLog = ({ cause, ...event }) => {
    metrics.register(event.database, event.event);
    log.warn({ ...event, ...(cause === undefined ? {} : { error: toLogged(cause) }) }, 'register');
  };
  const open = (database: Database): [Database, RegisterReader] => [
    database,
    openReader(database, () => site.reader(database, serverLimits), tell, limits),
  ];
  return Object.fromEntries(DATABASES.map(open)) as Record<Database, RegisterReader>;
}
