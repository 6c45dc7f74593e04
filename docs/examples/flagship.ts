import { graphql } from '../../src/client/gql';
import type { TypedDocumentString } from '../../src/client/graphql';

/**
 * Prints participants of one province with what the population, tax and health registers hold about them.
 * `npm run example -- http://127.0.0.1:4000 79` asks a gateway that runs on this machine for Ho Chi Minh City, as whoever the
 * access token in LIENTHONG_TOKEN is of.
 */
const FLAGSHIP = graphql(`
  query Flagship($province: ProvinceCode!) {
    participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        cursor
        node {
          insuranceNumber
          fullName
          birthDate
          sex
          personalId
          citizen {
            personalId
            fullName
            birthDate
            status
          }
          employer {
            taxCode
            name
          }
          contributions(first: 6) {
            month
            amount
            status
          }
          healthCards {
            cardNumber
            objectGroup
            benefitLevel
            validFrom
            validTo
          }
          taxpayer {
            taxCode
            incomes(first: 2) {
              year
              payer {
                taxCode
                name
              }
              grossIncome
            }
          }
        }
      }
    }
  }
`);

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string }[];
}

/** Who asks, what for, and for which case. */
const ACCESS = {
  authorization: `Bearer ${process.env['LIENTHONG_TOKEN'] ?? ''}`,
  'lienthong-purpose': 'campaign',
  'lienthong-case': 'EXAMPLE/1',
};

/**
 * Sends one typed document: the compiler knows which variables it takes and what comes back. Throws when the gateway
 * cannot be reached or refuses the whole request.
 */
async function ask<Result, Variables>(
  gateway: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const address = new URL('/graphql', gateway);
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...ACCESS },
    body: JSON.stringify({ query: document.toString(), variables }),
  }).catch((cause: unknown) => {
    throw new Error(`No answer from ${address.href}: does the gateway run there?`, { cause });
  });
  const { data, errors } = (await response.json()) as Answer<Result>;
  // A register that is down leaves nulls and an error behind; the rest of the answer is as good as ever.
  for (const { message } of errors ?? []) console.error(message);
  if (!data) throw new Error('The gateway refused the whole request.');
  return data;
}

async function printParticipants(gateway: string, province: string): Promise<void> {
  const { participants } = await ask(gateway, FLAGSHIP, { province });
  const rows = (participants?.edges ?? []).map(({ node }) => ({
    participant: node.insuranceNumber,
    name: node.fullName ?? '',
    citizen: node.citizen?.personalId ?? '-',
    employer: node.employer?.name ?? '-',
    'last contribution': node.contributions?.[0]?.amount ?? '-',
    'health card': node.healthCards?.[0]?.cardNumber ?? '-',
    'tax code': node.taxpayer?.taxCode ?? '-',
  }));
  console.log(`${participants?.totalCount ?? '?'} participants in province ${province}; the first ${rows.length}:`);
  console.table(rows);
}

const [gateway = 'http://127.0.0.1:4000', province = '79'] = process.argv.slice(2);
printParticipants(gateway, province).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
