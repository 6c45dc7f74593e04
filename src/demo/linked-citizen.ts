import { isAutomaticRule } from '../values/automatic-rules';

/** A finding of a campaign, as far as it says whom it links the participant with. */
export interface LinkingFinding {
  readonly state: string;
  /** The ID that the participant stated. */
  readonly personalId: string | null;
  readonly proposedId: string | null;
  readonly rule: string | null;
  readonly sampled: boolean;
  /** The likeliest candidate's ID. */
  readonly first: string | null;
}

/** With which citizens a campaign linked a participant: without anybody's help, and in the end. */
export interface Linked {
  readonly automatic: string | null;
  readonly final: string | null;
}

/** States in which it is decided who the citizen is, also where a register did not take the correction. */
const LINKED_STATES = ['PROPOSED', 'ACCEPTED', 'APPLIED', 'CONFLICT', 'QUARANTINED', 'CONFIRMED'];

/** Whoever was found valid is linked with the citizen whose ID they state, by nobody's help. */
export function linkedByStatedId(personalId: string | null): Linked {
  return { automatic: personalId, final: personalId };
}

/**
 * An automatic match that was drawn for checking stays automatic, whatever the check says; where the reviewer chose another
 * citizen, the likeliest candidate is whom it had proposed. It counts in the end as long as nobody has rejected it.
 */
export function linkedByFinding(finding: LinkingFinding): Linked {
  const { state, personalId, proposedId, rule, sampled, first } = finding;
  const target = state === 'CONFIRMED' ? (proposedId ?? personalId) : proposedId;
  const isLinked = LINKED_STATES.includes(state);
  if (sampled && state !== 'FOUND' && state !== 'UNMATCHED') {
    const automatic = isAutomaticRule(rule) ? target : first;
    return { automatic, final: isLinked ? target : state === 'POSSIBLE' ? automatic : null };
  }
  if (!isLinked) return { automatic: null, final: null };
  return { automatic: isAutomaticRule(rule) ? target : null, final: target };
}
