import type { ClientBase } from 'pg';
import { type CampaignEvent, type KnownCampaign, listEvents } from '../campaign-store';
import type { CampaignState } from '../campaign';
import { type Stage, STAGES, STAGES_OF } from '../units';
import { type Provinces, valuesOf, withinProvinces } from './within-provinces';

/** How far a stage of a campaign is. */
export interface StageProgress {
  readonly stage: Stage;
  readonly units: number;
  readonly finished: number;
  readonly participants: number;
  readonly done: number;
  /** How long the campaign has been in the state of this stage, pauses left out. */
  readonly seconds: number;
  /** Participants a second; null as long as nothing is done. */
  readonly perSecond: number | null;
  /** By that rate; 0 for a stage that is finished, null without a rate. */
  readonly secondsLeft: number | null;
}

/** The stages that have begun, in their order. Of some provinces only the units that are of one of them. */
export async function readStages(
  client: ClientBase,
  campaign: string,
  events: readonly CampaignEvent[],
  now: Date,
  provinces: Provinces = null,
): Promise<readonly StageProgress[]> {
  const { rows } = await client.query<Pick<StageProgress, 'stage' | 'units' | 'finished' | 'participants' | 'done'>>(
    `select u.stage, count(*)::integer as units, count(u.finished_at)::integer as finished,
            sum(u.participants)::integer as participants, sum(u.done)::integer as done
       from campaign.unit u where u.campaign = $1 ${withinProvinces(provinces, 'u', 2)} group by u.stage`,
    valuesOf(provinces, campaign),
  );
  return rows
    .map((row): StageProgress => {
      const seconds = secondsIn(stateOf(row.stage), events, now);
      const perSecond = row.done > 0 && seconds > 0 ? row.done / seconds : null;
      const left = row.finished === row.units ? 0 : Math.max(0, row.participants - row.done);
      const secondsLeft = left === 0 ? 0 : perSecond === null ? null : left / perSecond;
      return { ...row, seconds, perSecond, secondsLeft };
    })
    .sort((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage));
}

/** The stage that a campaign is in, or was paused in; null where there is nothing to work on, or it is not known yet how much. */
export async function readStageNow(
  client: ClientBase,
  { campaign, state, resumesIn }: KnownCampaign,
): Promise<StageProgress | null> {
  const events = await listEvents(client, campaign.id);
  const stages = STAGES_OF[resumesIn ?? state] ?? [];
  const begun = await readStages(client, campaign.id, events, new Date());
  return begun.find(({ stage, participants }) => stages.includes(stage) && participants > 0) ?? null;
}

function stateOf(stage: Stage): CampaignState | undefined {
  return (Object.keys(STAGES_OF) as CampaignState[]).find((state) => STAGES_OF[state]?.includes(stage));
}

/** How long a campaign has been in a state, from what happened to it, the first first. */
function secondsIn(state: CampaignState | undefined, events: readonly CampaignEvent[], now: Date): number {
  return events.reduce((total, { to, at }, i) => {
    const until = events[i + 1]?.at ?? now;
    return to === state ? total + Math.max(0, until.getTime() - at.getTime()) / 1000 : total;
  }, 0);
}
