import { Client, type ClientBase } from 'pg';
import { readCitizensOf, readHolders, toIdentity } from '../campaigns/look-up';
import { readParticipants, toParticipant } from '../campaigns/participant-row';
import { claimFindings, releaseClaims } from '../campaigns/review/claim';
import { decideFinding } from '../campaigns/review/decide';
import { readReviewItems, type ReviewItem } from '../campaigns/review/read-items';
import { workload } from '../campaigns/review/workload';
import { risksOf } from '../campaigns/risks';
import { simulateReview } from '../demo/simulate-review';
import { openTruth, type Truth } from '../demo/truth';
import type { Session } from './session';

/** Clerical review as a command: how much waits for whom, and, in a demonstration, the truth in the reviewers' place. */

/** What waits and who has decided how much, for a terminal. */
export async function renderWorkload(client: ClientBase, campaign: string): Promise<string> {
  const { provinces, reviewers } = await workload(client, campaign);
  return [
    `${'province'.padEnd(10)}${'waiting'.padStart(9)}${'claimed'.padStart(9)}${'decided'.padStart(9)}`,
    ...provinces.map(
      ({ province, waiting, claimed, decided }) =>
        province.padEnd(10) + [waiting, claimed, decided].map((count) => String(count).padStart(9)).join(''),
    ),
    '',
    ...reviewers.map(
      ({ reviewer, accepted, rejected, papers }) =>
        `${accepted} accepted, ${rejected} rejected, ${papers} in want of papers, by ${reviewer}`,
    ),
    '',
  ].join('\n');
}

export interface SimulatedReview {
  readonly accepted: number;
  readonly rejected: number;
  readonly papers: number;
}

const CLAIMED_MOST = 200;
const LEASE_S = 300;
/** Two, since a risky change needs as many. */
const REVIEWERS = ['demonstration reviewer 1', 'demonstration reviewer 2'];

/** Lets the truth decide about all that waits. Throws CONFIGURATION_INVALID where there is no demonstration. */
export async function reviewByTruth(session: Session, campaign: string): Promise<SimulatedReview> {
  const truth = await openTruth(session);
  const [gateway, insurance, population] = [
    new Client(session.site.writer()),
    new Client(session.site.reader('insurance')),
    new Client(session.site.reader('population')),
  ];
  const decided = { ACCEPT: 0, REJECT: 0, PAPERS: 0 };
  try {
    for (const client of [gateway, insurance, population]) await client.connect();
    for (const reviewer of REVIEWERS) {
      for (;;) {
        const request = { campaign, reviewer, provinces: null, most: CLAIMED_MOST, leaseSeconds: LEASE_S };
        const items = await readReviewItems(gateway, request, await claimFindings(gateway, request));
        if (items.length === 0) break;
        let taken = 0;
        for (const decision of await decideAll({ insurance, population, truth }, items)) {
          const { ok } = await decideFinding(gateway, { campaign, reviewer, ...decision });
          if (!ok) continue;
          taken += 1;
          decided[decision.decision] += 1;
        }
        // Whoever cannot be decided about stays for a person.
        if (taken === 0) break;
      }
      await releaseClaims(gateway, { campaign, reviewer }, null);
    }
  } finally {
    await Promise.all([gateway.end(), insurance.end(), population.end(), truth.close()]);
  }
  return { accepted: decided.ACCEPT, rejected: decided.REJECT, papers: decided.PAPERS };
}

type Judged = Omit<Parameters<typeof decideFinding>[1], 'campaign' | 'reviewer'>;

async function decideAll(
  { insurance, population, truth }: { insurance: ClientBase; population: ClientBase; truth: Truth },
  items: readonly ReviewItem[],
): Promise<readonly Judged[]> {
  const numbers = items.map(({ insuranceNumber }) => insuranceNumber);
  const people = await truth.personOf(numbers);
  const chosen = items.map((item) => {
    const shown = { proposedId: item.candidates[0]?.personalId ?? null, candidates: item.candidates };
    return { item, ...simulateReview(shown, people.get(item.insuranceNumber) ?? null) };
  });
  const ids = chosen.flatMap(({ chosenId }) => chosenId ?? []);
  const [participants, citizens, holders] = [
    await readParticipants(insurance, numbers),
    await readCitizensOf(population, ids),
    await readHolders(insurance, ids),
  ];
  return chosen.map(({ item: { insuranceNumber, anomalies }, decision, chosenId, reason }) => {
    const row = participants.get(insuranceNumber);
    const citizen = chosenId === null ? undefined : citizens.get(chosenId);
    return {
      insuranceNumber,
      decision,
      chosenId,
      reason,
      isKnown: citizen !== undefined,
      risks: row && citizen ? risksOf(toParticipant(row), toIdentity(citizen), anomalies) : [],
      holders: (holders.get(chosenId ?? '') ?? []).filter((number) => number !== insuranceNumber),
    };
  });
}
