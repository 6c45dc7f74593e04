import type { ClientConfig } from 'pg';
import { Campaigns1700000000008 } from '../../../migrations/gateway/1700000000008-campaigns';
import { Events1700000000010 } from '../../../migrations/gateway/1700000000010-events';
import { type EventDisclosure, type EventLog } from '../../../src/campaigns/events/tell-receiver';
import { openRelay, type Relay, type RelayOptions } from '../../../src/campaigns/events/relay';
import { createSubscriptionBook, type SubscriptionBook } from '../../../src/campaigns/events/subscriptions';
import { applyOnce, type Correction, nameCorrection } from '../../../src/campaigns/send-corrections';
import type { Site } from '../../../src/database/site';
import { openWriterPool } from '../../../src/database/writer-pool';
import { makeScratchLog, type ScratchLog } from '../../audit/scratch-log';
import { openTestSite } from '../../support/cluster';
import { makeScratchRegister, type ScratchRegister, withClient } from '../../support/scratch-register';

/** An insurance register and a gateway database of a test's own, with subscriptions and relays. */
export interface ScratchEvents {
  readonly register: ScratchRegister;
  readonly gateway: ScratchLog;
  readonly book: SubscriptionBook;
  /** What relays have put on record, and reported. */
  readonly recorded: EventDisclosure[];
  readonly reported: Parameters<EventLog>[0][];
  /** Enrols participants and corrects their IDs, one after the other; gives the corrections in that order. */
  correct(participants: number): Promise<readonly Correction[]>;
  /** Corrects the records of corrections once more. */
  correctAgain(corrections: readonly Correction[]): Promise<readonly Correction[]>;
  /** Opens a relay, closed with all else if not before. */
  relay(options?: Partial<RelayOptions>): Relay;
  /** The site with these logins to the gateway's database and the insurance register; the health register has nothing to tell. */
  siteWith(writer: ClientConfig, corrector: ClientConfig): RelayOptions['site'];
  /** Lets all pauses and rests pass. */
  skipPauses(): Promise<void>;
  /** Removes all subscriptions and forgets what was recorded and reported. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const SECRET = Buffer.alloc(32, 9);
export const ACTOR = 'test hq-officer';
/** The rules of the demonstration. */
export const LOOPBACK = { loopback: true, networks: [] } as const;

export async function openScratchEvents(name: string): Promise<ScratchEvents> {
  const site: Site = await openTestSite();
  const register = await makeScratchRegister(site, `${name}_register`);
  const gateway = await makeScratchLog(site, `${name}_gateway`);
  await withClient(gateway.owner, async (client) => {
    for (const migration of [new Campaigns1700000000008(), new Events1700000000010()]) {
      const runner = { query: (sql: string) => client.query(sql) };
      await migration.up(runner as unknown as Parameters<typeof migration.up>[0]);
    }
  });
  const pool = openWriterPool(() => gateway.writer);
  const relays = new Set<Relay>();
  const recorded: EventDisclosure[] = [];
  const reported: Parameters<EventLog>[0][] = [];
  let made = 0;

  const apply = (corrections: readonly Correction[]): Promise<void> =>
    withClient(register.corrector, async (client) => {
      // One by one, so that the order in which they were applied is known.
      for (const correction of corrections) {
        const outcomes = await applyOnce(client, { campaign: 'spring', lease: 'spring/1', fence: 1 }, [correction]);
        if (outcomes.get(correction.id) !== 'APPLIED') throw new Error('a correction was not applied');
      }
    });
  const siteWith = (writer: ClientConfig, corrector: ClientConfig): RelayOptions['site'] => ({
    writer: () => writer,
    corrector: (which) => (which === 'insurance' ? corrector : site.corrector(which)),
  });
  const book = createSubscriptionBook({ onDatabase: pool.onDatabase, secret: SECRET, rules: LOOPBACK });
  return {
    register,
    gateway,
    book,
    recorded,
    reported,
    correct: async (participants) => {
      const numbers = Array.from({ length: participants }, () => `0499${String((made += 1)).padStart(6, '0')}`);
      const rows = numbers.map(
        (number) =>
          `('${number}', null, 'Đỗ Thị Lan', '1985-03-12', 'D', 'F', '04', '2021-01-01', true, false, false, true, '2020-01-01', '2021-01-01')`,
      );
      await register.run(`insert into register.participant (insurance_number, personal_id, full_name, birth_date,
        birth_date_precision, sex, province_code, province_valid_from, in_compulsory_si, in_voluntary_si,
        in_unemployment_insurance, in_health_insurance, first_registered_on, recorded_on) values ${rows.join(', ')}`);
      const corrections = numbers.map((recordKey) => ({
        id: nameCorrection({ campaign: 'spring', part: 1 }, 'insurance', recordKey, 1),
        recordKey,
        version: 1,
        before: null,
        after: `904185${recordKey.slice(-6)}`,
        verified: '2026-11-25',
      }));
      await apply(corrections);
      return corrections;
    },
    correctAgain: async (corrections) => {
      const next = corrections.map(({ recordKey, version, after, verified }) => ({
        id: nameCorrection({ campaign: 'spring', part: 1 }, 'insurance', recordKey, version + 1),
        recordKey,
        version: version + 1,
        before: after,
        after: `904285${recordKey.slice(-6)}`,
        verified,
      }));
      await apply(next);
      return next;
    },
    siteWith,
    relay: (options = {}) => {
      const relay = openRelay({
        site: siteWith(gateway.writer, register.corrector),
        secret: SECRET,
        rules: LOOPBACK,
        log: (event) => reported.push(event),
        record: (disclosure) => {
          recorded.push(disclosure);
          return Promise.resolve();
        },
        mayReceive: () => true,
        ...options,
      });
      relays.add(relay);
      const close = (): Promise<void> => {
        relays.delete(relay);
        return relay.close();
      };
      return { ...relay, close };
    },
    skipPauses: async () => {
      await gateway.run('update campaign.delivery set next_at = now() where delivered_at is null');
      await gateway.run('update campaign.subscription set rests_until = null');
    },
    reset: async () => {
      for (const { id } of await book.list()) await book.remove(id, ACTOR);
      recorded.length = 0;
      reported.length = 0;
    },
    close: async () => {
      await Promise.all(Array.from(relays, (relay) => relay.close()));
      await pool.close();
      await register.drop();
      await gateway.drop();
      await site.close();
    },
  };
}
