import type { ClientBase } from 'pg';
import type { FindingState, Risk } from '../campaign';
import { REVIEWED_IN } from './claim';
import { type ReviewDecision, settle, type Verdict } from './settle';

/**
 * Deciding about a finding: what comes in is what its claimant says; what holds afterwards is that the decision is on record, and
 * the finding settled where no other reviewer has to look at it.
 */

export interface FindingDecision extends Verdict {
  readonly campaign: string;
  readonly insuranceNumber: string;
  readonly reviewer: string;
  readonly reason: string;
  /** Whether the population register has the chosen citizen, within the reviewer's reach. */
  readonly isKnown: boolean;
  /** What about the chosen citizen asks for a second reviewer; none where nobody was chosen. */
  readonly risks: readonly Risk[];
  /** Insurance numbers of other participants who state the chosen ID. */
  readonly holders: readonly string[];
}

export type DecisionRefusal =
  /** The claim ran out, was let go of, or never was this reviewer's; or the finding waits for nobody any more. */
  | 'CLAIM_LOST'
  /** This reviewer has decided on this version of the record. */
  | 'DECIDED_ALREADY'
  /** To accept takes a citizen, and anything else takes none. */
  | 'CHOICE'
  /** The chosen citizen is not known. */
  | 'CHOICE_UNKNOWN'
  /** The campaign takes no decisions now. */
  | 'NOT_IN_REVIEW';

export type Decided =
  /** The state of the finding; POSSIBLE while another reviewer has to look at it. */
  { readonly ok: true; readonly state: FindingState } | { readonly ok: false; readonly reason: DecisionRefusal };

/** What a settled finding becomes. */
const STATE_OF: Readonly<Record<ReviewDecision, FindingState>> = {
  ACCEPT: 'ACCEPTED',
  REJECT: 'REJECTED',
  PAPERS: 'PAPERS',
};

interface FindingRow {
  readonly version: string;
  readonly proposed_id: string | null;
  readonly risks: readonly Risk[];
  readonly sampled: boolean;
  readonly is_in_review: boolean;
}

/** The finding, which nobody else changes until the transaction ends, if its claim is the reviewer's. */
const CLAIMED = `
  select f.version, f.proposed_id, f.risks, f.sampled, c.state = any($4::text[]) as is_in_review
    from campaign.finding f join campaign.campaign c using (campaign)
   where f.campaign = $1 and f.insurance_number = $2 and f.state = 'POSSIBLE'
     and exists (
       select from campaign.claim k
        where k.campaign = f.campaign and k.insurance_number = f.insurance_number and k.reviewer = $3
          and k.until > clock_timestamp())
     for update of f`;
/** Said again, as a claim that was looked at before the lock was there may have passed on meanwhile. */
const DROP_CLAIM = `
  delete from campaign.claim
   where campaign = $1 and insurance_number = $2 and reviewer = $3 and until > clock_timestamp()`;
const RECORD = `
  insert into campaign.review (campaign, insurance_number, version, reviewer, decision, chosen_id, reason)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict (campaign, insurance_number, version, reviewer) do nothing`;
const VERDICTS = `
  select decision, chosen_id as "chosenId" from campaign.review
   where campaign = $1 and insurance_number = $2 and version = $3 order by review`;
/** Whether the chosen ID was or is to be given to another participant, or is another's who is to have no other one themselves. */
const TAKEN = `
  select exists (
    select from campaign.finding
     where campaign = $1 and proposed_id = $3 and insurance_number <> $2
       and state in ('PROPOSED', 'ACCEPTED', 'APPLIED', 'CONFIRMED'))
  or exists (
    select from unnest($4::text[]) as holder(number)
     where number <> $2 and not exists (
       select from campaign.finding
        where campaign = $1 and insurance_number = number and proposed_id <> $3)) as is_taken`;
const NOTE_RISKS = `update campaign.finding set risks = $3 where campaign = $1 and insurance_number = $2`;
const SETTLE = `
  update campaign.finding f
     set state = $3, settled_at = case when $3 = 'REJECTED' then clock_timestamp() end
   where campaign = $1 and insurance_number = $2`;
