/**
 * An index of which records hold a token, as an inverted one is written: a segment stands for consecutive records of one log,
 * and its entries, each the first eight bytes of a token and where in the segment the record is, are split by the token's
 * first bits into parts of some 64. One row for each part costs a hundredth of one for each token.
 */

/** A segment's entries by part: those whose token begins with the part's number, read as one of so many `bits`. */
export interface Segment {
  readonly bits: number;
  /** The parts that have entries, in order. */
  readonly parts: readonly Part[];
  /** The entries of all parts, one after the other. */
  readonly entries: Buffer;
}

/** Where the entries of a part begin and end, in bytes. */
export interface Part {
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

const TOKEN_START = 8;
const OFFSET_BYTES = 2;
const ENTRY_BYTES = TOKEN_START + OFFSET_BYTES;
const ENTRIES_IN_PART = 64;
const MOST_BITS = 16;

/** Collects the entries of a segment, which stands for 65,536 records at most. */
export class SegmentEntries {
  /** Two numbers of 32 bits for each token. */
  private starts = new Uint32Array(2 * 1_024);
  private offsets = new Uint16Array(1_024);
  private used = 0;

  get count(): number {
    return this.used;
  }

  /** Adds the token that begins at a byte of `tokens`, held by the record so far behind the segment's first. */
  add(tokens: Buffer, start: number, offset: number): void {
    const { used } = this;
    if (used === this.offsets.length) {
      this.starts = doubled(this.starts, new Uint32Array(4 * used));
      this.offsets = doubled(this.offsets, new Uint16Array(2 * used));
    }
    this.starts[2 * used] = tokens.readUInt32BE(start);
    this.starts[2 * used + 1] = tokens.readUInt32BE(start + 4);
    this.offsets[used] = offset;
    this.used = used + 1;
  }

  /** The entries by part; the order within one is that of the records. */
  toSegment(): Segment {
    const { starts, offsets, used } = this;
    const bits = Math.min(MOST_BITS, Math.max(0, Math.ceil(Math.log2(used / ENTRIES_IN_PART))));
    const partAt = (i: number): number => ((starts[2 * i] ?? 0) >>> 16) >>> (MOST_BITS - bits);
    const lengths = new Uint32Array(2 ** bits);
    for (let i = 0; i < used; i += 1) add(lengths, partAt(i), ENTRY_BYTES);
    const parts: Part[] = [];
    const ends = new Uint32Array(2 ** bits);
    let start = 0;
    lengths.forEach((length, part) => {
      ends[part] = start;
      if (length > 0) parts.push({ part, start, end: start + length });
      start += length;
    });
    const entries = Buffer.allocUnsafe(used * ENTRY_BYTES);
    for (let i = 0; i < used; i += 1) {
      const at = add(ends, partAt(i), ENTRY_BYTES) - ENTRY_BYTES;
      entries.writeUInt32BE(starts[2 * i] ?? 0, at);
      entries.writeUInt32BE(starts[2 * i + 1] ?? 0, at + 4);
      entries.writeUInt16BE(offsets[i] ?? 0, at + TOKEN_START);
    }
    return { bits, parts, entries };
  }
}

/** Where a token stands in segments of any size, and the bytes with which its entries begin. */
export function placesOf(token: Buffer): { readonly parts: readonly number[]; readonly start: Buffer } {
  const parts = Array.from({ length: MOST_BITS + 1 }, (_, bits) => partOf(token, bits));
  return { parts, start: token.subarray(0, TOKEN_START) };
}

/** The records among a part's entries that hold a token: how far behind the segment's first. */
export function offsetsOf(entries: Buffer, start: Buffer): readonly number[] {
  const offsets: number[] = [];
  for (let at = entries.indexOf(start); at >= 0; at = entries.indexOf(start, at + 1)) {
    if (at % ENTRY_BYTES === 0) offsets.push(entries.readUInt16BE(at + TOKEN_START));
  }
  return offsets;
}

/** Adds to one of some numbers, and gives the sum. */
function add(numbers: Uint32Array, index: number, more: number): number {
  return (numbers[index] = (numbers[index] ?? 0) + more);
}

function doubled<Numbers extends Uint16Array | Uint32Array>(numbers: Numbers, larger: Numbers): Numbers {
  larger.set(numbers);
  return larger;
}

function partOf(token: Buffer, bits: number): number {
  return token.readUInt16BE(0) >>> (MOST_BITS - bits);
}
