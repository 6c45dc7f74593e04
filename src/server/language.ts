import type { ApolloServerPlugin } from '@apollo/server';
import { ERROR_CODES, type ErrorCode } from '../errors';
import { IN_VIETNAMESE } from '../errors-in-vietnamese';
import type { RequestContext } from './execute';

/** One language of an Accept-Language header with its weight, by RFC 9110 section 12.5.4. */
const RANGE = /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;
const LONGEST_HEADER = 200;

/** Whether the header prefers Vietnamese to English, in which errors are told otherwise. */
export function prefersVietnamese(header: string | undefined): boolean {
  if (!header || header.length > LONGEST_HEADER) return false;
  const weights = { vi: 0, en: 0 };
  for (const range of header.split(',')) {
    const [, tag = '', weight = '1'] = RANGE.exec(range) ?? [];
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'vi' || language === 'en') weights[language] = Math.max(weights[language], Number(weight));
  }
  // Of equal ones the first counts.
  if (weights.vi === weights.en) return weights.vi > 0 && /^\s*vi/i.test(header);
  return weights.vi > weights.en;
}

/** The sentence of a code in Vietnamese; null for what is no code of ours. */
export function inVietnamese(code: unknown): string | null {
  return typeof code === 'string' && code in ERROR_CODES ? IN_VIETNAMESE[code as ErrorCode] : null;
}

/** Tells errors in Vietnamese to callers who prefer it. What graphql-js says of a document stays English. */
export function tellInVietnamese(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ request, response: { body, http } }) => {
          if (body.kind !== 'single' || !body.singleResult.errors) return Promise.resolve();
          if (!prefersVietnamese(request.http?.headers.get('accept-language'))) return Promise.resolve();
          body.singleResult.errors = body.singleResult.errors.map((error) => ({
            ...error,
            message: inVietnamese(error.extensions?.['code']) ?? error.message,
          }));
          http.headers.set('content-language', 'vi');
          return Promise.resolve();
        },
      }),
  };
}
