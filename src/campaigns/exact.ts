import type { Rule } from './campaign';
import { isSamePerson } from './classify';
import type { CitizenIdentity, ParticipantRecord } from './participant-link';

/** Matches that need no weighing: a number that leads to one citizen of that name and birth date. */

/** A citizen to whom the number that a participant states leads. */
export interface Lead {
  readonly rule: Rule;
  readonly citizen: CitizenIdentity;
}

/**
 * The citizen whom a participant's number, name, birth date and sex agree on; null when there is none, or more than one: a
 * card's number may have been issued twice, and then two people of one name are for the weights to tell apart.
 */
export function matchExactly(participant: ParticipantRecord, leads: readonly Lead[]): Lead | null {
  const agreeing = leads.filter(({ citizen }) => {
    const isOtherSex = participant.sex !== null && citizen.sex !== null && participant.sex !== citizen.sex;
    return !isOtherSex && isSamePerson(participant, citizen);
  });
  return agreeing.length === 1 ? (agreeing[0] ?? null) : null;
}

/**
 * What an exact match counts in bits where it has to be compared with weighed ones: a number is worth some 25, a name 20, a
 * birth date 15.
 */
export const EXACT_BITS = 60;
