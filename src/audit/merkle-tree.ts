import { hash } from 'node:crypto';

const HASH_BYTES = 32;

/**
 * The Merkle tree of RFC 6962 over leaf hashes, grown at its end: it keeps the roots of the largest whole subtrees, one
 * for each 1 in the size's binary digits, which is all that the root of this and any larger size needs.
 */
export class MerkleTree {
  private readonly peaks: Buffer[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds a leaf hash of 32 bytes, which is kept: do not change it. */
  append(leaf: Buffer): void {
    let peak = leaf;
    for (let whole = this.count; whole % 2 === 1; whole = Math.floor(whole / 2)) peak = join(this.peaks.pop(), peak);
    this.peaks.push(peak);
    this.count += 1;
  }

  /** The root of all leaves so far; of none, the hash of nothing. */
  root(): Buffer {
    const [last, ...others] = [...this.peaks].reverse();
    if (!last) return hash('sha256', Buffer.alloc(0), 'buffer');
    return others.reduce((right, left) => join(left, right), last);
  }
}

const NODE = Buffer.alloc(1 + 2 * HASH_BYTES);
NODE[0] = 1;

/** SHA-256 of the byte 1 and both hashes. */
function join(left: Buffer | undefined, right: Buffer): Buffer {
  if (left?.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError('a hash has 32 bytes');
  left.copy(NODE, 1);
  right.copy(NODE, 1 + HASH_BYTES);
  return hash('sha256', NODE, 'buffer');
}
