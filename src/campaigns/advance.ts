import type { ClientBase } from 'pg';
import { letGo } from './actions';
import type { CampaignState } from './campaign';
import { findCampaign, type KnownCampaign, moveCampaign } from './campaign-store';
import { STAGES_OF } from './units';

/** Brings campaigns on when all units of a stage are done with. Whoever finished the last one does it, or anybody later. */

/** The actor of steps that nobody takes but the work itself. */
export const WORK = 'lienthong worker';

/** Brings a campaign into the next state if nothing is left to do in this one, and on from there; gives where it is then. */
export async function advance(client: ClientBase, id: string): Promise<CampaignState | null> {
  for (;;) {
    const state = await advanceOnce(client, id);
    if (state === null) return (await findCampaign(client, id))?.state ?? null;
  }
}

/** The state it was brought into; null when it stays where it is. */
async function advanceOnce(client: ClientBase, id: string): Promise<CampaignState | null> {
  await client.query('begin');
  try {
    await client.query('select from campaign.campaign where campaign = $1 for update', [id]);
    const known = await findCampaign(client, id);
    const next = known && (await isDone(client, known)) ? await nextOf(client, known) : null;
    if (known && next) {
      await enter(client, known, next);
      await moveCampaign(client, id, { from: known.state, to: next, actor: WORK });
    }
    await client.query('commit');
    return next;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function isDone(client: ClientBase, { campaign, state }: KnownCampaign): Promise<boolean> {
  const stages = STAGES_OF[state];
  if (!stages) return false;
  const { rows } = await client.query<{ is_done: boolean }>(
    `select not exists (
       select from campaign.unit where campaign = $1 and stage = any($2::text[]) and finished_at is null) as is_done`,
    [campaign.id, stages],
  );
  return rows[0]?.is_done ?? false;
}

async function nextOf(client: ClientBase, { campaign, state }: KnownCampaign): Promise<CampaignState | null> {
  switch (state) {
    case 'SCANNING':
      return 'MATCHING';
    case 'MATCHING':
      return 'DECIDING';
    case 'DECIDING':
      return 'REVIEWING';
    case 'APPLYING': {
      const { rows } = await client.query<{ is_open: boolean }>(
        `select exists (select from campaign.finding where campaign = $1
                         and state in ('PROPOSED', 'POSSIBLE', 'ACCEPTED', 'PAPERS', 'UNMATCHED')) as is_open`,
        [campaign.id],
      );
      return rows[0]?.is_open ? 'REVIEWING' : 'FINISHED';
    }
    default:
      return null;
  }
}

/** Cuts the next state's work into units. */
async function enter(
  client: ClientBase,
  { campaign: { id }, reverts }: KnownCampaign,
  next: CampaignState,
): Promise<void> {
  if (next === 'MATCHING') await client.query('select campaign.note_sizes()');
  if (next === 'MATCHING' && reverts === null) {
    await client.query(
      `insert into campaign.unit (campaign, stage, part, province, participants)
       select $1, 'MATCH', part, min(province), count(*) from campaign.finding
        where campaign = $1 and state = 'FOUND' and rule is null group by part`,
      [id],
    );
  }
  if (next === 'DECIDING' && reverts === null) {
    await client.query(
      `insert into campaign.unit (campaign, stage, part, province, participants)
       select $1, 'DECIDE', part, min(province), count(*) from campaign.finding
        where campaign = $1 and state = 'FOUND' group by part`,
      [id],
    );
  }
  if (next === 'FINISHED') await letGo(client, id);
}
