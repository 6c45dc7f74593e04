import type { ClientBase } from 'pg';

/**
 * Who reviews which finding: what comes in are findings that wait for clerical review; what holds afterwards is that each is in
 * the hands of one reviewer at most, until a time by the database's clock. A claim that ran out is anybody's again.
 */

/** A finding in the hands of a reviewer. */
export interface ClaimedFinding {
  readonly insuranceNumber: string;
  /** Until when nobody else gets it. */
  readonly until: Date;
}

export interface ClaimRequest {
  readonly campaign: string;
  /** Issuer and subject of the reviewer. */
  readonly reviewer: string;
  /** Codes of the provinces whose findings the reviewer may have; null for all. */
  readonly provinces: readonly string[] | null;
  readonly most: number;
  readonly leaseSeconds: number;
}

/** The states of a campaign in which findings are reviewed. */
export const REVIEWED_IN = ['REVIEWING', 'APPLYING'] as const;
const IN_REVIEW = `c.state in (${REVIEWED_IN.map((state) => `'${state}'`).join(', ')})`;

/** So many more findings than are wanted are looked at, as others may be about to take the first of them. */
const AHEAD = 500;

const KIND = 'campaign.review_kind(f.risks, f.sampled)';
/** A finding `f` that is reviewed, and on which this reviewer has not decided as it is. */
const IS_OPEN = `f.campaign = $1 and f.waits
          and exists (select from campaign.campaign c where c.campaign = $1 and ${IN_REVIEW})
          and not exists (
            select from campaign.review r
             where r.campaign = $1 and r.insurance_number = f.insurance_number and r.version = f.version and r.reviewer = $2)`;

/**
 * First what the reviewer holds already, so that a call whose answer was lost can be made again, and last what they let go of.
 * In between one risky finding, one sampled one and one of the others take turns, the oldest of each first. An index has them in
 * that order, in all provinces and in each, so that no more are read than are wanted, apart from those that others hold. Only
 * what is free is locked: were what the reviewer holds passed over while another looks at it, they would be given more instead.
 * Claims are written in the order of their numbers, so that no two reviewers wait for each other.
 */
const claimIn = (provinces: string, isInProvince: string): string => `
  with own as (
    select f.insurance_number, f.found_at, ${KIND} as kind, case when k.until > clock_timestamp() then 0 else 2 end as rank
      from campaign.claim k join campaign.finding f using (campaign, insurance_number)
     where k.campaign = $1 and k.reviewer = $2 and ($3::text[] is null or f.province = any($3)) and ${IS_OPEN}),
  others as (
    select w.*, 1 as rank
      from (values (0), (1), (2)) as of(kind) ${provinces} cross join lateral (
        select f.insurance_number, f.found_at, of.kind
          from campaign.finding f
         where ${IS_OPEN} and ${KIND} = of.kind ${isInProvince}
           and not exists (
             select from campaign.claim k
              where k.campaign = $1 and k.insurance_number = f.insurance_number
                and (k.reviewer = $2 or k.until > clock_timestamp()))
         order by f.found_at, f.insurance_number limit $4 + ${AHEAD}) w),
  queue as materialized (
    select w.insurance_number, w.rank, w.kind,
           row_number() over (partition by w.rank, w.kind order by w.found_at, w.insurance_number) as turn
      from (select insurance_number, found_at, kind, rank from own
            union all select insurance_number, found_at, kind, rank from others) w
     order by w.rank, turn, w.kind limit $4 + ${AHEAD}),
  held as (select insurance_number, rank, turn, kind from queue where rank = 0 order by turn, kind limit $4),
  free as (
    select f.insurance_number, q.rank, q.turn, q.kind
      from queue q join campaign.finding f on f.campaign = $1 and f.insurance_number = q.insurance_number
     where q.rank > 0 and f.waits
     order by q.rank, q.turn, q.kind limit $4 - (select count(*) from held) for update of f skip locked),
  taken as (select * from held union all select * from free),
  claimed as (
    insert into campaign.claim as k (campaign, insurance_number, reviewer, until)
    select $1, insurance_number, $2, clock_timestamp() + $5 * interval '1 second'
      from taken order by insurance_number
        on conflict (campaign, insurance_number) do update set reviewer = excluded.reviewer, until = excluded.until
     where k.reviewer = excluded.reviewer or k.until <= clock_timestamp()
    returning insurance_number, until)
  select insurance_number as "insuranceNumber", until from claimed join taken using (insurance_number)
   order by rank, turn, kind`;
const CLAIM_ANYWHERE = claimIn('', '');
const CLAIM_IN_PROVINCES = claimIn(
  'cross join (select distinct unnest($3::text[])) as p(province)',
  'and f.province = p.province',
);

/**
 * Claims the next findings that wait, at most `most`; what others hold, and what this reviewer decided on already, is left out.
 * None while the campaign is not in review.
 */
export async function claimFindings(
  client: ClientBase,
  { campaign, reviewer, provinces, most, leaseSeconds }: ClaimRequest,
): Promise<readonly ClaimedFinding[]> {
  const { rows } = await client.query<ClaimedFinding>(provinces ? CLAIM_IN_PROVINCES : CLAIM_ANYWHERE, [
    campaign,
    reviewer,
    provinces,
    most,
    leaseSeconds,
  ]);
  return rows;
}

/** What a reviewer holds now, in the order in which the claims end. */
export async function listClaims(
  client: ClientBase,
  { campaign, reviewer }: Pick<ClaimRequest, 'campaign' | 'reviewer'>,
): Promise<readonly ClaimedFinding[]> {
  const { rows } = await client.query<ClaimedFinding>(
    `select insurance_number as "insuranceNumber", until from campaign.claim
      where campaign = $1 and reviewer = $2 and until > clock_timestamp() order by until, insurance_number`,
    [campaign, reviewer],
  );
  return rows;
}

/** A claim by its holder. */
export interface OwnClaim {
  readonly campaign: string;
  readonly insuranceNumber: string;
  readonly reviewer: string;
}

export type Extended =
  | { readonly ok: true; readonly until: Date }
  /** The claim ran out, was let go of, or never was this reviewer's. */
  | { readonly ok: false; readonly reason: 'CLAIM_LOST' };

/** Holds a claim for longer, from now on. */
export async function extendClaim(
  client: ClientBase,
  { campaign, insuranceNumber, reviewer }: OwnClaim,
  leaseSeconds: number,
): Promise<Extended> {
  const { rows } = await client.query<{ until: Date }>(
    `update campaign.claim set until = clock_timestamp() + $4 * interval '1 second'
      where campaign = $1 and insurance_number = $2 and reviewer = $3 and until > clock_timestamp() returning until`,
    [campaign, insuranceNumber, reviewer, leaseSeconds],
  );
  const [row] = rows;
  return row ? { ok: true, until: row.until } : { ok: false, reason: 'CLAIM_LOST' };
}

/** Lets go of claims, of all when none is named; how many were let go of. The reviewer gets those findings last from then on. */
export async function releaseClaims(
  client: ClientBase,
  { campaign, reviewer }: Pick<ClaimRequest, 'campaign' | 'reviewer'>,
  insuranceNumbers: readonly string[] | null,
): Promise<number> {
  const { rowCount } = await client.query(
    `update campaign.claim set until = clock_timestamp()
      where campaign = $1 and reviewer = $2 and until > clock_timestamp()
        and ($3::text[] is null or insurance_number = any($3))`,
    [campaign, reviewer, insuranceNumbers],
  );
  return rowCount ?? 0;
}
