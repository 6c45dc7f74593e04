import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import { ERROR_CODES, LienThongError } from '../errors';
import type { GraphContext } from '../planning/context';
import type { RowAllowance } from '../planning/row-allowance';
import { largestAnswer } from './answer-size';

/** What the server knows of a request beside what resolvers see. */
export interface RequestContext extends GraphContext {
  readonly allowance: RowAllowance;
}

/**
 * Holds an answer to a number of values, counted before anything is read. A request that asks for more, or for more
 * rows than it is allowed, is refused as a whole: one error and no data, in place of an error for each field that got
 * nothing.
 */
export function limitAnswers(mostValues: number, log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, operation, request, contextValue: { allowance } }) => {
          const values = operation ? largestAnswer(schema, document, operation, request.variables ?? {}) : 0;
          if (values > mostValues) {
            const message = `The answer could have ${values} values, and ${mostValues} are allowed: ask for fewer fields or shorter lists`;
            allowance.refuse(new LienThongError('ANSWER_TOO_LARGE', message, { values, most: mostValues }));
          }
          return Promise.resolve();
        },
        willSendResponse: ({ response, contextValue: { allowance } }) => {
          if (response.body.kind !== 'single' || !allowance.refusal) return Promise.resolve();
          const { code, message, details } = allowance.refusal;
          response.body.singleResult = { errors: [{ message, extensions: { code, ...details } }] };
          response.http.status = ERROR_CODES[code].status;
          log[ERROR_CODES[code].level]({ code, details }, 'request refused');
          return Promise.resolve();
        },
      }),
  };
}
