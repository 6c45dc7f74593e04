import { Arg, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Disclosed, DisclosureReader } from '../../agreements/disclosure-reader';
import { PURPOSES } from '../../agreements/purposes';
import type { DisclosurePlace } from '../../audit/find-disclosures';
import type { CorrectedRegister } from '../../database/roles';
import { composedType } from '../../planning/composed';
import { requireFirst } from '../../planning/first';
import { toSeconds } from '../../values/moment';
import { DateScalar, DateTimeScalar, InsuranceNumberScalar } from '../../values/scalars';
import type { SettledOutcome } from '../corrections';
import { type CampaignContext, requireCampaigns } from './context';
import { CorrectedRegisterEnum, CorrectionOutcomeEnum } from './enums';
import { loadParticipant } from './link-rows';
import type { KeptCorrection } from './read-corrections';

/** What a campaign changed of a participant, and who had been told the old value before. */

const RECIPIENTS_MOST = 100;

@composedType('Somebody who was told the old value while it stood in the register.')
export class PastRecipient {
  @Field(() => String, { description: 'The party that was told: a partner, the office, or a citizen.' })
  receiver!: string;

  @Field(() => String, { description: 'The system through which it asked.' })
  system!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  time!: string;

  @Field(() => String, { nullable: true, description: 'The purpose, as the request named it.' })
  purpose!: string | null;

  @Field(() => String, { nullable: true, description: 'The purpose in words.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The purpose in Vietnamese words.' })
  reasonInVietnamese!: string | null;

  @Field(() => String, { description: 'The title of the agreement or mandate under which it was told.' })
  agreement!: string;
}

@composedType('A change of one record that a campaign asked a register for.')
export class CampaignCorrection {
  /** What the mapper was made from, for the field that reads more. */
  kept!: KeptCorrection;

  @Field(() => CorrectedRegisterEnum, { description: 'The register.' })
  register!: CorrectedRegister;

  @Field(() => String, { description: 'The key of the record: the insurance number, or the number of the card.' })
  recordKey!: string;

  @Field(() => String, { nullable: true, description: 'The ID that it stated; null for none.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'The ID that it was to state; null for none.' })
  after!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Since when the ID is verified, where the register keeps that.',
  })
  verifiedOn!: string | null;

  @Field(() => CorrectionOutcomeEnum, {
    nullable: true,
    description: 'What the register said; null until that is known.',
  })
  outcome!: SettledOutcome | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When that was known.' })
  settledAt!: string | null;
}

@Resolver(() => CampaignCorrection)
export class CorrectionsResolver {
  @Query(() => [CampaignCorrection], {
    nullable: true,
    description:
      'What a campaign asked the registers to change of a participant: the insurance record first, then the cards. Null when there is no such campaign, or no such participant in your provinces.',
  })
  async campaignCorrections(
    @Arg('campaign', () => ID, { description: 'The ID of the campaign.' }) id: string,
    @Arg('insuranceNumber', () => InsuranceNumberScalar, { description: 'The participant.' }) insuranceNumber: string,
    @Ctx() context: CampaignContext,
  ): Promise<readonly CampaignCorrection[] | null> {
    const office = requireCampaigns(context);
    const seen = await office.find(id);
    const participant = seen && (await loadParticipant(context.registers, insuranceNumber));
    if (!seen || !participant) return null;
    const corrections = await office.corrections(seen, insuranceNumber);
    return context.allowance.take(corrections.length) ? corrections.map(toCorrection) : [];
  }

  @FieldResolver(() => [PastRecipient], {
    nullable: true,
    description:
      'Who was told the old value while it stood there, newest first, by the audit log: they have it still. Empty for what was not applied; null where nothing is put on record. What a purpose’s legal ground delays is left out.',
  })
  async pastRecipients(
    @Root() { kept }: CampaignCorrection,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many at most: 1 to ${RECIPIENTS_MOST}.` })
    first: number,
    @Ctx() context: CampaignContext,
  ): Promise<readonly PastRecipient[] | null> {
    requireFirst(first, RECIPIENTS_MOST);
    const { asker, subjectAccess, allowance } = context;
    if (!asker || !subjectAccess) return null;
    if (kept.outcome !== 'APPLIED') return [];
    const found = await findRecipients(subjectAccess.disclosures, asker, kept, first);
    return allowance.take(found.length) ? found.map(toRecipient) : [];
  }
}

function toCorrection(kept: KeptCorrection): CampaignCorrection {
  const { settledAt } = kept;
  return Object.assign(new CampaignCorrection(), { ...kept, kept, settledAt: settledAt && toSeconds(settledAt) });
}

/** The fields that tell the personal ID which a record states. */
const TELLING: Readonly<Record<CorrectedRegister, string>> = {
  insurance: 'Participant.personalId',
  health: 'HealthCard.personalId',
};
/** Disclosures of a record are read so many at a time, and no more often than that: most of them tell of other fields. */
const AT_ONCE = 100;
const READS_MOST = 20;

async function findRecipients(
  disclosures: DisclosureReader,
  asker: NonNullable<CampaignContext['asker']>,
  { register, recordKey, heldSince, settledAt }: KeptCorrection,
  first: number,
): Promise<readonly Disclosed[]> {
  const keys = new Map([[register, new Set([recordKey])]]);
  const period = { from: heldSince?.toISOString() ?? null, to: settledAt?.toISOString() ?? null };
  const found: Disclosed[] = [];
  let after: DisclosurePlace | null = null;
  for (let read = 0; read < READS_MOST && found.length < first; read += 1) {
    const page: readonly Disclosed[] = await disclosures.list(keys, asker, { ...period, after, first: AT_ONCE });
    found.push(...page.filter(({ fields }) => fields.includes(TELLING[register])));
    after = page.at(-1)?.place ?? null;
    if (page.length < AT_ONCE) break;
  }
  return found.slice(0, first);
}

function toRecipient({ receiver, system, place, purpose, agreement }: Disclosed): PastRecipient {
  return Object.assign(new PastRecipient(), {
    ...{ receiver, system, purpose },
    time: toSeconds(place.at),
    reason: purpose && PURPOSES[purpose].english,
    reasonInVietnamese: purpose && PURPOSES[purpose].vietnamese,
    agreement: agreement.title,
  });
}
