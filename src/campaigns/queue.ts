import PgBoss from 'pg-boss';
import type { ClientBase } from 'pg';
import { CAMPAIGN_QUEUE, CAMPAIGN_QUEUE_SCHEMA } from '../values/campaign-queue';
import { leaseOf, type UnitName } from './units';

/**
 * Which unit a worker does next: a queue in the gateway's database that gives each unit to one worker, and gives it again when
 * it was not done in time. It may give one twice; the unit's lease says who works on it.
 */
export interface UnitQueue {
  /** Offers units; those that wait already are not offered twice. */
  offer(units: readonly UnitName[]): Promise<void>;
  /** The next unit, or null. */
  take(): Promise<Taken | null>;
  close(): Promise<void>;
}

export interface Taken {
  readonly unit: UnitName;
  done(): Promise<void>;
}

/** A unit that its worker did not finish in so many seconds is given to another, who then waits for its lease. */
const EXPIRES_S = 600;

/** `client` writes the gateway's database; the queue makes its own statements on it. */
export async function openQueue(client: ClientBase): Promise<UnitQueue> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => client.query(text, values) },
    schema: CAMPAIGN_QUEUE_SCHEMA,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => undefined);
  await boss.start();
  return {
    offer: async (units) => {
      for (const unit of units) {
        await boss.send(
          CAMPAIGN_QUEUE,
          { ...unit },
          {
            singletonKey: leaseOf(unit),
            priority: unit.stage === 'LEARN' ? 1 : 0,
            expireInSeconds: EXPIRES_S,
          },
        );
      }
    },
    take: async () => {
      const [job] = await boss.fetch<UnitName>(CAMPAIGN_QUEUE);
      if (!job) return null;
      return { unit: job.data, done: () => boss.complete(CAMPAIGN_QUEUE, job.id) };
    },
    close: () => boss.stop({ graceful: false, wait: false, close: false }),
  };
}
