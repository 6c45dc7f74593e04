/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whether the population register counts a citizen as living. */
export type CitizenStatus =
  /** No death has been registered. */
  | 'ALIVE'
  /** A death has been registered. */
  | 'DECEASED';

/** Whether a monthly contribution has been paid. */
export type ContributionStatus =
  /** Paid after the due date. */
  | 'LATE'
  /** Not paid yet. */
  | 'OWED'
  /** Paid by the due date. */
  | 'PAID';

/** The sex of a person, as a register records it. */
export type Sex =
  /** A woman or a girl (nữ). */
  | 'FEMALE'
  /** A man or a boy (nam). */
  | 'MALE';

export type FlagshipQueryVariables = Exact<{
  province: string;
}>;


export type FlagshipQuery = { participants: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { insuranceNumber: string, fullName: string | null, birthDate: string | null, sex: Sex | null, personalId: string | null, citizen: { personalId: string, fullName: string | null, birthDate: string | null, status: CitizenStatus | null } | null, employer: { taxCode: string | null, name: string | null } | null, contributions: Array<{ month: string, amount: number | null, status: ContributionStatus | null }> | null, healthCards: Array<{ cardNumber: string, objectGroup: string | null, benefitLevel: number | null, validFrom: string | null, validTo: string | null }> | null, taxpayer: { taxCode: string, incomes: Array<{ year: number, grossIncome: number | null, payer: { taxCode: string, name: string | null } | null }> | null } | null } }> | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const FlagshipDocument = new TypedDocumentString(`
    query Flagship($province: ProvinceCode!) {
  participants(filter: {province: $province, scheme: COMPULSORY_SI}, first: 50) {
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
    `) as unknown as TypedDocumentString<FlagshipQuery, FlagshipQueryVariables>;