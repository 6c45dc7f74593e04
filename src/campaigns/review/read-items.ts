import type { ClientBase } from 'pg';
import type { Risk, Rule } from '../campaign';
import type { Anomaly } from '../classify';
import type { KeptCandidate } from '../forms/decide-line';
import type { ClaimedFinding } from './claim';

/** What a participant said of an ID on a form. */
export interface FormStatement {
  readonly answer: 'YES' | 'NO' | 'PAPERS';
  readonly personalId: string;
  readonly note: string | null;
}

/** A finding as a reviewer has it before them. */
export interface ReviewItem extends ClaimedFinding {
  readonly anomalies: readonly Anomaly[];
  /** What shows each anomaly, side by side with them: codes and levels alone. */
  readonly evidence: readonly (string | null)[];
  readonly risks: readonly Risk[];
  readonly rule: Rule | null;
  /** The model that weighed the candidates; null where none did. */
  readonly model: string | null;
  /** The best first. */
  readonly candidates: readonly KeptCandidate[];
  readonly foundAt: Date;
  /** How many others have decided on this version of the record; not what, so that the next one is independent. */
  readonly decisions: number;
  /** What the participant said last, if anything. */
  readonly statement: FormStatement | null;
}

const ITEMS = `
  select f.insurance_number as "insuranceNumber", f.anomalies, f.evidence, f.risks, f.rule, f.model,
         coalesce(f.candidates, '[]') as candidates, f.found_at as "foundAt",
         (select count(*)::integer from campaign.review r
           where r.campaign = f.campaign and r.insurance_number = f.insurance_number and r.version = f.version
             and r.reviewer <> $3) as decisions,
         (select jsonb_build_object('answer', l.answer, 'personalId', l.personal_id, 'note', l.note)
            from campaign.form_line l
           where l.campaign = f.campaign and l.insurance_number = f.insurance_number and l.outcome = 'ACCEPTED'
           order by l.file desc, l.line desc limit 1) as statement
    from campaign.finding f
   where f.campaign = $1 and f.insurance_number = any($2::text[]) and f.state = 'POSSIBLE'`;

/** The findings that a reviewer has claimed, in the order of the claims. */
export async function readReviewItems(
  client: ClientBase,
  { campaign, reviewer }: { readonly campaign: string; readonly reviewer: string },
  claims: readonly ClaimedFinding[],
): Promise<readonly ReviewItem[]> {
  const numbers = claims.map(({ insuranceNumber }) => insuranceNumber);
  const { rows } = await client.query<Omit<ReviewItem, 'until'>>(ITEMS, [campaign, numbers, reviewer]);
  const found = new Map(rows.map((row) => [row.insuranceNumber, row]));
  return claims.flatMap(({ insuranceNumber, until }) => {
    const item = found.get(insuranceNumber);
    return item ? [{ ...item, until }] : [];
  });
}
