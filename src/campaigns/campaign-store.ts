import { createHash } from 'node:crypto';
import { type ClientBase, DatabaseError } from 'pg';
import { type Canonical, canonicalJson } from '../audit/canonical-json';
import { LienThongError } from '../errors';
import type { Campaign, CampaignState } from './campaign';

/** Campaigns in the gateway's database: what each is never changes, its state does, by the table of transitions. */

export interface KnownCampaign {
  readonly campaign: Campaign;
  readonly hash: string;
  /** The campaign whose corrections it takes back; null for one that updates. */
  readonly reverts: string | null;
  readonly state: CampaignState;
  /** What a paused campaign goes on with. */
  readonly resumesIn: CampaignState | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface CampaignEvent {
  readonly from: CampaignState | null;
  readonly to: CampaignState;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: Date;
}

/** Throws CAMPAIGN_INVALID for an ID that is in use. */
export async function createCampaign(
  client: ClientBase,
  campaign: Campaign,
  { actor, reverts = null }: { readonly actor: string; readonly reverts?: string | null },
): Promise<KnownCampaign> {
  const body = canonicalJson(campaign as unknown as Canonical);
  const hash = createHash('sha256').update(body).digest('hex');
  const { rowCount } = await client.query(
    `with made as (
       insert into campaign.campaign (campaign, body, hash, reverts, created_by) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning campaign)
     insert into campaign.event (campaign, to_state, actor) select campaign, 'CREATED', $5 from made`,
    [campaign.id, body, hash, reverts, actor],
  );
  if (rowCount !== 1) {
    const why = reverts === null ? 'there is a campaign of this ID' : 'there is a campaign that reverts it';
    throw new LienThongError('CAMPAIGN_INVALID', `id: ${why}`, { reason: 'TAKEN' });
  }
  return getCampaign(client, campaign.id);
}

interface CampaignRow {
  readonly body: string;
  readonly hash: string;
  readonly reverts: string | null;
  readonly state: CampaignState;
  readonly resumes_in: CampaignState | null;
  readonly created_by: string;
  readonly created_at: Date;
}

const COLUMNS = 'body, hash, reverts, state, resumes_in, created_by, created_at';

function toCampaign(row: CampaignRow): KnownCampaign {
  return {
    campaign: JSON.parse(row.body) as Campaign,
    hash: row.hash,
    reverts: row.reverts,
    state: row.state,
    resumesIn: row.resumes_in,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

export async function findCampaign(client: ClientBase, id: string): Promise<KnownCampaign | null> {
  const { rows } = await client.query<CampaignRow>(`select ${COLUMNS} from campaign.campaign where campaign = $1`, [
    id,
  ]);
  const [row] = rows;
  return row ? toCampaign(row) : null;
}

/** Throws CAMPAIGN_INVALID when there is none. */
export async function getCampaign(client: ClientBase, id: string): Promise<KnownCampaign> {
  const found = await findCampaign(client, id);
  if (found) return found;
  throw new LienThongError('CAMPAIGN_INVALID', 'id: there is no campaign of this ID', { reason: 'UNKNOWN' });
}

/** The newest first. */
export async function listCampaigns(client: ClientBase, most: number): Promise<readonly KnownCampaign[]> {
  const { rows } = await client.query<CampaignRow>(
    `select ${COLUMNS} from campaign.campaign order by created_at desc, campaign limit $1`,
    [most],
  );
  return rows.map(toCampaign);
}

/** What happened to a campaign, the first first. */
export async function listEvents(client: ClientBase, id: string): Promise<readonly CampaignEvent[]> {
  const { rows } = await client.query<CampaignEvent>(
    `select from_state as "from", to_state as "to", actor, reason, at from campaign.event where campaign = $1 order by event`,
    [id],
  );
  return rows;
}

export interface Transition {
  readonly from: CampaignState;
  readonly to: CampaignState;
  readonly actor: string;
  readonly reason?: string | null;
  /** The mandate under which what follows is done, where that is put on record. */
  readonly under?: Mandate | null;
}

/** A version of a mandate. */
export interface Mandate {
  readonly id: string;
  readonly version: number;
}

/**
 * Brings a campaign from one state to another and puts it on record. False when it is not in that state any more: somebody
 * else was first. Throws CAMPAIGN_INVALID for what the table of transitions does not have.
 */
export async function moveCampaign(
  client: ClientBase,
  id: string,
  { from, to, actor, reason = null, under = null }: Transition,
): Promise<boolean> {
  try {
    const { rowCount } = await client.query(
      `with moved as (
         update campaign.campaign set state = $3, resumes_in = case when $3 = 'PAUSED' then $2 end
          where campaign = $1 and state = $2 returning campaign)
       insert into campaign.event (campaign, from_state, to_state, actor, reason, mandate, mandate_version)
       select campaign, $2, $3, $4, $5, $6, $7 from moved`,
      [id, from, to, actor, reason, under?.id ?? null, under?.version ?? null],
    );
    return rowCount === 1;
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.constraint === 'campaign_transition') {
      throw new LienThongError('CAMPAIGN_INVALID', `state: ${cause.message}`, { reason: 'STATE' }, { cause });
    }
    throw cause;
  }
}
