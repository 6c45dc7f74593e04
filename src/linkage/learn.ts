import type { BlockIndex } from './blocking';
import { compare, type Field } from './comparison';
import { estimateMatching, estimateRandom, joinEstimates, PatternCounts } from './estimate';
import { type Model, nameModel } from './model';
import { countTerms, TermCounts } from './term-counts';

export interface Learning<Left, Right> {
  readonly fields: readonly Field<Left, Right>[];
  readonly lefts: readonly Left[];
  readonly rights: readonly Right[];
  readonly index: BlockIndex<Left, Right>;
  /**
   * By which keys pairs are found of which most match, and which fields those keys use: these learn from the pairs of the
   * other keys. Every field has to be left out by some of them.
   */
  readonly training: readonly { readonly keys: readonly string[]; readonly fields: readonly string[] }[];
  /** The share of the left's records that one of the right's belongs to, as far as is known beforehand. */
  readonly coverage: number;
  /** Draws a number from 0 up to 1. */
  readonly random: () => number;
}

/** Pairs that are drawn at random, and records of the left that are learnt from, at most. */
const RANDOM_PAIRS = 1_000_000;
const LEFTS_MOST = 200_000;

/** Learns from two tables how likely agreement is, with nobody having said which of their records belong together. */
export function learn<Left, Right>({
  fields,
  lefts,
  rights,
  index,
  training,
  coverage,
  random,
}: Learning<Left, Right>): Model {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const sizes = fields.map(({ levels }) => levels.length);
  const drawn = new PatternCounts();
  for (let i = 0; i < RANDOM_PAIRS; i += 1) drawn.add(compare(fields, pick(lefts), pick(rights)));
  const u = estimateRandom(sizes, drawn);
  const sample = lefts.length <= LEFTS_MOST ? lefts : Array.from({ length: LEFTS_MOST }, () => pick(lefts));
  const estimates = training.map(({ keys, fields: foundBy }) => {
    const counts = new PatternCounts();
    for (const left of sample) {
      for (const place of index.find(left, keys).rights) counts.add(compare(fields, left, rights[place] as Right));
    }
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
    rights: rights.length,
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
