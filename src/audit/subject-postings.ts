/**
 * An index of which records hold a token, as an inverted one is written: a segment stands for consecutive records of one log,
 * and its entries, each the first eight bytes of a token and where in the segment the record is, are split by the token's
 * first bits into parts of some 64. One row for each part costs a hundredth of one for each token.
 */

/** A part of a segment's entries: those whose token begins with `part`, read as a number of so many `bits`. */
export interface Part {
  readonly bits: number;
  readonly part: number;
  readonly entries: Buffer;
}

const TOKEN_START = 8;
const OFFSET_BYTES = 2;
const ENTRY_BYTES = TOKEN_START + OFFSET_BYTES;
const ENTRIES_IN_PART = 64;
const MOST_BITS = 16;

/** Collects the entries of a segment, which stands for 65,536 records at most. */
export class SegmentEntries {
  private bytes = Buffer.allocUnsafe(ENTRY_BYTES * 1_024);
  private used = 0;

  get count(): number {
    return this.used / ENTRY_BYTES;
  }

  /** Adds the token that begins at a byte of `tokens`, held by the record so far behind the segment's first. */
  add(tokens: Buffer, start: number, offset: number): void {
    if (this.used === this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.bytes.length);
      this.bytes.copy(larger);
      this.bytes = larger;
    }
    // For so few bytes a loop takes a tenth of the time of a copy.
    const { bytes, used } = this;
    for (let i = 0; i < TOKEN_START; i += 1) bytes[used + i] = tokens[start + i] ?? 0;
    bytes[used + TOKEN_START] = offset >>> 8;
    bytes[used + TOKEN_START + 1] = offset & 0xff;
    this.used = used + ENTRY_BYTES;
  }

  /** The entries by part, parts without any left out; the order within one is that of the records. */
  toParts(): readonly Part[] {
    const bits = Math.min(MOST_BITS, Math.max(0, Math.ceil(Math.log2(this.count / ENTRIES_IN_PART))));
    const partAt = (at: number): number => partOf(this.bytes, at, bits);
    const lengths = new Uint32Array(2 ** bits);
    for (let at = 0; at < this.used; at += ENTRY_BYTES) add(lengths, partAt(at), ENTRY_BYTES);
    const ends = new Uint32Array(2 ** bits);
    let sum = 0;
    lengths.forEach((length, part) => {
      ends[part] = sum;
      sum += length;
    });
    const sorted = Buffer.allocUnsafe(this.used);
    for (let at = 0; at < this.used; at += ENTRY_BYTES) {
      const end = add(ends, partAt(at), ENTRY_BYTES);
      this.bytes.copy(sorted, end - ENTRY_BYTES, at, at + ENTRY_BYTES);
    }
    const parts: Part[] = [];
    lengths.forEach((length, part) => {
      const end = ends[part] ?? 0;
      if (length > 0) parts.push({ bits, part, entries: sorted.subarray(end - length, end) });
    });
    return parts;
  }
}

/** Where a token stands in segments of any size, and the bytes with which its entries begin. */
export function placesOf(token: Buffer): { readonly parts: readonly number[]; readonly start: Buffer } {
  const parts = Array.from({ length: MOST_BITS + 1 }, (_, bits) => partOf(token, 0, bits));
  return { parts, start: token.subarray(0, TOKEN_START) };
}

/** The records of a part that hold a token: how far behind the segment's first. */
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

function partOf(bytes: Buffer, at: number, bits: number): number {
  return bytes.readUInt16BE(at) >>> (MOST_BITS - bits);
}
