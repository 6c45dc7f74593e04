'use strict';
/**
 * What a good team writes by hand: Fastify with Mercurius and its JIT, a DataLoader for each edge, and named prepared
 * statements that ask for the selected columns only. The schema has the gateway's names for what the pages ask.
 */
const fastify = require('fastify');
const mercurius = require('mercurius');
const { openPools } = require('./pools.cjs');
const { openLoaders } = require('./mercurius-loaders.cjs');
const { openPages } = require('./mercurius-page.cjs');
const { SCHEMA } = require('./mercurius-schema.cjs');
const { whenTold } = require('./told.cjs');

/** Reads an edge from the row it starts at, whose key is in the column `from`. */
const edge = (name, from) => (row, args, context, info) =>
  row[from] === null ? null : context.load(name, info, row[from], args.first);
/** The same for a list, which is empty where there is no key. */
const list = (name, from) => (row, args, context, info) =>
  row[from] === null ? [] : context.load(name, info, row[from], args.first);

function makeResolvers(pools) {
  const participants = openPages(pools);
  return {
    Query: {
      participants: (_, { filter, first }) => ({ filter, first, page: undefined }),
      person: (_, { personalId }) => ({ personalId, personal_id: personalId }),
    },
    ParticipantConnection: {
      edges: async (connection, _, __, info) => (await participants.page(connection, info)).edges,
      pageInfo: async (connection, _, __, info) => (await participants.page(connection, info)).pageInfo,
      totalCount: (connection) => participants.count(connection),
    },
    Person: {
      citizen: edge('citizen', 'personal_id'),
      participants: list('participantsOfPerson', 'personal_id'),
      taxpayers: list('taxpayersOfPerson', 'personal_id'),
      healthCards: list('healthCardsOfPerson', 'personal_id'),
    },
    Citizen: {
      death: edge('death', 'personal_id'),
      supersededIds: list('supersededIds', 'personal_id'),
    },
    Participant: {
      citizen: edge('citizen', 'personal_id'),
      employer: edge('employer', 'employer_unit_id'),
      contributions: list('contributions', 'insurance_number'),
      participations: list('participations', 'insurance_number'),
      healthCards: list('healthCards', 'insurance_number'),
      taxpayer: edge('taxpayer', 'personal_id'),
    },
    Taxpayer: { incomes: list('incomes', 'tax_code') },
    Income: { payer: edge('payer', 'payer_tax_code') },
    HealthCard: { facility: edge('facility', 'facility_code') },
  };
}

whenTold(async ({ registers }) => {
  const pools = openPools(registers);
  const app = fastify();
  app.register(mercurius, {
    schema: SCHEMA,
    resolvers: makeResolvers(pools),
    context: () => ({ load: openLoaders(pools) }),
    jit: 1,
    graphiql: false,
  });
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
});
