import type { ChainedRecord } from './chained-record';
import type { Subjects } from './record';

/**
 * The subjects of the records that a log has committed last, so that its own process need not read them again to put them
 * into the index. What is not held is read from the log.
 */
export class RecentSubjects {
  private held: (readonly Subjects[])[] = [];
  private bytes = 0;
  /** The place in the log of the first that is held. */
  private first = 0;

  constructor(
    readonly origin: string,
    /** How many bytes of tokens are held at most. */
    private readonly most = 32_000_000,
  ) {}

  /** Takes the next records of the log. */
  add(records: readonly ChainedRecord[]): void {
    for (const { subjects } of records) {
      this.held.push(subjects);
      this.bytes += bytesOf(subjects);
    }
    // Nobody has come for them in time: half is let go of at once, since each time moves the rest.
    if (this.bytes > this.most) this.forget(this.first + Math.ceil(this.held.length / 2));
  }

  /** The subjects of at most so many records from a place of the log; none when the first of them is not held. */
  from(seq: number, most: number): readonly (readonly Subjects[])[] {
    return seq < this.first ? [] : this.held.slice(seq - this.first, seq - this.first + most);
  }

  /** Lets go of all before a place of the log. */
  forget(before: number): void {
    const gone = this.held.splice(0, Math.max(0, before - this.first));
    this.first += gone.length;
    this.bytes -= gone.reduce((sum, subjects) => sum + bytesOf(subjects), 0);
  }
}

function bytesOf(subjects: readonly Subjects[]): number {
  return subjects.reduce((sum, { tokens }) => sum + tokens.length, 0);
}
