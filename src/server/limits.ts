import type { GraphQLSchema, ValidationRule } from 'graphql';
import type { LienThongError } from '../errors';
import { findExcess, type PlanLimits, tooManyValues } from '../planning/plan/limits';
import type { Compiled } from '../planning/plan/plan';
import type { Operation } from '../planning/plan/plan-cache';
import { largestAnswer } from './answer-size';
import { depthLimit } from './depth-limit';
import { introspectionLimit } from './introspection-limit';
import { queriesOnly } from './queries-only';
import { aliasLimit, rootFieldLimit } from './width-limits';

/** What one request may ask for. Everything here is checked before a register is asked for anything. */
export const LIMITS = {
  /** Bytes of a request's body. */
  body: 64 * 1024,
  /** Tokens of a document. */
  tokens: 2_000,
  /** Fragments of a document. */
  fragments: 50,
  /** Fields of introspection in a document. */
  introspection: 200,
  /** Fields below one another. */
  depth: 12,
  /** Fields of a document that have another name. */
  aliases: 100,
  /** Fields of the root. */
  rootFields: 50,
} as const;

/** What the plan of an operation may come to. */
export const PLAN_LIMITS: PlanLimits = {
  price: 5_000,
  statements: 24,
  parts: 32,
  rows: 100_000,
  values: 250_000,
  bytes: 8 * 1024 * 1024,
};

/** The rules of a document beside those of the language. */
export const DOCUMENT_RULES: readonly ValidationRule[] = [
  queriesOnly,
  depthLimit(LIMITS.depth),
  aliasLimit(LIMITS.aliases),
  rootFieldLimit(LIMITS.rootFields),
  introspectionLimit(LIMITS.introspection),
];

/**
 * The limit that an operation exceeds, or null. Without a plan the document itself says how many values the answer can
 * have, and rows are counted while they are read.
 */
export function findRefusal(
  schema: GraphQLSchema,
  { plan }: Compiled,
  { document, operation, variables }: Omit<Operation, 'documentHash'>,
  most: PlanLimits = PLAN_LIMITS,
): LienThongError | null {
  if (plan) return findExcess(plan, most);
  const values = largestAnswer(schema, document, operation, variables);
  return values > most.values ? tooManyValues(values, most.values) : null;
}
