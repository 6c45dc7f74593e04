import type { ClientBase } from 'pg';
import { REVIEW_DECISIONS, type ReviewDecision } from './settle';

/** How much there is to review and who has done how much of it; numbers of findings alone. */

export interface ProvinceWorkload {
  readonly province: string;
  /** Findings that wait and that nobody holds. */
  readonly waiting: number;
  /** Of those that wait, whether held or not, how many somebody has decided on and another has to. */
  readonly halfDecided: number;
  /** Findings that wait in somebody's hands. */
  readonly claimed: number;
  /** Findings that reviewers have settled. */
  readonly decided: number;
}

export interface ReviewerWorkload {
  readonly reviewer: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly papers: number;
  /** Findings in their hands now. */
  readonly claimed: number;
}

export interface Workload {
  /** By code; provinces of which nothing waits or was decided are left out. */
  readonly provinces: readonly ProvinceWorkload[];
  /** Those with the most decisions first. */
  readonly reviewers: readonly ReviewerWorkload[];
}

const PROVINCES = `
  select province, count(*) filter (where is_waiting and not is_claimed)::integer as waiting,
         count(*) filter (where is_waiting and is_reviewed)::integer as "halfDecided",
         count(*) filter (where is_waiting and is_claimed)::integer as claimed,
         count(*) filter (where not is_waiting)::integer as decided
    from (
      select f.province, f.state = 'POSSIBLE' as is_waiting, k.until is not null as is_claimed, r.reviewed is not null as is_reviewed
        from campaign.finding f
        left join campaign.claim k
          on k.campaign = f.campaign and k.insurance_number = f.insurance_number and k.until > clock_timestamp()
        left join (select distinct insurance_number, version as reviewed from campaign.review where campaign = $1) r
          on r.insurance_number = f.insurance_number and r.reviewed = f.version
       where f.campaign = $1 and ($2::text[] is null or f.province = any($2))
         and (f.state = 'POSSIBLE' or r.reviewed is not null)) looked
   group by province order by province`;
const REVIEWERS = `
  select reviewer, coalesce(accepted, 0) as accepted, coalesce(rejected, 0) as rejected, coalesce(papers, 0) as papers,
         coalesce(claimed, 0) as claimed
    from (
      select r.reviewer, count(*) filter (where decision = 'ACCEPT')::integer as accepted,
             count(*) filter (where decision = 'REJECT')::integer as rejected,
             count(*) filter (where decision = 'PAPERS')::integer as papers
        from campaign.review r join campaign.finding f using (campaign, insurance_number)
       where campaign = $1 and ($2::text[] is null or f.province = any($2)) group by r.reviewer) done
    full join (
      select k.reviewer, count(*)::integer as claimed
        from campaign.claim k join campaign.finding f using (campaign, insurance_number)
       where campaign = $1 and k.until > clock_timestamp() and ($2::text[] is null or f.province = any($2))
       group by k.reviewer) held using (reviewer)
   order by coalesce(accepted, 0) + coalesce(rejected, 0) + coalesce(papers, 0) desc, reviewer`;

/** The review of a campaign, of findings in `provinces` alone unless that is null. */
export async function workload(
  client: ClientBase,
  campaign: string,
  provinces: readonly string[] | null = null,
): Promise<Workload> {
  const ofProvinces = await client.query<ProvinceWorkload>(PROVINCES, [campaign, provinces]);
  const ofReviewers = await client.query<ReviewerWorkload>(REVIEWERS, [campaign, provinces]);
  return { provinces: ofProvinces.rows, reviewers: ofReviewers.rows };
}

/** How often reviewers who looked at the same version of the same record said the same. */
export interface ReviewerAgreement {
  /** Pairs of reviews of the same record by different reviewers. */
  readonly pairs: number;
  /** Of these, those with the same decision and the same citizen. */
  readonly same: number;
  /**
   * Agreement on the decision beyond what chance would give (Scott's pi): 1 for all, 0 for no more than chance. Null without
   * pairs, and where everybody always said the same, so that chance gives it too.
   */
  readonly beyondChance: number | null;
}

const PAIRS = `
  select a.decision as one, b.decision as other, a.chosen_id is not distinct from b.chosen_id as "isSameCitizen",
         count(*)::integer as pairs
    from campaign.review a
    join campaign.review b using (campaign, insurance_number, version)
    join campaign.finding f using (campaign, insurance_number)
   where campaign = $1 and a.review < b.review and ($2::text[] is null or f.province = any($2))
   group by 1, 2, 3`;

interface PairRow {
  readonly one: ReviewDecision;
  readonly other: ReviewDecision;
  readonly isSameCitizen: boolean;
  readonly pairs: number;
}

/** Of findings in `provinces` alone unless that is null. */
export async function reviewerAgreement(
  client: ClientBase,
  campaign: string,
  provinces: readonly string[] | null = null,
): Promise<ReviewerAgreement> {
  const { rows } = await client.query<PairRow>(PAIRS, [campaign, provinces]);
  const count = (of: (row: PairRow) => boolean): number =>
    rows.reduce((sum, row) => sum + (of(row) ? row.pairs : 0), 0);
  const pairs = count(() => true);
  const same = count(({ one, other, isSameCitizen }) => one === other && isSameCitizen);
  if (pairs === 0) return { pairs, same, beyondChance: null };
  const observed = count(({ one, other }) => one === other) / pairs;
  const byChance = REVIEW_DECISIONS.reduce((sum, decision) => {
    const share = (count(({ one }) => one === decision) + count(({ other }) => other === decision)) / (2 * pairs);
    return sum + share ** 2;
  }, 0);
  return { pairs, same, beyondChance: byChance === 1 ? null : (observed - byChance) / (1 - byChance) };
}
