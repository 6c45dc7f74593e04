/**
 * The closed list of what can go wrong for a caller, each with the HTTP status of a request that fails as a whole
 * and the level at which it is logged.
 */
export const ERROR_CODES = {
  /** The document cannot be read: not GraphQL, or more tokens than allowed. */
  DOCUMENT_INVALID: { status: 400, level: 'info' },
  /** The document nests deeper than allowed. */
  DOCUMENT_TOO_DEEP: { status: 400, level: 'info' },
  /** An argument has a value that the field does not take; `argument` and `reason` say which and why. */
  ARGUMENT_INVALID: { status: 400, level: 'info' },
  /** A cursor that this connection did not hand out for this filter. */
  CURSOR_INVALID: { status: 400, level: 'info' },
  /** The request's body is larger than allowed. */
  REQUEST_TOO_LARGE: { status: 413, level: 'info' },
  /** The answer would have more rows, values or bytes than one request may ask for; the details give figure and limit. */
  ANSWER_TOO_LARGE: { status: 400, level: 'info' },
  /** The operation would need more statements than allowed. */
  TOO_MANY_STATEMENTS: { status: 400, level: 'info' },
  /** The document gives more fields another name than allowed. */
  TOO_MANY_ALIASES: { status: 400, level: 'info' },
  /** The document asks for more fields of the root than allowed. */
  TOO_MANY_ROOT_FIELDS: { status: 400, level: 'info' },
  /** The operation would cost more than allowed. */
  PRICE_TOO_HIGH: { status: 400, level: 'info' },
  /** The caller went away before the answer was there. */
  REQUEST_ABANDONED: { status: 499, level: 'info' },
  /** An agreement, or a change of one, cannot be taken as it is; `faults` names each place and reason. */
  AGREEMENT_INVALID: { status: 400, level: 'info' },
  /** A campaign, or what is to be done with one, cannot be taken as it is; `faults` or `reason` says why. */
  CAMPAIGN_INVALID: { status: 400, level: 'info' },
  /** There is no agreement or mandate for who asks. */
  AGREEMENT_UNKNOWN: { status: 403, level: 'info' },
  /** The agreement is not in force any more. */
  AGREEMENT_EXPIRED: { status: 403, level: 'info' },
  /** The agreement is not in force yet. */
  AGREEMENT_NOT_YET_VALID: { status: 403, level: 'info' },
  /** The agreement was suspended. */
  AGREEMENT_SUSPENDED: { status: 403, level: 'info' },
  /** The request names no purpose; partners and officers have to. */
  PURPOSE_REQUIRED: { status: 403, level: 'info' },
  /** The request names a purpose that the agreement does not have. */
  PURPOSE_NOT_GRANTED: { status: 403, level: 'info' },
  /** The request names no case; partners and officers have to. */
  CASE_REQUIRED: { status: 403, level: 'info' },
  /** The case is no reference: 1 to 64 letters, digits, dots, dashes, slashes and underscores. */
  CASE_INVALID: { status: 400, level: 'info' },
  /** The field is about whoever asks, and their access token names no personal ID. */
  SUBJECT_REQUIRED: { status: 403, level: 'info' },
  /** The agreement answers its trusted documents alone, and this is none of them. */
  DOCUMENT_UNKNOWN: { status: 403, level: 'info' },
  /** The agreement or mandate does not grant what a command would do. */
  ACTION_NOT_GRANTED: { status: 403, level: 'info' },
  /** A quota of the agreement is used up; `quota` says which. */
  QUOTA_EXCEEDED: { status: 429, level: 'info' },
  /** What is used of a quota cannot be counted now, so nothing is read. */
  QUOTA_UNAVAILABLE: { status: 503, level: 'warn' },
  /** Agreements cannot be read now, so nobody’s rights are known. */
  AGREEMENTS_UNAVAILABLE: { status: 503, level: 'warn' },
  /** The request was sent to a name that is not this machine's own. */
  HOST_NOT_ALLOWED: { status: 403, level: 'info' },
  /** A page of another origin asked for what GraphiQL's own page alone may have. */
  ORIGIN_NOT_ALLOWED: { status: 403, level: 'info' },
  /** More requests without a good access token came from one place than are answered in a minute. */
  RATE_LIMITED: { status: 429, level: 'info' },
  /** No such path on this server. */
  ROUTE_UNKNOWN: { status: 404, level: 'info' },
  /** A register did not answer in time or at all; `register` names it. */
  SOURCE_UNAVAILABLE: { status: 503, level: 'warn' },
  /** A register answered with a value outside what it declares; `register`, `view` and `column` say where. */
  SOURCE_VALUE_INVALID: { status: 502, level: 'error' },
  /** The Authorization header holds no access token that is good here; `reason` says why not. */
  TOKEN_INVALID: { status: 401, level: 'info' },
  /** Whether an access token is good cannot be told, because its issuer's keys cannot be had now. */
  IDENTITY_UNAVAILABLE: { status: 503, level: 'warn' },
  /** A disclosure cannot be recorded now, so nothing is disclosed. */
  AUDIT_UNAVAILABLE: { status: 503, level: 'warn' },
  /** The environment or a command's arguments are wrong; the message lists every fault. */
  CONFIGURATION_INVALID: { status: 500, level: 'error' },
  /** A database cannot be prepared: the server, a migration or the data failed. */
  DATABASE_FAILED: { status: 500, level: 'error' },
  /** Anything not foreseen; the caller gets an error ID and nothing else. */
  INTERNAL: { status: 500, level: 'error' },
} as const satisfies Record<string, { status: number; level: 'info' | 'warn' | 'error' }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Facts that may be shown to the caller beside the message: never a person's data, SQL or an internal name. */
export type ErrorDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** The one error type of the product. Its message and details are safe to show; its cause is only logged. */
export class LienThongError extends Error {
  override readonly name = 'LienThongError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
