import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { LienThongError } from '../../errors';
import { requireFirst } from '../../planning/first';
import type { Row } from '../../planning/row';
import { Citizen } from '../../registers/population/citizen';
import { toSeconds } from '../../values/moment';
import { whyNoReason } from '../../values/written-reason';
import type { Risk } from '../campaign';
import { risksOf } from '../risks';
import type { Decided, DecisionRefusal } from '../review/decide';
import type { ReviewItem as ClaimedItem } from '../review/read-items';
import { type CampaignContext, requireCampaigns } from './context';
import { type CampaignFault, NO_SUCH_CAMPAIGN } from './faults';
import type { SeenCampaign } from './jurisdiction';
import {
  findHolders,
  loadCitizen,
  loadCitizenRecord,
  loadParticipant,
  toCitizenIdentity,
  toParticipantRecord,
} from './link-rows';
import {
  CLAIMS_MOST,
  ClaimReviewInput,
  ClaimReviewPayload,
  DecideReviewInput,
  DecideReviewPayload,
  ExtendReviewInput,
  ExtendReviewPayload,
  MINUTES_MOST,
  ReleaseReviewInput,
  ReleaseReviewPayload,
} from './review-inputs';
import { FieldEvidence, ReviewCandidate, ReviewItem, toCandidates, toReviewItem } from './review-item.type';

/** Clerical review: officers claim participants of their provinces, see them side by side with candidates, and decide. */

const CANDIDATES_MOST = 5;
const input = { description: 'What is to be done.' };
const UNKNOWN: CampaignFault = { ...NO_SUCH_CAMPAIGN, place: 'campaign' };

@Resolver(() => ReviewItem)
export class ReviewResolver {
  @Query(() => [ReviewItem], {
    nullable: true,
    description:
      'The participants whom you have in hand, those first that others get first; null when there is no such campaign. `claimReview` puts more of them there.',
  })
  async campaignReview(
    @Arg('campaign', () => ID, { description: 'The ID of the campaign.' }) id: string,
    @Arg('first', () => Int, { defaultValue: 10, description: `How many at most: 1 to ${CLAIMS_MOST}.` }) first: number,
    @Ctx() context: CampaignContext,
  ): Promise<readonly ReviewItem[] | null> {
    requireFirst(first, CLAIMS_MOST);
    const office = requireCampaigns(context);
    const seen = await office.find(id);
    return seen && toItems(await office.claimed(seen, first), context);
  }

  @Mutation(() => ClaimReviewPayload, {
    description:
      'Takes the next participants of your provinces in hand, the oldest first; nobody else gets them for a while. Those on whom you have decided are not among them. Asked again it gives the same ones, for as long again.',
  })
  async claimReview(
    @Arg('input', () => ClaimReviewInput, input) { campaign: id, most, minutes }: ClaimReviewInput,
    @Ctx() context: CampaignContext,
  ): Promise<ClaimReviewPayload> {
    requireWithin('most', most, CLAIMS_MOST);
    requireWithin('minutes', minutes, MINUTES_MOST);
    const office = requireCampaigns(context);
    const seen = await office.find(id);
    const items = seen ? await toItems(await office.claim(seen, most, minutes * 60), context) : [];
    return Object.assign(new ClaimReviewPayload(), { items, faults: seen ? [] : [UNKNOWN] });
  }

  @Mutation(() => ExtendReviewPayload, { description: 'Keeps a participant in hand for longer.' })
  async extendReview(
    @Arg('input', () => ExtendReviewInput, input) { campaign: id, insuranceNumber, minutes }: ExtendReviewInput,
    @Ctx() context: CampaignContext,
  ): Promise<ExtendReviewPayload> {
    requireWithin('minutes', minutes, MINUTES_MOST);
    const office = requireCampaigns(context);
    const seen = await office.find(id);
    const extended = seen && (await office.extend(seen, insuranceNumber, minutes * 60));
    return Object.assign(new ExtendReviewPayload(), {
      claimedUntil: extended?.ok ? toSeconds(extended.until) : null,
      faults: extended ? (extended.ok ? [] : [toFault(extended.reason)]) : [UNKNOWN],
    });
  }

  @Mutation(() => ReleaseReviewPayload, {
    description: 'Lets go of participants in hand, so that others get them at once; you get them last from then on.',
  })
  async releaseReview(
    @Arg('input', () => ReleaseReviewInput, input) { campaign: id, insuranceNumbers }: ReleaseReviewInput,
    @Ctx() context: CampaignContext,
  ): Promise<ReleaseReviewPayload> {
    const office = requireCampaigns(context);
    const seen = await office.find(id);
    const released = seen ? await office.release(seen, insuranceNumbers ?? null) : 0;
    return Object.assign(new ReleaseReviewPayload(), { released, faults: seen ? [] : [UNKNOWN] });
  }

  @Mutation(() => DecideReviewPayload, {
    description:
      'Decides about a participant in hand, and lets go of it. One decision is enough, but where the change is risky, or contradicts a match that was drawn for checking: there two reviewers have to say the same.',
  })
  async decideReview(
    @Arg('input', () => DecideReviewInput, input) given: DecideReviewInput,
    @Ctx() context: CampaignContext,
  ): Promise<DecideReviewPayload> {
    const why = whyNoReason(given.reason);
    const seen = why === null ? await requireCampaigns(context).find(given.campaign) : null;
    if (!seen) return toPayload(why === null ? UNKNOWN : { code: 'REASON', place: 'reason', reason: why });
    const decided = await decide(seen, given, context);
    return toPayload(decided.ok ? null : toFault(decided.reason), decided.ok ? decided.state : null);
  }

