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

/**
 * First what the reviewer holds already, so that a call whose answer was lost can be made again, and last what they let go of.
 * In between one risky finding, one sampled one and one of the others take turns, the oldest of each first. What is excluded is
 * looked up in sets, and of each kind no more is sorted than is wanted, so that the time is that of scanning what waits. Only
 * what is free is locked: were what the reviewer holds passed over while another looks at it, they would be given more instead.
 * Claims are written in the order of their numbers, so that no two reviewers wait for each other.
 */
const CLAIM = `
  with queue as materialized (
    select w.insurance_number, w.rank, of.kind,
           row_number() over (partition by w.rank, of.kind order by w.found_at, w.insurance_number) as turn
      from (values (0), (1), (2)) as of(kind) cross join lateral (
        select f.insurance_number, f.found_at,
               case when f.insurance_number in (
                      select insurance_number from campaign.claim
                       where campaign = $1 and reviewer = $2 and until > clock_timestamp()) then 0
                    when f.insurance_number in (
                      select insurance_number from campaign.claim where campaign = $1 and reviewer = $2) then 2
                    else 1 end as rank
          from campaign.finding f
         where f.campaign = $1 and f.waits and ($3::text[] is null or f.province = any($3))
           and case when f.risks <> '{}' then 0 when f.sampled then 1 else 2 end = of.kind
           and exists (select from campaign.campaign c where c.campaign = $1 and ${IN_REVIEW})
           and f.insurance_number not in (
             select insurance_number from campaign.claim
              where campaign = $1 and reviewer <> $2 and until > clock_timestamp())
           and (f.insurance_number, f.version) not in (
             select insurance_number, version from campaign.review where campaign = $1 and reviewer = $2)
         order by rank, f.found_at, f.insurance_number limit $4 + ${AHEAD}) w
     order by w.rank, turn, of.kind limit $4 + ${AHEAD}),
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

/**
 * Claims the next findings that wait, at most `most`; what others hold, and what this reviewer decided on already, is left out.
 * None while the campaign is not in review.
 */
export async function claimFindings(
  client: ClientBase,
  { campaign, reviewer, provinces, most, leaseSeconds }: ClaimRequest,
): Promise<readonly ClaimedFinding[]> {
  const { rows } = await client.query<ClaimedFinding>(CLAIM, [campaign, reviewer, provinces, most, leaseSeconds]);
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
