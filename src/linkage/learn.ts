import { compare, type Field } from './comparison';
import { estimateMatching, estimateRandom, joinEstimates, PatternCounts } from './estimate';
import { type Model, nameModel } from './model';
import { countTerms, TermCounts } from './term-counts';

export interface Learning<Left, Right> {
  readonly fields: readonly Field<Left, Right>[];
  /** Records of both tables, drawn at random or all of them. */
  readonly lefts: readonly Left[];
  readonly rights: readonly Right[];
  /** How many records the right has in all. */
  readonly total: number;
  /**
   * Pairs that were found in some way and of which most match, with the fields by which they were found: these learn from the
   * pairs of the other ways. Every field has to be left out by some of them.
   */
  readonly training: readonly {
    readonly foundBy: readonly string[];
    readonly pairs: Iterable<readonly [Left, Right]>;
  }[];
  /** The share of the left's records that one of the right's belongs to, as far as is known beforehand. */
  readonly coverage: number;
  /** Draws a number from 0 up to 1. */
  readonly random: () => number;
}

/** Pairs that are drawn at random. */
const RANDOM_PAIRS = 500_000;

/**
 * Learns from two tables how likely agreement is, with nobody having said which of their records belong together. Throws a
 * RangeError for a field that there is not, or that no training tells of.
 */
export function learn<Left, Right>({
  fields,
  lefts,
  rights,
  total,
  training,
  coverage,
  random,
}: Learning<Left, Right>): Model {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const drawn = new PatternCounts();
  for (let i = 0; i < RANDOM_PAIRS; i += 1) drawn.add(compare(fields, pick(lefts), pick(rights)));
  const u = estimateRandom(
    fields.map(({ levels }) => levels.length),
    drawn,
  );
  const estimates = training.map(({ foundBy, pairs }) => {
    const counts = new PatternCounts();
    for (const [left, right] of pairs) counts.add(compare(fields, left, right));
    return estimateMatching(counts, u, placesOf(fields, foundBy));
  });
  const m = joinEstimates(estimates);
  const terms = new TermCounts();
  for (const right of rights) countTerms(fields, right, terms);
  return nameModel({
    fields: fields.map(({ name, levels }, i) => {
      const of = m[i];
      if (!of) throw new RangeError(`nothing tells how often ${name} agrees: every training uses it`);
      return { name, levels, m: of, u: u[i] ?? [] };
    }),
    terms: terms.toJSON(),
    rights: total,
    coverage,
  });
}

function placesOf<Left, Right>(fields: readonly Field<Left, Right>[], names: readonly string[]): readonly number[] {
  return names.map((name) => {
    const place = fields.findIndex((field) => field.name === name);
    if (place < 0) throw new RangeError(`there is no field ${name}`);
    return place;
  });
}
