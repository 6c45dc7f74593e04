import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { OnDatabase } from '../../agreements/disclosure-reader';
import type { CorrectedRegister } from '../../database/roles';
import { LienThongError } from '../../errors';
import {
  type DueDelivery,
  findDue,
  type Lane,
  noteDelivered,
  noteFailed,
  noteGone,
  noteRecorded,
  releaseLane,
} from './deliveries';
import { ATTEMPTS_MOST, pauseAfter, restAfter } from './pauses';
import type { EventSender, SendOutcome } from './send-event';
import type { ReceiverSecrets } from './subscriptions';
import { signWebhook } from './webhook-signature';

/** What a receiver is about to be told of for the first time. */
export interface EventDisclosure {
  readonly subscription: string;
  readonly agreement: string | null;
  readonly messages: readonly {
    readonly id: string;
    readonly register: CorrectedRegister;
    readonly recordKey: string;
    readonly campaign: string;
  }[];
}

/** Reports what goes wrong, without anything about a person. */
export type EventLog = (event: {
  readonly event: string;
  readonly subscription?: string;
  readonly fault?: string;
  readonly cause?: unknown;
}) => void;

export interface ReceiverTold {
  readonly onDatabase: OnDatabase;
  readonly holder: string;
  readonly secrets: ReceiverSecrets;
  readonly openSender: (url: string) => EventSender;
  readonly record: (disclosure: EventDisclosure) => Promise<void>;
  readonly mayReceive: (agreement: string) => boolean | Promise<boolean>;
  readonly log: EventLog;
  readonly now: () => number;
  /** True once nothing more is to be begun. */
  readonly isEnding: () => boolean;
}

/** A relay tells one receiver for so long, and then lets others have a turn; a lease lasts until all it began has ended. */
const TURN_MS = 30_000;
export const LEASE_MS = 60_000;
/** Events that are read, and recorded, at a time, and those that are on their way to one receiver at once. */
const BATCH = 100;
const AT_ONCE = 8;
/** For how long a receiver is left alone when its disclosures cannot be recorded, and when its agreement is not in force. */
const UNRECORDED_REST_MS = 5_000;
const NOT_IN_FORCE_REST_MS = 60_000;

/** What has happened is noted again so often while the gateway's database is away, until shortly before the lease ends. */
const AGAIN_MS = 250;
const BEFORE_LEASE_ENDS_MS = 5_000;

interface Turn {
  readonly lane: Lane;
  readonly note: Note;
  readonly sender: EventSender;
  readonly secrets: readonly string[];
  readonly endsAt: number;
  delivered: number;
  hasFailed: boolean;
  isOver: boolean;
  restMs: number;
}

/** Notes what has happened: by a statement that has no effect the second time. */
type Note = (work: (client: ClientBase) => Promise<void>) => Promise<void>;

function insistOnNotes(claimedAt: number, { onDatabase, isEnding }: ReceiverTold): Note {
  const until = claimedAt + LEASE_MS - BEFORE_LEASE_ENDS_MS;
  return async (work) => {
    for (;;) {
      try {
        await onDatabase(work);
        return;
      } catch (cause) {
        const isAway = cause instanceof LienThongError && cause.code === 'SOURCE_UNAVAILABLE';
        if (!isAway || isEnding() || performance.now() + AGAIN_MS > until) throw cause;
        await delay(AGAIN_MS);
      }
    }
  };
}

/**
 * Tells one receiver, whom this relay has claimed since `claimedAt` by `performance.now`, of what is due, until it fails or its
 * turn is over, and lets it go. Gives how many events arrived; never rejects.
 */
export async function tellReceiver(lane: Lane, claimedAt: number, deps: ReceiverTold): Promise<number> {
  const { holder, log } = deps;
  const note = insistOnNotes(claimedAt, deps);
  let turn: Turn | null = null;
  let fault: { readonly cause: unknown } | null = null;
  try {
    turn = begin(lane, note, claimedAt, deps);
    await tell(turn, deps);
  } catch (cause) {
    fault = { cause };
  }
  turn?.sender.close();
  const { delivered, hasFailed, restMs } = turn ?? { delivered: 0, hasFailed: false, restMs: 0 };
  const failures = (delivered > 0 ? 0 : lane.failures) + (hasFailed ? 1 : 0);
  if (fault) log({ event: 'a receiver cannot be told of events now', subscription: lane.subscription, ...fault });
  const rest = Math.max(restMs, hasFailed ? restAfter(failures, Math.random()) : 0, fault ? UNRECORDED_REST_MS : 0);
  try {
    await note((client) => releaseLane(client, lane, holder, { failures, restMs: rest }));
  } catch (cause) {
    // The lease ends by itself.
    log({ event: 'a receiver of events cannot be let go', subscription: lane.subscription, cause });
  }
  return delivered;
}

