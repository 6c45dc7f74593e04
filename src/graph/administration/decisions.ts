import { Arg, Ctx, Field, InputType, Int, Mutation, registerEnumType, Resolver } from 'type-graphql';
import { composedType } from '../../planning/composed';
import type { Outcome } from './administration';
import { AgreementVersion, toAgreementVersion } from './agreement-version';
import { type AdministrationContext, requireAdministration } from './context';
import { AgreementFaultCode, type AgreementFault as FaultFound } from './faults';

/** Proposing agreements and deciding about them. What is wrong with a proposal is told in the payload. */

registerEnumType(AgreementFaultCode, {
  name: 'AgreementFaultCode',
  description: 'Why a proposal or decision was not taken.',
  valuesConfig: {
    DOCUMENT: { description: 'The document says something that cannot be, at the place that is named.' },
    SECOND_PERSON: { description: 'Somebody else has to decide this.' },
    STATE: { description: 'The version is in a state in which this cannot be decided.' },
    REASON: { description: 'The reason is missing or cannot be taken.' },
    VERSION_UNKNOWN: { description: 'There is no such agreement or version.' },
  },
});

@composedType('One thing that is wrong with a proposal or decision.')
export class AgreementFault {
  @Field(() => AgreementFaultCode, { description: 'What kind of fault it is.' })
  code!: AgreementFaultCode;

  @Field(() => String, {
    description: 'Where: a place of the document such as `limits.price` or `grants[2]`, a coordinate, or an argument.',
  })
  place!: string;

  @Field(() => String, { description: 'Why, in words.' })
  reason!: string;
}

@InputType({ description: 'A proposal: the next version of an agreement.' })
export class ProposeAgreementInput {
  @Field(() => String, { description: 'The agreement as JSON text, of the form that docs/agreements.md describes.' })
  document!: string;
}

@InputType({ description: 'Which version is to be put in force.' })
export class ActivateAgreementInput {
  @Field(() => String, { description: 'The ID of the agreement.' })
  id!: string;

  @Field(() => Int, { description: 'The number of the version, which somebody else proposed.' })
  version!: number;
}

@InputType({ description: 'Which agreement is to be taken out of force at once, and why.' })
export class SuspendAgreementInput {
  @Field(() => String, { description: 'The ID of the agreement.' })
  id!: string;

  @Field(() => String, { description: 'Why, for those who read the record: 1 to 500 characters, nobody’s data.' })
  reason!: string;
}

@InputType({ description: 'Which suspended agreement is to be in force again.' })
export class ResumeAgreementInput {
  @Field(() => String, { description: 'The ID of the agreement, which somebody else suspended.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Why, if there is something to say.' })
  reason?: string | null;
}

/** What the payloads have in common: the version, or why nothing was changed. */
abstract class Payload {
  agreement!: AgreementVersion | null;
  faults!: readonly FaultFound[];
}

const AGREEMENT = 'The version as it stands now; null when nothing was changed.';
const FAULTS = 'Why nothing was changed; empty when it was.';

@composedType('What came of a proposal.')
export class ProposeAgreementPayload extends Payload {
  @Field(() => AgreementVersion, { nullable: true, description: AGREEMENT })
  declare agreement: AgreementVersion | null;

  @Field(() => [AgreementFault], { description: FAULTS })
  declare faults: readonly FaultFound[];
}

@composedType('What came of an activation.')
export class ActivateAgreementPayload extends Payload {
  @Field(() => AgreementVersion, { nullable: true, description: AGREEMENT })
  declare agreement: AgreementVersion | null;

  @Field(() => [AgreementFault], { description: FAULTS })
  declare faults: readonly FaultFound[];
}

@composedType('What came of a suspension.')
export class SuspendAgreementPayload extends Payload {
  @Field(() => AgreementVersion, { nullable: true, description: AGREEMENT })
  declare agreement: AgreementVersion | null;

  @Field(() => [AgreementFault], { description: FAULTS })
  declare faults: readonly FaultFound[];
}

@composedType('What came of resuming an agreement.')
export class ResumeAgreementPayload extends Payload {
  @Field(() => AgreementVersion, { nullable: true, description: AGREEMENT })
  declare agreement: AgreementVersion | null;

  @Field(() => [AgreementFault], { description: FAULTS })
  declare faults: readonly FaultFound[];
}

const input = { description: 'What is to be done.' };

@Resolver()
export class AgreementDecisionsResolver {
  @Mutation(() => ProposeAgreementPayload, {
    description: 'Stores the next version of an agreement. It is not in force before somebody else activates it.',
  })
  async proposeAgreement(
    @Arg('input', () => ProposeAgreementInput, input) { document }: ProposeAgreementInput,
    @Ctx() context: AdministrationContext,
  ): Promise<Payload> {
    return toPayload(new ProposeAgreementPayload(), await requireAdministration(context).propose(document));
  }

  @Mutation(() => ActivateAgreementPayload, {
    description: 'Puts a proposed version in force, in place of any other; on every replica within five seconds.',
  })
  async activateAgreement(
    @Arg('input', () => ActivateAgreementInput, input) { id, version }: ActivateAgreementInput,
    @Ctx() context: AdministrationContext,
  ): Promise<Payload> {
    return toPayload(new ActivateAgreementPayload(), await requireAdministration(context).activate(id, version));
  }

  @Mutation(() => SuspendAgreementPayload, {
    description: 'Takes an agreement out of force; one person is enough. On every replica within five seconds.',
  })
  async suspendAgreement(
    @Arg('input', () => SuspendAgreementInput, input) { id, reason }: SuspendAgreementInput,
    @Ctx() context: AdministrationContext,
  ): Promise<Payload> {
    return toPayload(new SuspendAgreementPayload(), await requireAdministration(context).suspend(id, reason));
  }

  @Mutation(() => ResumeAgreementPayload, {
    description: 'Puts a suspended agreement in force again. Whoever suspended it cannot.',
  })
  async resumeAgreement(
    @Arg('input', () => ResumeAgreementInput, input) { id, reason }: ResumeAgreementInput,
    @Ctx() context: AdministrationContext,
  ): Promise<Payload> {
    return toPayload(new ResumeAgreementPayload(), await requireAdministration(context).resume(id, reason ?? null));
  }
}

function toPayload(payload: Payload, { version, faults }: Outcome): Payload {
  return Object.assign(payload, { agreement: version && toAgreementVersion(version), faults });
}
