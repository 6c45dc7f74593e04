import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_CODES, type ErrorCode, LienThongError } from '../errors';
import { IN_VIETNAMESE } from '../errors-in-vietnamese';
import { prefersVietnamese } from './language';
import { LIMITS } from './limits';
import { toLogged } from './logged-error';

/** Answers a request that failed as a whole, and gives the code under which it did. */
export function refuse(error: FastifyError | LienThongError, request: FastifyRequest, reply: FastifyReply): ErrorCode {
  if (error instanceof LienThongError) {
    const { code, details } = error;
    request.log[ERROR_CODES[code].level]({ code, details }, 'request refused');
    const answer = inLanguageOf(request, reply, toAnswer(error));
    // RFC 6750 section 3: whoever is refused for their token is told what kind of token is wanted.
    if (answer.status === 401) void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    if (code === 'RATE_LIMITED') void reply.header('retry-after', details['seconds']);
    void reply.code(answer.status).send(answer.body);
    return code;
  }
  const { code, status, body } = inLanguageOf(request, reply, toRefusal(error));
  if (status >= 500) request.log.error({ error: toLogged(error) }, 'unforeseen error');
  void reply.code(status).send(body);
  return code;
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
  readonly code: ErrorCode;
  readonly status: number;
  readonly body: { readonly errors: readonly { readonly message: string; readonly extensions: object }[] };
}

function toAnswer({ code, message, details }: LienThongError): Refusal {
  return { code, status: ERROR_CODES[code].status, body: { errors: [{ message, extensions: { code, ...details } }] } };
}

function inLanguageOf(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): Refusal {
  if (!prefersVietnamese(request.headers['accept-language'])) return refusal;
  void reply.header('content-language', 'vi');
  const { code, body } = refusal;
  const errors = body.errors.map((error) => ({ ...error, message: IN_VIETNAMESE[code] }));
  return { ...refusal, body: { errors } };
}

const BAD_REQUESTS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The request’s body must be application/json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The request’s body is not JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The request’s body is empty',
};
