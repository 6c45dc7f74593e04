import type { Checkpoint } from './checkpoint';
import { type Fault, LogCheck, type LogFindings, type Start } from './log-check';
import { type NoteVerifier, parsePublicKey } from './signed-note';

/** What was found out about logs. They are whole when there is no fault. */
export interface Verification {
  readonly logs: number;
  readonly records: number;
  readonly checkpoints: number;
  /** Records behind the last checkpoint of their log: their chain is checked, but nobody has signed them yet. */
  readonly unsigned: number;
  /** The first fault of each log that has one, in the order of the origins; the first hundred of them. */
  readonly faults: readonly Fault[];
}

export interface VerifyOptions {
  /** The keys that are known to be this installation's; without one, those are taken that the logs name themselves. */
  readonly pinned: readonly NoteVerifier[];
  /** Checkpoints that were kept elsewhere, the newest of each log. */
  readonly known: readonly Checkpoint[];
}

const MOST_FAULTS = 100;

/** Sums up what was found in logs. */
export class Findings {
  private readonly faults: Fault[] = [];
  private readonly sums = { logs: 0, records: 0, checkpoints: 0, unsigned: 0 };
  private readonly seen = new Set<string>();

  /** A log, which may be found again. */
  add(origin: string, { records, checkpoints, unsigned, fault }: LogFindings): void {
    this.seen.add(origin);
    this.sums.logs += 1;
    this.sums.records += records;
    this.sums.checkpoints += checkpoints;
    this.sums.unsigned += unsigned;
    if (fault) this.report(fault);
  }

  has(origin: string): boolean {
    return this.seen.has(origin);
  }

  /** Nothing more was found; these logs must have been. */
  end(known: readonly Checkpoint[]): Verification {
    for (const { origin } of known) {
      if (this.seen.has(origin)) continue;
      this.report({ origin, seq: null, last: null, what: 'the log is missing: a checkpoint of it was kept elsewhere' });
    }
    return { ...this.sums, faults: this.faults.toSorted((a, b) => compare(a.origin, b.origin)).slice(0, MOST_FAULTS) };
  }

  private report(fault: Fault): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(fault);
  }
}

/**
 * Begins to check a log. `publicKey` is the one that it names itself; null when it is listed nowhere. `isSigned` says that a
 * checkpoint of the records before `start` is known to be right.
 */
export function openCheck(
  { origin, publicKey }: { readonly origin: string; readonly publicKey: string | null },
  { pinned, known }: VerifyOptions,
  start: Start | null = null,
  isSigned = false,
): LogCheck {
  const keys = pinned.length > 0 ? pinned : parseKeys(publicKey);
  const kept = known.find((checkpoint) => checkpoint.origin === origin) ?? null;
  const check = new LogCheck({ origin, keys, known: kept, start, isSigned });
  if (publicKey === null) {
    check.report(0, 'the log is not listed');
  } else if (!keys.some(({ text }) => text === publicKey)) {
    check.report(0, 'the log names another key than the known ones');
  }
  return check;
}

function parseKeys(publicKey: string | null): readonly NoteVerifier[] {
  try {
    return publicKey === null ? [] : [parsePublicKey(publicKey)];
  } catch {
    return [];
  }
}

/** As PostgreSQL's collation "C" does for these texts. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
