import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { requireFirst } from '../../planning/first';
import { TaxCodeScalar } from '../../values/scalars';
import { Campaign, CampaignEvent, toCampaign, toCampaignEvent } from './campaign.type';
import { type CampaignContext, requireCampaigns } from './context';
import { CampaignReview, EmployerCounts, MeasuredShare, ReviewerAgreement } from './figures.type';
import { CampaignReport, toCampaignReport, toEmployerCounts } from './report.type';

/** Reading campaigns: for officers, as far as their jurisdiction goes. */

const MOST = 50;
const EMPLOYERS_MOST = 500;
/** What the figures of a campaign count for among the rows of an answer: they are read from all of its findings. */
const ROWS_OF_FIGURES = 10_000;

@Resolver(() => Campaign)
export class CampaignsResolver {
  @Query(() => [Campaign], {
    nullable: true,
    description: 'Campaigns that concern your provinces, the newest first.',
  })
  async campaigns(
    @Arg('first', () => Int, { defaultValue: 20, description: `How many at most: 1 to ${MOST}.` }) first: number,
    @Ctx() context: CampaignContext,
  ): Promise<readonly Campaign[]> {
    requireFirst(first, MOST);
    const seen = await requireCampaigns(context).list(first);
    return context.allowance.take(seen.length) ? seen.map(toCampaign) : [];
  }

  @Query(() => Campaign, {
    nullable: true,
    description: 'A campaign by its ID; null when there is none, or none that concerns your provinces.',
  })
  async campaign(
    @Arg('id', () => ID, { description: 'The ID of the campaign.' }) id: string,
    @Ctx() context: CampaignContext,
  ): Promise<Campaign | null> {
    const seen = await requireCampaigns(context).find(id);
    return seen && context.allowance.take(1) ? toCampaign(seen) : null;
  }

  @FieldResolver(() => [CampaignEvent], { nullable: true, description: 'What happened to it, the first first.' })
  async events(@Root() { seen }: Campaign, @Ctx() context: CampaignContext): Promise<readonly CampaignEvent[]> {
    const events = await requireCampaigns(context).events(seen);
    return context.allowance.take(events.length) ? events.map(toCampaignEvent) : [];
  }

  @FieldResolver(() => CampaignReport, {
    nullable: true,
    description: 'How far it is, of your provinces: what was found, what became of it, targets, forecast and quality.',
  })
  async report(@Root() { seen }: Campaign, @Ctx() context: CampaignContext): Promise<CampaignReport | null> {
    if (!context.allowance.take(ROWS_OF_FIGURES)) return null;
    return toCampaignReport(await requireCampaigns(context).report(seen));
  }

  @FieldResolver(() => [EmployerCounts], {
    nullable: true,
    description:
      'Employers in the order of their tax codes, with those of their participants who are in your provinces.',
  })
  async employers(
    @Root() { seen }: Campaign,
    @Arg('first', () => Int, { defaultValue: 50, description: `How many at most: 1 to ${EMPLOYERS_MOST}.` })
    first: number,
    @Arg('after', () => TaxCodeScalar, {
      nullable: true,
      description: 'The tax code behind which the list begins; it begins with the first when left out.',
    })
    after: string | null | undefined,
    @Ctx() context: CampaignContext,
  ): Promise<readonly EmployerCounts[]> {
    requireFirst(first, EMPLOYERS_MOST);
    const found = await requireCampaigns(context).employers(seen, after ?? null, first);
    return context.allowance.take(found.length) ? found.map(toEmployerCounts) : [];
  }

  @FieldResolver(() => CampaignReview, {
    nullable: true,
    description: 'How its clerical review goes, of your provinces.',
  })
  async review(@Root() { seen }: Campaign, @Ctx() context: CampaignContext): Promise<CampaignReview | null> {
    if (!context.allowance.take(ROWS_OF_FIGURES)) return null;
    const { agreement, checks, ...figures } = await requireCampaigns(context).reviewOf(seen);
    return Object.assign(new CampaignReview(), {
      ...figures,
      agreement: Object.assign(new ReviewerAgreement(), agreement),
      checks: Object.assign(new MeasuredShare(), checks),
    });
  }
}
