import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { VersionBody } from '../../agreements/agreement-store';
import { deriveSchema } from './derive-schema';
import { toViewRules } from './grants';

/** The schema of an agreement's view in the schema definition language, sorted as the committed schema is. */
export function printView(graph: GraphQLSchema, { agreement, grants }: VersionBody): string {
  return printSchema(lexicographicSortSchema(deriveSchema(graph, toViewRules(grants, agreement.rows))));
}
