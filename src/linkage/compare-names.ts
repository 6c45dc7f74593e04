import { isWithinOneEdit } from './edit-distance';
import type { PersonalName } from './personal-name';

/** How two names agree, the best first. Each level holds what none before it does. */
export const NAME_LEVELS = [
  /** In one spelling, with every mark. */
  'SAME',
  /** But for their marks, of which one has none at all. */
  'MARKS_MISSING',
  /** But for some mark. */
  'MARKS_DIFFER',
  /** But for the family name, written as in the north and in the south: Hoàng and Huỳnh, Vũ and Võ. */
  'FAMILY_VARIANT',
  /** The same syllables in another order. */
  'ORDER',
  /** Family and given name, and what else one of them has, the other has in that order or has left out. */
  'MIDDLE_DROPPED',
  /** But for one letter, dropped, added, wrong or exchanged with its neighbour. */
  'ONE_LETTER',
  /** Family and given name. */
  'FAMILY_AND_GIVEN',
  'OTHER',
] as const;
export type NameLevel = (typeof NAME_LEVELS)[number];

export function compareNames(left: PersonalName, right: PersonalName): NameLevel {
  const [one, other] = [left.folded, right.folded];
  if (areSame(one, other)) {
    if (areSame(left.toned, right.toned)) return 'SAME';
    return left.isMarked && right.isMarked ? 'MARKS_DIFFER' : 'MARKS_MISSING';
  }
  const hasFamily = familyOf(one) === familyOf(other);
  if (hasFamily && areSame(one.slice(1), other.slice(1))) return 'FAMILY_VARIANT';
  const isAsLong = one.length === other.length && left.text.length === right.text.length;
  if (isAsLong && areSame([...one].sort(), [...other].sort())) return 'ORDER';
  const hasBoth = hasFamily && one.length > 1 && other.length > 1 && one.at(-1) === other.at(-1);
  if (hasBoth && (isPartOf(one, other) || isPartOf(other, one))) return 'MIDDLE_DROPPED';
  if (isWithinOneEdit(left.text, right.text)) return 'ONE_LETTER';
  return hasBoth ? 'FAMILY_AND_GIVEN' : 'OTHER';
}

/** Family names that are one name in two writings, without marks: the form of the north stands for both. */
const NORTHERN: ReadonlyMap<string, string> = new Map([
  ['huynh', 'hoang'],
  ['vo', 'vu'],
]);

/** A family name under which both of its writings are found. */
export function familyOf([family = '']: readonly string[]): string {
  return NORTHERN.get(family) ?? family;
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((syllable, i) => syllable === other[i]);
}

/** Whether all middle names of one stand in the other too, in the same order. */
function isPartOf(one: readonly string[], other: readonly string[]): boolean {
  let found = 1;
  for (let place = 1; place < other.length && found < one.length; place += 1) {
    if (one[found] === other[place]) found += 1;
  }
  return found === one.length;
}
