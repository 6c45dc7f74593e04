import type { FetcherParams, FetcherOpts } from '@graphiql/toolkit';

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
    body: JSON.stringify(params),
  });
  const text = await answer.text();
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`The gateway answered ${answer.status} ${answer.statusText} without JSON: ${text.slice(0, 300)}`);
  }
}
