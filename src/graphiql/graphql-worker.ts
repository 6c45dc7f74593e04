import 'monaco-graphql/esm/graphql.worker.js';

/** What the GraphQL worker does with its first message: it starts the GraphQL language service. */
export const startGraphql = self.onmessage;
