'use strict';
/**
 * What a good team writes by hand: Fastify with Mercurius and its JIT, a DataLoader for each edge, and named prepared
 * statements that ask for the selected columns only. The schema has the gateway's names for what the pages ask.
 */
const fastify = require('fastify');
const mercurius = require('mercurius');
const { openPools } = require('./pools.cjs');
const { openLoaders, pageLoader } = require('./mercurius-loaders.cjs');
const { whenTold } = require('./told.cjs');

const SCHEMA = `
  scalar ProvinceCode
  scalar PersonalId
  enum Sex { MALE FEMALE }
  enum DatePrecision { DAY YEAR }
  enum CitizenStatus { ALIVE DECEASED }
  enum SupersedingReason { SEX BIRTH DUPLICATE ERROR }
  enum Scheme { COMPULSORY_SI VOLUNTARY_SI UNEMPLOYMENT_INSURANCE HEALTH_INSURANCE }
  enum ContributionKind { COMPULSORY VOLUNTARY }
  enum ContributionStatus { PAID LATE OWED }
  enum EmployerUnitKind { STATE ENTERPRISE FOREIGN COOPERATIVE OTHER }
  enum EmployerUnitStatus { ACTIVE SUSPENDED DISSOLVED }
  enum TaxpayerStatus { ACTIVE MERGED CLOSED }
  enum TaxOrganisationKind { STATE ENTERPRISE FOREIGN COOPERATIVE OTHER }
  enum TaxOrganisationStatus { ACTIVE SUSPENDED CLOSED }
  enum FacilityLevel { CENTRAL PROVINCE DISTRICT COMMUNE }

  type Query {
    participants(filter: ParticipantFilter, first: Int = 50): ParticipantConnection
    person(personalId: PersonalId!): Person
  }
  input ParticipantFilter { province: ProvinceCode scheme: Scheme }
  type ParticipantConnection { edges: [ParticipantEdge!] pageInfo: PageInfo! totalCount: Int }
  type ParticipantEdge { cursor: String! node: Participant! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }

  type Person {
    personalId: PersonalId!
    citizen: Citizen
    participants: [Participant!]
    taxpayers: [Taxpayer!]
    healthCards: [HealthCard!]
  }
  type Citizen {
    personalId: String! fullName: String birthDate: String birthDatePrecision: DatePrecision sex: Sex
    status: CitizenStatus verifiedOn: String recordedOn: String residentSince: String
    death: Death
    supersededIds: [SupersededId!]
  }
  type Death { diedOn: String registeredOn: String certificateNumber: String }
  type SupersededId { supersededId: String! supersededOn: String reason: SupersedingReason }
  type Participant {
    insuranceNumber: String! personalId: String fullName: String birthDate: String birthDatePrecision: DatePrecision
    sex: Sex verifiedOn: String firstRegisteredOn: String recordedOn: String
    citizen: Citizen
    employer: EmployerUnit
    contributions(first: Int = 12): [Contribution!]
    participations(first: Int = 100): [Participation!]
    healthCards(first: Int = 50): [HealthCard!]
    taxpayer: Taxpayer
  }
  type EmployerUnit {
    unitCode: String! taxCode: String name: String kind: EmployerUnitKind status: EmployerUnitStatus registeredOn: String
  }
  type Contribution {
    month: String! kind: ContributionKind status: ContributionStatus salary: Float amount: Float
    socialInsuranceAmount: Float healthInsuranceAmount: Float unemploymentInsuranceAmount: Float
    dueOn: String paidOn: String
  }
  type Participation { scheme: Scheme salary: Float startedOn: String endedOn: String }
  type Taxpayer {
    taxCode: String! personalId: String idCardNumber: String fullName: String birthDate: String sex: Sex
    status: TaxpayerStatus registeredOn: String recordedOn: String
    incomes(first: Int = 100): [Income!]
  }
  type Income { year: Int! months: Int grossIncome: Float taxWithheld: Float payer: TaxOrganisation }
  type TaxOrganisation { taxCode: String! name: String kind: TaxOrganisationKind status: TaxOrganisationStatus }
  type HealthCard {
    cardNumber: String! insuranceNumber: String! personalId: String fullName: String birthDate: String
    birthDatePrecision: DatePrecision sex: Sex objectGroup: String benefitLevel: Int validFrom: String validTo: String
    blockedOn: String recordedOn: String
    facility: Facility
  }
  type Facility { facilityCode: String! name: String level: FacilityLevel }
`;

/** Reads an edge from the row it starts at, whose key is in the column `from`. */
const edge = (name, from) => (row, args, context, info) =>
  row[from] === null ? null : context.load(name, info, row[from], args.first);
/** The same for a list, which is empty where there is no key. */
const list = (name, from) => (row, args, context, info) =>
  row[from] === null ? [] : context.load(name, info, row[from], args.first);

function makeResolvers(pools) {
  const participants = pageLoader(pools);
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
