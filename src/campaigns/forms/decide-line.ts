import { birthYearOf, type PersonalId, sexOf } from '../../values/personal-id';
import type { FindingState, Risk, Rule } from '../campaign';
import type { Anomaly } from '../classify';
import { type ParticipantRow, toParticipant } from '../participant-row';
import { risksOf } from '../risks';
import { cellText, type Refused, refused, type StatedAnswer } from './answer';
import { fixedCells, type FormPlace } from './form';
import type { FormLine } from './read-form';
import type { LineReason } from './reasons';

/**
 * What a line of a returned form comes to: what comes in is the answer, the finding as it is now and the participant's record; what
 * comes out is that it is taken, says nothing new, or is refused, and what changes of the finding. An answer is a claim: it
 * settles what is sure and without risk, and sends everything else to a reviewer.
 */

/** A citizen who may be the participant, as a finding keeps it. */
export interface KeptCandidate {
  readonly personalId: string;
  readonly bits: number;
  readonly probability: number;
}

/** What changes when an answer is taken. */
export interface Proposal {
  readonly state: FindingState;
  readonly proposedId: string | null;
  readonly rule: Rule | null;
  readonly model: string | null;
  readonly bits: number | null;
  readonly probability: number | null;
  readonly candidates: readonly KeptCandidate[] | null;
  readonly risks: readonly Risk[];
  readonly holders: readonly string[];
}

/** A finding as a form asks about it. */
export interface AskedFinding extends Proposal {
  readonly insuranceNumber: string;
  readonly province: string;
  /** Tax code; empty for none. */
  readonly employer: string;
  /** Of the participant's record. */
  readonly version: number;
  readonly personalId: string | null;
  readonly anomalies: readonly Anomaly[];
  readonly sampled: boolean;
}

/** What the last answer that was taken about a participant said, and of which version of the record. */
export interface LastAnswer {
  readonly answer: StatedAnswer['answer'];
  readonly personalId: string;
  readonly note: string | null;
  readonly version: number;
}

export interface Known {
  readonly finding: AskedFinding | null;
  readonly participant: ParticipantRow | null;
  readonly last: LastAnswer | null;
  /** Whether a register has been asked to change the participant's ID. */
  readonly isBeingCorrected: boolean;
  /** Whether the same citizen is proposed for another participant, too. */
  readonly isContested: boolean;
  /** The insurance numbers of those who state an ID. */
  readonly statersOf: (personalId: string) => readonly string[];
}

export type Decided =
  | { readonly outcome: 'ACCEPTED'; readonly change: Proposal | null }
  | { readonly outcome: 'UNCHANGED' }
  | ({ readonly outcome: 'REFUSED' } & Refused);

const SETTLED: readonly FindingState[] = ['APPLIED', 'CONFLICT', 'REJECTED', 'QUARANTINED', 'CONFIRMED'];

export function decideLine(line: FormLine, stated: StatedAnswer, place: FormPlace, known: Known): Decided {
  const { finding, participant, last } = known;
  if (!finding || !participant) return refuse('UNKNOWN_NUMBER');
  if (finding.employer !== place.employer || finding.province !== place.province) return refuse('OTHER_LIST');
  const changed = changedColumn(line, participant, finding);
  if (changed) return refuse(changed);
  if (last && last.version === finding.version && isSame(last, stated)) return { outcome: 'UNCHANGED' };
  if (known.isBeingCorrected || SETTLED.includes(finding.state)) return refuse('SETTLED');
  if (!(stated.answer === 'PAPERS' ? asksForPapers(finding) : asksForConfirmation(finding))) return refuse('NOT_ASKED');
  if (stated.answer === 'PAPERS') return accept(papers(finding, participant, stated.personalId, known.statersOf));
  if (stated.personalId !== finding.proposedId) return refuse('PROPOSED_ID_CHANGED');
  return accept(stated.answer === 'YES' ? confirm(finding, known) : deny(finding, participant, known.statersOf));
}

/** Whether Form 01 asks about a finding. What a Form 02 has stated is no proposal to be confirmed by whoever stated it. */
export function asksForConfirmation({
  state,
  proposedId,
  rule,
}: Pick<AskedFinding, 'state' | 'proposedId' | 'rule'>): boolean {
  if (proposedId === null) return false;
  return state === 'PROPOSED' || state === 'ACCEPTED' || (state === 'POSSIBLE' && rule !== 'FORM');
}

