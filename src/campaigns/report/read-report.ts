import type { ClientBase } from 'pg';
import { dayInVietNam } from '../../values/viet-nam-time';
import { getCampaign, type KnownCampaign, listEvents } from '../campaign-store';
import {
  countsByProvince,
  type EmployerLooked,
  type Looked,
  type ProvinceLooked,
  sumLooked,
  worstEmployers,
} from './read-counts';
import { isAccountedFor, type Outcomes, readOutcomes } from './read-outcome';
import { type Progress, readProgress } from './read-progress';
import { type EvaluatedQuality, readQuality } from './read-quality';
import { readReview, type Review } from './read-review';
import { readStages, type StageProgress } from './read-stages';
import type { Provinces } from './within-provinces';

/** How far a campaign is and what became of what it found, at one moment: aggregates for officers, nothing of one person. */
export interface CampaignReport {
  readonly known: KnownCampaign;
  readonly at: Date;
  /** The day, yyyy-mm-dd, whose provinces are meant by the codes. */
  readonly asOf: string;
  /** The provinces that it is about; null for all. */
  readonly provinces: Provinces;
  readonly looked: Looked;
  readonly lookedByProvince: readonly ProvinceLooked[];
  readonly worstEmployers: readonly EmployerLooked[];
  readonly outcomes: Outcomes;
  /** Whether the sums of the outcomes hold. */
  readonly isAccountedFor: boolean;
  readonly progress: Progress;
  readonly stages: readonly StageProgress[];
  readonly review: Review;
  readonly model: DecisionModel | null;
  readonly quality: EvaluatedQuality | null;
}

/** By what the campaign decided; probabilities from 0 to 1. */
export interface DecisionModel {
  readonly version: string;
  readonly matchFrom: number | null;
  readonly possibleFrom: number | null;
}

export interface ReportOptions {
  readonly provinces?: Provinces;
  /** The day, yyyy-mm-dd, as of which the insurance register stands; that of `now` when left out. */
  readonly asOf?: string;
  /** How many employers are told of; 10 when left out. */
  readonly employers?: number;
}

/**
 * Reads the report of a campaign in a transaction of its own, so that all of its figures are of one moment. `now` is what is
 * called now for rates and forecasts. Throws CAMPAIGN_INVALID when there is no such campaign.
 */
export async function readReport(
  client: ClientBase,
  campaign: string,
  now: Date,
  { provinces = null, employers = 10, asOf = dayInVietNam(now.getTime()) }: ReportOptions = {},
): Promise<CampaignReport> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const known = await getCampaign(client, campaign);
    const events = await listEvents(client, campaign);
    const lookedByProvince = await countsByProvince(client, campaign, provinces);
    const outcomes = await readOutcomes(client, campaign, provinces);
    return {
      known,
      at: now,
      asOf,
      provinces,
      looked: sumLooked(lookedByProvince),
      lookedByProvince,
      worstEmployers: await worstEmployers(client, campaign, { most: employers, provinces }),
      outcomes,
      isAccountedFor: [outcomes.total, ...outcomes.byProvince.values(), ...outcomes.byAnomaly.values()].every(
        isAccountedFor,
      ),
      progress: await readProgress(
        client,
        {
          id: campaign,
          createdAt: known.createdAt,
          targets: known.campaign.targets,
          isScanned: !['CREATED', 'SCANNING'].includes(known.resumesIn ?? known.state),
          isRevert: known.reverts !== null,
        },
        { looked: lookedByProvince, outcomes },
        now,
        provinces,
      ),
      stages: await readStages(client, campaign, events, now, provinces),
      review: await readReview(client, campaign, provinces),
      model: await readModel(client, campaign),
      quality: await readQuality(client, campaign, provinces),
    };
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

async function readModel(client: ClientBase, campaign: string): Promise<DecisionModel | null> {
  const { rows } = await client.query<DecisionModel>(
    `select model as version, match_from as "matchFrom", possible_from as "possibleFrom"
       from campaign.decision where campaign = $1`,
    [campaign],
  );
  return rows[0] ?? null;
}
