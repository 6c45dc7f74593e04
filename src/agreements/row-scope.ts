/** Whom a record is about. */
export type SubjectKind = 'person' | 'employer';

/** What the rows of an agreement are narrowed by. */
export const DIMENSIONS = ['province', 'employer', 'person', 'group'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The subjects that a dimension narrows: a list of people says nothing about employers. */
export const NARROWS: Readonly<Record<Dimension, readonly SubjectKind[]>> = {
  province: ['person', 'employer'],
  employer: ['person', 'employer'],
  person: ['person'],
  group: ['person'],
};

/**
 * The rows that a caller reaches: for each dimension that is narrowed the values that are in scope, as the registers
 * write them. A row is in scope when it is in scope of each dimension.
 */
export type ScopeValues = Readonly<Partial<Record<Dimension, readonly string[]>>>;

/** Nothing is narrowed. */
export const EVERYTHING: ScopeValues = {};
