import { Arg, Ctx, Field, Mutation, Resolver } from 'type-graphql';
import { composedType } from '../../planning/composed';
import {
  ApplyCampaignInput,
  CancelCampaignInput,
  CreateCampaignInput,
  FinishCampaignInput,
  PauseCampaignInput,
  ResumeCampaignInput,
  RevertCampaignInput,
  StartCampaignInput,
  toCampaignJson,
} from './campaign-inputs';
import { Campaign, toCampaign } from './campaign.type';
import { type CampaignContext, requireCampaigns } from './context';
import { CampaignFault } from './fault.type';
import type { CampaignFault as Fault } from './faults';
import type { Outcome } from './office';

/** Creating campaigns and deciding what they do. What is wrong is told in the payload. */

/** What the payloads have in common: the campaign, or why nothing was done. */
abstract class Payload {
  campaign!: Campaign | null;
  faults!: readonly Fault[];
}

const CAMPAIGN = 'The campaign as it stands now; null when nothing was done.';
const FAULTS = 'Why nothing was done; empty when it was.';

@composedType('What came of creating a campaign.')
export class CreateCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of starting a campaign.')
export class StartCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of pausing a campaign.')
export class PauseCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of resuming a campaign.')
export class ResumeCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of cancelling a campaign.')
export class CancelCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of applying a campaign.')
export class ApplyCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of finishing a campaign.')
export class FinishCampaignPayload extends Payload {
  @Field(() => Campaign, { nullable: true, description: CAMPAIGN })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

@composedType('What came of taking a campaign back.')
export class RevertCampaignPayload extends Payload {
  @Field(() => Campaign, {
    nullable: true,
    description: 'The campaign that takes it back; null when nothing was done.',
  })
  declare campaign: Campaign | null;

  @Field(() => [CampaignFault], { description: FAULTS })
  declare faults: readonly Fault[];
}

const input = { description: 'What is to be done.' };

@Resolver()
export class CampaignDecisionsResolver {
  @Mutation(() => CreateCampaignPayload, {
    description: 'Creates a campaign of your provinces. Nothing happens before it is started.',
  })
  async createCampaign(
    @Arg('input', () => CreateCampaignInput, input) given: CreateCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new CreateCampaignPayload(), await requireCampaigns(context).create(toCampaignJson(given)));
  }

  @Mutation(() => StartCampaignPayload, { description: 'Begins to scan, match and decide; workers do it.' })
  async startCampaign(
    @Arg('input', () => StartCampaignInput, input) { id }: StartCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new StartCampaignPayload(), await requireCampaigns(context).act('start', id));
  }

  @Mutation(() => PauseCampaignPayload, { description: 'Stops what is under way; it can be resumed where it stands.' })
  async pauseCampaign(
    @Arg('input', () => PauseCampaignInput, input) { id, reason }: PauseCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new PauseCampaignPayload(), await requireCampaigns(context).pause(id, reason));
  }

  @Mutation(() => ResumeCampaignPayload, { description: 'Goes on with what the campaign was paused in.' })
  async resumeCampaign(
    @Arg('input', () => ResumeCampaignInput, input) { id }: ResumeCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new ResumeCampaignPayload(), await requireCampaigns(context).act('resume', id));
  }

  @Mutation(() => CancelCampaignPayload, {
    description: 'Ends a campaign for good. What was applied stays; the participants are free for other campaigns.',
  })
  async cancelCampaign(
    @Arg('input', () => CancelCampaignInput, input) { id, reason }: CancelCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new CancelCampaignPayload(), await requireCampaigns(context).cancel(id, reason));
  }

  @Mutation(() => ApplyCampaignPayload, {
    description:
      'Corrects the registers by what is proposed and accepted by now. It can be done again after more review.',
  })
  async applyCampaign(
    @Arg('input', () => ApplyCampaignInput, input) { id }: ApplyCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new ApplyCampaignPayload(), await requireCampaigns(context).act('apply', id));
  }

  @Mutation(() => FinishCampaignPayload, {
    description:
      'Ends a campaign under review with what it has come to; the participants are free for other campaigns.',
  })
  async finishCampaign(
    @Arg('input', () => FinishCampaignInput, input) { id }: FinishCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new FinishCampaignPayload(), await requireCampaigns(context).act('finish', id));
  }

  @Mutation(() => RevertCampaignPayload, {
    description: 'Creates a campaign that takes back what another has applied. It is started and applied like any.',
  })
  async revertCampaign(
    @Arg('input', () => RevertCampaignInput, input) { id, as }: RevertCampaignInput,
    @Ctx() context: CampaignContext,
  ): Promise<Payload> {
    return toPayload(new RevertCampaignPayload(), await requireCampaigns(context).revert(id, as));
  }
}

function toPayload(payload: Payload, { campaign, faults }: Outcome): Payload {
  return Object.assign(payload, { campaign: campaign && toCampaign(campaign), faults });
}
