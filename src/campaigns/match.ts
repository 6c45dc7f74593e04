import { sharesAnyKey } from '../linkage/blocking';
import { compare } from '../linkage/comparison';
import { rank, type Ranked } from '../linkage/decide';
import { learn } from '../linkage/learn';
import { type Evidence, type Model, openModel, type Weigher } from '../linkage/model';
import type { FoundCitizens } from './find-citizens';
import { type CitizenRecord, getKey, PARTICIPANT_FIELDS, type ParticipantRecord } from './participant-link';

/** Weighs participants against the citizens that they may be, by a model that was learnt of the registers themselves. */

/** A citizen that a participant may be. */
export interface Candidate extends Ranked {
  readonly citizen: CitizenRecord;
}

export interface Matcher {
  readonly model: Model;
  /** A participant's candidates, the likeliest first. */
  readonly rank: (participant: ParticipantRecord, found: FoundCitizens) => readonly Candidate[];
  /** Field by field why a pair weighs what it does. */
  readonly explain: (participant: ParticipantRecord, citizen: CitizenRecord) => readonly Evidence[];
}

/** Samples of both registers, with the citizens that were found for the participants. */
export interface Sample {
  readonly participants: readonly ParticipantRecord[];
  readonly found: readonly FoundCitizens[];
  readonly citizens: readonly CitizenRecord[];
  /** How many citizens the population register has. */
  readonly total: number;
}

/** How pairs are found that most likely match, and the fields by which they were. */
const TRAINING = [
  { key: 'number', foundBy: ['personalId'] },
  { key: 'birth date and given name', foundBy: ['name', 'birthDate'] },
];
/** Before anything is known, two in a hundred participants have no citizen record. */
const COVERAGE = 0.98;

/** Learns a model from samples. `random` draws a number from 0 up to 1. */
export function learnModel({ participants, found, citizens, total }: Sample, random: () => number): Model {
  function* pairs(name: string): Iterable<readonly [ParticipantRecord, CitizenRecord]> {
    const key = getKey(name);
    for (const [i, participant] of participants.entries()) {
      const isPair = sharesAnyKey([key], participant);
      for (const citizen of found[i]?.citizens ?? []) if (isPair(citizen)) yield [participant, citizen];
    }
  }
  return learn({
    fields: PARTICIPANT_FIELDS,
    lefts: participants,
    rights: citizens,
    total,
    training: TRAINING.map(({ key, foundBy }) => ({ foundBy, pairs: pairs(key) })),
    coverage: COVERAGE,
    random,
  });
}

/** Throws a RangeError for a model of other fields. */
export function openMatcher(model: Model): Matcher {
  const weigher: Weigher<ParticipantRecord, CitizenRecord> = openModel(PARTICIPANT_FIELDS, model);
  const { prior } = weigher;
  return {
    model,
    rank: (participant, { citizens }) =>
      rank(
        citizens.map((citizen, right) => ({
          right,
          bits: weigher.weigh(compare(PARTICIPANT_FIELDS, participant, citizen), participant, citizen),
        })),
        { prior, coverage: model.coverage },
      ).map((ranked) => ({ ...ranked, citizen: citizens[ranked.right] as CitizenRecord })),
    explain: (participant, citizen) =>
      weigher.explain(compare(PARTICIPANT_FIELDS, participant, citizen), participant, citizen),
  };
}
