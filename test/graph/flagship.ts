/** What the flagship query of the README asks of a page's rows. */
export const FLAGSHIP_ROWS = `pageInfo { hasNextPage endCursor }
      edges { cursor node {
        insuranceNumber fullName birthDate sex personalId
        citizen { personalId fullName birthDate status }
        employer { taxCode name }
        contributions(first: 6) { month amount status }
        healthCards { cardNumber objectGroup benefitLevel validFrom validTo }
        taxpayer { taxCode incomes(first: 2) { year payer { taxCode name } grossIncome } }
      } }`;

/** The flagship query of the README, with the length of its page as a variable. */
export const FLAGSHIP = `
  query Flagship($province: ProvinceCode!, $first: Int! = 50) {
    participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: $first) {
      totalCount
      ${FLAGSHIP_ROWS}
    }
  }`;
