import type { Holds, Received, Variables } from './attack';

/** What may hold of an answer to an attack. Each says why it does not. */

/** There is no data, or none but null at every root field; and one of these codes says why, where some are given. */
export function refused(...codes: readonly string[]): Holds {
  return (answer) => {
    if (!isRefused(answer)) return `it was not refused: ${excerpt(answer)}`;
    if (codes.length > 0 && !answer.codes.some((code) => codes.includes(code))) {
      return `it was refused as ${answer.codes.join(', ') || 'nothing'}, and not as ${codes.join(' or ')}`;
    }
    return null;
  };
}

/** It was refused, or the answer tells of nobody: nulls, empty lists and zeros alone. */
export const nothing: Holds = (answer) =>
  isRefused(answer) || isNothing(answer.data) ? null : `it tells something: ${excerpt(answer)}`;

/** It was refused, or no value of the answer is missing in the answer to what the caller may ask. */
export function within(query: string, variables?: Variables): Holds {
  return async (answer, honest) => {
    if (isRefused(answer)) return null;
    const told = valuesOf(await honest(query, variables));
    const more = [...valuesOf(answer.data)].find((value) => !told.has(value));
    return more === undefined ? null : `it tells ${more}, and the honest answer does not: ${excerpt(answer)}`;
  };
}

/** The answer is byte for byte that to another question. */
export function likeAnswerTo(query: string, variables?: Variables): Holds {
  return async ({ data, text }, honest) => {
    const expected = JSON.stringify(await honest(query, variables));
    return JSON.stringify(data) === expected ? null : `it is not told apart by nothing: ${text.slice(0, 300)}`;
  };
}

/** A page of a site, a file or figures: no GraphQL. */
export function statusOf(...statuses: readonly number[]): Holds {
  return ({ status, data }) =>
    data === null && statuses.includes(status) ? null : `the status is ${status}, not ${statuses.join(' or ')}`;
}

/** Both. */
export function both(one: Holds, other: Holds): Holds {
  return async (answer, honest) => (await one(answer, honest)) ?? other(answer, honest);
}

function isRefused({ data, codes }: Received): boolean {
  if (data === null) return codes.length > 0;
  return codes.length > 0 && Object.values(data as object).every((value) => value === null);
}

function isNothing(data: unknown): boolean {
  if (data === null || data === 0 || data === undefined) return true;
  return typeof data === 'object' && Object.values(data).every(isNothing);
}

/** Every leaf of an answer but names of types. */
function valuesOf(data: unknown, found = new Set<string>(), key = ''): Set<string> {
  if (Array.isArray(data)) for (const item of data) valuesOf(item, found);
  else if (typeof data === 'object' && data !== null) {
    for (const [name, value] of Object.entries(data)) valuesOf(value, found, name);
  } else if (data !== null && key !== '__typename') found.add(JSON.stringify(data));
  return found;
}

function excerpt({ status, text }: Received): string {
  return `${status} ${text.slice(0, 300)}`;
}
