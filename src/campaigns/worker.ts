import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { Logger } from 'pino';
import type { Site } from '../database/site';
import { LienThongError } from '../errors';
import { pauseCampaign } from './actions';
import { advance, WORK } from './advance';
import { CAMPAIGN_STATES } from './campaign';
import { getCampaign, type KnownCampaign } from './campaign-store';
import { type Connections, type OnConnected, openConnections } from './connections';
import { yieldToDemand } from './demand';
import { openQueue, type UnitQueue } from './queue';
import { settleCancelled } from './reconcile';
import { applyPart, type ApplyingRegisters } from './stage-apply';
import { decidePart } from './stage-decide';
import { learnOfRegisters } from './stage-learn';
import { matchPart } from './stage-match';
import { planParts } from './stage-plan';
import { planReverting } from './stage-revert';
import { scanPart } from './stage-scan';
import {
  finishUnit,
  LeaseLost,
  leaseOf,
  listIdleUnits,
  releaseUnit,
  STAGES_OF,
  takeUnit,
  type Unit,
  type UnitName,
  WorkStopped,
} from './units';

/**
 * A worker takes one unit after another of whatever campaigns are under way. Any number of them work at once, on any machine
 * that reaches the databases; one that is killed leaves a unit whose lease ends, and another goes on with it.
 */
export interface Worker {
  /** Works until `isEnough`, which is asked whenever there is nothing to do and after each unit. */
  work(isEnough: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly site: Pick<Site, 'reader' | 'writer' | 'corrector'>;
  readonly record: ApplyingRegisters['record'];
  readonly log: Logger;
  /** How long a unit stays with a worker that says nothing, in seconds. */
  readonly leaseSeconds?: number;
  /** How many findings are corrected together, at most 1,000. */
  readonly appliedTogether?: number;
  /** Waits as long as others are to have precedence, between the steps of a unit; otherwise while gateways are asked. */
  readonly pause?: () => Promise<void>;
  readonly onConnected?: OnConnected;
}

type Open = Connections & { readonly queue: UnitQueue; readonly pause: () => Promise<void> };

const LEASE_S = 30;
const APPLIED_TOGETHER = 500;
const IDLE_MS = 200;
const FAILED_MS = 500;
/** A unit that fails so often in one worker, and not for a connection's sake, stops its campaign for somebody to look. */
const FAILURES_MOST = 5;
const OFFERED_MOST = 200;

export function openWorker(options: WorkerOptions): Worker {
  const { site, record, log, leaseSeconds = LEASE_S, appliedTogether = APPLIED_TOGETHER } = options;
  const holder = `${process.pid} ${randomUUID()}`;
  const failures = new Map<string, number>();
  let open: Open | null = null;

  const connect = async (): Promise<Open> => {
    if (open) return open;
    const connections = await openConnections(site, options.onConnected);
    try {
      const pause = options.pause ?? yieldToDemand(connections.gateway);
      open = { ...connections, pause, queue: await openQueue(connections.gateway) };
      return open;
    } catch (error) {
      await connections.close();
      throw error;
    }
  };
  const disconnect = async (): Promise<void> => {
    const connections = open;
    open = null;
    await connections?.queue.close().catch(() => undefined);
    await connections?.close();
  };

  /** Does the next unit; false when there is none. */
  const step = async (): Promise<boolean> => {
    const connections = await connect();
    const { gateway, queue } = connections;
    const taken = await queue.take();
    if (!taken) {
      await advanceAll(connections);
      const idle = await listIdleUnits(gateway, OFFERED_MOST);
      await queue.offer(idle);
      return idle.length > 0;
    }
    const unit = await takeUnit(gateway, taken.unit, { holder, leaseSeconds });
    if (unit) await workOn(connections, unit);
    await taken.done();
    return true;
  };

  const workOn = async (connections: Open, unit: Unit): Promise<void> => {
    try {
      const known = await getCampaign(connections.gateway, unit.campaign);
      await finishUnit(
        connections.gateway,
        await runStage({ ...connections, record, appliedTogether }, known, unit, connections.pause),
      );
      await advance(connections.gateway, unit.campaign);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      if (error instanceof WorkStopped) {
        await releaseUnit(connections.gateway, unit);
        return;
      }
      await noteFailure(connections, unit, error);
      throw error;
    }
  };

  const noteFailure = async ({ gateway }: Connections, unit: UnitName, error: unknown): Promise<void> => {
    const name = leaseOf(unit);
    const count = (failures.get(name) ?? 0) + 1;
    failures.set(name, count);
    log.warn({ unit: name, count, reason: reasonOf(error) }, 'a unit of a campaign failed');
    if (count % FAILURES_MOST !== 0 || isOfConnection(error)) return;
    const reason = `${unit.stage} of part ${unit.part} fails again and again: ${reasonOf(error)}`;
    await pauseCampaign(gateway, unit.campaign, { actor: WORK, reason }).catch((cause: unknown) => {
      if (!(cause instanceof LienThongError)) throw cause;
    });
  };

  return {
    work: async (isEnough) => {
      for (;;) {
        let isBusy = false;
        try {
          isBusy = await step();
        } catch (error) {
          log.warn({ reason: reasonOf(error) }, 'a worker begins anew');
          await disconnect();
          await delay(FAILED_MS);
        }
        if (await isEnough()) return;
        if (!isBusy) await delay(IDLE_MS);
      }
    },
    close: disconnect,
  };
}

async function runStage(
  registers: Connections & ApplyingRegisters,
  known: KnownCampaign,
  unit: Unit,
  pause: () => Promise<void>,
): Promise<Unit> {
  const { gateway } = registers;
  switch (unit.stage) {
    case 'PLAN':
      return planParts(registers, known.campaign, unit);
    case 'SCAN':
      return known.reverts === null
        ? scanPart(registers, known.campaign, unit, pause)
        : planReverting(gateway, known.reverts, unit);
    case 'LEARN':
      return learnOfRegisters(registers, known.campaign, unit);
    case 'MATCH':
      return matchPart(registers, known.campaign, unit, pause);
    case 'DECIDE':
      return decidePart(gateway, known.campaign, unit);
    case 'APPLY':
      return applyPart(registers, known, unit, pause);
  }
}

/** Brings on campaigns whose last unit was finished by somebody who did not come to do it. */
async function advanceAll(connections: Connections): Promise<void> {
  const { gateway } = connections;
  const { rows } = await gateway.query<{ campaign: string }>(
    'select campaign from campaign.campaign where state = any($1::text[])',
    [CAMPAIGN_STATES.filter((state) => STAGES_OF[state])],
  );
  for (const { campaign } of rows) await advance(gateway, campaign);
  await settleCancelled(connections);
}

/** What a log may hold of an error: a database's words may repeat a row, its code does not. */
function reasonOf(error: unknown): string {
  if (error instanceof DatabaseError) return `SQLSTATE ${error.code ?? ''}`;
  return error instanceof Error ? error.message : String(error);
}

/** Connections end, servers restart: that is no fault of a unit. */
function isOfConnection(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined
    ? /terminated|timeout|not queryable|ended/i.test(message ?? '')
    : /^(57|08|E[A-Z]+$)/.test(code);
}
