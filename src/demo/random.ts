/**
 * A stream of pseudo-random numbers (sfc32, 128 bits of state) that is keyed by a seed, a domain and an index. The
 * same key gives the same numbers on every machine, so that what is drawn for one person never depends on the others.
 */
export class RandomStream {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;

  /** Starts the stream of (seed, domain, index) anew; the object is reused so that millions of keys cost no memory. */
  key(seed: number, domain: number, index: number): this {
    const low = index >>> 0;
    const high = Math.floor(index / 0x1_0000_0000) >>> 0;
    let h = mix((seed >>> 0) ^ 0x9e3779b9);
    h = mix(h ^ Math.floor(seed / 0x1_0000_0000));
    h = mix(h ^ Math.imul(domain, 0x85ebca6b));
    this.a = mix(h ^ low);
    this.b = mix(this.a ^ high ^ 0xc2b2ae35);
    this.c = mix(this.b ^ low ^ 0x27d4eb2f);
    this.d = 1;
    for (let round = 0; round < 8; round += 1) this.next();
    return this;
  }

  /** A number in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return (t >>> 0) / 0x1_0000_0000;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `low` to `high`, both included; `low` when the range is empty. */
  between(low: number, high: number): number {
    return high <= low ? low : low + Math.floor(this.next() * (high - low + 1));
  }

  /** An item of a list that is not empty. */
  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** A number of the standard normal distribution, from twelve uniform ones: exact arithmetic on every machine. */
  normal(): number {
    let sum = -6;
    for (let count = 0; count < 12; count += 1) sum += this.next();
    return sum;
  }
}

/** A well-mixed 32-bit number of a 32-bit number (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Draws from items by weight, in constant time (Walker's alias method). */
export class WeightedTable<T> {
  private readonly threshold: Float64Array;
  private readonly alias: Int32Array;

  constructor(
    readonly items: readonly T[],
    weights: readonly number[],
  ) {
    const size = items.length;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (size === 0 || size !== weights.length || !(total > 0)) throw new RangeError('a weighted table needs weights');
    this.threshold = new Float64Array(size).fill(1);
    this.alias = new Int32Array(size);
    const scaled = Float64Array.from(weights, (weight) => (weight * size) / total);
    const small: number[] = [];
    const large: number[] = [];
    scaled.forEach((weight, index) => (weight < 1 ? small : large).push(index));
    while (small.length > 0 && large.length > 0) {
      const low = small.pop() as number;
      const high = large[large.length - 1] as number;
      this.threshold[low] = scaled[low] ?? 1;
      this.alias[low] = high;
      scaled[high] = (scaled[high] as number) + (scaled[low] as number) - 1;
      if (scaled[high] < 1) small.push(large.pop() as number);
    }
  }

  /** A table of the keys of a record, weighted by its values. */
  static of(weights: Readonly<Record<string, number>>): WeightedTable<string> {
    return new WeightedTable(Object.keys(weights), Object.values(weights));
  }

  /** An item drawn by weight. */
  draw(random: RandomStream): T {
    return this.items[this.drawIndex(random)] as T;
  }

  /** The place of an item drawn by weight. */
  drawIndex(random: RandomStream): number {
    const place = random.next() * this.items.length;
    const index = Math.floor(place);
    return place - index < (this.threshold[index] as number) ? index : (this.alias[index] as number);
  }
}

/** The n-th of the numbers 0 to size-1 in a shuffled order that visits each once; `n` is taken modulo `size`. */
export function shuffledSerial(n: number, size: number, key: number): number {
  const offset = mix(key) % size;
  return ((n % size) * MULTIPLIER + offset) % size;
}

/** Coprime to every power of ten, to 2 and to 5, and small enough for exact products below 2^53. */
const MULTIPLIER = 387_420_489;
