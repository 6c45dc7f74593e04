import type { FormattedExecutionResult } from 'graphql';
import { AnswerText } from '../planning/plan/answer';

/** A response's body. Data that a plan has answered are JSON already. */
export function writeResult({ errors, data, extensions }: FormattedExecutionResult): string {
  const written: object = data ?? {};
  if (!(written instanceof AnswerText)) return `${JSON.stringify({ errors, data, extensions })}\n`;
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${written.take()}${after}}\n`;
}
