import type { Client } from 'pg';
import { type Canonical, canonicalJson } from '../../../src/audit/canonical-json';
import type { CampaignState, FindingState, Risk, Rule, Target } from '../../../src/campaigns/campaign';
import type { Anomaly } from '../../../src/campaigns/classify';
import type { Counted } from '../../../src/campaigns/counts';
import { parseCampaign } from '../../../src/campaigns/parse-campaign';

/** A campaign that no worker has worked on: its rows are written as a test wants them, in the past if it likes. */
export interface MadeCampaign {
  readonly id: string;
  readonly title?: string;
  readonly targets?: readonly Target[];
  readonly state?: CampaignState;
  readonly createdAt?: Date;
  readonly reverts?: string;
}

export interface MadeFinding {
  readonly number: string;
  readonly province: string;
  readonly employer?: string | null;
  readonly anomalies: readonly Anomaly[];
  readonly state: FindingState;
  readonly statedId?: string | null;
  readonly proposedId?: string | null;
  readonly candidates?: readonly string[] | null;
  readonly rule?: Rule | null;
  readonly risks?: readonly Risk[];
  readonly sampled?: boolean;
  readonly settledAt?: Date | null;
  readonly held?: boolean;
}

export interface MadeCount {
  readonly province: string;
  readonly employer?: string;
  readonly kind: Counted;
  readonly participants: number;
  readonly part?: number;
}

export async function makeCampaign(client: Client, made: MadeCampaign): Promise<void> {
  const { id, title = id, targets = [], state = 'REVIEWING', createdAt = new Date(), reverts = null } = made;
  const body = canonicalJson(parseCampaign({ id, title, targets }) as unknown as Canonical);
  await client.query(
    `insert into campaign.campaign (campaign, body, hash, reverts, state, created_by, created_at)
     values ($1, $2, $3, $4, $5, 'test hq-officer', $6)`,
    [id, body, '0'.repeat(64), reverts, state, createdAt],
  );
}

export async function makeEvents(
  client: Client,
  campaign: string,
  events: readonly (readonly [to: CampaignState, at: Date])[],
): Promise<void> {
  for (const [i, [to, at]] of events.entries()) {
    await client.query(
      `insert into campaign.event (campaign, from_state, to_state, actor, at) values ($1, $2, $3, 'test hq-officer', $4)`,
      [campaign, events[i - 1]?.[0] ?? null, to, at],
    );
  }
}

export async function makeCounts(client: Client, campaign: string, counts: readonly MadeCount[]): Promise<void> {
  await client.query(
    `insert into campaign.count (campaign, part, province, employer, anomaly, participants)
     select $1, * from unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[])`,
    [
      campaign,
      counts.map(({ part = 0 }) => part),
      counts.map(({ province }) => province),
      counts.map(({ employer = '' }) => employer),
      counts.map(({ kind }) => kind),
      counts.map(({ participants }) => participants),
    ],
  );
}

export async function makeFindings(client: Client, campaign: string, findings: readonly MadeFinding[]): Promise<void> {
  const rows = findings.map((finding) => ({
    insurance_number: finding.number,
    province: finding.province,
    employer: finding.employer ?? null,
    personal_id: finding.statedId ?? null,
    anomalies: finding.anomalies,
    state: finding.state,
    proposed_id: finding.proposedId ?? null,
    candidates: finding.candidates?.map((personalId) => ({ personalId, bits: 20, probability: 0.9 })) ?? null,
    rule: finding.rule ?? null,
    risks: finding.risks ?? [],
    sampled: finding.sampled ?? false,
    settled_at: finding.settledAt?.toISOString() ?? null,
  }));
  await client.query(
    `insert into campaign.finding (campaign, part, version, evidence, insurance_number, province, employer, personal_id,
        anomalies, state, proposed_id, candidates, rule, risks, sampled, settled_at)
     select $1, 0, 1, array_fill(''::text, array[cardinality(anomalies)]), insurance_number, province, employer, personal_id,
            anomalies, state, proposed_id, nullif(candidates, 'null'), rule, risks, sampled, settled_at
       from jsonb_to_recordset($2) as f(insurance_number text, province text, employer text, personal_id text, anomalies text[],
         state text, proposed_id text, candidates jsonb, rule text, risks text[], sampled boolean, settled_at timestamptz)`,
    [campaign, JSON.stringify(rows)],
  );
  await client.query('insert into campaign.holding select unnest($2::text[]), $1', [
    campaign,
    findings.filter(({ held }) => held).map(({ number }) => number),
  ]);
}

export async function makeReview(
  client: Client,
  campaign: string,
  review: {
    number: string;
    reviewer: string;
    decision: 'ACCEPT' | 'REJECT' | 'PAPERS';
    chosenId?: string;
    version?: number;
  },
): Promise<void> {
  const { number, reviewer, decision, chosenId = null, version = 1 } = review;
  await client.query(
    `insert into campaign.review (campaign, insurance_number, version, reviewer, decision, chosen_id, reason)
     values ($1, $2, $3, $4, $5, $6, 'as the papers show')`,
    [campaign, number, version, reviewer, decision, chosenId],
  );
}
