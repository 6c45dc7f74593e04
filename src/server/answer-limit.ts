import type { ApolloServerPlugin } from '@apollo/server';
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
export function limitAnswers(mostValues: number): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ document, contextValue }) => {
          contextValue.allowance.narrow(Math.floor(mostValues / widthOf(document)));
          return Promise.resolve();
        },
        willSendResponse: ({ response }) => {
          const { body, http } = response;
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const refusal = errors.find(({ extensions }) => extensions?.['code'] === 'ANSWER_TOO_LARGE');
          if (body.kind === 'single' && refusal) {
            const { message, extensions } = refusal;
            body.singleResult = { errors: [{ message, ...(extensions ? { extensions } : {}) }] };
            http.status = ERROR_CODES.ANSWER_TOO_LARGE.status;
          }
          return Promise.resolve();
        },
      }),
  };
}
