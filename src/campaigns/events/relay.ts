import { randomUUID } from 'node:crypto';
import type { Client, ClientConfig } from 'pg';
import type { OnDatabase } from '../../agreements/disclosure-reader';
import { openConnection } from '../../audit/audit-connection';
import { workInBackground } from '../../audit/background-work';
import { createSubjectTokens } from '../../audit/subject-token';
import { CORRECTED_REGISTERS, type CorrectedRegister } from '../../database/roles';
import type { Site } from '../../database/site';
import { openWriterPool } from '../../database/writer-pool';
import { deriveKey } from '../../values/seal';
import { collectEvents, forgetEvents } from './collect-events';
import { claimLane } from './deliveries';
import type { ReceiverRules } from './receiver-address';
import { openEventSender } from './send-event';
import { createReceiverSecrets } from './subscriptions';
import { type EventDisclosure, type EventLog, LEASE_MS, type ReceiverTold, tellReceiver } from './tell-receiver';

/**
 * Publishes corrections: what comes in is in the registers' outboxes; what holds afterwards is that every subscription has been
 * told of each at least once, or that it is on the list of what was given up. Any number of processes may do it at once.
 */
export interface Relay {
  /**
   * Collects what is in the outboxes and tells every receiver of what is due now; gives how many events arrived. Throws what a
   * register or the gateway's database failed with, after all else is done.
   */
  runOnce(): Promise<number>;
  /** Goes on doing it in the background. It does not keep the process alive. */
  start(): void;
  /** Begins nothing more, and waits for what was begun. */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly site: Pick<Site, 'writer' | 'corrector'>;
  /** The installation's, from which the keys of receivers' secrets and of subjects are derived. */
  readonly secret: Buffer;
  readonly log: EventLog;
  /** Puts on record what a receiver is told of for the first time. Nothing is sent before it resolves; it may come again. */
  readonly record: (disclosure: EventDisclosure) => Promise<void>;
  /** Whether an agreement is in force; asked before each event. */
  readonly mayReceive: (agreement: string) => boolean | Promise<boolean>;
  readonly rules: ReceiverRules;
  /** Certificates in PEM of authorities that are trusted beside the well-known ones. */
  readonly authorities?: readonly string[];
  /** The time in milliseconds that signatures state; the system's unless said otherwise. */
  readonly now?: () => number;
  /** How long a receiver may take for an answer, up to ten seconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** So many receivers are told at once by one process. */
const LANES_MOST = 32;
/** How often outboxes and deliveries are looked at, and what is old is forgotten. */
const LOOK_MS = 500;
const FORGET_MS = 3_600_000;
const REST_MS = 1_000;

export function openRelay(options: RelayOptions): Relay {
  const { site, secret, log, record, mayReceive, rules, authorities = [], now = Date.now } = options;
  const timeoutMs = Math.min(TIMEOUT_MS, options.timeoutMs ?? TIMEOUT_MS);
  const pool = openWriterPool(() => site.writer());
  const { onDatabase } = pool;
  const tokens = createSubjectTokens([deriveKey(secret, 'event subjects')]);
  const stops: (() => Promise<void>)[] = [];
  const running = new Set<Promise<number>>();
  let isEnding = false;

  const deps: Omit<ReceiverTold, 'holder'> = {
    onDatabase,
    secrets: createReceiverSecrets(secret),
    openSender: (url) => openEventSender({ url, rules, authorities, timeoutMs, now }),
    record,
    mayReceive,
    log,
    now,
    isEnding: () => isEnding,
  };
  /**
   * Gives the function that begins to tell as many receivers as have something due and there is room for. A claim whose answer was
   * lost is made again by the same holder, who gets the same receiver.
   */
  const openTelling = (): ((claimOn: OnDatabase) => Promise<readonly Promise<number>[]>) => {
    let next = randomUUID();
    return async (claimOn) => {
      const begun: Promise<number>[] = [];
      while (!isEnding && running.size < LANES_MOST) {
        const [holder, claimedAt] = [next, performance.now()];
        const lane = await claimOn((client) => claimLane(client, holder, LEASE_MS));
        if (!lane) break;
        next = randomUUID();
        const telling = tellReceiver(lane, claimedAt, { ...deps, holder }).finally(() => running.delete(telling));
        running.add(telling);
        begun.push(telling);
      }
      return begun;
    };
  };
  const collectOnce = async (register: CorrectedRegister): Promise<void> => {
    const way = openConnection(() => site.corrector(register));
    try {
      await collectEvents(register, await way.get(), { onDatabase, tokens });
    } finally {
      way.destroy();
    }
  };
  const goOn = (
    connection: () => ClientConfig,
    everyMs: number,
    fault: string,
    part: (onConnection: OnDatabase) => Promise<unknown>,
  ): void => {
    const work = async (connect: () => Promise<Client>): Promise<number> => {
      await part(async (use) => use(await connect()));
      return everyMs;
    };
    stops.push(workInBackground({ connection, part: work, fault, log, restMs: REST_MS }));
  };

  return {
    runOnce: async () => {
      const collected = await Promise.allSettled(CORRECTED_REGISTERS.map(collectOnce));
      let arrived = 0;
      const beginTelling = openTelling();
      for (;;) {
        const begun = await beginTelling(onDatabase);
        if (begun.length === 0) break;
        for (const count of await Promise.all(begun)) arrived += count;
      }
      for (const result of collected) if (result.status === 'rejected') throw result.reason;
      return arrived;
    },
    start: () => {
      for (const register of CORRECTED_REGISTERS) {
        const fault = `corrections of the ${register} register cannot be collected`;
        const corrector = (): ClientConfig => site.corrector(register);
        goOn(corrector, LOOK_MS, fault, (onRegister) =>
          onRegister((client) => collectEvents(register, client, { onDatabase, tokens })),
        );
      }
      const writer = (): ClientConfig => site.writer();
      goOn(writer, LOOK_MS, 'receivers of events cannot be told', openTelling());
      goOn(writer, FORGET_MS, 'old events cannot be forgotten', forgetEvents);
    },
    close: async () => {
      isEnding = true;
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all(running);
      await pool.close();
    },
  };
}
