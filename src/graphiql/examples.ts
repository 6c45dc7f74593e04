/** One saved query of GraphiQL's Examples panel: the title and one line that are shown, the document and its variables. */
export interface Example {
  readonly title: string;
  readonly about: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The saved queries in the order they are shown; the first one is what a new visitor finds in the editor. */
export const EXAMPLES: readonly Example[] = [
  {
    title: 'One province, four registers',
    about: 'Participants of compulsory insurance with citizen, employer, contributions, cards and taxed income.',
    query: `query Flagship($province: ProvinceCode!) {
  participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) {
    totalCount
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
}
`,
    variables: { province: '04' },
  },
  {
    title: 'One person by personal ID',
    about: 'Everything that the four registers state about one person today.',
    query: `query OnePerson($personalId: PersonalId!) {
  person(personalId: $personalId) {
    personalId
    supersededBy { supersededId supersededOn reason citizen { personalId } }
    citizen {
      fullName birthDate sex status
      province { code name }
      commune { code name }
      death { diedOn }
      legacyIdCards { cardNumber issuedOn }
    }
    participants {
      insuranceNumber fullName birthDate sex personalId verifiedOn
      employer { unitCode taxCode name }
      participations { scheme salary startedOn endedOn }
      contributions(first: 12) { month amount status }
      oneTimeAllowances { reason amount paidOn }
    }
    taxpayers {
      taxCode status
      incomes(first: 3) { year payer { taxCode name } grossIncome taxWithheld }
    }
    healthCards {
      cardNumber objectGroup benefitLevel validFrom validTo
      facility { facilityCode name }
      claims(first: 3) { admittedOn dischargedOn kind totalCost insurerPaid }
    }
  }
}
`,
    variables: { personalId: '901186914600' },
  },
  {
    title: 'A participant by insurance number',
    about: 'The insurance register first, then what the other registers know of the same person.',
    query: `query OneParticipant($insuranceNumber: InsuranceNumber!) {
  participant(insuranceNumber: $insuranceNumber) {
    insuranceNumber
    fullName
    birthDate
    sex
    personalId
    citizen { personalId fullName birthDate status }
    employer { taxCode name }
    contributions(first: 24) { month amount status }
    healthCards { cardNumber validFrom validTo }
  }
}
`,
    variables: { insuranceNumber: '0199060233' },
  },
  {
    title: 'An employer by tax code',
    about: 'The insurance unit and the tax organisation of one employer, side by side.',
    query: `query OneEmployer($taxCode: TaxCode!) {
  employer(taxCode: $taxCode) {
    taxCode
    organisation {
      name kind status
      province { code name }
      headCounts(first: 3) { year peoplePaid wageFund }
    }
    units {
      unitCode name status
      province { code name }
      participants(first: 10) { insuranceNumber fullName }
      collections(first: 6) { month scheme dueAmount paidAmount interestAmount }
      inspections { inspectedOn kind finding owedAmount remediedAmount }
    }
  }
}
`,
    variables: { taxCode: '4890000047' },
  },
  {
    title: 'Provinces before and after 1 July 2025',
    about: '63 provinces became 34, and some codes were used again: ask for the day that you mean.',
    query: `query Provinces($before: Date!, $after: Date!, $code: ProvinceCode!) {
  before: provinces(on: $before) { code name }
  after: provinces(on: $after) { code name }
  sameCodeBefore: province(code: $code, on: $before) { code name }
  sameCodeAfter: province(code: $code, on: $after) { code name }
}
`,
    variables: { before: '2025-06-30', after: '2025-07-01', code: '15' },
  },
  {
    title: 'Search for a person',
    about: 'By an identifier, or by at least three attributes; the registers cannot be browsed.',
    query: `query Search($search: SearchPeopleInput!) {
  searchPeople(search: $search) {
    citizens { personalId fullName birthDate sex province { name } }
    participants { insuranceNumber personalId fullName birthDate sex }
    taxpayers { taxCode fullName birthDate }
    healthCards { cardNumber fullName birthDate }
  }
}
`,
    variables: { search: { fullName: 'nguyen thi my', birthDate: '1986-04-05', sex: 'FEMALE' } },
  },
  {
    title: 'Published figures and their contradictions',
    about: 'What was published, by whom and when, with a flag where two sources do not agree.',
    query: `query PublishedFigures($filter: PublishedFigureFilter) {
  publishedFigures(filter: $filter) {
    totalCount
    edges { node {
      area metric scheme value unit asOf percentOfTarget impliedTarget
      suspect plausibleValue flags note
      sourceTitle sourcePublisher sourcePublishedOn
    } }
  }
}
`,
    variables: { filter: {} },
  },
  {
    title: 'Where the registers disagree',
    about: 'Every statement about a name and a birth date, the authoritative register first.',
    query: `query Statements($personalId: PersonalId!) {
  person(personalId: $personalId) {
    name: statements(attribute: NAME) { register recordKey value authoritative statedOn verifiedOn }
    birthDate: statements(attribute: BIRTH_DATE) { register recordKey value authoritative statedOn verifiedOn }
  }
}
`,
    variables: { personalId: '901186914600' },
  },
  {
    title: 'A health card and its treatments',
    about: 'What a ministry needs to pay for a treatment; its agreement shows the last four digits of the personal ID.',
    query: `query Treatments($cardNumber: HealthCardNumber!) {
  healthCard(cardNumber: $cardNumber) {
    cardNumber fullName birthDate personalId
    benefitLevel validFrom validTo
    facility { facilityCode name }
    claims(first: 5) { admittedOn dischargedOn kind totalCost insurerPaid }
  }
}
`,
    variables: { cardNumber: 'DT2040499001374' },
  },
  {
    title: 'Insured and taxed wages',
    about: 'What the tax administration compares: the contributions of an employer’s participants and their income.',
    query: `query Wages($employer: TaxCode!) {
  participants(filter: { employer: $employer }, first: 20) {
    edges { node {
      insuranceNumber fullName birthDate
      contributions(first: 12) { month amount status }
      taxpayers { taxCode incomes(first: 2) { year grossIncome taxWithheld } }
    } }
  }
}
`,
    variables: { employer: '4890000047' },
  },
  {
    title: 'One person in the population register',
    about:
      'With what the insurance register states of the same person, for public security and for citizens themselves.',
    query: `query OneCitizen($personalId: PersonalId!) {
  person(personalId: $personalId) {
    personalId
    citizen { fullName birthDate sex status province { code name } death { diedOn } }
    participants { insuranceNumber fullName birthDate sex personalId }
  }
}
`,
    variables: { personalId: '904058411800' },
  },
  {
    title: 'My record, and who was told of it',
    about: 'For a citizen: their own data, and every disclosure of them, the newest first.',
    query: `query MyRecord {
  myRecord {
    personalId
    citizen { fullName birthDate status }
    participants { insuranceNumber contributions(first: 6) { month amount status } }
  }
  myDisclosures(first: 10) {
    delayed
    edges { node { time receiver system reason registers classes masked } }
  }
}
`,
    variables: {},
  },
  {
    title: 'Agreements and mandates',
    about: 'For officers, under the purpose “administration”: who may see what, on which legal basis, until when.',
    query: `query Agreements {
  agreements(state: ACTIVE) {
    id version state title receiver
    legalBasis { instrument article }
    purposes { code english }
    validFrom validTo contact
  }
}
`,
    variables: {},
  },
];
