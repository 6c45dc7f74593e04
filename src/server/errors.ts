import { randomUUID } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import type { Logger } from 'pino';
import { ERROR_CODES, LienThongError } from '../errors';
import type { RequestContext } from './execute';
import { NESTED_TOO_DEEP, placeOf, tellFault } from './fault-text';
import { toLogged } from './logged-error';

/** Codes of graphql-js and Apollo for faults of the document itself; their messages speak of the document alone. */
const DOCUMENT_FAULTS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * The one place where errors become answers: ours with their code and details, faults of the document with their
 * message, and everything else as INTERNAL with an error ID under which the log has the rest.
 */
export function formatErrors(log: Logger): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const where = {
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      ...(formatted.path ? { path: formatted.path } : {}),
    };
    const ours = findOurs(error);
    if (ours) {
      const message = `${placeOf(error)}${ours.message}`;
      return { message, ...where, extensions: { code: ours.code, ...ours.details } };
    }
    const code = codeOfFault(error, String(formatted.extensions?.['code']));
    if (code) {
      const { message } = formatted;
      return { message: tellFault(error, message), ...where, extensions: documentFault(code, message) };
    }
    const errorId = randomUUID();
    log.error({ errorId, error: toLogged(unwrapResolverError(error)) }, 'unforeseen error');
    return {
      message: 'The gateway failed; quote the error ID to its operators',
      ...where,
      extensions: { code: 'INTERNAL', errorId },
    };
  };
}

/** Logs what failed in a request, once for each kind of failure with the number of fields that it took. */
export function logFailures(log: Logger): ApolloServerPlugin<RequestContext> {
  const tell = (errors: readonly GraphQLError[]): void => {
    const kinds = new Map<string, { failure: LienThongError; fields: number }>();
    for (const failure of errors.map(findOurs)) {
      if (!failure) continue;
      const kind = JSON.stringify([failure.code, failure.details]);
      const known = kinds.get(kind);
      if (known) known.fields += 1;
      else kinds.set(kind, { failure, fields: 1 });
    }
    for (const { failure, fields } of kinds.values()) {
      const { code, details } = failure;
      log[ERROR_CODES[code].level]({ code, details, fields }, 'request failed');
    }
  };
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue: { journal }, queryHash }) => {
          tell(errors);
          journal.document ??= queryHash ?? null;
          for (const error of errors) journal.fault(codeOf(error));
          return Promise.resolve();
        },
      }),
  };
}

/** The code under which an error is on record. */
function codeOf(error: GraphQLError): string {
  const code = String(error.extensions['code']);
  return findOurs(error)?.code ?? (DOCUMENT_FAULTS.has(code) || !error.path ? 'DOCUMENT_INVALID' : 'INTERNAL');
}

function findOurs(error: unknown): LienThongError | null {
  for (let cause = error; cause instanceof Error; cause = cause instanceof GraphQLError ? cause.originalError : null) {
    if (cause instanceof LienThongError) return cause;
  }
  return null;
}

/**
 * Null for what is no fault of the document or its variables. Faults of those have no place in the answer and no cause,
 * or they are of a variable whose value came to nothing where the field needs one.
 */
function codeOfFault(error: unknown, code: string): string | null {
  if (DOCUMENT_FAULTS.has(code)) return code;
  if (!(error instanceof GraphQLError)) return null;
  const ofVariable = error.originalError instanceof GraphQLError && error.nodes?.[0]?.kind === Kind.VARIABLE;
  return ofVariable || (!error.originalError && !error.path) ? 'BAD_USER_INPUT' : null;
}

function documentFault(code: string, message: string): Record<string, unknown> {
  const tokens = /more tha[nt] (\d+) tokens/.exec(message.slice(0, 500));
  if (tokens) return { code: 'DOCUMENT_INVALID', reason: 'TOO_MANY_TOKENS', most: Number(tokens[1]) };
  if (NESTED_TOO_DEEP.test(message)) return { code: 'DOCUMENT_INVALID', reason: 'NESTED_TOO_DEEP' };
  return { code };
}
