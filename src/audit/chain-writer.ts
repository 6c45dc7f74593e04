import { type Client, type ClientBase, DatabaseError } from 'pg';
import { type AuditConnection, endProcess, processOf, type ServerProcess } from './audit-connection';
import { type Batch, chain, type Condition, ForeignRecords, insertBatch, requireStored } from './batch';
import { NO_PREVIOUS, type Place } from './chained-record';
import type { AuditRecord } from './record';
import { accept, type AuditEntry, refuse, type WaitingEntries, type WaitingEntry } from './waiting-entries';

/**
 * What has to be committed together with the records, such as a quota that is settled: it runs inside their
 * transaction and gives each entry's final record, in the order of the entries; an allowed one may become a refused one.
 */
export type Settle = (client: ClientBase, entries: readonly AuditEntry[]) => Promise<readonly AuditRecord[]>;

/**
 * The condition on which entries can be recorded as they are, in one statement and without the hook; null when there is
 * none. If it does not hold then, the hook settles them.
 */
export type Foresee = (entries: readonly AuditEntry[]) => Condition | null;

/** Where the chain ends, and how it grows: one batch at a time, each either known to be committed or known not to be. */
export interface ChainWriter {
  /** Commits what waits, as far as it fits into one batch. Rejects when it could not, or it is not known whether it could. */
  commitNext(client: Client): Promise<void>;
  /** True while a batch has been sent of which it is not known whether it was committed. */
  hasUnknown(): boolean;
  /** Finds out about that batch. Rejects while that cannot be done, with ForeignRecords when another writer was there. */
  resolveUnknown(client: Client): Promise<void>;
}

export interface ChainOptions {
  readonly origin: string;
  readonly way: AuditConnection;
  readonly waiting: WaitingEntries;
  readonly settle: Settle | undefined;
  readonly foresee: Foresee | undefined;
  /** What a caller is told whose entry the hook could not settle. */
  readonly refusal: (cause: unknown) => unknown;
  /** Told of every batch that is committed, in the order of the chain. */
  readonly committed: (batch: Batch) => void;
}

interface Sent {
  readonly batch: Batch;
  readonly entries: readonly WaitingEntry[];
  readonly isSettled: boolean;
  /** The server's process to which it was sent. */
  readonly process: ServerProcess;
}

const MOST_RECORDS = 500;
const MOST_BYTES = 4_000_000;
/** The hook's own statements have shorter limits; this is for a hook that never comes back. */
const MOST_FOR_SETTLING_MS = 1_500;

export function openChain({ origin, way, waiting, settle, foresee, refusal, committed }: ChainOptions): ChainWriter {
  let end: Place = { origin, seq: 0, previous: NO_PREVIOUS };
  let unknown: Sent | null = null;

  const finish = ({ batch, entries }: Sent): void => {
    unknown = null;
    const last = batch.leaves.at(-1);
    if (last !== undefined) end = { origin, seq: end.seq + batch.leaves.length, previous: last };
    committed(batch);
    entries.forEach((entry, i) => {
      const record = batch.records[i];
      if (record) accept(entry, record);
    });
  };

  /**
   * One statement, which commits itself: whoever has sent it may send it again until it is known to be there, unless it
   * was on a condition. False when that does not hold, and nothing was recorded.
   */
  const commitPlain = async (
    client: Client,
    entries: readonly WaitingEntry[],
    condition: Condition | null,
  ): Promise<boolean> => {
    const sent = {
      batch: chain(
        entries.map(({ record }) => record),
        end,
      ),
      entries,
      isSettled: condition !== null,
      process: processOf(client),
    };
    unknown = sent;
    let inserted: number;
    try {
      inserted = await insertBatch(client, sent.batch, condition);
    } catch (failure) {
      if (await way.isRolledBack(failure)) forgo(sent);
      throw failure;
    }
    if (condition !== null && inserted === 0) {
      unknown = null;
      return false;
    }
    if (inserted !== entries.length) throw new ForeignRecords('another writer has filled places of this audit log');
    finish(sent);
    return true;
  };

  const commitSettled = async (client: Client, entries: readonly WaitingEntry[], hook: Settle): Promise<void> => {
    let sent: Sent;
    try {
      await client.query('begin');
      const records = await within(MOST_FOR_SETTLING_MS, hook(client, entries));
      if (records.length !== entries.length)
        throw new Error(`${entries.length} entries were settled as ${records.length}`);
      sent = { batch: chain(records, end), entries, isSettled: true, process: processOf(client) };
      if ((await insertBatch(client, sent.batch)) !== entries.length) {
        throw new ForeignRecords('another writer has filled places of this audit log');
      }
    } catch (failure) {
      await abandon(client, entries, failure);
      throw failure;
    }
    unknown = sent;
    try {
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw new Error('the transaction could not be committed');
    } catch (failure) {
      if (await way.isRolledBack(failure)) forgo(sent);
      throw failure;
    }
    finish(sent);
  };

  /** Nothing was committed, since no COMMIT was sent. What a faulty hook was given is refused, the rest waits on. */
  const abandon = async (client: Client, entries: readonly WaitingEntry[], failure: unknown): Promise<void> => {
    try {
      await client.query('rollback');
      if (!(failure instanceof DatabaseError)) for (const entry of entries) refuse(entry, refusal(failure));
    } catch {
      // The connection has gone, and the transaction with it.
    }
    waiting.putBack(entries);
  };

  /** A batch is known not to be committed: its places are free again. */
  const forgo = ({ entries }: Sent): void => {
    unknown = null;
    waiting.putBack(entries);
  };

  return {
    hasUnknown: () => unknown !== null,
    commitNext: async (client) => {
      const entries = waiting.take(MOST_RECORDS, MOST_BYTES);
      if (entries.length === 0) return;
      const hook = entries.some((entry) => entry.settle !== undefined) ? settle : undefined;
      const condition = hook ? (foresee?.(entries) ?? null) : null;
      if ((!hook || condition !== null) && (await commitPlain(client, entries, condition))) return;
      if (hook) await commitSettled(client, entries, hook);
    },
    resolveUnknown: async (client) => {
      if (!unknown) return;
      const sent = unknown;
      if (!sent.isSettled) {
        await insertBatch(client, sent.batch);
        await requireStored(client, sent.batch);
        finish(sent);
        return;
      }
      // Once the process to which it was sent has ended, it is there or never will be. If its places are free, it was rolled
      // back with all that was settled, and so is this.
      await endProcess(client, sent.process);
      await client.query('begin');
      const inserted = await insertBatch(client, sent.batch);
      if (inserted < sent.entries.length) await requireStored(client, sent.batch);
      await client.query('rollback');
      if (inserted < sent.entries.length) finish(sent);
      else forgo(sent);
    },
  };
}

/** What a promise gives, unless it takes longer than so many milliseconds. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Took longer than ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
