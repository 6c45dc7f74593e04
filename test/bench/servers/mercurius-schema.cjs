'use strict';
/** The schema of the Mercurius server: the gateway's names, for what the pages ask. */
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
    participants(first: Int = 10): [Participant!]
    taxpayers(first: Int = 10): [Taxpayer!]
    healthCards(first: Int = 10): [HealthCard!]
  }
  type Citizen {
    personalId: String! fullName: String birthDate: String birthDatePrecision: DatePrecision sex: Sex
    status: CitizenStatus verifiedOn: String recordedOn: String residentSince: String
    death: Death
    supersededIds(first: Int = 10): [SupersededId!]
  }
  type Death { diedOn: String registeredOn: String certificateNumber: String }
  type SupersededId { supersededId: String! supersededOn: String reason: SupersedingReason }
  type Participant {
    insuranceNumber: String! personalId: String fullName: String birthDate: String birthDatePrecision: DatePrecision
    sex: Sex verifiedOn: String firstRegisteredOn: String recordedOn: String
    citizen: Citizen
    employer: EmployerUnit
    contributions(first: Int = 12): [Contribution!]
    participations(first: Int = 10): [Participation!]
    healthCards(first: Int = 10): [HealthCard!]
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
    incomes(first: Int = 10): [Income!]
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

module.exports = { SCHEMA };
