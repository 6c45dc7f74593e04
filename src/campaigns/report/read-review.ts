import type { ClientBase } from 'pg';
import { AUTOMATIC_RULES } from '../../values/automatic-rules';
import { type MeasuredShare, measureShare } from '../../values/wilson-interval';
import { type Provinces, valuesOf, withinProvinces } from './within-provinces';

/** How clerical review goes. */
export interface Review {
  /** By province in the order of the codes, those where somebody waits. */
  readonly waiting: readonly ProvinceWaiting[];
  /** The one who decided most first. */
  readonly reviewers: readonly ReviewerDecisions[];
  /** The findings on which two or more decided, and how many of them all decided alike. */
  readonly agreement: MeasuredShare;
  /** Automatic matches that were drawn for checking. */
  readonly drawn: number;
  /** Those of the drawn that a reviewer has checked, and how many of them were accepted as they were proposed. */
  readonly checks: MeasuredShare;
}

export interface ProvinceWaiting {
  readonly province: string;
  readonly waiting: number;
  /** Of the waiting, those that a reviewer has in hand now. */
  readonly claimed: number;
  /** Of the waiting, those that two reviewers have to agree on. */
  readonly risky: number;
}

export interface ReviewerDecisions {
  readonly reviewer: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly papers: number;
}

const AUTOMATIC = AUTOMATIC_RULES.map((rule) => `'${rule}'`).join(', ');

export async function readReview(client: ClientBase, campaign: string, provinces: Provinces = null): Promise<Review> {
  const values = valuesOf(provinces, campaign);
  const within = withinProvinces(provinces, 'f', 2);
  const waiting = await client.query<ProvinceWaiting>(
    `select f.province, count(*)::integer as waiting, count(c.insurance_number)::integer as claimed,
            (count(*) filter (where f.risks <> '{}'))::integer as risky
       from campaign.finding f
       left join campaign.claim c
         on c.campaign = f.campaign and c.insurance_number = f.insurance_number and c.until > clock_timestamp()
      where f.campaign = $1 and f.waits ${within}
      group by f.province order by f.province collate "C"`,
    values,
  );
  const reviewers = await client.query<ReviewerDecisions>(
    `select r.reviewer, (count(*) filter (where r.decision = 'ACCEPT'))::integer as accepted,
            (count(*) filter (where r.decision = 'REJECT'))::integer as rejected,
            (count(*) filter (where r.decision = 'PAPERS'))::integer as papers
       from campaign.review r join campaign.finding f using (campaign, insurance_number)
      where r.campaign = $1 ${within}
      group by r.reviewer order by count(*) desc, r.reviewer collate "C"`,
    values,
  );
  const agreement = await client.query<{ findings: number; alike: number }>(
    `select count(*)::integer as findings, (count(*) filter (where decisions = 1))::integer as alike
       from (select count(distinct (r.decision, coalesce(r.chosen_id, ''))) as decisions
               from campaign.review r join campaign.finding f using (campaign, insurance_number)
              where r.campaign = $1 ${within}
              group by r.insurance_number, r.version having count(*) > 1) as of`,
    values,
  );
  // What a participant confirmed on a form was checked by nobody; a reviewer's own choice replaces the rule.
  const drawn = await client.query<{ drawn: number; checked: number; accepted: number }>(
    `select count(*)::integer as drawn,
            (count(*) filter (where is_decided and rule is distinct from 'FORM'))::integer as checked,
            (count(*) filter (where is_decided and rule in (${AUTOMATIC}) and state not in ('REJECTED', 'PAPERS')))::integer
              as accepted
       from (select f.state, f.rule,
                    f.state in ('ACCEPTED', 'PAPERS', 'APPLIED', 'CONFLICT', 'REJECTED', 'QUARANTINED') as is_decided
               from campaign.finding f where f.campaign = $1 and f.sampled ${within}) as of`,
    values,
  );
  const [agreed] = agreement.rows;
  const [checks] = drawn.rows;
  return {
    waiting: waiting.rows,
    reviewers: reviewers.rows,
    agreement: measureShare(agreed?.alike ?? 0, agreed?.findings ?? 0),
    drawn: checks?.drawn ?? 0,
    checks: measureShare(checks?.accepted ?? 0, checks?.checked ?? 0),
  };
}
