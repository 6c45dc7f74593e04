import { createHash } from 'node:crypto';
import type { Field, Pattern } from './comparison';
import type { Chances } from './estimate';
import { TermCounts } from './term-counts';

/** What was learnt of two tables, to be kept and used again. */
export interface Model {
  /** Begins the SHA-256 of all the rest. */
  readonly version: string;
  readonly fields: readonly ModelField[];
  readonly terms: ReturnType<TermCounts['toJSON']>;
  /** How many records the right has, and the share of the left's that one of them belongs to. */
  readonly rights: number;
  readonly coverage: number;
}

export interface ModelField extends Chances {
  readonly name: string;
  readonly levels: readonly string[];
}

/** A model under the version that its content gives. */
export function nameModel(content: Omit<Model, 'version'>): Model {
  const version = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  return { version, ...content };
}

/** What one field says for or against a match. */
export interface Evidence {
  readonly field: string;
  /** Null where one of the two states nothing. */
  readonly level: string | null;
  /** The match weight, log2 of m over u: positive for a match, 0 for no evidence. */
  readonly bits: number;
}

/** Weighs pairs by a model. */
export interface Weigher<Left, Right> {
  /** The match weight of a pair in bits: the sum of its fields'. */
  readonly weigh: (pattern: Pattern, left: Left, right: Right) => number;
  /** The same field by field. */
  readonly explain: (pattern: Pattern, left: Left, right: Right) => readonly Evidence[];
  /** The weight, in bits, with which a record of the left begins to belong to a given one of the right. */
  readonly prior: number;
}

/** Throws a RangeError when the model is of other fields or levels. */
export function openModel<Left, Right>(fields: readonly Field<Left, Right>[], model: Model): Weigher<Left, Right> {
  const counts = TermCounts.fromJSON(model.terms);
  const weights = fields.map((field, i) => {
    const known = model.fields[i];
    if (known?.name !== field.name || known.levels.join() !== field.levels.join()) {
      throw new RangeError(`model ${model.version} does not know the field ${field.name} with its levels`);
    }
    return known.m.map((m, level) => ({ m: Math.log2(m), u: Math.log2(known.u[level] ?? 1) }));
  });
  const least = 1 / (model.rights + 1);
  const bitsOf = (i: number, level: number | null, left: Left, right: Right): number => {
    const weight = level === null ? undefined : weights[i]?.[level];
    if (level === null || !weight) return 0;
    const chance = fields[i]?.frequency?.chance(level, left, right, counts.shareOf) ?? null;
    return weight.m - (chance === null ? weight.u : Math.log2(Math.min(1, Math.max(chance, least))));
  };
  return {
    prior: Math.log2(model.coverage / model.rights),
    weigh: (pattern, left, right) => pattern.reduce<number>((sum, level, i) => sum + bitsOf(i, level, left, right), 0),
    explain: (pattern, left, right) =>
      fields.map(({ name, levels }, i) => {
        const level = pattern[i] ?? null;
        return {
          field: name,
          level: level === null ? null : (levels[level] ?? null),
          bits: bitsOf(i, level, left, right),
        };
      }),
  };
}
