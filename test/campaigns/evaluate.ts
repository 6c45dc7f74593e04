import { PARTICIPANT_FIELDS, PARTICIPANT_KEYS } from '../../src/campaigns/participant-link';
import { BlockIndex } from '../../src/linkage/blocking';
import { compare } from '../../src/linkage/comparison';
import { decide, oneToOne, rank, thresholdsFor } from '../../src/linkage/decide';
import { learn } from '../../src/linkage/learn';
import { openModel } from '../../src/linkage/model';
import { randomOf } from '../linkage/books';
import type { LinkedNation } from './read-nation';

/** How a group of participants whose citizen record exists was linked. */
export interface Linked {
  participants: number;
  /** Linked without anybody's help, and how many of them to the right citizen. */
  automatic: number;
  right: number;
  /** Whose citizen is among the few that a reviewer is shown, or was linked. */
  reviewable: number;
}

/** What nobody would call an anomaly of an ID: the same name in another writing, another address. */
const NO_ANOMALIES = ['SPELLING_VARIANT', 'RESIDENCE_STALE', 'COMMUNE_OBSOLETE'];
/** Cannot be seen in one pair of records. */
const APART = 'BORROWED_IDENTITY';
const PRECISION = 0.9997;
const MARGIN_BITS = 12;
const SHOWN_MOST = 5;
const BLOCK_MOST = 200;
const TRAINING = [
  { keys: ['number'], fields: ['personalId'] },
  { keys: ['birth date and given name'], fields: ['name', 'birthDate'] },
];

/** Links a whole nation without knowing the truth, and then holds it against the truth: by group and kind of error. */
export function evaluate({ participants, citizens, truth, errors }: LinkedNation): ReadonlyMap<string, Linked> {
  const index = new BlockIndex(PARTICIPANT_KEYS, BLOCK_MOST);
  for (const citizen of citizens) index.add(citizen);
  const model = learn({
    fields: PARTICIPANT_FIELDS,
    lefts: participants,
    rights: citizens,
    index,
    training: TRAINING,
    coverage: 0.98,
    random: randomOf(1),
  });
  const { weigh, prior } = openModel(PARTICIPANT_FIELDS, model);
  const ranked = participants.map((participant) => {
    const weighed = index.find(participant).rights.map((right) => {
      const citizen = citizens[right]!;
      return { right, bits: weigh(compare(PARTICIPANT_FIELDS, participant, citizen), participant, citizen) };
    });
    return rank(weighed, { prior, coverage: model.coverage });
  });
  const thresholds = thresholdsFor(
    ranked.map(([best]) => best?.probability ?? 0),
    PRECISION,
    0.0001,
  );
  const claims = ranked.flatMap((of, left) => (decide(of, thresholds) === 'MATCH' ? [{ left, ...of[0]! }] : []));
  const standing = oneToOne(claims, MARGIN_BITS);

  const groups = new Map<string, Linked>();
  const existing = new Set(citizens.map(({ personalId }) => personalId));
  participants.forEach(({ insuranceNumber }, left) => {
    const id = truth.get(insuranceNumber) ?? '';
    if (!existing.has(id)) return;
    const kinds = errors.get(insuranceNumber) ?? [];
    const shown = ranked[left]!.filter((of) => of.probability >= thresholds.possible).slice(0, SHOWN_MOST);
    const isAutomatic = standing.has(left);
    const isAnomalous = kinds.some((kind) => !NO_ANOMALIES.includes(kind));
    const of = kinds.includes(APART) ? [APART] : ['all', ...(isAnomalous ? ['anomalous'] : []), ...new Set(kinds)];
    for (const name of of) {
      const group = groups.get(name) ?? { participants: 0, automatic: 0, right: 0, reviewable: 0 };
      groups.set(name, group);
      group.participants += 1;
      if (isAutomatic) group.automatic += 1;
      if (isAutomatic && citizens[shown[0]!.right]!.personalId === id) group.right += 1;
      if (shown.some(({ right }) => citizens[right]!.personalId === id)) group.reviewable += 1;
    }
  });
  return groups;
}
