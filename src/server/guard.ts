import type { FastifyRequest } from 'fastify';
import type { AgreementBook } from '../agreements/agreement-book';
import type { AgreementVersion } from '../agreements/agreement-store';
import { chooseAgreement } from '../agreements/choose-agreement';
import type { PurposeCode } from '../agreements/purposes';
import { EVERYTHING, type ScopeValues } from '../agreements/row-scope';
import { LienThongError } from '../errors';
import type { Actor } from '../identity/actor';
import type { Authenticator } from '../identity/authenticator';
import type { TokenFault } from '../identity/refuse-token';
import { toViewRules } from '../planning/view/grants';
import { type ViewRules, WHOLE_GRAPH } from '../planning/view/rules';
import { dayInVietNam } from '../values/viet-nam-time';
import { PLAN_LIMITS } from './limits';
import type { Stranger } from './metrics';
import { toScope } from './scope-of-actor';
import type { StrangerLimit } from './stranger-limit';

/** Who asks, what for, and what they may see. */
export interface Admission {
  /** Null for the public, and where nobody is asked who they are. */
  readonly actor: Actor | null;
  readonly agreement: AgreementVersion | null;
  readonly purpose: PurposeCode | null;
  readonly caseReference: string | null;
  readonly rules: ViewRules;
  readonly scope: ScopeValues;
  /** What one operation may cost. */
  readonly price: number;
  readonly mayExplain: boolean;
}

/** How far a request came until it was refused: what its record can say. */
export type Progress = { -readonly [Key in 'actor' | 'agreement' | 'purpose' | 'caseReference']?: Admission[Key] };

/** Decides what a request may see; notes in `progress` what is known, also when it throws the refusal. */
export type Guard = (request: FastifyRequest, progress: Progress) => Promise<Admission>;

/** Lets everybody see everything, and asks nobody who they are: for comparison and measurement, never at a site. */
export const OPEN: Guard = () =>
  Promise.resolve({
    actor: null,
    agreement: null,
    purpose: null,
    caseReference: null,
    rules: WHOLE_GRAPH,
    scope: EVERYTHING,
    price: PLAN_LIMITS.price,
    mayExplain: true,
  });

export interface GuardOptions {
  readonly authenticator: Authenticator;
  readonly book: AgreementBook;
  readonly publicRules: ViewRules;
  /** How much callers without a good token may ask. */
  readonly strangers: StrangerLimit;
  /** Is told of each of them, and why they are one. */
  readonly tellStranger: (reason: Stranger) => void;
  /** The date as of which the data stand: province codes are read as of it. */
  readonly asOf: () => string;
}

const PURPOSE_HEADER = 'lienthong-purpose';
const CASE_HEADER = 'lienthong-case';
const CASE_FORM = /^[A-Za-z0-9._/-]{1,64}$/;

/**
 * The guard of a site: an access token says who asks, an agreement or mandate of theirs with the purpose of the request
 * what they may see. Dates are checked on every request.
 */
export function createGuard(options: GuardOptions): Guard {
  const { authenticator, book, publicRules, asOf, strangers } = options;
  const rulesOf = new WeakMap<AgreementVersion, ViewRules>();
  return async (request, progress) => {
    const { certificateHeader } = authenticator;
    const actor = await authenticator
      .authenticate({
        authorization: request.headers.authorization,
        clientCertificate: certificateHeader === null ? undefined : headerOf(request, certificateHeader),
        peer: request.socket.remoteAddress,
      })
      .catch((cause: unknown) => {
        throw refuseStranger(options, request, cause);
      });
    if (!actor) {
      options.tellStranger('NO_TOKEN');
      strangers.admit(request);
      return toPublic(publicRules);
    }
    progress.actor = actor;
    const { version, purpose } = chooseAgreement(
      book.decided(),
      actor,
      headerOf(request, PURPOSE_HEADER),
      todayInVietNam(),
    );
    progress.agreement = version;
    progress.purpose = purpose;
    const caseReference = readCase(headerOf(request, CASE_HEADER), actor);
    progress.caseReference = caseReference;
    let rules = rulesOf.get(version);
    if (!rules) rulesOf.set(version, (rules = toViewRules(version.grants, version.agreement.rows)));
    const { limits, rows, explain } = version.agreement;
    return {
      actor,
      agreement: version,
      purpose,
      caseReference,
      rules,
      scope: toScope(rows, actor, asOf),
      price: limits.price,
      mayExplain: explain,
    };
  };
}

/** What a request gets whose token is not known to be good. Those whose issuer is away cannot help it, and are not limited. */
function refuseStranger({ strangers, tellStranger }: GuardOptions, request: FastifyRequest, cause: unknown): unknown {
  if (!(cause instanceof LienThongError)) return cause;
  if (cause.code === 'IDENTITY_UNAVAILABLE') tellStranger('IDENTITY_UNAVAILABLE');
  if (cause.code !== 'TOKEN_INVALID') return cause;
  tellStranger(cause.details['reason'] as TokenFault);
  return strangers.refuse(request, cause);
}

function toPublic(rules: ViewRules): Admission {
  const nobody = { actor: null, agreement: null, purpose: null, caseReference: null };
  return { ...nobody, rules, scope: EVERYTHING, price: PLAN_LIMITS.price, mayExplain: true };
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Partners and officers say for which case they ask; a citizen or an auditor may. */
function readCase(reference: string | undefined, { kind }: Actor): string | null {
  if (reference === undefined) {
    if (kind === 'citizen' || kind === 'auditor') return null;
    throw new LienThongError('CASE_REQUIRED', 'The header Lienthong-Case is needed: the reference of the case');
  }
  return readCaseReference(reference);
}

/** A reference of a case as it may be given. Throws CASE_INVALID. */
export function readCaseReference(reference: string): string {
  if (CASE_FORM.test(reference)) return reference;
  throw new LienThongError(
    'CASE_INVALID',
    'The header Lienthong-Case holds 1 to 64 letters, digits, dots, dashes, slashes and underscores',
  );
}

/** The day by the clock of Viet Nam. */
export function todayInVietNam(): string {
  return dayInVietNam(Date.now());
}