/** The weight of whoever was chosen among the candidates; nothing is known of anybody else's. */
const CHOOSE = `
  update campaign.finding f
     set proposed_id = $3, rule = 'REVIEWED', bits = (chosen.candidate->>'bits')::real,
         probability = (chosen.candidate->>'probability')::double precision
    from (select (select c from jsonb_array_elements(f.candidates) c where c->>'personalId' = $3 limit 1) as candidate
            from campaign.finding f where f.campaign = $1 and f.insurance_number = $2) chosen
   where f.campaign = $1 and f.insurance_number = $2`;

/** Puts a decision on record, in one transaction with what it comes to; a refusal changes nothing. */
export async function decideFinding(client: ClientBase, decision: FindingDecision): Promise<Decided> {
  const { campaign, insuranceNumber, reviewer, chosenId } = decision;
  if ((decision.decision === 'ACCEPT') !== (chosenId !== null)) return { ok: false, reason: 'CHOICE' };
  await client.query('begin');
  try {
    const key = [campaign, insuranceNumber];
    const { rows } = await client.query<FindingRow>(CLAIMED, [...key, reviewer, REVIEWED_IN]);
    const decided = rows[0] ? await decide(client, rows[0], decision) : await whyNot(client, decision);
    await client.query(decided.ok ? 'commit' : 'rollback');
    return decided;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function decide(client: ClientBase, finding: FindingRow, decision: FindingDecision): Promise<Decided> {
  const { campaign, insuranceNumber, reviewer, chosenId, reason } = decision;
  const key = [campaign, insuranceNumber];
  if (!finding.is_in_review) return { ok: false, reason: 'NOT_IN_REVIEW' };
  if (chosenId !== null && !decision.isKnown) return { ok: false, reason: 'CHOICE_UNKNOWN' };
  const dropped = await client.query(DROP_CLAIM, [...key, reviewer]);
  if (dropped.rowCount !== 1) return { ok: false, reason: 'CLAIM_LOST' };
  const { version } = finding;
  const recorded = await client.query(RECORD, [...key, version, reviewer, decision.decision, chosenId, reason]);
  if (recorded.rowCount !== 1) return { ok: false, reason: 'DECIDED_ALREADY' };
  const risks = await risksOfAll(client, finding, decision);
  const verdicts = await client.query<Verdict>(VERDICTS, [...key, version]);
  const checked = finding.sampled ? finding.proposed_id : null;
  const settled = settle({ risks, checked }, verdicts.rows);
  if (!settled) return { ok: true, state: 'POSSIBLE' };
  const state = STATE_OF[settled.decision];
  await client.query(SETTLE, [...key, state]);
  if (settled.chosenId !== null && settled.chosenId !== checked) await client.query(CHOOSE, [...key, settled.chosenId]);
  return { ok: true, state };
}

/** The risks of the finding from now on: one that a choice brought in stays. */
async function risksOfAll(
  client: ClientBase,
  finding: FindingRow,
  decision: FindingDecision,
): Promise<readonly Risk[]> {
  const { campaign, insuranceNumber, chosenId, holders } = decision;
  if (chosenId === null) return finding.risks;
  // Two who give the same ID to two participants at once see each other.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${campaign} ${chosenId}`]);
  const { rows } = await client.query<{ is_taken: boolean }>(TAKEN, [campaign, insuranceNumber, chosenId, holders]);
  const taken: readonly Risk[] = rows[0]?.is_taken ? ['SHARED_ID'] : [];
  const all = [...new Set([...finding.risks, ...decision.risks, ...taken])];
  if (all.length > finding.risks.length) await client.query(NOTE_RISKS, [campaign, insuranceNumber, all]);
  return all;
}

/** Why somebody without a claim cannot decide: a decision that is sent twice is told from one whose claim was lost. */
async function whyNot(client: ClientBase, { campaign, insuranceNumber, reviewer }: FindingDecision): Promise<Decided> {
  const { rowCount } = await client.query(
    `select from campaign.review r join campaign.finding f using (campaign, insurance_number, version)
      where campaign = $1 and insurance_number = $2 and r.reviewer = $3`,
    [campaign, insuranceNumber, reviewer],
  );
  return { ok: false, reason: rowCount === 0 ? 'CLAIM_LOST' : 'DECIDED_ALREADY' };
}
