import type { Client } from 'pg';
import { createCampaign, moveCampaign } from '../../../src/campaigns/campaign-store';
import type { CampaignState, Risk } from '../../../src/campaigns/campaign';
import { parseCampaign } from '../../../src/campaigns/parse-campaign';

const ACTOR = 'test hq-officer';
const TO_REVIEW = ['CREATED', 'SCANNING', 'MATCHING', 'DECIDING', 'REVIEWING'] as const;

/** Makes a campaign that is in review. */
export async function makeReviewedCampaign(client: Client, id: string, scope: object = {}): Promise<void> {
  await createCampaign(client, parseCampaign({ id, scope }), { actor: ACTOR });
  for (const [i, from] of TO_REVIEW.entries()) {
    const to = TO_REVIEW[i + 1];
    if (to) await move(client, id, from, to);
  }
}

export async function move(client: Client, id: string, from: CampaignState, to: CampaignState): Promise<void> {
  if (!(await moveCampaign(client, id, { from, to, actor: ACTOR }))) throw new Error(`${id} is not ${from}`);
}

export interface FindingSeed {
  readonly insuranceNumber: string;
  readonly province?: string;
  /** The ID that it has. */
  readonly personalId?: string | null;
  readonly state?: string;
  /** The best candidate first. */
  readonly candidates?: readonly string[];
  readonly risks?: readonly Risk[];
  readonly sampled?: boolean;
  readonly version?: number;
  /** Minutes ago. */
  readonly age?: number;
  readonly model?: string | null;
}

/** Puts findings into a campaign that wait for review unless a seed says otherwise, in the order of the list. */
export async function addFindings(client: Client, campaign: string, seeds: readonly FindingSeed[]): Promise<void> {
  for (const [i, seed] of seeds.entries()) {
    const { candidates = ['904185000001', '904185000002'], sampled = false, state = 'POSSIBLE' } = seed;
    const found = candidates.map((personalId, place) => ({
      personalId,
      bits: 30 - 5 * place,
      probability: place === 0 ? 0.9 : 0.05,
    }));
    await client.query(
      `insert into campaign.finding (campaign, insurance_number, part, province, version, personal_id, anomalies, evidence, state,
         proposed_id, rule, bits, probability, candidates, risks, sampled, model, found_at)
       values ($1, $2, 0, $3, $4, $5, '{NAME_DIFFERS,SHARED}', '{MARKS_MISSING,2}', $6, $7, 'LINKED', 30, 0.9, $8, $9, $10, $11,
         now() - $12 * interval '1 minute')`,
      [
        campaign,
        seed.insuranceNumber,
        seed.province ?? '04',
        seed.version ?? 1,
        seed.personalId === undefined ? '904185999999' : seed.personalId,
        state,
        candidates[0] ?? null,
        JSON.stringify(found),
        seed.risks ?? [],
        sampled,
        seed.model ?? null,
        seed.age ?? seeds.length - i,
      ],
    );
  }
}

/** Insurance numbers of nobody. */
export function numbersOf(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, i) => `04${String(from + i).padStart(8, '0')}`);
}
