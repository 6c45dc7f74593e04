import type { GraphQLSchema } from 'graphql';
import { CAMPAIGN_RESOLVERS } from '../campaigns/graph/resolvers';
import { GRAPH_RESOLVERS } from '../graph/resolvers';
import { assembleSchema } from '../planning/schema';

let schema: GraphQLSchema | undefined;

/** The whole graph, built once per process. */
export function graphSchema(): GraphQLSchema {
  return (schema ??= assembleSchema([...GRAPH_RESOLVERS, ...CAMPAIGN_RESOLVERS]));
}
