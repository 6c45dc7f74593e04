import type { ClientBase } from 'pg';
import { LienThongError } from '../errors';
import type { CampaignState } from './campaign';
import {
  createCampaign,
  getCampaign,
  type KnownCampaign,
  type Mandate,
  moveCampaign,
  type Transition,
} from './campaign-store';
import { STAGES_OF } from './units';

/**
 * What people do with campaigns. Each is one step of the table of transitions, taken by one person at a time and on record;
 * each throws CAMPAIGN_INVALID, whose `reason` says why it cannot be done.
 */

export interface Said {
  readonly actor: string;
  readonly reason: string;
}

/** Begins to scan. */
export async function startCampaign(client: ClientBase, id: string, actor: string): Promise<KnownCampaign> {
  return inTurn(client, id, async (known) => {
    await step(client, known, ['CREATED'], { to: 'SCANNING', actor });
    if (known.reverts === null) {
      await client.query(`insert into campaign.unit (campaign, stage, part) values ($1, 'PLAN', 0)`, [id]);
      return;
    }
    await client.query(
      `insert into campaign.unit (campaign, stage, part, province, participants)
       select $1, 'SCAN', part, min(province), count(*) from campaign.finding
        where campaign = $2 and state = 'APPLIED' group by part`,
      [id, known.reverts],
    );
  });
}

/** Stops what is under way; workers leave their units where they are. */
export async function pauseCampaign(client: ClientBase, id: string, said: Said): Promise<KnownCampaign> {
  return inTurn(client, id, (known) => step(client, known, WORKING, { to: 'PAUSED', ...said }));
}

const WORKING = Object.keys(STAGES_OF) as readonly CampaignState[];

/** Goes on with what it was paused in. */
export async function resumeCampaign(client: ClientBase, id: string, actor: string): Promise<KnownCampaign> {
  return inTurn(client, id, async (known) => {
    await step(client, known, ['PAUSED'], { to: known.resumesIn ?? 'SCANNING', actor });
  });
}

/** Ends a campaign for good. What was applied stays; participants are free for other campaigns. */
export async function cancelCampaign(client: ClientBase, id: string, said: Said): Promise<KnownCampaign> {
  return inTurn(client, id, async (known) => {
    await step(client, known, ['CREATED', 'REVIEWING', 'PAUSED', ...WORKING], { to: 'CANCELLED', ...said });
    await letGo(client, id);
  });
}

/** Ends a campaign that is under review with what it has come to. */
export async function finishCampaign(client: ClientBase, id: string, actor: string): Promise<KnownCampaign> {
  return inTurn(client, id, async (known) => {
    await step(client, known, ['REVIEWING'], { to: 'FINISHED', actor });
    await letGo(client, id);
  });
}

/** Applies what is proposed and accepted by now, under a mandate that the record of each correction names. */
export async function applyCampaign(
  client: ClientBase,
  id: string,
  actor: string,
  under: Mandate | null = null,
): Promise<KnownCampaign> {
  return inTurn(client, id, async (known) => {
    if (known.campaign.isDryRun) throw refuse('DRY_RUN', 'isDryRun: a dry run applies nothing');
    await step(client, known, ['REVIEWING'], { to: 'APPLYING', actor, under });
    await client.query(
      `insert into campaign.unit (campaign, stage, part, province, participants)
       select $1, 'APPLY', part, min(province), count(*) filter (where proposed_id is distinct from personal_id)
         from campaign.finding where campaign = $1 and state in ('PROPOSED', 'ACCEPTED') group by part
       on conflict (campaign, stage, part) do update
          set participants = campaign.unit.done + excluded.participants, finished_at = null`,
      [id],
    );
  });
}

/** Makes a campaign that takes back what another has applied; it is started and applied like any. */
export async function revertCampaign(
  client: ClientBase,
  id: string,
  { actor, as }: { readonly actor: string; readonly as: string },
): Promise<KnownCampaign> {
  const known = await getCampaign(client, id);
  if (known.reverts !== null) throw refuse('REVERTS', 'id: it reverts another campaign itself');
  if (!ENDED.includes(known.state)) throw refuse('STATE', `state: it is ${known.state}, and has to have ended first`);
  const title = `${known.campaign.title}: reverted`.slice(0, 500);
  return createCampaign(client, { ...known.campaign, id: as, title, targets: [] }, { actor, reverts: id });
}

const ENDED: readonly CampaignState[] = ['FINISHED', 'CANCELLED'];

/** Lets other campaigns take up the participants of one that has ended. */
export async function letGo(client: ClientBase, id: string): Promise<void> {
  await client.query('delete from campaign.holding where campaign = $1', [id]);
  await client.query('delete from campaign.claim where campaign = $1', [id]);
}

/** Works on a campaign while nobody else decides about it; all of it or nothing. */
async function inTurn(
  client: ClientBase,
  id: string,
  work: (known: KnownCampaign) => Promise<void>,
): Promise<KnownCampaign> {
  await client.query('begin');
  try {
    await client.query('select from campaign.campaign where campaign = $1 for update', [id]);
    await work(await getCampaign(client, id));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
  return getCampaign(client, id);
}

async function step(
  client: ClientBase,
  { campaign, state }: KnownCampaign,
  from: readonly CampaignState[],
  { to, ...by }: Omit<Transition, 'from'>,
): Promise<void> {
  const isTaken = from.includes(state) && (await moveCampaign(client, campaign.id, { from: state, to, ...by }));
  if (!isTaken)
    throw refuse('STATE', `state: it is ${state}, and only one that is ${from.join(' or ')} can become ${to}`);
}

function refuse(reason: string, message: string): LienThongError {
  return new LienThongError('CAMPAIGN_INVALID', message, { reason });
}
