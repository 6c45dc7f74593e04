import type { FoundCitizens } from '../../src/campaigns/find-citizens';
import { learnModel, openMatcher } from '../../src/campaigns/match';
import { PARTICIPANT_KEYS } from '../../src/campaigns/participant-link';
import { BlockIndex } from '../../src/linkage/blocking';
import { decide, oneToOne, thresholdsFor } from '../../src/linkage/decide';
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

/** Links a whole nation without knowing the truth, and then holds it against the truth: by group and kind of error. */
export function evaluate({ participants, citizens, truth, errors }: LinkedNation): ReadonlyMap<string, Linked> {
  const index = new BlockIndex(PARTICIPANT_KEYS, BLOCK_MOST);
  for (const citizen of citizens) index.add(citizen);
  const found = participants.map((participant): FoundCitizens => {
    const { rights, overflowing } = index.find(participant);
    return { citizens: rights.map((place) => citizens[place]!), overflowing };
  });
  const matcher = openMatcher(learnModel({ participants, found, citizens, total: citizens.length }, randomOf(1)));
  const places = new Map(citizens.map(({ personalId }, place) => [personalId, place]));
  const ranked = participants.map((participant, i) => matcher.rank(participant, found[i]!));
  const thresholds = thresholdsFor(
    ranked.map(([best]) => best?.probability ?? 0),
    PRECISION,
    0.0001,
  );
  const claims = ranked.flatMap((of, left) =>
    decide(of, thresholds) === 'MATCH'
      ? [{ left, bits: of[0]!.bits, right: places.get(of[0]!.citizen.personalId)! }]
      : [],
  );
  const standing = oneToOne(claims, MARGIN_BITS);

  const groups = new Map<string, Linked>();
  participants.forEach(({ insuranceNumber }, left) => {
    const id = truth.get(insuranceNumber) ?? '';
    if (!places.has(id)) return;
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
      if (isAutomatic && shown[0]!.citizen.personalId === id) group.right += 1;
      if (shown.some(({ citizen }) => citizen.personalId === id)) group.reviewable += 1;
    }
  });
  return groups;
}
