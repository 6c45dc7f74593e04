import { hash } from 'node:crypto';
import { fromNote, type Checkpoint } from './checkpoint';
import { NO_PREVIOUS } from './chained-record';
import { MerkleTree, type TreeState } from './merkle-tree';
import { readColumns, type RecordColumns } from './record-shape';
import type { NoteVerifier } from './signed-note';

/** The first thing in a log that is not as it was written. */
export interface Fault {
  readonly origin: string;
  /** The first bad record; null when the log as a whole is missing or nobody's. */
  readonly seq: number | null;
  /** The last record that could be the bad one, where that cannot be told more exactly. */
  readonly last: number | null;
  readonly what: string;
}

/** What was found in a log, or in a part of it. */
export interface LogFindings {
  readonly records: number;
  readonly checkpoints: number;
  /** Records behind the last checkpoint. */
  readonly unsigned: number;
  readonly fault: Fault | null;
}

/** Where a log that is not read from its first record starts. */
export interface Start {
  readonly previous: string;
  readonly tree: TreeState;
}

export interface LogCheckOptions {
  readonly origin: string;
  /** The keys whose checkpoints count. */
  readonly keys: readonly NoteVerifier[];
  /** A checkpoint that was kept elsewhere. */
  readonly known: Checkpoint | null;
  readonly start: Start | null;
  /** Whether a checkpoint of the records before the start is known to be right. */
  readonly isSigned: boolean;
}

/**
 * Checks one log record by record in the order of the chain: canonical form, gaps, links, and the Merkle root of every
 * checkpoint that it is shown. The checkpoint of the first n records has to be shown before record n. After the first
 * fault it looks at nothing more.
 */
export class LogCheck {
  fault: Fault | null = null;
  private records = 0;
  private checkpoints = 0;
  private readonly origin: string;
  private readonly tree: MerkleTree;
  private readonly firstSize: number;
  private previous: string;
  /** The size of the last checkpoint that was right; null before the first. */
  private signed: number | null;

  constructor(private readonly options: LogCheckOptions) {
    const { start, origin, isSigned } = options;
    this.origin = origin;
    this.tree = new MerkleTree(start?.tree);
    this.firstSize = this.tree.size;
    this.signed = isSigned ? this.firstSize : null;
    this.previous = start?.previous ?? NO_PREVIOUS;
    this.compareKnown();
  }

  get findings(): LogFindings {
    const { records, checkpoints, fault, size } = this;
    return { records, checkpoints, unsigned: size - (this.signed ?? this.firstSize), fault };
  }

  /** What the records so far leave behind. */
  get state(): Start {
    return { previous: this.previous, tree: this.tree.state };
  }

  /** The size that the log has as far as it has been read. */
  get size(): number {
    return this.tree.size;
  }

  /**
   * Checks the body of the next record, which lies in `bytes` from `start` to `end`; the byte before it is overwritten.
   * Gives what its columns have to say, one letter for each byte, and its leaf; null when it is not what it should be.
   */
  record(bytes: Buffer, start: number, end: number): { readonly columns: RecordColumns; readonly leaf: string } | null {
    if (this.fault) return null;
    const seq = this.tree.size;
    // The form says nothing of letters beyond ASCII, so that they need not be put together from their bytes.
    const columns = readColumns(bytes.toString('latin1', start, end));
    if (!columns) return this.fail(seq, 'the record is not in canonical form');
    if (columns.origin !== this.origin) return this.fail(seq, 'the record is one of another log');
    if (columns.seq > seq) return this.fail(seq, `records ${span(seq, columns.seq - 1)} are missing`);
    if (columns.seq < seq) return this.fail(seq, `record ${columns.seq} stands here again`);
    if (columns.previous !== this.previous) {
      return this.fail(Math.max(seq - 1, this.firstSize), 'the next record carries the hash of another one', seq);
    }
    bytes[start - 1] = 0;
    const leaf = hash('sha256', bytes.subarray(start - 1, end));
    this.previous = leaf;
    this.tree.append(leaf);
    this.records += 1;
    this.compareKnown();
    return { columns, leaf };
  }

  /** Checks the checkpoint that stands behind the records so far. */
  checkpoint(note: string): void {
    if (this.fault) return;
    const size = this.tree.size;
    const checkpoint = fromNote(note, this.options.keys);
    if (!checkpoint) return this.distrust('a checkpoint here is not signed by a known key');
    if (checkpoint.origin !== this.origin) return this.distrust('a checkpoint here is one of another log');
    if (checkpoint.size < size) return this.distrust(`the checkpoint of ${checkpoint.size} records stands here`);
    if (checkpoint.size > size) {
      this.cutShort(checkpoint.size, 'a checkpoint');
      return;
    }
    if (!this.compareRoot(checkpoint)) return;
    this.signed = size;
    this.checkpoints += 1;
  }

  /** Reports a fault that was found beside the body of record `seq`. */
  report(seq: number, what: string): void {
    if (!this.fault) this.fail(seq, what);
  }

  /** The records before `size` were to be shown, and nothing more of them is there. */
  endAt(size: number): void {
    if (this.fault || this.tree.size >= size) return;
    this.fail(this.tree.size, `records ${span(this.tree.size, size - 1)} are missing`);
  }

  /** Nothing more stands in the log. */
  end(): void {
    const { known } = this.options;
    if (this.fault) return;
    if (known && known.size > this.tree.size) {
      this.cutShort(known.size, 'a checkpoint that was kept elsewhere');
    } else if (this.signed === null) {
      this.fail(null, 'the log has no checkpoint that is signed by a known key');
    }
  }

  private compareKnown(): void {
    const { known } = this.options;
    if (known?.size === this.tree.size) this.compareRoot(known);
  }

  /** Compares the root of the records so far with that of a checkpoint of as many. */
  private compareRoot({ root }: Checkpoint): boolean {
    if (this.tree.root().equals(root)) return true;
    this.distrust('records were changed and hashed anew: the root is not the one that was signed');
    return false;
  }

  /** Any record behind the last checkpoint that was right could be the bad one. */
  private distrust(what: string): void {
    const first = this.signed ?? this.firstSize;
    this.fail(first, what, Math.max(this.tree.size - 1, first));
  }

  /** Fewer records than were signed: the last are missing, or earlier ones were taken out and all hashed anew. */
  private cutShort(size: number, covering: string): void {
    const found = this.tree.size;
    this.fail(this.signed ?? this.firstSize, `${covering} covers ${size} records, and there are ${found}`, found);
  }

  private fail(seq: number | null, what: string, last: number | null = null): null {
    this.fault = { origin: this.origin, seq, last: last === seq ? null : last, what };
    return null;
  }
}

function span(first: number, last: number): string {
  return first === last ? String(first) : `${first} to ${last}`;
}
