import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../database/caller';
import type { Site } from '../database/site';
import {
  DEFAULT_LIMITS,
  openReader,
  readersOfRequest,
  type ReaderLimits,
  type RegisterReader,
} from '../database/register-reader';
import { ERROR_CODES, LienThongError } from '../errors';
import type { Administration } from '../graph/administration/administration';
import type { SubjectAccess } from '../graph/subject-access/subject-context';
import { graphSchema } from '../graph/schema';
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
import { endConnectionsAtClose } from './end-connections';
import { registerGraphiql } from './graphiql';
import { registerGraphql } from './graphql';
import { LIMITS, PLAN_LIMITS } from './limits';
import { registerHealth } from './health';
import { type PersonaIssuer, registerPersonas } from './personas';
import { toLogged } from './logged-error';

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
}

/** A gateway that answers. */
export interface RunningServer {
  /** Where it listens, without a path. */
  readonly url: string;
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
    readonly subjectAccess: SubjectAccess | null,
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
  const readers = openReaders(site, log, limits);
  const asOf = await watchAsOf(readers.gateway);
  const secrets: Secrets = {
    cursor: deriveKey(options.secret, 'cursor'),
    diagnosis: deriveKey(options.secret, 'diagnosis'),
  };

  const logger: FastifyBaseLogger = log;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LIMITS.body,
    forceCloseConnections: 'idle',
    // The framework's own words for an address that it cannot read repeat the address.
    frameworkErrors: refuse,
  });
  app.setErrorHandler(refuse);
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url ?? null, status: reply.statusCode, ms }, 'answered');
    done();
  });
  endConnectionsAtClose(app);
  allowHosts(app, options.host);
  app.setNotFoundHandler((_request, reply) => {
    const { status, body } = toAnswer(new LienThongError('ROUTE_UNKNOWN', 'There is nothing at this address'));
    return reply.code(status).send(body);
  });
  registerHealth(
    app,
    DATABASES.map((database) => readers[database]),
  );
  await registerGraphiql(app);
  if (options.personas) registerPersonas(app, options.personas);
  const counts = new CountCache(options.countsKeptMs);
  const graph = graphSchema();
  const protection = options.protection === 'none' ? null : options.protection;
  const guard: Guard = protection ? protection.guard(graph, () => asOf.current()) : OPEN;
  const office = protection?.openOffice(graph) ?? null;
  const views = new Views(graph, options.execution ?? 'plan', log);
  registerGraphql(app, {
    graph,
    guard,
    views,
    recorder: protection?.recorder ?? null,
    createContext: (made) =>
      new Request(readers, secrets, counts, asOf, office, protection?.subjectAccess ?? null, made),
  });
  const close = async (): Promise<void> => {
    await app.close();
    await views.stop();
    asOf.stop();
    await office?.close();
    await protection?.close();
    await Promise.all(DATABASES.map((database) => readers[database].close()));
  };
  try {
    return { url: await app.listen({ host: options.host, port: options.port }), close };
  } catch (error) {
    await close();
    throw toListenFault(error, options);
  }
}

function toListenFault(error: unknown, { host, port }: ServerOptions): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return new LienThongError('CONFIGURATION_INVALID', `PORT: ${port} is in use on ${host}`);
  if (code === 'EACCES')
    return new LienThongError('CONFIGURATION_INVALID', `PORT: ${port} may not be used by this user`);
  if (code === 'EADDRNOTAVAIL') {
    return new LienThongError('CONFIGURATION_INVALID', `HOST: ${host} is no address of this machine`);
  }
  return error;
}

function openReaders(site: Site, log: Logger, limits: ReaderLimits): Record<Database, RegisterReader> {
  const serverLimits = { statementTimeoutMs: limits.budget, lockTimeoutMs: limits.budget };
  const tell = ({ cause, ...event }: { database: Database; event: string; cause?: unknown }): void => {
    log.warn({ ...event, ...(cause === undefined ? {} : { error: toLogged(cause) }) }, 'register');
  };
  const open = (database: Database): [Database, RegisterReader] => [
    database,
    openReader(database, () => site.reader(database, serverLimits), tell, limits),
  ];
  return Object.fromEntries(DATABASES.map(open)) as Record<Database, RegisterReader>;
}

function refuse(error: FastifyError | LienThongError, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof LienThongError) {
    const { code, details } = error;
    request.log[ERROR_CODES[code].level]({ code, details }, 'request refused');
    const answer = toAnswer(error);
    // RFC 6750 section 3: whoever is refused for their token is told what kind of token is wanted.
    if (answer.status === 401) void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    void reply.code(answer.status).send(answer.body);
    return;
  }
  const { status, body } = toRefusal(error);
  if (status >= 500) request.log.error({ error: toLogged(error) }, 'unforeseen error');
  void reply.code(status).send(body);
}

/** A request that fails before it is a GraphQL request still gets a GraphQL answer. */
function toRefusal(error: FastifyError): Refusal {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const message = `The request’s body is larger than ${LIMITS.body} bytes`;
    return toAnswer(new LienThongError('REQUEST_TOO_LARGE', message, { most: LIMITS.body }));
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    const message = BAD_REQUESTS[error.code] ?? 'The request cannot be read';
    return { ...toAnswer(new LienThongError('DOCUMENT_INVALID', message)), status: error.statusCode };
  }
  return toAnswer(new LienThongError('INTERNAL', 'The gateway failed'));
}

interface Refusal {
  readonly status: number;
  readonly body: object;
}

function toAnswer({ code, message, details }: LienThongError): Refusal {
  return { status: ERROR_CODES[code].status, body: { errors: [{ message, extensions: { code, ...details } }] } };
}

const BAD_REQUESTS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The request’s body must be application/json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The request’s body is not JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The request’s body is empty',
};
