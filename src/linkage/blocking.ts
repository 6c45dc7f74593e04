/** A key under which records of both tables are looked for: a pair that has none in common is never compared. */
export interface BlockingKey<Left, Right> {
  readonly name: string;
  /** The values under which a record of the left looks; none where it states too little. */
  readonly left: (record: Left) => readonly string[];
  /** The values under which a record of the right is found. */
  readonly right: (record: Right) => readonly string[];
}

/** Tells which records of the right have one of the keys in common with a record of the left. */
export function sharesAnyKey<Left, Right>(
  keys: readonly BlockingKey<Left, Right>[],
  left: Left,
): (right: Right) => boolean {
  const sought = keys
    .map((key) => ({ right: key.right, values: key.left(left) }))
    .filter(({ values }) => values.length > 0);
  return (record) => sought.some(({ right, values }) => right(record).some((value) => values.includes(value)));
}

/** Whom a record of the left is compared with. */
export interface Candidates {
  /** Places in the table on the right, each once. */
  readonly rights: readonly number[];
  /** The keys whose block was too large to be looked through: whoever is only there has not been seen. */
  readonly overflowing: readonly string[];
}

/** The blocks of a table, each of at most so many records: larger ones are told of and not looked through. */
export class BlockIndex<Left, Right> {
  private readonly blocks: readonly Map<string, number[]>[];
  private size = 0;

  constructor(
    private readonly keys: readonly BlockingKey<Left, Right>[],
    private readonly most: number,
  ) {
    this.blocks = keys.map(() => new Map<string, number[]>());
  }

  /** Adds the next record of the right. */
  add(record: Right): void {
    const place = this.size;
    this.size += 1;
    this.keys.forEach((key, i) => {
      for (const value of new Set(key.right(record))) {
        const block = this.blocks[i]?.get(value);
        // One more than is looked through tells that there are too many.
        if (!block) this.blocks[i]?.set(value, [place]);
        else if (block.length <= this.most) block.push(place);
      }
    });
  }

  find(record: Left): Candidates {
    const rights = new Set<number>();
    const overflowing: string[] = [];
    this.keys.forEach((key, i) => {
      const found = [...new Set(key.left(record))].map((value) => this.blocks[i]?.get(value) ?? []);
      if (found.some((block) => block.length > this.most)) overflowing.push(key.name);
      for (const block of found) if (block.length <= this.most) for (const place of block) rights.add(place);
    });
    return { rights: [...rights].sort((a, b) => a - b), overflowing };
  }
}
