import { isWithinOneEdit } from './edit-distance';

/** A person's number as a register states it, and as which numbers it may be known of somebody. */
export interface KnownNumbers {
  /** The number that is valid today. */
  readonly current: string;
  /** Numbers that the person had before. */
  readonly superseded: readonly string[];
  /** Numbers of old cards, of another form, each perhaps of several people. */
  readonly cards: readonly string[];
}

/** How a stated number agrees with those that are known of somebody, the best first. */
export const IDENTIFIER_LEVELS = [
  'CURRENT',
  'SUPERSEDED',
  'CARD',
  /** But for its first digits, which a spreadsheet takes for a number's leading zeros. */
  'FIRST_DIGITS_LOST',
  /** But for one digit, or two neighbouring digits exchanged. */
  'ONE_DIGIT',
  'OTHER',
] as const;
export type IdentifierLevel = (typeof IDENTIFIER_LEVELS)[number];

export function compareIdentifiers(stated: string, known: KnownNumbers): IdentifierLevel {
  if (stated === known.current) return 'CURRENT';
  if (known.superseded.includes(stated)) return 'SUPERSEDED';
  if (known.cards.includes(stated)) return 'CARD';
  const lost = known.current.length - stated.length;
  if (lost > 0 && lost <= MOST_LOST && known.current.endsWith(stated)) return 'FIRST_DIGITS_LOST';
  return isWithinOneEdit(stated, known.current) ? 'ONE_DIGIT' : 'OTHER';
}

const MOST_LOST = 2;
