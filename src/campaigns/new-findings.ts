import type { ClientBase } from 'pg';
import { columnsOf } from './columns';
import type { Finding } from './classify';
import { EXACT_BITS } from './exact';
import type { Risk, Rule } from './campaign';
import { TAKE_UP } from './holdings';
import type { ParticipantRow } from './participant-row';

/** A participant with an anomaly, with the citizen that an exact pass found for them. */
export interface NewFinding {
  readonly participant: Pick<ParticipantRow, 'insuranceNumber' | 'province' | 'employer' | 'version' | 'personalId'>;
  readonly findings: readonly Finding[];
  readonly match: {
    readonly rule: Rule;
    readonly personalId: string;
    readonly risks: readonly Risk[];
    /** Insurance numbers of others who state that ID. */
    readonly holders: readonly string[];
  } | null;
}

/**
 * Writes the findings of a part. Gives those that were not taken up, because another campaign has the participant in hand.
 * `isHeld` keeps other campaigns from taking them up.
 */
export async function writeFindings(
  client: ClientBase,
  { campaign, part, isHeld }: { readonly campaign: string; readonly part: number; readonly isHeld: boolean },
  findings: readonly NewFinding[],
): Promise<readonly NewFinding[]> {
  if (findings.length === 0) return [];
  const column = columnsOf(findings);
  // An array of arrays would have to be rectangular; codes hold no comma.
  const joined = (texts: readonly string[]): string => texts.join(',');
  const { rows } = await client.query<[string][] & [string]>({
    name: isHeld ? 'campaign: write findings in hand' : 'campaign: write findings',
    text: `
      with asked as materialized (
        select * from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[],
                             $11::text[], $12::text[], $13::text[])
          as a(number, province, employer, version, personal_id, anomalies, evidence, proposed_id, rule, risks, holders))
      ${isHeld ? `, ${TAKE_UP}` : ''}
      insert into campaign.finding (campaign, part, state, insurance_number, province, employer, version, personal_id,
          anomalies, evidence, proposed_id, rule, bits, risks, holders)
      select $1, $2, 'FOUND', a.number, a.province, a.employer, a.version, a.personal_id,
             string_to_array(a.anomalies, ','), string_to_array(a.evidence, ','), a.proposed_id, a.rule,
             case when a.rule is not null then ${EXACT_BITS} end,
             string_to_array(a.risks, ','), string_to_array(a.holders, ',')
        from asked a ${isHeld ? 'join held h on h.insurance_number = a.number' : ''}
      on conflict do nothing returning insurance_number`,
    values: [
      campaign,
      part,
      column(({ participant }) => participant.insuranceNumber),
      column(({ participant }) => participant.province),
      column(({ participant }) => participant.employer),
      column(({ participant }) => participant.version),
      column(({ participant }) => participant.personalId),
      column(({ findings: of }) => joined(of.map(({ anomaly }) => anomaly))),
      column(({ findings: of }) => joined(of.map(({ evidence }) => evidence ?? ''))),
      column(({ match }) => match?.personalId ?? null),
      column(({ match }) => match?.rule ?? null),
      column(({ match }) => joined(match?.risks ?? [])),
      column(({ match }) => joined(match?.holders ?? [])),
    ],
    rowMode: 'array',
  });
  if (rows.length === findings.length) return [];
  const taken = new Set((rows as unknown as [string][]).map(([number]) => number));
  return findings.filter(({ participant }) => !taken.has(participant.insuranceNumber));
}
