import type { ClientBase } from 'pg';
import type { CampaignState } from './campaign';

/**
 * The units that a campaign's stages are cut into. Each is worked on by whoever holds its lease, by the database's clock; a
 * lease that was not kept passes on with a higher fence, and whatever an earlier holder still writes is refused.
 */

export const STAGES = ['PLAN', 'SCAN', 'LEARN', 'MATCH', 'DECIDE', 'APPLY'] as const;
export type Stage = (typeof STAGES)[number];

/** The stages of each state in which there is work to do. A state is done with when all units of its stages are. */
export const STAGES_OF: Readonly<Partial<Record<CampaignState, readonly Stage[]>>> = {
  SCANNING: ['PLAN', 'SCAN', 'LEARN'],
  MATCHING: ['MATCH'],
  DECIDING: ['DECIDE'],
  APPLYING: ['APPLY'],
};

export interface UnitName {
  readonly campaign: string;
  readonly stage: Stage;
  readonly part: number;
}

/** A unit in the hands of somebody. */
export interface Unit extends UnitName {
  readonly province: string | null;
  /** The first and the last insurance number of the part; null for a unit that is no part. */
  readonly firstKey: string | null;
  readonly lastKey: string | null;
  /** The last insurance number that is done with. */
  readonly position: string | null;
  /** How many participants are done with, of how many. */
  readonly done: number;
  readonly participants: number;
  readonly fence: number;
  readonly leaseSeconds: number;
}

/** Another worker has taken over this unit; whoever gets this has nothing to do there any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The campaign is not in the unit's stage any more: it was paused or cancelled. The unit is left where it is. */
export class WorkStopped extends Error {
  override readonly name = 'WorkStopped';
}

interface UnitRow {
  readonly province: string | null;
  readonly first_key: string | null;
  readonly last_key: string | null;
  readonly position: string | null;
  readonly done: number;
  readonly participants: number;
  readonly fence: string;
}

/** Takes the lease of a unit that nobody holds; null when somebody does, or when it is finished. */
export async function takeUnit(
  client: ClientBase,
  { campaign, stage, part }: UnitName,
  { holder, leaseSeconds }: { readonly holder: string; readonly leaseSeconds: number },
): Promise<Unit | null> {
  const { rows } = await client.query<UnitRow>(
    `update campaign.unit u set fence = u.fence + 1, holder = $4, lease_until = clock_timestamp() + $5 * interval '1 second'
       from campaign.campaign c
      where u.campaign = $1 and u.stage = $2 and u.part = $3 and c.campaign = u.campaign and c.state = $6
        and u.finished_at is null and (u.lease_until is null or u.lease_until < clock_timestamp())
     returning u.province, u.first_key, u.last_key, u.position, u.done, u.participants, u.fence`,
    [campaign, stage, part, holder, leaseSeconds, stateOf(stage)],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    campaign,
    stage,
    part,
    province: row.province,
    firstKey: row.first_key,
    lastKey: row.last_key,
    position: row.position,
    done: row.done,
    participants: row.participants,
    fence: Number(row.fence),
    leaseSeconds,
  };
}

function stateOf(stage: Stage): CampaignState {
  const [state] = Object.entries(STAGES_OF).find(([, stages]) => stages.includes(stage)) ?? [];
  return state as CampaignState;
}

/** The name of a unit's lease, at registers too. */
export function leaseOf({ campaign, stage, part }: UnitName): string {
  return `${campaign}/${stage}/${part}`;
}

/** How far a unit is. */
export interface Step {
  readonly position: string | null;
  readonly done: number;
}

/**
 * Writes what a step of a unit came to, in one transaction with how far the unit is, and keeps the lease. Gives the unit as it
 * is then. Throws LeaseLost or WorkStopped, and nothing is written.
 */
export async function inStep(
  client: ClientBase,
  unit: Unit,
  { position, done }: Step,
  write: () => Promise<void>,
): Promise<Unit> {
  await client.query('begin');
  try {
    await keepLease(client, unit, { position, done });
    await write();
    await client.query('commit');
    return { ...unit, position, done };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Keeps the lease of a unit and notes how far it is; in a transaction, whatever else is written there holds with it. */
export async function keepLease(client: ClientBase, unit: Unit, { position, done }: Step): Promise<void> {
  const { rows } = await client.query<{ is_kept: boolean; is_running: boolean }>(
    `with kept as (
       update campaign.unit set position = $5, done = $6, lease_until = clock_timestamp() + $7 * interval '1 second'
        where campaign = $1 and stage = $2 and part = $3 and fence = $4 and finished_at is null returning campaign)
     select exists (select from kept) as is_kept,
            exists (select from campaign.campaign where campaign = $1 and state = $8) as is_running`,
    [unit.campaign, unit.stage, unit.part, unit.fence, position, done, unit.leaseSeconds, stateOf(unit.stage)],
  );
  const [row] = rows;
  if (!row?.is_kept) throw new LeaseLost(leaseOf(unit));
  if (!row.is_running) throw new WorkStopped(leaseOf(unit));
}

/** Says that a unit is done with. Throws LeaseLost. */
export async function finishUnit(client: ClientBase, { campaign, stage, part, fence }: Unit): Promise<void> {
  const { rowCount } = await client.query(
    `update campaign.unit set finished_at = clock_timestamp(), holder = null, lease_until = null
      where campaign = $1 and stage = $2 and part = $3 and fence = $4 and finished_at is null`,
    [campaign, stage, part, fence],
  );
  if (rowCount !== 1) throw new LeaseLost(leaseOf({ campaign, stage, part }));
}

/** Lets go of a unit, so that somebody else need not wait for the lease to end. */
export async function releaseUnit(client: ClientBase, { campaign, stage, part, fence }: Unit): Promise<void> {
  await client.query(
    `update campaign.unit set holder = null, lease_until = null
      where campaign = $1 and stage = $2 and part = $3 and fence = $4`,
    [campaign, stage, part, fence],
  );
}

/** The units of running campaigns that nobody works on, those of the oldest campaign first. */
export async function listIdleUnits(client: ClientBase, most: number): Promise<readonly UnitName[]> {
  const { rows } = await client.query<UnitName>(
    `select u.campaign, u.stage, u.part
       from campaign.campaign c
       join (values ${stagePairs()}) as s(state, stage) on s.state = c.state
       join campaign.unit u on u.campaign = c.campaign and u.stage = s.stage
      where u.finished_at is null and (u.lease_until is null or u.lease_until < clock_timestamp())
      order by c.created_at, u.stage <> 'LEARN', u.stage, u.part limit $1`,
    [most],
  );
  return rows;
}

function stagePairs(): string {
  return Object.entries(STAGES_OF)
    .flatMap(([state, stages]) => stages.map((stage) => `('${state}', '${stage}')`))
    .join(', ');
}
