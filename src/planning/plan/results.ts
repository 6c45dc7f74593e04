import type { ListingQuery } from '../connection';
import type { CountPart, Guard, KeyedPart, PagePart, Reading, RootField } from './plan';

/** What a field of the root was asked for: keys, as rows of their values; a list; or an error. */
export type RootInput = RefusedInput | KeysInput | QueryInput;

export interface RefusedInput {
  readonly error: unknown;
  readonly rows?: never;
  readonly query?: never;
}

export interface KeysInput {
  readonly rows: Rows;
  readonly query?: never;
}

export interface QueryInput {
  readonly query: ListingQuery;
  readonly rows?: never;
}

/** Rows as a register sends them: column by column, a row being an index. */
export class Rows {
  constructor(
    readonly columns: readonly (readonly unknown[])[],
    readonly length: number,
    /** For each row or key that these rows belong to, where its own begin; one more entry ends the last. */
    readonly starts: Int32Array,
  ) {}

  /** The value of a column in a row. */
  value(position: number, row: number): unknown {
    return this.columns[position]?.[row];
  }
}

const BELONGS_TO_NOTHING = new Int32Array(0);

/** Rows that belong to nothing, from the values of each: keys that arguments name. */
export function rowsOfKeys(keys: readonly (readonly unknown[])[]): Rows {
  const width = keys[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => keys.map((key) => key[i]));
  return new Rows(columns, keys.length, BELONGS_TO_NOTHING);
}

/**
 * Reads one JSON text of a statement. `owners` is the number of rows or keys to which these can belong. Rows of one
 * owner stand together, in the order of their owners, as a statement gives them; otherwise they are brought together.
 */
export function parseRows(text: string | null, owners: number): Rows {
  const [numbers, ...columns] = text === null ? [] : (JSON.parse(text) as (unknown[] | null)[]);
  if (!numbers) {
    const values = columns.map((column) => column ?? []);
    return new Rows(values, values[0]?.length ?? 0, BELONGS_TO_NOTHING);
  }
  const starts = new Int32Array(owners + 1);
  let isOrdered = true;
  for (let i = 0; i < numbers.length; i += 1) {
    const number = numbers[i] as number;
    if (i > 0 && number < (numbers[i - 1] as number)) isOrdered = false;
    starts[number] = (starts[number] ?? 0) + 1;
  }
  for (let i = 1; i <= owners; i += 1) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const values = columns.map((column) => column ?? []);
  const ordered = isOrdered ? values : bringTogether(numbers as number[], values);
  return new Rows(ordered, numbers.length, starts);
}

function bringTogether(numbers: readonly number[], columns: readonly unknown[][]): unknown[][] {
  const order = numbers.map((_, i) => i).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0) || a - b);
  return columns.map((column) => order.map((i) => column[i]));
}

export interface Failed {
  readonly error: unknown;
}

export type UnitedField = RootField & { readonly kind: 'united' };

/** What the steps of one run have read. */
export class Results {
  private readonly rows: (Rows | Failed | undefined)[];
  private readonly numbers = new Map<KeyedPart, ReadonlyMap<unknown, number>>();
  private readonly counts = new Map<CountPart, number | Failed>();
  private readonly closed = new Set<number>();

  constructor(
    private readonly inputs: readonly RootInput[],
    readings: number,
  ) {
    this.rows = new Array<undefined>(readings).fill(undefined);
  }

  input(rootIndex: number): RootInput {
    return this.inputs[rootIndex] as RootInput;
  }

  /** The rows of a reading; none where its step was not run. */
  rowsOf({ id, origin }: Reading): Rows | Failed {
    if (origin.of === 'arguments') {
      const isClosed = origin.isGated && this.closed.has(origin.rootIndex);
      return isClosed ? NO_ROWS : (this.inputs[origin.rootIndex]?.rows ?? NO_ROWS);
    }
    return this.rows[id] ?? NO_ROWS;
  }

  /** Nothing that is gated is read below a field of the root: no evidence was found for it. */
  close(rootIndex: number): void {
    this.closed.add(rootIndex);
  }

  /** Whether any of a united field's evidence was found. */
  isStated({ evidence }: UnitedField, rootIndex: number): boolean {
    const keys = this.inputs[rootIndex]?.rows;
    return keys !== undefined && evidence.some((part) => this.findRow(part, keys, 0) !== null);
  }

  /** The first row that a part has found for the key in a row; null when there is none, or its step failed. */
  findRow(part: KeyedPart, keys: Rows, key: number): number | null {
    const rows = this.rowsOf(part.rows);
    const number = this.numbersOf(part).get(keyOf(keys, key, part.positions));
    if ('error' in rows || number === undefined) return null;
    const start = rows.starts[number] ?? 0;
    return start < (rows.starts[number + 1] ?? 0) ? start : null;
  }

  setRows({ id }: Reading, rows: Rows | Failed): void {
    this.rows[id] = rows;
  }

  /** The distinct keys of a part, numbered from 0. */
  setNumbers(part: KeyedPart, numbers: ReadonlyMap<unknown, number>): void {
    this.numbers.set(part, numbers);
  }

  numbersOf(part: KeyedPart): ReadonlyMap<unknown, number> {
    return this.numbers.get(part) ?? NO_NUMBERS;
  }

  setCount(part: CountPart, count: number | Failed): void {
    this.counts.set(part, count);
  }

  countOf(part: CountPart): number | Failed {
    return this.counts.get(part) ?? NOT_COUNTED;
  }

  /**
   * Lets go of all that was read. A request that a garbage collection met in the middle stays in memory for a while after
   * its end, and must not keep its rows with it.
   */
  release(): void {
    this.rows.length = 0;
    this.numbers.clear();
    this.counts.clear();
  }

  /** How many rows of a reading the answer shows: a page's extra row and what belongs to it are left out. */
  shownOf(reading: Reading, pages: ReadonlyMap<Reading, PagePart>): number {
    const rows = this.rowsOf(reading);
    if ('error' in rows) return 0;
    const { origin } = reading;
    if (origin.of === 'nested') return rows.starts[this.shownOf(origin.within, pages)] ?? rows.length;
    return Math.min(rows.length, pages.get(reading)?.first ?? rows.length);
  }
}

const NO_ROWS = new Rows([], 0, BELONGS_TO_NOTHING);
const NO_NUMBERS: ReadonlyMap<unknown, number> = new Map();
const NOT_COUNTED: Failed = { error: new Error('It was not counted') };

/** Whether an edge that has a guard is followed from a row. */
export function isAccepted({ position, accepts }: Guard, rows: Rows, row: number): boolean {
  const stated = rows.value(position, row);
  return typeof stated === 'string' && accepts(stated);
}

/** The key that a row holds, to look it up by; null when a part of it is. */
export function keyOf(rows: Rows, row: number, positions: readonly number[]): unknown {
  const [only] = positions;
  if (positions.length === 1 && only !== undefined) return rows.value(only, row);
  const values = positions.map((position) => rows.value(position, row));
  return values.includes(null) ? null : values.join('\0');
}
