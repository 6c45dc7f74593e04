import { Field, Int, registerEnumType } from 'type-graphql';
import type { DecisionKind } from '../../agreements/agreement-store';
import { composedType } from '../../planning/composed';
import { DateTimeScalar, ProvinceCodeScalar, TaxCodeScalar } from '../../values/scalars';

/** What an agreement's version is made of, as those who administer agreements see it. */

export enum AgreementDecisionKind {
  ACTIVATED = 'ACTIVATED',
  SUSPENDED = 'SUSPENDED',
  RESUMED = 'RESUMED',
}
registerEnumType(AgreementDecisionKind, {
  name: 'AgreementDecisionKind',
  description: 'What can be decided about a version.',
  valuesConfig: {
    ACTIVATED: { description: 'It was put in force, in place of any other.' },
    SUSPENDED: { description: 'It was taken out of force.' },
    RESUMED: { description: 'It was put in force again after it had been suspended.' },
  },
});

@composedType('Who may act under an agreement: the systems of a partner, or whoever has a role.')
export class AgreementBearer {
  @Field(() => String, { description: 'What they are: partner, officer, auditor or citizen.' })
  kind!: string;

  @Field(() => [String], { nullable: true, description: 'The systems of a partner; null for whoever has the role.' })
  clients!: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'The role of an officer or auditor; null for all others.' })
  role!: string | null;
}

@composedType('The law on which an agreement rests.')
export class AgreementLegalBasis {
  @Field(() => String, { description: 'The instrument, with its number.' })
  instrument!: string;

  @Field(() => String, { description: 'The article of the instrument.' })
  article!: string;
}

@composedType('What data may be asked for under an agreement.')
export class AgreementPurpose {
  @Field(() => String, { description: 'The word that a request names in the header Lienthong-Purpose.' })
  code!: string;

  @Field(() => String, { description: 'The purpose in English.' })
  english!: string;

  @Field(() => String, { description: 'The purpose in Vietnamese.' })
  vietnamese!: string;

  @Field(() => Int, { description: 'Days after which a disclosure for this purpose is shown to whom it concerns.' })
  delayDays!: number;
}

@composedType('One thing of the graph that an agreement grants. What is not listed does not exist in its view.')
export class AgreementGrant {
  @Field(() => String, { description: 'The coordinate: `Type.field`, `Input.field` or `Enum.VALUE`.' })
  coordinate!: string;

  @Field(() => String, {
    description: 'READ as it is, VERIFY for statements about it alone, or the name of the mask it is read behind.',
  })
  access!: string;
}

@composedType('The rows in reach. A row has to be in scope of each dimension that is not null; null narrows nothing.')
export class AgreementRows {
  @Field(() => [ProvinceCodeScalar], { nullable: true, description: 'Codes as of the day on which it begins.' })
  provinces!: readonly string[] | null;

  @Field(() => [TaxCodeScalar], { nullable: true, description: 'Tax codes of employers.' })
  employers!: readonly string[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many people are listed. Who they are stands in the document that the parties have.',
  })
  listedPeople!: number | null;

  @Field(() => [String], { nullable: true, description: 'Object groups of health-insurance cards.' })
  groups!: readonly string[] | null;

  @Field(() => Boolean, { description: 'Whether each caller reaches the rows of their own province alone.' })
  ownProvince!: boolean;

  @Field(() => Boolean, { description: 'Whether each caller reaches the rows about themselves alone.' })
  ownPerson!: boolean;
}

@composedType('How much may be asked for; null for no limit.')
export class AgreementLimits {
  @Field(() => Int, { nullable: true, description: 'Distinct people whose data are disclosed in a day.' })
  peoplePerDay!: number | null;

  @Field(() => Int, { nullable: true, description: 'Distinct people whose data are disclosed in a month.' })
  peoplePerMonth!: number | null;

  @Field(() => Int, { nullable: true, description: 'Identifiers asked about in a day, found or not.' })
  identifiersPerDay!: number | null;

  @Field(() => Int, { nullable: true, description: 'Price of all operations of a minute.' })
  pricePerMinute!: number | null;

  @Field(() => Int, { description: 'Price of one operation.' })
  price!: number;
}

@composedType('A document that may be sent by its name.')
export class TrustedDocument {
  @Field(() => String, { description: 'The name under which it may be sent.' })
  name!: string;

  @Field(() => String, { description: 'Its text.' })
  text!: string;
}

@composedType('What somebody decided about a version.')
export class AgreementDecision {
  @Field(() => AgreementDecisionKind, { description: 'What was decided.' })
  kind!: DecisionKind;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;

  @Field(() => String, { description: 'Who: the issuer of their access token and their name there.' })
  actor!: string;

  @Field(() => String, { nullable: true, description: 'Why; null when nothing was said.' })
  reason!: string | null;
}
