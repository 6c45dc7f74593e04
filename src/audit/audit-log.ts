import { randomUUID } from 'node:crypto';
import type { ClientConfig } from 'pg';
import { LienThongError } from '../errors';
import { openConnection } from './audit-connection';
import { openCheckpoints } from './checkpoint-store';
import type { ChainedRecord } from './chained-record';
import { type Foresee, openChain, type Settle } from './chain-writer';
import { ForeignRecords } from './batch';
import { RecentSubjects } from './recent-subjects';
import { requireRecordable } from './record-shape';
import { createSigner } from './signed-note';
import { type AuditEntry, refuse, WaitingEntries } from './waiting-entries';

/** The audit log of one process: it alone writes it, from its start to its end. */
export interface AuditLog {
  /** A name that no other log has. */
  readonly origin: string;
  /** The key that verifies this log's checkpoints, to be pinned. */
  readonly publicKey: string;
  /**
   * Records a request. Resolves with the record as it stands in the log once it is committed; what it tells of may only
   * then leave. Rejects with AUDIT_UNAVAILABLE within two seconds otherwise; the record may then still come to stand in
   * the log, when whether it was committed could not be found out in time.
   */
  append(entry: AuditEntry): Promise<ChainedRecord>;
  /** How many entries wait to be sent: what is done in the background waits for 0. */
  readonly waiting: number;
  /** The subjects of the records that were committed last. */
  readonly recent: RecentSubjects;
  /** Whether records are committed now, as far as is known. */
  readonly isAvailable: boolean;
  /** Takes no more entries, commits those that wait, and signs a last checkpoint. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  /** 32 bytes, from which the key that signs checkpoints is made. */
  readonly seed: Buffer;
  /** A directory, out of the reach of who administers the database, for each log's newest checkpoint. */
  readonly checkpointDir?: string | null;
  readonly log: AuditEvents;
  readonly settle?: Settle;
  readonly foresee?: Foresee;
}

/** Reports what the callers are not told. */
export type AuditEvents = (event: { readonly event: string; readonly cause?: unknown }) => void;

/** The name under which checkpoints are signed. */
export const KEY_NAME = 'lienthong-audit';

/** Callers are promised an answer within 2,000 ms; the rest is for a busy event loop. */
const PATIENCE_MS = 1_800;
const WAITING = { patience: PATIENCE_MS, entries: 10_000, bytes: 64_000_000 };
const MOST_FOR_CLOSE_MS = 5_000;
/** Pauses before trying again, in milliseconds: the first failure may be of the connection alone. */
const PAUSES = [10, 100, 250] as const;
const LONGEST_PAUSE_MS = 500;

/**
 * While batches of several records follow one another within 5 ms, each gathers for 2 ms: a commit costs about the same for
 * one record and for eight. Who asks alone does not wait.
 */
const STREAM_MS = 5;
const GATHER_MS = 2;

interface State {
  /** Since when the database has not done what it was asked. */
  failingSince: number | null;
  /** What ended the log for good. */
  stoppedBy: unknown;
  closedAt: number | null;
  /** When a batch was committed last, and whether it had several records. */
  committedAt: number;
  hasCompany: boolean;
}

/**
 * Starts a log of a new origin. The database need not be there: entries are refused until it is. Throws
 * CONFIGURATION_INVALID when the checkpoints' directory cannot be written.
 */
