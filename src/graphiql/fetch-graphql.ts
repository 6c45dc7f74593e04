import type { FetcherParams, FetcherOpts } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';

/** Sends one operation to /graphql of the origin that served this page and gives the parsed answer, errors included. */
export async function fetchGraphql(params: FetcherParams, options?: FetcherOpts): Promise<Record<string, unknown>> {
  const answer = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...options?.headers,
    },
    body: JSON.stringify({ ...params, operationName: toOperationName(params) }),
  });
  const text = await answer.text();
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`The gateway answered ${answer.status} ${answer.statusText} without JSON: ${text.slice(0, 300)}`);
  }
}

/**
 * The operation to run. GraphiQL reads the names off the editor a moment after its text has changed, and until then it
 * may send the name of an operation that the text no longer has; a text with one operation needs no name.
 */
function toOperationName({ query, operationName }: FetcherParams): string | null | undefined {
  try {
    const names = parse(query, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value] : [],
    );
    return names.length === 1 ? names[0] : operationName;
  } catch {
    return operationName;
  }
}
