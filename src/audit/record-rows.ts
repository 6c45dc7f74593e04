import type { Client } from 'pg';
import { copyOut } from './copy-out';
import type { RecordColumns } from './record-shape';

/** A log, or a part of one: its records from `from` to before `to`, which is null up to its end. */
export interface Stretch {
  readonly origin: string;
  readonly from: number;
  readonly to: number | null;
}

/** What COPY's binary form has before its first row. */
const HEAD = 19;

/**
 * Shows the records of a stretch in their order. What `take` is shown is good only until it returns; nothing is read
 * while the promise that it gives is waited for.
 */
export function eachRecord(
  client: Client,
  { origin, from, to }: Stretch,
  take: (row: RecordRow) => Promise<void> | null,
): Promise<void> {
  const conditions = [`origin = ${client.escapeLiteral(origin)}`];
  if (from > 0) conditions.push(`seq >= ${from}`);
  if (to !== null) conditions.push(`seq < ${to}`);
  const rows = `
    select body, seq, at, leaf, origin, agreement, purpose, decision, reason
    from audit.record where ${conditions.join(' and ')} order by seq`;
  const row = new RecordRow();
  let start = HEAD;
  return copyOut(client, `copy (${rows}) to stdout (format binary)`, (bytes) => {
    const isRow = row.read(bytes, start);
    start = 0;
    return isRow ? take(row) : null;
  });
}

/** In COPY's binary form: the number of columns before a row, the length before a value, a whole number. */
const [COUNT, LENGTH, BIGINT] = [2, 4, 8];
const TWO_TO_32 = 2 ** 32;
/** PostgreSQL counts the microseconds of a timestamp from here. */
const YEAR_2000 = Date.UTC(2000);

/** So many letters a time has from its milliseconds on. */
const MILLISECONDS = '000Z'.length;

/** A record as it stands in the database. */
export class RecordRow {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the body stands; the byte before it may be overwritten. */
  start = 0;
  end = 0;
  /** Where the columns beside it end. */
  private seqEnd = 0;
  private atEnd = 0;
  private leafEnd = 0;
  private second = '';
  private secondStart = 0;

  /** Takes what COPY sent for a row, which begins at `row`; false when it is the end of them all. */
  read(bytes: Buffer, row: number): boolean {
    if (bytes.readInt16BE(row) < 0) return false;
    this.bytes = bytes;
    this.start = row + COUNT + LENGTH;
    this.end = this.endAt(row + COUNT);
    this.seqEnd = this.endAt(this.end);
    this.atEnd = this.endAt(this.seqEnd);
    this.leafEnd = this.endAt(this.atEnd);
    return true;
  }

  /** Whether the columns beside the body repeat what it says, which is given one letter for each byte. */
  repeats({ origin, seq, at, agreement, purpose, decision, reason }: RecordColumns, leaf: string): boolean {
    const texts = asSent(origin) + asSent(agreement) + asSent(purpose) + asSent(decision) + asSent(reason);
    return (
      this.bigint(this.end, this.seqEnd) === seq &&
      this.bigint(this.seqEnd, this.atEnd) === this.microseconds(at) &&
      this.bytes.toString('hex', this.atEnd + LENGTH, this.leafEnd) === leaf &&
      this.bytes.toString('latin1', this.leafEnd) === texts
    );
  }

  /** Of a time, since 2000. Most records are of the same second as the one before, whose beginning is known by then. */
  private microseconds(at: string): number {
    const second = at.slice(0, -MILLISECONDS);
    if (second !== this.second) [this.second, this.secondStart] = [second, Date.parse(`${second}000Z`) - YEAR_2000];
    return (this.secondStart + Number(at.slice(-MILLISECONDS, -1))) * 1_000;
  }

  /** Where a value ends whose length stands at `at`. It is negative where there is none. */
  private endAt(at: number): number {
    return at + LENGTH + Math.max(this.bytes.readInt32BE(at), 0);
  }

  private bigint(start: number, end: number): number | null {
    if (end - start !== LENGTH + BIGINT) return null;
    return this.bytes.readInt32BE(start + LENGTH) * TWO_TO_32 + this.bytes.readUInt32BE(end - BIGINT / 2);
  }
}

function lengthOf(length: number): string {
  return String.fromCharCode(length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
}

const NULL = lengthOf(-1);
/** Making it anew for each text would cost as much as comparing the text. */
const LENGTHS = Array.from({ length: 256 }, (_, length) => lengthOf(length));

/** A text as it is sent, one letter for each byte, with its length before it. */
function asSent(text: string | null): string {
  if (text === null) return NULL;
  return (LENGTHS[text.length] ?? lengthOf(text.length)) + text;
}
