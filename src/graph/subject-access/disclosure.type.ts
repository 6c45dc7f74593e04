import { Field, ID } from 'type-graphql';
import type { Disclosed } from '../../agreements/disclosure-reader';
import { PURPOSES } from '../../agreements/purposes';
import { composedType } from '../../planning/composed';
import { PageInfo } from '../../planning/connection';
import type { Sensitivity } from '../../planning/declaration';
import type { Register } from '../../values/databases';
import { toSeconds } from '../../values/moment';
import { DateTimeScalar } from '../../values/scalars';
import { RegisterName } from '../statements';
import { FactClass, classesOf } from './fact-class';
import { sealPlace } from './sealed-place';

@composedType(
  'One request that disclosed records of a person: who was told what kind of facts, and why. No value is in it.',
)
export class Disclosure {
  @Field(() => ID, { description: 'Names this disclosure to the person whom it is about, and to nobody else.' })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When the request was decided.' })
  time!: string;

  @Field(() => String, { description: 'The party that was told: a partner, the office, or a citizen.' })
  receiver!: string;

  @Field(() => String, { description: 'The system through which it asked.' })
  system!: string;

  @Field(() => String, { nullable: true, description: 'The purpose, as the request named it.' })
  purpose!: string | null;

  @Field(() => String, { nullable: true, description: 'The purpose in words.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The purpose in Vietnamese words.' })
  reasonInVietnamese!: string | null;

  @Field(() => String, { description: 'The title of the agreement or mandate under which it was told.' })
  agreement!: string;

  @Field(() => String, { description: 'The law or decree, with its article, on which the agreement rests.' })
  legalBasis!: string;

  @Field(() => [RegisterName], { description: 'The registers that were asked.' })
  registers!: readonly Register[];

  @Field(() => [FactClass], { description: 'The kinds of facts that were told.' })
  classes!: readonly Sensitivity[];

  @Field(() => Boolean, { description: 'Whether some of them were behind a mask.' })
  masked!: boolean;

  @Field(() => Boolean, { description: 'Whether of some it was told no more than whether a statement is right.' })
  verified!: boolean;

  @Field(() => Boolean, { description: 'Whether it was this person themselves who asked.' })
  own!: boolean;
}

@composedType('One disclosure on a page, with the cursor of its place.')
export class DisclosureEdge {
  @Field(() => String, { description: 'Marks this place; hand it back as `after`.' })
  cursor!: string;

  @Field(() => Disclosure, { description: 'The disclosure.' })
  node!: Disclosure;
}

@composedType('A page of disclosures, the newest first.')
export class DisclosureConnection {
  /** Counts what is delayed when the field is asked for. */
  countDelayed!: () => Promise<number>;

  @Field(() => [DisclosureEdge], { description: 'The disclosures of the page.' })
  edges!: readonly DisclosureEdge[];

  @Field(() => PageInfo, { description: 'Where the page stands.' })
  pageInfo!: PageInfo;
}

/** A disclosure as a person may see it; its ID is good for them alone. */
export function toDisclosure(disclosed: Disclosed, personalId: string, placeKey: Buffer): Disclosure {
  const { place, receiver, system, purpose, agreement, registers, fields, isMasked, isVerified, isOwn } = disclosed;
  const { instrument, article } = agreement.legalBasis;
  return Object.assign(new Disclosure(), {
    id: sealPlace(placeKey, personalId, place),
    time: toSeconds(place.at),
    receiver,
    system,
    purpose,
    reason: purpose && PURPOSES[purpose].english,
    reasonInVietnamese: purpose && PURPOSES[purpose].vietnamese,
    agreement: agreement.title,
    legalBasis: `${instrument}, article ${article}`,
    registers,
    classes: classesOf(fields),
    masked: isMasked,
    verified: isVerified,
    own: isOwn,
  });
}