  @FieldResolver(() => [ReviewCandidate], {
    nullable: true,
    description: 'The citizens who it may be, the likeliest first.',
  })
  candidates(
    @Root() item: ReviewItem,
    @Arg('first', () => Int, {
      defaultValue: CANDIDATES_MOST,
      description: `How many at most: 1 to ${CANDIDATES_MOST}.`,
    })
    first: number,
  ): readonly ReviewCandidate[] {
    requireFirst(first, CANDIDATES_MOST);
    return toCandidates(item).slice(0, first);
  }
}

@Resolver(() => ReviewCandidate)
export class ReviewCandidateResolver {
  @FieldResolver(() => Citizen, {
    nullable: true,
    description: 'The citizen, as the population register states them; null for one beyond your provinces.',
  })
  citizen(@Root() { personalId }: ReviewCandidate, @Ctx() { registers }: CampaignContext): Promise<Row | null> {
    return loadCitizen(registers, personalId);
  }

  @FieldResolver(() => [FieldEvidence], {
    nullable: true,
    description:
      'Field by field how much what the two records state today speaks for or against them being the same person; null for a citizen beyond your provinces, and where no model has weighed them.',
  })
  async explanation(
    @Root() { item, personalId }: ReviewCandidate,
    @Ctx() context: CampaignContext,
  ): Promise<readonly FieldEvidence[] | null> {
    const { registers } = context;
    const { model } = item.claimed;
    const citizen = model === null ? null : await loadCitizen(registers, personalId);
    if (model === null || !citizen) return null;
    const matcher = await requireCampaigns(context).matcher(model);
    const record = await loadCitizenRecord(registers, citizen);
    return matcher
      .explain(toParticipantRecord(item.participant), record)
      .map((evidence) => Object.assign(new FieldEvidence(), evidence));
  }
}

/** The claimed findings whose participants are within the caller's rows. */
async function toItems(
  claimed: readonly ClaimedItem[],
  { registers }: CampaignContext,
): Promise<readonly ReviewItem[]> {
  const participants = await Promise.all(
    claimed.map(({ insuranceNumber }) => loadParticipant(registers, insuranceNumber)),
  );
  return claimed.flatMap((each, i) => {
    const participant = participants[i];
    return participant ? [toReviewItem(each, participant)] : [];
  });
}

/** A citizen is looked for once it is known that the reviewer has the participant in hand: nobody is told of any other. */
async function decide(
  seen: SeenCampaign,
  { insuranceNumber, decision, chosenId = null, reason }: DecideReviewInput,
  context: CampaignContext,
): Promise<Decided> {
  const office = requireCampaigns(context);
  const [item] = await office.claimed(seen, 1, insuranceNumber);
  const { isKnown, risks } = await (item && chosenId !== null ? look(item, chosenId, context) : NOBODY);
  const holders = isKnown && chosenId !== null ? await findHolders(context.registers, chosenId) : [];
  return office.decide(seen, { insuranceNumber, decision, chosenId, reason: reason.trim(), isKnown, risks, holders });
}

const NOBODY: { readonly isKnown: boolean; readonly risks: readonly Risk[] } = { isKnown: false, risks: [] };

/** Whether a citizen is within the caller's rows, and what about them asks for a second reviewer. */
async function look(
  { insuranceNumber, anomalies }: ClaimedItem,
  chosenId: string,
  { registers }: CampaignContext,
): Promise<typeof NOBODY> {
  const [participant, citizen] = await Promise.all([
    loadParticipant(registers, insuranceNumber),
    loadCitizen(registers, chosenId),
  ]);
  if (!participant || !citizen) return NOBODY;
  return { isKnown: true, risks: risksOf(toParticipantRecord(participant), toCitizenIdentity(citizen), anomalies) };
}

/** The words of a refusal, and where it stands. */
const REFUSALS: Readonly<Record<DecisionRefusal, readonly [place: string, reason: string]>> = {
  CLAIM_LOST: ['insuranceNumber', 'you do not have the participant in hand, or not any more'],
  DECIDED_ALREADY: ['insuranceNumber', 'you have decided on this participant already'],
  CHOICE: ['chosenId', 'to accept takes a citizen, and to decide anything else takes none'],
  CHOICE_UNKNOWN: ['chosenId', 'no citizen of this ID is known within your reach'],
  NOT_IN_REVIEW: ['campaign', 'the campaign takes no decisions now'],
};

function toFault(code: DecisionRefusal): CampaignFault {
  const [place, reason] = REFUSALS[code];
  return { code, place, reason };
}

function toPayload(fault: CampaignFault | null, state: DecideReviewPayload['state'] = null): DecideReviewPayload {
  return Object.assign(new DecideReviewPayload(), { state, faults: fault ? [fault] : [] });
}

/** Throws ARGUMENT_INVALID for a number out of bounds. */
function requireWithin(argument: string, value: number, most: number): void {
  if (value >= 1 && value <= most) return;
  const place = `input.${argument}`;
  throw new LienThongError('ARGUMENT_INVALID', `${place} must be between 1 and ${most}; it was ${value}`, {
    ...{ argument: place, reason: 'OUT_OF_BOUNDS', most },
  });
}
