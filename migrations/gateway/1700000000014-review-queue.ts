import { sqlMigration } from '../sql';

/**
 * What waits for a reviewer is found in the order in which it is handed out, for all provinces and for one, so that a claim reads no
 * more than it hands out, however much waits.
 */
export const ReviewQueue1700000000014 = sqlMigration(
  'ReviewQueue1700000000014',
  `
  create function campaign.review_kind(risks text[], sampled boolean) returns integer
    language sql immutable parallel safe return case when risks <> '{}' then 0 when sampled then 1 else 2 end;
  comment on function campaign.review_kind is '0 for a risky finding, 1 for a sampled one, 2 for any other';
  create index finding_turn on campaign.finding (campaign, campaign.review_kind(risks, sampled), found_at, insurance_number)
    where waits;
  create index finding_province_turn on campaign.finding
    (campaign, province, campaign.review_kind(risks, sampled), found_at, insurance_number) where waits;
  drop index campaign.finding_queue;
  create index claim_reviewer on campaign.claim (campaign, reviewer);`,
  `
  drop index campaign.claim_reviewer;
  create index finding_queue on campaign.finding (campaign, province, insurance_number) where waits;
  drop index campaign.finding_turn, campaign.finding_province_turn;
  drop function campaign.review_kind;`,
);
