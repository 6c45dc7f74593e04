/** A map that forgets what was used longest ago once its entries weigh more than it may hold. */
export class BoundedMap<Key, Value> {
  private readonly entries = new Map<Key, { readonly value: Value; readonly weight: number }>();
  private held = 0;

  /** `most` in the unit of the weights: entries, unless `set` is told otherwise. */
  constructor(private readonly most: number) {}

  /** The value of a key, which thereby counts as used. */
  get(key: Key): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value, in place of the one that the key had. */
  set(key: Key, value: Value, weight = 1): void {
    this.delete(key);
    this.entries.set(key, { value, weight });
    this.held += weight;
    for (const oldest of this.entries.keys()) {
      if (this.held <= this.most) break;
      this.delete(oldest);
    }
  }

  /** Forgets a key; whether it was known. */
  delete(key: Key): boolean {
    const entry = this.entries.get(key);
    if (entry) this.held -= entry.weight;
    return this.entries.delete(key);
  }

  /** All values that are kept. */
  values(): readonly Value[] {
    return [...this.entries.values()].map(({ value }) => value);
  }

  get size(): number {
    return this.entries.size;
  }
}