export async function openAuditLog({
  connection,
  seed,
  checkpointDir,
  log,
  settle,
  foresee,
}: AuditLogOptions): Promise<AuditLog> {
  const origin = `lienthong/${randomUUID()}`;
  const signer = createSigner(KEY_NAME, seed);
  const way = openConnection(connection);
  const waiting = new WaitingEntries(WAITING, () => unavailable('the record could not be committed in time'));
  const recent = new RecentSubjects(origin);
  const checkpoints = await openCheckpoints({ origin, signer, directory: checkpointDir ?? null, log, due });
  const chain = openChain({
    origin,
    way,
    waiting,
    settle,
    foresee,
    refusal: (cause) => unavailable('it could not be settled', cause),
    committed: ({ leaves, records }) => {
      checkpoints.add(leaves);
      recent.add(records);
    },
  });
  const state: State = {
    failingSince: null,
    stoppedBy: null,
    closedAt: null,
    committedAt: -Infinity,
    hasCompany: false,
  };
  let running: Promise<void> | null = null;

  const isNeeded = (): boolean => {
    if (state.stoppedBy !== null) return false;
    if (state.closedAt === null && state.failingSince !== null) return true;
    if (state.closedAt !== null && performance.now() > state.closedAt + MOST_FOR_CLOSE_MS) return false;
    return waiting.size > 0 || chain.hasUnknown() || checkpoints.isDue();
  };
  /** Does the next thing that is due; without one, sees whether the database answers. */
  const step = async (): Promise<void> => {
    const client = await way.get();
    if (chain.hasUnknown()) await chain.resolveUnknown(client);
    else if (checkpoints.isDue()) await checkpoints.store(client);
    else if (waiting.size > 0) {
      await checkpoints.begin(client);
      if (state.hasCompany && performance.now() - state.committedAt < STREAM_MS) await pause(GATHER_MS, true);
      state.hasCompany = waiting.size > 1;
      await chain.commitNext(client);
      state.committedAt = performance.now();
    } else await client.query('select 1');
  };
  /** Works until nothing is due; while the database is away, tries again and again. */
  const run = async (): Promise<void> => {
    let failures = 0;
    while (isNeeded()) {
      try {
        await step();
        failures = 0;
        if (state.failingSince !== null) log({ event: 'audit log available again' });
        state.failingSince = null;
      } catch (cause) {
        way.destroy();
        if (cause instanceof ForeignRecords) {
          stop(cause);
          return;
        }
        if (state.failingSince === null) log({ event: 'audit log unavailable', cause });
        state.failingSince ??= performance.now();
        await pause(PAUSES[failures] ?? LONGEST_PAUSE_MS, waiting.size > 0 || state.closedAt !== null);
        failures += 1;
      }
    }
  };
  const stop = (cause: unknown): void => {
    state.stoppedBy = cause;
    log({ event: 'audit log stopped', cause });
    for (const entry of waiting.take(Infinity, Infinity)) refuse(entry, unavailable('the log has been stopped', cause));
  };
  const pump = (): Promise<void> => {
    running ??= run().finally(() => {
      running = null;
      // Something may have come between the last look and here.
      if (isNeeded()) void pump();
    });
    return running;
  };
  function due(): void {
    void pump();
  }

  return {
    origin,
    recent,
    publicKey: signer.publicKey,
    get waiting() {
      return waiting.size;
    },
    get isAvailable() {
      return state.failingSince === null && state.stoppedBy === null && state.closedAt === null;
    },
    append: async (entry) => {
      if (state.closedAt !== null || state.stoppedBy !== null) {
        throw unavailable('the log takes no more records', state.stoppedBy);
      }
      if (state.failingSince !== null && performance.now() - state.failingSince > PATIENCE_MS) {
        throw unavailable('the audit database does not answer');
      }
      let bytes: number;
      try {
        bytes = requireRecordable(entry.record);
      } catch (cause) {
        log({ event: 'audit record refused', cause });
        throw unavailable('the record has not the form of one', cause);
      }
      const committed = waiting.add(entry, bytes);
      if (!committed) throw unavailable('too many records wait');
      void pump();
      return committed;
    },
    close: async () => {
      state.closedAt ??= performance.now();
      checkpoints.finish();
      do await pump();
      while (isNeeded());
      checkpoints.close();
      await way.close();
    },
  };
}

/** What a caller is told whose record is not committed. */
function unavailable(reason: string, cause?: unknown): LienThongError {
  return new LienThongError(
    'AUDIT_UNAVAILABLE',
    `Nothing is disclosed while it cannot be recorded: ${reason}`,
    {},
    { cause },
  );
}

/** Waits; holds the process only for somebody who waits too. */
function pause(ms: number, isAwaited: boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    if (!isAwaited) timer.unref();
  });
}
