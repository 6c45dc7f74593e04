import type { Checkpoint } from './checkpoint';
import { type Fault, LogCheck, type Start } from './log-check';
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

/** Checks logs one after the other and sums up. */
export class LogChecks {
  private readonly known: Map<string, Checkpoint>;
  private readonly faults: Fault[] = [];
  private readonly sums = { logs: 0, records: 0, checkpoints: 0, unsigned: 0 };
  private readonly seen = new Set<string>();
  private open: { readonly origin: string; readonly check: LogCheck } | null = null;

  constructor(private readonly options: VerifyOptions) {
    this.known = new Map(options.known.map((checkpoint) => [checkpoint.origin, checkpoint]));
  }

  /** The next log begins. `publicKey` is the one that it names itself; null when it is listed nowhere. */
  begin(origin: string, publicKey: string | null, start: Start | null = null): LogCheck {
    this.finish();
    const { pinned } = this.options;
    const keys = pinned.length > 0 ? pinned : parseKeys(publicKey);
    const check = new LogCheck({ origin, keys, known: this.known.get(origin) ?? null, start });
    this.open = { origin, check };
    if (this.seen.has(origin)) check.report(check.size, 'the log stands here again');
    this.seen.add(origin);
    if (publicKey === null) check.report(0, 'the log is not listed');
    else if (!keys.some(({ text }) => text === publicKey))
      check.report(0, 'the log names another key than the known ones');
    return check;
  }

  /** Nothing more follows. */
  end(): Verification {
    this.finish();
    for (const { origin } of this.options.known) {
      if (this.seen.has(origin)) continue;
      this.add({ origin, seq: null, last: null, what: 'the log is missing: a checkpoint of it was kept elsewhere' });
    }
    return { ...this.sums, faults: this.faults.toSorted((a, b) => compare(a.origin, b.origin)).slice(0, MOST_FAULTS) };
  }

  private finish(): void {
    if (!this.open) return;
    const { check } = this.open;
    this.open = null;
    check.end();
    this.sums.logs += 1;
    this.sums.records += check.records;
    this.sums.checkpoints += check.checkpoints;
    this.sums.unsigned += check.unsigned;
    if (check.fault) this.add(check.fault);
  }

  private add(fault: Fault): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(fault);
  }
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
