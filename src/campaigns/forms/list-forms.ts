import type { ClientBase } from 'pg';
import type { FormNumber, FormPlace } from './form';

/** Which forms a campaign has to hand out, and the findings of one. */

/** Of a finding `f`: what each form asks about; `asksForConfirmation` says the same of one that is in memory. */
const ASKED: Readonly<Record<FormNumber, string>> = {
  '01': `f.proposed_id is not null
    and (f.state in ('PROPOSED', 'ACCEPTED') or f.state = 'POSSIBLE' and f.rule is distinct from 'FORM')`,
  '02': `f.state in ('UNMATCHED', 'PAPERS')`,
};

/** How many lines the two forms of an employer in a province have. */
export interface FormCount {
  /** Tax code; empty for the province's own list. */
  readonly employer: string;
  readonly province: string;
  readonly lines: Readonly<Record<FormNumber, number>>;
}

/** In the order of provinces and employers; those without a line are left out. `provinces` are those to look at, null for all. */
export async function listForms(
  client: ClientBase,
  campaign: string,
  provinces: readonly string[] | null = null,
): Promise<readonly FormCount[]> {
  const { rows } = await client.query<{ employer: string; province: string; first: number; second: number }>(
    `select * from (
       select coalesce(f.employer, '') as employer, f.province, (count(*) filter (where ${ASKED['01']}))::integer as first,
              (count(*) filter (where ${ASKED['02']}))::integer as second
         from campaign.finding f
        where f.campaign = $1 and ($2::text[] is null or f.province = any($2)) group by 1, 2) counted
      where first + second > 0 order by province, employer`,
    [campaign, provinces],
  );
  return rows.map(({ employer, province, first, second }) => ({
    ...{ employer, province },
    lines: { '01': first, '02': second },
  }));
}

/** A finding that a form has a line for. */
export interface ListedFinding {
  readonly insuranceNumber: string;
  /** The ID that the participant's record states. */
  readonly personalId: string | null;
  readonly proposedId: string | null;
}

/** The next findings of a form after an insurance number, by these numbers. */
export async function readListed(
  client: ClientBase,
  { campaign, employer, province, form }: FormPlace,
  after: string,
  most: number,
): Promise<readonly ListedFinding[]> {
  const ofEmployer = employer === '' ? 'f.employer is null' : 'f.employer = $5';
  const { rows } = await client.query<ListedFinding>({
    name: `campaign: lines of form ${form}${employer === '' ? ' without an employer' : ''}`,
    text: `select f.insurance_number as "insuranceNumber", f.personal_id as "personalId", f.proposed_id as "proposedId"
             from campaign.finding f
            where f.campaign = $1 and f.province = $2 and f.insurance_number > $3 and ${ofEmployer} and ${ASKED[form]}
            order by f.insurance_number limit $4`,
    values: [campaign, province, after, most, ...(employer === '' ? [] : [employer])],
  });
  return rows;
}
