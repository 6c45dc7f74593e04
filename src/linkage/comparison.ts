/**
 * How records of two tables are compared. Nothing here knows what the records are: a field says how to compare them, and
 * by which terms agreement is worth more or less. Its levels are ordered, the best first; the last one is disagreement.
 */
export interface Field<Left, Right> {
  readonly name: string;
  readonly levels: readonly string[];
  /** The place among the levels at which a pair agrees; null where one of them states nothing: that is no evidence. */
  readonly compare: (left: Left, right: Right) => number | null;
  readonly frequency?: TermFrequency<Left, Right>;
}

/**
 * Agreement on what is frequent is worth little: the chance that a record agrees with one drawn at random depends on what
 * it states.
 */
export interface TermFrequency<Left, Right> {
  /** What is counted in the table on the right, by kind: `family nguyen`. */
  readonly terms: (right: Right) => readonly Term[];
  /**
   * The chance that a record drawn at random from the right agrees with the left one at this level; null where it is that
   * of any two records. `shareOf` gives the share of a term among those of its kind.
   */
  readonly chance: (level: number, left: Left, right: Right, shareOf: (term: Term) => number) => number | null;
}

export interface Term {
  readonly kind: string;
  readonly text: string;
}

/** The levels at which a pair agrees, one for each field. */
export type Pattern = readonly (number | null)[];

/** Compares a pair in every field. */
export function compare<Left, Right>(fields: readonly Field<Left, Right>[], left: Left, right: Right): Pattern {
  return fields.map((field) => field.compare(left, right));
}