function begin(lane: Lane, note: Note, claimedAt: number, { secrets, openSender }: ReceiverTold): Turn {
  const secret = secrets.unseal(lane.subscription, lane.secret);
  if (secret === null) throw new Error('the secret was sealed under another key: it has to be rotated');
  const earlier = lane.earlierSecret === null ? null : secrets.unseal(lane.subscription, lane.earlierSecret);
  return {
    lane,
    note,
    secrets: earlier === null ? [secret] : [secret, earlier],
    sender: openSender(lane.url),
    endsAt: claimedAt + TURN_MS,
    delivered: 0,
    hasFailed: false,
    isOver: false,
    restMs: 0,
  };
}

async function tell(turn: Turn, deps: ReceiverTold): Promise<void> {
  const { onDatabase, holder } = deps;
  while (await isOpen(turn, deps)) {
    // One that has failed is tried with one event.
    const most = turn.lane.failures > 0 && turn.delivered === 0 ? 1 : BATCH;
    const due = await onDatabase((client) => findDue(client, turn.lane, holder, most));
    if (due.length === 0) return;
    await recordFirst(turn, due, deps);
    await sendAll(turn, due, deps);
  }
}

/** Whether anything may be begun: also asked before each event, since an agreement may be suspended meanwhile. */
async function isOpen(turn: Turn, { mayReceive, isEnding }: ReceiverTold): Promise<boolean> {
  if (isEnding() || performance.now() > turn.endsAt) turn.isOver = true;
  else if (turn.lane.agreement !== null && !(await mayReceive(turn.lane.agreement))) {
    turn.isOver = true;
    turn.restMs = NOT_IN_FORCE_REST_MS;
  }
  return !turn.isOver;
}

async function recordFirst({ lane, note }: Turn, due: readonly DueDelivery[], { record }: ReceiverTold): Promise<void> {
  const first = due.filter(({ isRecorded }) => !isRecorded);
  if (first.length === 0) return;
  const { subscription, agreement } = lane;
  const messages = first.map(({ message: id, event: { data } }) => ({
    id,
    register: data.register,
    recordKey: data.recordKey,
    campaign: data.campaign,
  }));
  await record({ subscription, agreement, messages });
  const ids = messages.map(({ id }) => id);
  await note((client) => noteRecorded(client, lane, ids));
}

/** A few at once, begun in their order; after a failure no more are begun. */
async function sendAll(turn: Turn, due: readonly DueDelivery[], deps: ReceiverTold): Promise<void> {
  const rest = [...due];
  const sendRest = async (): Promise<void> => {
    for (let delivery = rest.shift(); delivery; delivery = rest.shift()) {
      if (!(await isOpen(turn, deps))) return;
      await sendOne(turn, delivery, deps);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, sendRest));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function sendOne(turn: Turn, delivery: DueDelivery, { now, log }: ReceiverTold): Promise<void> {
  const { lane, note, secrets, sender } = turn;
  const { message: id, body, attempts } = delivery;
  const outcome = await sender.send(body, signWebhook(secrets, { id, at: now(), body }));
  if (outcome.kind === 'DELIVERED') {
    turn.delivered += 1;
    await note((client) => noteDelivered(client, lane, id, outcome.status));
  } else if (outcome.kind === 'GONE') {
    turn.isOver = true;
    await note((client) => noteGone(client, lane));
    log({ event: 'a receiver of events is gone', subscription: lane.subscription });
  } else {
    endIfReceiverFails(turn, outcome, log);
    const isLast = attempts + 1 >= ATTEMPTS_MOST;
    const pauseMs = Math.max(pauseAfter(attempts + 1, Math.random()), outcome.retryAfterMs ?? 0);
    await note((client) => noteFailed(client, lane, delivery, { ...outcome, pauseMs: isLast ? null : pauseMs }));
    if (isLast) log({ event: 'an event was given up', subscription: lane.subscription, fault: outcome.fault });
  }
}

function endIfReceiverFails(
  turn: Turn,
  { isOfReceiver, fault, retryAfterMs }: SendOutcome & { readonly kind: 'FAILED' },
  log: EventLog,
): void {
  if (!isOfReceiver) return;
  const { subscription, failures } = turn.lane;
  if (failures === 0 && !turn.hasFailed) log({ event: 'a receiver of events fails', subscription, fault });
  turn.hasFailed = true;
  turn.isOver = true;
  turn.restMs = Math.max(turn.restMs, retryAfterMs ?? 0);
}
