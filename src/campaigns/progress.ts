import type { ClientBase } from 'pg';
import type { CampaignState } from './campaign';

/** How far a campaign's work is. */
export interface Progress {
  readonly state: CampaignState;
  /** What a paused one goes on with, or else the state. */
  readonly at: CampaignState;
  /** Participants that are done with in this state, of how many; 0 of 0 before it is known. */
  readonly done: number;
  readonly participants: number;
}

const STATES = `
  select c.state, coalesce(c.resumes_in, c.state) as at, coalesce(sum(u.done), 0)::integer as done,
         coalesce(sum(greatest(u.participants, u.done)), 0)::integer as participants
    from campaign.campaign c
    left join (values ('SCANNING', 'SCAN'), ('MATCHING', 'MATCH'), ('DECIDING', 'DECIDE'), ('APPLYING', 'APPLY')) as s(state, stage)
      on s.state = coalesce(c.resumes_in, c.state)
    left join campaign.unit u on u.campaign = c.campaign and u.stage = s.stage
   where c.campaign = $1 group by c.campaign`;

/** Null when there is no such campaign. */
export async function readProgress(client: ClientBase, id: string): Promise<Progress | null> {
  const { rows } = await client.query<Progress>(STATES, [id]);
  return rows[0] ?? null;
}
