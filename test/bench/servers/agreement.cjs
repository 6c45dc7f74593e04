'use strict';

/**
 * The agreement under which the protected gateway answers a client: everything may be read of people and employers in any
 * province, but the insurance register's personal IDs are masked. Takes the modules that it is made of.
 */
function agreementOf(client, { DEMONSTRATION_AGREEMENTS }, { provincesOn }) {
  const headquarters = DEMONSTRATION_AGREEMENTS.find(({ id }) => id === 'headquarters');
  // Who runs campaigns reads personal IDs, and not their last digits alone.
  const grants = headquarters.grants.filter(({ fields }) => !fields.some((field) => field.startsWith('Mutation.')));
  const partner = DEMONSTRATION_AGREEMENTS.find(({ id }) => id === 'tax-administration');
  const mask = { access: 'LAST_FOUR', fields: ['Participant.personalId'], classes: [], of: null };
  // Every row stays in scope, so that the answers are the same; the conditions are in every statement.
  const provinces = provincesOn('2023-12-31').map(({ code }) => code);
  const most = 1_000_000_000;
  return {
    ...partner,
    id: client,
    bearer: { kind: 'partner', clients: [client], role: null },
    grants: [...grants, mask],
    rows: { provinces, employers: null, people: null, groups: null },
    limits: { peoplePerDay: most, peoplePerMonth: most, identifiersPerDay: most, pricePerMinute: most, price: 5_000 },
  };
}

module.exports = { agreementOf };