/** Whether Form 02 is taken: papers are needed, or those that were stated wait for a reviewer and may be corrected. */
function asksForPapers({ state, rule }: AskedFinding): boolean {
  return state === 'UNMATCHED' || state === 'PAPERS' || (state === 'POSSIBLE' && rule === 'FORM');
}

const FIXED: readonly (readonly ['fullName' | 'birthDate' | 'sex' | 'statedId', LineReason])[] = [
  ['fullName', 'NAME_CHANGED'],
  ['birthDate', 'BIRTH_DATE_CHANGED'],
  ['sex', 'SEX_CHANGED'],
  ['statedId', 'STATED_ID_CHANGED'],
];

function changedColumn(line: FormLine, participant: ParticipantRow, finding: AskedFinding): LineReason | null {
  const cells = fixedCells(participant, finding);
  return FIXED.find(([column]) => cellText(line, column) !== cells[column])?.[1] ?? null;
}

function isSame(last: LastAnswer, { answer, personalId, note }: StatedAnswer): boolean {
  return last.answer === answer && last.personalId === personalId && last.note === note;
}

/**
 * A confirmed proposal without risk is accepted. One with risks, one that was drawn for checking and one whose citizen is
 * proposed for another participant, too, stay where they are: the reviewers see what was confirmed.
 */
function confirm(finding: AskedFinding, { isContested }: Known): Proposal | null {
  if (finding.state === 'ACCEPTED' || finding.risks.length > 0 || finding.sampled) return null;
  if (finding.state === 'PROPOSED') return { ...proposalOf(finding), state: 'ACCEPTED' };
  return isContested ? null : { ...proposalOf(finding), state: 'ACCEPTED', rule: 'FORM' };
}

/** A denied proposal goes back to the reviewers with the next candidate, or needs papers where there is none. */
function deny(finding: AskedFinding, participant: ParticipantRow, statersOf: Known['statersOf']): Proposal | null {
  if (finding.sampled) return null;
  const candidates = (finding.candidates ?? []).filter(({ personalId }) => personalId !== finding.proposedId);
  const [next] = candidates;
  if (!next) return { ...NOTHING_PROPOSED, state: 'PAPERS' };
  const { personalId: proposedId, bits, probability } = next;
  const { model } = finding;
  return {
    ...{ state: 'POSSIBLE', proposedId, rule: 'LINKED', model, bits, probability, candidates },
    ...whoseIdItIs(finding, participant, proposedId, statersOf),
  };
}

/** An ID by the papers is for a reviewer to look at, whatever was proposed before. */
function papers(
  finding: AskedFinding,
  participant: ParticipantRow,
  personalId: string,
  statersOf: Known['statersOf'],
): Proposal {
  return {
    ...{ ...NOTHING_PROPOSED, state: 'POSSIBLE', proposedId: personalId, rule: 'FORM' },
    ...whoseIdItIs(finding, participant, personalId, statersOf),
  };
}

const NOTHING_PROPOSED: Omit<Proposal, 'state'> = {
  proposedId: null,
  rule: null,
  model: null,
  bits: null,
  probability: null,
  candidates: null,
  risks: [],
  holders: [],
};

function proposalOf(finding: AskedFinding): Proposal {
  const { state, proposedId, rule, model, bits, probability, candidates, risks, holders } = finding;
  return { state, proposedId, rule, model, bits, probability, candidates, risks, holders };
}

/** The risks of an ID as far as it tells them itself, and who states it; whether its holder lives is seen at the review. */
function whoseIdItIs(
  { anomalies }: AskedFinding,
  row: ParticipantRow,
  id: string,
  statersOf: Known['statersOf'],
): Pick<Proposal, 'risks' | 'holders'> {
  const personalId = id as PersonalId;
  const birth = { day: `${birthYearOf(personalId)}-01-01`, isYearOnly: true };
  const sex = sexOf(personalId) === 'MALE' ? 'M' : 'F';
  const holders = statersOf(id).filter((number) => number !== row.insuranceNumber);
  const risks = risksOf(toParticipant(row), { personalId, name: null, birth, sex, isDeceased: false }, anomalies);
  const isTaken = holders.length > 0 && row.personalId !== id && !risks.includes('SHARED_ID');
  return { risks: isTaken ? [...risks, 'SHARED_ID'] : risks, holders };
}

function accept(change: Proposal | null): Decided {
  return { outcome: 'ACCEPTED', change };
}

function refuse(reason: LineReason): Decided {
  return { outcome: 'REFUSED', ...refused(reason) };
}
