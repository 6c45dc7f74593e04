import type { Field, Term } from './comparison';

/** How often terms stand in a table, by kind; what a model keeps of it. */
export class TermCounts {
  private readonly kinds = new Map<string, { total: number; readonly counts: Map<string, number> }>();

  add({ kind, text }: Term, count = 1): void {
    let of = this.kinds.get(kind);
    if (!of) {
      of = { total: 0, counts: new Map() };
      this.kinds.set(kind, of);
    }
    of.total += count;
    of.counts.set(text, (of.counts.get(text) ?? 0) + count);
  }

  /** The share of a term among those of its kind. What never came is taken to come half a time. */
  readonly shareOf = ({ kind, text }: Term): number => {
    const of = this.kinds.get(kind);
    return ((of?.counts.get(text) ?? 0) + 0.5) / ((of?.total ?? 0) + 1);
  };

  /** Adds what was counted elsewhere. */
  merge(other: TermCounts): void {
    for (const [kind, { counts }] of other.kinds) for (const [text, count] of counts) this.add({ kind, text }, count);
  }

  /** All counts, in an order that does not depend on how they were counted. */
  toJSON(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    const sorted = <Value>(entries: Iterable<readonly [string, Value]>): [string, Value][] =>
      [...entries].map(([key, value]): [string, Value] => [key, value]).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      sorted(this.kinds).map(([kind, { counts }]) => [kind, Object.fromEntries(sorted(counts))]),
    );
  }

  static fromJSON(json: ReturnType<TermCounts['toJSON']>): TermCounts {
    const counts = new TermCounts();
    for (const [kind, texts] of Object.entries(json)) {
      for (const [text, count] of Object.entries(texts)) counts.add({ kind, text }, count);
    }
    return counts;
  }
}

/** Counts the terms of one record of the right in every field. */
export function countTerms<Left, Right>(fields: readonly Field<Left, Right>[], right: Right, counts: TermCounts): void {
  for (const { frequency } of fields) for (const term of frequency?.terms(right) ?? []) counts.add(term);
}
