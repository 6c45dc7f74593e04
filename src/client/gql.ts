/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Flagship($province: ProvinceCode!) {\n    participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          insuranceNumber\n          fullName\n          birthDate\n          sex\n          personalId\n          citizen {\n            personalId\n            fullName\n            birthDate\n            status\n          }\n          employer {\n            taxCode\n            name\n          }\n          contributions(first: 6) {\n            month\n            amount\n            status\n          }\n          healthCards {\n            cardNumber\n            objectGroup\n            benefitLevel\n            validFrom\n            validTo\n          }\n          taxpayer {\n            taxCode\n            incomes(first: 2) {\n              year\n              payer {\n                taxCode\n                name\n              }\n              grossIncome\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.FlagshipDocument,
};
const documents: Documents = {
    "\n  query Flagship($province: ProvinceCode!) {\n    participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          insuranceNumber\n          fullName\n          birthDate\n          sex\n          personalId\n          citizen {\n            personalId\n            fullName\n            birthDate\n            status\n          }\n          employer {\n            taxCode\n            name\n          }\n          contributions(first: 6) {\n            month\n            amount\n            status\n          }\n          healthCards {\n            cardNumber\n            objectGroup\n            benefitLevel\n            validFrom\n            validTo\n          }\n          taxpayer {\n            taxCode\n            incomes(first: 2) {\n              year\n              payer {\n                taxCode\n                name\n              }\n              grossIncome\n            }\n          }\n        }\n      }\n    }\n  }\n": types.FlagshipDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Flagship($province: ProvinceCode!) {\n    participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: 50) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          insuranceNumber\n          fullName\n          birthDate\n          sex\n          personalId\n          citizen {\n            personalId\n            fullName\n            birthDate\n            status\n          }\n          employer {\n            taxCode\n            name\n          }\n          contributions(first: 6) {\n            month\n            amount\n            status\n          }\n          healthCards {\n            cardNumber\n            objectGroup\n            benefitLevel\n            validFrom\n            validTo\n          }\n          taxpayer {\n            taxCode\n            incomes(first: 2) {\n              year\n              payer {\n                taxCode\n                name\n              }\n              grossIncome\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').FlagshipDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
