import type { FetcherParams, FetcherOpts } from '@graphiql/toolkit';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { accessHeaders, noteFault, renewToken } from './access';
import { beginRun, forgetRun, type Explanation, type MaskedField } from './last-run';

type Answer = Record<string, unknown>;

/**
 * Sends one operation to /graphql of the origin that served this page, as whoever is chosen, and gives the parsed
 * answer, errors included. The plan that the gateway tells beside it is taken out of what is shown and kept as that of
 * the last run. Asking for the schema counts as no run; a refusal of it is told beside who asks.
 */
export async function fetchGraphql(params: FetcherParams, options?: FetcherOpts): Promise<Answer> {
  const operation = findOperation(params);
  const operationName = operation ? operation.name?.value : params.operationName;
  const sent = { ...params, operationName };
  if (operation && asksForSchema(operation)) {
    forgetRun();
    const answer = await send(sent, options?.headers);
    noteFault(answer['data'] ? null : tellErrors(answer));
    return answer;
  }

  const endRun = beginRun(operationName ?? null);
  try {
    const answer = await send(sent, { 'lienthong-explain': '1', ...options?.headers });
    const explanation = takePlan(answer);
    const refusal = explanation || answer['data'] ? null : tellErrors(answer);
    endRun({ explanation, refusal, masked: findMasked(answer) });
    return answer;
  } catch (error) {
    const refusal = error instanceof Error ? error.message : String(error);
    endRun({ explanation: null, refusal, masked: [] });
    throw error;
  }
}

/** Sends it; where a persona's token is good no more, once again with a new one. */
async function send(params: FetcherParams, typed: Record<string, string> | undefined): Promise<Answer> {
  let answer = await post(params, typed);
  if (answer.status === 401 && (await renewToken())) answer = await post(params, typed);
  const text = await answer.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new Error(`The gateway answered ${answer.status} ${answer.statusText} without JSON: ${text.slice(0, 300)}`);
  }
}

/** Headers that somebody typed stand in place of the chosen ones, however their names are written. */
function post(params: FetcherParams, typed: Record<string, string> = {}): Promise<Response> {
  const headers = new Headers({
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    ...accessHeaders(),
  });
  for (const [name, value] of Object.entries(typed)) headers.set(name, value);
  return fetch('/graphql', { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify(params) });
}

/**
 * The operation to run, or null when only the gateway can say which that is. GraphiQL reads the names off the editor a
 * moment after its text has changed, and until then it may send the name of an operation that the text no longer has;
 * a text with one operation needs no name.
 */
function findOperation({ query, operationName }: FetcherParams): OperationDefinitionNode | null {
  try {
    const operations = parse(query, { noLocation: true }).definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    if (operations.length === 1) return operations[0] ?? null;
    return operations.find(({ name }) => name?.value === operationName) ?? null;
  } catch {
    return null;
  }
}

function asksForSchema({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && ['__schema', '__type'].includes(selection.name.value),
  );
}

/** Takes the plan out of an answer, and the extensions with it when they hold nothing else. */
function takePlan(answer: Answer): Explanation | null {
  const extensions = answer['extensions'] as { plan?: Explanation } | undefined;
  const plan = extensions?.plan;
  if (!extensions || !plan) return null;
  delete extensions.plan;
  if (Object.keys(extensions).length === 0) delete answer['extensions'];
  return plan;
}

/** The fields of an answer that are masked; the answer goes on saying so itself. */
function findMasked(answer: Answer): readonly MaskedField[] {
  const extensions = answer['extensions'] as { masked?: readonly MaskedField[] } | undefined;
  return extensions?.masked ?? [];
}

function tellErrors({ errors }: Answer): string {
  const messages = Array.isArray(errors) ? errors.map((error: { message?: unknown }) => String(error.message)) : [];
  return messages.join('\n') || 'The gateway does not say how it answered.';
}
