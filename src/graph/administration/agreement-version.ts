import { Field, Int, registerEnumType } from 'type-graphql';
import { OF_BEARER } from '../../agreements/agreement';
import { PURPOSES } from '../../agreements/purposes';
import { composedType } from '../../planning/composed';
import { DateScalar, DateTimeScalar } from '../../values/scalars';
import {
  AgreementBearer,
  AgreementDecision,
  AgreementGrant,
  AgreementLegalBasis,
  AgreementLimits,
  AgreementPurpose,
  AgreementRows,
  TrustedDocument,
} from './agreement-parts';
import type { KnownVersion } from './known-version';

export enum AgreementState {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  PROPOSED = 'PROPOSED',
  REPLACED = 'REPLACED',
}
registerEnumType(AgreementState, {
  name: 'AgreementState',
  description: 'What was decided about a version. Whether it is in force today depends on its first and last day too.',
  valuesConfig: {
    ACTIVE: { description: 'It is in force from its first to its last day.' },
    SUSPENDED: { description: 'It was taken out of force, and can be resumed by somebody else.' },
    PROPOSED: { description: 'It waits for somebody else to activate it.' },
    REPLACED: { description: 'A later version was activated.' },
  },
});

export enum AgreementKind {
  AGREEMENT = 'AGREEMENT',
  MANDATE = 'MANDATE',
}
registerEnumType(AgreementKind, {
  name: 'AgreementKind',
  description: 'Where the right to see data comes from.',
  valuesConfig: {
    AGREEMENT: { description: 'Viet Nam Social Security and a partner agreed on it.' },
    MANDATE: { description: 'An office or a person has it by law.' },
  },
});

export enum AcceptedDocuments {
  FREE = 'FREE',
  TRUSTED = 'TRUSTED',
}
registerEnumType(AcceptedDocuments, {
  name: 'AcceptedDocuments',
  description: 'Which documents are answered under an agreement.',
  valuesConfig: {
    FREE: { description: 'Any that is valid in the view.' },
    TRUSTED: { description: 'Those of its manifest alone.' },
  },
});

@composedType('A version of an agreement or mandate. It never changes; a change is a new version.')
export class AgreementVersion {
  /** What the mapper was made from, for the schema of the view. */
  source!: KnownVersion;

  @Field(() => String, { description: 'The same for all versions.' })
  id!: string;

  @Field(() => Int, { description: 'The number of the version, from 1.' })
  version!: number;

  @Field(() => AgreementState, { description: 'What was decided about it.' })
  state!: KnownVersion['state'];

  @Field(() => AgreementKind, { description: 'Whether it is an agreement or a mandate.' })
  kind!: AgreementKind;

  @Field(() => String, { description: 'What it is about.' })
  title!: string;

  @Field(() => String, { description: 'The party that discloses data.' })
  provider!: string;

  @Field(() => String, { description: 'The party that receives data.' })
  receiver!: string;

  @Field(() => AgreementBearer, { description: 'Who may act under it.' })
  bearer!: AgreementBearer;

  @Field(() => AgreementLegalBasis, { description: 'The law on which it rests.' })
  legalBasis!: AgreementLegalBasis;

  @Field(() => [AgreementPurpose], { description: 'What data may be asked for.' })
  purposes!: readonly AgreementPurpose[];

  @Field(() => [AgreementGrant], { description: 'Everything that it grants, each coordinate by itself, sorted.' })
  grants!: readonly AgreementGrant[];

  @Field(() => AgreementRows, { description: 'The rows in reach.' })
  rows!: AgreementRows;

  @Field(() => AgreementLimits, { description: 'How much may be asked for.' })
  limits!: AgreementLimits;

  @Field(() => AcceptedDocuments, { description: 'Which documents are answered.' })
  documents!: AcceptedDocuments;

  @Field(() => [TrustedDocument], { description: 'Its trusted documents.' })
  manifest!: readonly TrustedDocument[];

  @Field(() => Boolean, { description: 'Whether callers may see plans, with their SQL.' })
  mayExplain!: boolean;

  @Field(() => DateScalar, { description: 'The first day on which it is in force.' })
  validFrom!: string;

  @Field(() => DateScalar, { description: 'The last day on which it is in force.' })
  validTo!: string;

  @Field(() => String, { description: 'Whom to ask about it.' })
  contact!: string;

  @Field(() => String, {
    description: 'SHA-256 of the version, which `lienthong agreement check` tells of a file that says the same.',
  })
  hash!: string;

  @Field(() => String, { description: 'Who proposed it: the issuer of their access token and their name there.' })
  proposedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was proposed.' })
  proposedAt!: string;

  @Field(() => [AgreementDecision], { description: 'What was decided about it, first to last.' })
  decisions!: readonly AgreementDecision[];
}

/** A version as the graph shows it. The IDs of people who are listed in it stay out. */
export function toAgreementVersion(source: KnownVersion): AgreementVersion {
  const { agreement, grants, decisions, version, state, hash, proposedBy, proposedAt } = source;
  const { kind, purposes, rows, documents, manifest, explain, ...same } = agreement;
  const { provinces, employers, people, groups } = rows;
  return Object.assign(new AgreementVersion(), {
    ...same,
    source,
    version,
    state,
    hash,
    proposedBy,
    proposedAt,
    kind: kind === 'agreement' ? AgreementKind.AGREEMENT : AgreementKind.MANDATE,
    purposes: purposes.map((code) => ({ code, ...PURPOSES[code] })),
    grants: grants.map(([coordinate, access]) => ({ coordinate, access })),
    rows: {
      provinces: provinces === OF_BEARER ? null : provinces,
      employers,
      listedPeople: people === null || people === OF_BEARER ? null : people.length,
      groups,
      ownProvince: provinces === OF_BEARER,
      ownPerson: people === OF_BEARER,
    },
    documents: documents === 'free' ? AcceptedDocuments.FREE : AcceptedDocuments.TRUSTED,
    manifest: Object.entries(manifest).map(([name, text]) => ({ name, text })),
    mayExplain: explain,
    decisions,
  });
}
