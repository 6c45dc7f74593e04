'use strict';
/**
 * The pages that are asked for: what the gateway, its reference path, Mercurius and the hand-written server are sent,
 * and what PostGraphile is sent for the same rows in its own schema, with aliases that give its answer the same names.
 * `variables` names the samples that a page goes through, one after the other.
 */
const PAGES = {
  flagship: {
    variables: 'provincesOf50',
    about: 'the first query of the README without `totalCount`: 50 participants of a province over all four registers',
    document: `query Flagship($province: ProvinceCode!) {
  participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      insuranceNumber fullName birthDate sex personalId
      citizen { personalId fullName birthDate status }
      employer { taxCode name }
      contributions(first: 6) { month amount status }
      healthCards { cardNumber objectGroup benefitLevel validFrom validTo }
      taxpayer { taxCode incomes(first: 2) { year payer { taxCode name } grossIncome } }
    } }
  }
}`,
    postgraphile: `query Flagship($province: String!) {
  participants: allParticipants(condition: { provinceCode: $province, inCompulsorySi: true }, first: 50) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      insuranceNumber fullName birthDate sex personalId
      citizen { personalId fullName birthDate status }
      employer: employerUnitByEmployerUnitId { taxCode name }
      contributions: contributionsByInsuranceNumberList(first: 6, orderBy: [MONTH_DESC]) { month amount status }
      healthCards: healthCardsList(first: 10, orderBy: [VALID_FROM_DESC, CARD_NUMBER_ASC]) {
        cardNumber objectGroup benefitLevel validFrom validTo
      }
      taxpayer: taxpayerList {
        taxCode
        incomes: incomesByTaxCodeList(first: 2, orderBy: [YEAR_DESC, PAYER_TAX_CODE_ASC]) {
          year payer: organisationByPayerTaxCode { taxCode name } grossIncome
        }
      }
    } }
  }
}`,
  },

  person: {
    variables: 'persons',
    about: 'one person with all that the four registers state; 200 people who are in all of them',
    document: `query Person($personalId: PersonalId!) {
  person(personalId: $personalId) {
    personalId
    citizen {
      personalId fullName birthDate birthDatePrecision sex status verifiedOn recordedOn residentSince
      death { diedOn registeredOn certificateNumber }
      supersededIds { supersededId supersededOn reason }
    }
    participants {
      insuranceNumber personalId fullName birthDate birthDatePrecision sex verifiedOn firstRegisteredOn recordedOn
      employer { unitCode taxCode name kind status registeredOn }
      contributions(first: 12) {
        month kind status salary amount socialInsuranceAmount healthInsuranceAmount unemploymentInsuranceAmount
        dueOn paidOn
      }
      participations { scheme salary startedOn endedOn }
    }
    taxpayers {
      taxCode personalId idCardNumber fullName birthDate sex status registeredOn recordedOn
      incomes(first: 5) { year months grossIncome taxWithheld payer { taxCode name kind status } }
    }
    healthCards {
      cardNumber insuranceNumber personalId fullName birthDate birthDatePrecision sex objectGroup benefitLevel
      validFrom validTo blockedOn recordedOn
      facility { facilityCode name level }
    }
  }
}`,
    postgraphile: `query Person($personalId: String!) {
  person: citizenByPersonalId(personalId: $personalId) {
    personalId
    fullName birthDate birthDatePrecision sex status verifiedOn recordedOn
    residentSince: residencesByPersonalIdList(first: 1, condition: { kind: "P", endedOn: null }) { startedOn }
    death: deathByPersonalId { diedOn registeredOn certificateNumber }
    supersededIds: supersededIdsByPersonalIdList(first: 10, orderBy: [SUPERSEDED_ON_DESC, SUPERSEDED_ID_ASC]) {
      supersededId supersededOn reason
    }
    participants: participantsList(first: 10, orderBy: [INSURANCE_NUMBER_ASC]) {
      insuranceNumber personalId fullName birthDate birthDatePrecision sex verifiedOn firstRegisteredOn recordedOn
      employer: employerUnitByEmployerUnitId { unitCode taxCode name kind status registeredOn }
      contributions: contributionsByInsuranceNumberList(first: 12, orderBy: [MONTH_DESC]) {
        month kind status salary amount socialInsuranceAmount: siAmount healthInsuranceAmount: hiAmount
        unemploymentInsuranceAmount: uiAmount dueOn paidOn
      }
      participations: participationsByInsuranceNumberList(first: 10, orderBy: [STARTED_ON_DESC, PARTICIPATION_ID_ASC]) {
        scheme salary startedOn endedOn
      }
    }
    taxpayers: taxpayersList(first: 10, orderBy: [STATUS_ASC, TAX_CODE_ASC]) {
      taxCode personalId idCardNumber fullName birthDate sex status registeredOn recordedOn
      incomes: incomesByTaxCodeList(first: 5, orderBy: [YEAR_DESC, PAYER_TAX_CODE_ASC]) {
        year months grossIncome taxWithheld payer: organisationByPayerTaxCode { taxCode name kind status }
      }
    }
    healthCards: healthCardsList(first: 10, orderBy: [VALID_FROM_DESC, CARD_NUMBER_ASC]) {
      cardNumber insuranceNumber personalId fullName birthDate birthDatePrecision sex objectGroup benefitLevel
      validFrom validTo blockedOn recordedOn
      facility: facilityByFacilityCode { facilityCode name level }
    }
  }
}`,
  },

  narrow: {
    variables: 'provincesOf500',
    about: '500 participants of a province with four fields of one register',
    document: `query Narrow($province: ProvinceCode!) {
  participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 500) {
    edges { node { insuranceNumber fullName birthDate sex } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    postgraphile: `query Narrow($province: String!) {
  participants: allParticipants(condition: { provinceCode: $province, inCompulsorySi: true }, first: 500) {
    edges { node { insuranceNumber fullName birthDate sex } }
    pageInfo { hasNextPage endCursor }
  }
}`,
  },

  count: {
    variables: 'provincesOf50',
    about:
      'how many participants a province has, and nothing else; the gateway may answer it with a count that is a few seconds old',
    document: `query Count($province: ProvinceCode!) {
  participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) { totalCount }
}`,
    postgraphile: `query Count($province: String!) {
  participants: allParticipants(condition: { provinceCode: $province, inCompulsorySi: true }, first: 0) { totalCount }
}`,
  },
};

/** The bodies that a server is sent for a page, one for each value of the variable, as text. */
function bodiesOf(pageName, server, samples) {
  const page = PAGES[pageName];
  const query = server === 'postgraphile' ? page.postgraphile : page.document;
  const [, operationName] = /^query (\w+)/.exec(query);
  return samples[page.variables].map((variables) => JSON.stringify({ operationName, query, variables }));
}

module.exports = { PAGES, bodiesOf };
