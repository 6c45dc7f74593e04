import type { ListingQuery } from '../connection';
import type { CountPart, Guard, KeyedPart, PagePart, Reading } from './plan';

/** A row as its register sent it: the values of its reading's slots, then the number of its key where it has one. */
export type StoredRow = readonly unknown[];

/** What a field of the root was asked for: keys, each as a row of its values; a list; or an error. */
export type RootInput = RefusedInput | KeysInput | QueryInput;

export interface RefusedInput {
  readonly error: unknown;
  readonly rows?: never;
  readonly query?: never;
}

export interface KeysInput {
  readonly rows: readonly StoredRow[];
  readonly query?: never;
}

export interface QueryInput {
  readonly query: ListingQuery;
  readonly rows?: never;
}

export type Failed = { readonly error: unknown };

/** The rows of a page, with one more where others follow. */
export type PageRows = Failed | { readonly rows: readonly StoredRow[] };

/** What a keyed part found: for each key's number its row, or its list of rows. */
export class Found {
  constructor(
    readonly numbers: ReadonlyMap<unknown, number>,
    readonly found: readonly unknown[],
    private readonly positions: readonly number[],
  ) {}

  /** Every row that was found. */
  rows(many: boolean): readonly StoredRow[] {
    const found = this.found.filter((value) => value !== undefined);
    return (many ? found.flat(1) : found) as StoredRow[];
  }

  /** What was found for the key that a row holds. */
  at(row: StoredRow): unknown {
    const key = keyOf(row, this.positions);
    const number = key === null ? undefined : this.numbers.get(key);
    return number === undefined ? undefined : this.found[number];
  }
}

/** What the steps of one run have read. */
export class Results {
  private readonly ofPart = new Map<number, Found | Failed | PageRows | number>();
  private readonly ofReading = new Map<Reading, KeyedPart | PagePart>();

  constructor(private readonly inputs: readonly RootInput[]) {}

  input(rootIndex: number): RootInput {
    return this.inputs[rootIndex] as RootInput;
  }

  set(part: KeyedPart | PagePart | CountPart, result: Found | Failed | PageRows | number): void {
    this.ofPart.set(part.id, result);
    if (part.kind !== 'count') this.ofReading.set(part.rows, part);
  }

  keyed(part: KeyedPart): Found | Failed {
    return this.ofPart.get(part.id) as Found | Failed;
  }

  page(part: PagePart): PageRows {
    return this.ofPart.get(part.id) as PageRows;
  }

  count(part: CountPart): number | Failed {
    return this.ofPart.get(part.id) as number | Failed;
  }

  /** How many rows a reading has, with those nested in it and a page's extra row. */
  countRows(reading: Reading): number {
    const part = this.ofReading.get(reading);
    const result = part && this.ofPart.get(part.id);
    const isPage =
      part?.kind === 'page' && typeof result === 'object' && 'rows' in result && !(result instanceof Found);
    const own = isPage ? result.rows.length : this.rowsOf(reading).length;
    return reading.slots.reduce(
      (sum, slot) => sum + (slot.kind === 'nested' ? this.countRows(slot.nested.rows) : 0),
      own,
    );
  }

  /** All rows of one place in the operation, as far as they were read; a page's extra row is not among them. */
  rowsOf(reading: Reading): readonly StoredRow[] {
    const { origin } = reading;
    if (origin.of === 'arguments') return this.inputs[origin.rootIndex]?.rows ?? [];
    if (origin.of === 'nested') {
      return this.rowsOf(origin.within).flatMap((row): readonly StoredRow[] => {
        const value = row[origin.position] as StoredRow | null;
        if (value === null) return [];
        return origin.many ? (value as readonly StoredRow[]) : [value];
      });
    }
    const part = this.ofReading.get(reading);
    const result = part && this.ofPart.get(part.id);
    if (result === undefined || typeof result === 'number' || 'error' in result) return [];
    if (result instanceof Found) return result.rows(part?.kind === 'keyed' && part.edge.many);
    return part?.kind === 'page' ? result.rows.slice(0, part.first) : [];
  }
}

/** Whether an edge that has a guard is followed from a row. */
export function isAccepted({ position, accepts }: Guard, row: StoredRow): boolean {
  const stated = row[position];
  return typeof stated === 'string' && accepts(stated);
}

/** The key that a row holds, to look it up by; null when a part of it is. */
export function keyOf(row: StoredRow, positions: readonly number[]): unknown {
  const [only] = positions;
  if (positions.length === 1 && only !== undefined) return row[only];
  const values = positions.map((position) => row[position]);
  return values.includes(null) ? null : values.join('\0');
}
