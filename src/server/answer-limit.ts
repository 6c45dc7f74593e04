import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import { ERROR_CODES } from '../errors';
import type { GraphContext } from '../planning/context';
import type { RowAllowance } from '../planning/row-allowance';
import { widthOf } from './document-width';

/** What the server knows of a request beside what resolvers see. */
export interface RequestContext extends GraphContext {
  readonly allowance: RowAllowance;
}

/**
 * Holds an answer to a number of values, rows times fields. A request that asks for more is refused as a whole: one
 * error and no data, in place of an error for each field that got nothing.
 */
export function limitAnswers(mostValues: number, log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ document, contextValue }) => {
          contextValue.allowance.narrow(Math.floor(mostValues / widthOf(document)));
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
