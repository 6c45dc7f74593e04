import type { ClientBase } from 'pg';
import type { FindingState, Rule } from '../campaign';
import { type Anomaly, ANOMALIES } from '../classify';
import { groupBy, sumOf } from './group-by';
import { type Provinces, valuesOf, withinProvinces } from './within-provinces';

/** What became of findings. At every moment matched = applied + conflict + rejected + quarantined + confirmed + open. */
export interface Outcome {
  readonly found: number;
  /** Found and not looked at by a matching yet. */
  readonly waiting: number;
  readonly unmatched: number;
  /** Those who have to supply papers and have no candidate. */
  readonly papers: number;
  /** With a citizen proposed or with candidates. */
  readonly matched: number;
  readonly applied: number;
  readonly conflict: number;
  readonly rejected: number;
  readonly quarantined: number;
  readonly confirmed: number;
  /** Matched and not settled, by state; FOUND are those that an exact pass has found and nothing has decided on. */
  readonly open: Readonly<Record<OpenState, number>>;
}

export const OPEN_STATES = ['FOUND', 'PROPOSED', 'POSSIBLE', 'ACCEPTED', 'PAPERS'] as const;
export type OpenState = (typeof OPEN_STATES)[number];

/** The states after which nothing is to be done, in the order in which they are told. */
export const SETTLED_STATES = ['APPLIED', 'CONFIRMED', 'CONFLICT', 'REJECTED', 'QUARANTINED'] as const;

export interface Outcomes {
  readonly total: Outcome;
  readonly byProvince: ReadonlyMap<string, Outcome>;
  /** In the order of the classes; a finding with two anomalies is in two of them. */
  readonly byAnomaly: ReadonlyMap<Anomaly, Outcome>;
  /** Matched findings by what they were matched by, the most frequent first. */
  readonly byRule: readonly { readonly rule: Rule; readonly findings: number }[];
}

interface Cell {
  readonly by: 'PROVINCE' | 'ANOMALY' | 'RULE';
  readonly key: string;
  readonly state: FindingState;
  readonly is_matched: boolean;
  readonly findings: number;
}

/** How many findings are in each state, for a look at where a campaign stands. */
export async function countFindings(
  client: ClientBase,
  campaign: string,
): Promise<readonly { readonly state: FindingState; readonly findings: number }[]> {
  const { rows } = await client.query<{ state: FindingState; findings: number }>(
    'select state, count(*)::integer as findings from campaign.finding where campaign = $1 group by 1 order by 1',
    [campaign],
  );
  return rows;
}

/** Reads it all by one statement, so that the sums are of one moment. */
export async function readOutcomes(
  client: ClientBase,
  campaign: string,
  provinces: Provinces = null,
): Promise<Outcomes> {
  const { rows } = await client.query<Cell>(
    `with cell as materialized (
       select f.province, f.anomalies, f.rule, f.state, f.proposed_id is not null or f.candidates is not null as is_matched,
              count(*) as findings
         from campaign.finding f where f.campaign = $1 ${withinProvinces(provinces, 'f', 2)} group by 1, 2, 3, 4, 5)
     select 'PROVINCE' as by, province as key, state, is_matched, sum(findings)::integer as findings
       from cell group by province, state, is_matched
     union all
     select 'ANOMALY', anomaly, state, is_matched, sum(findings)::integer
       from cell cross join unnest(anomalies) as anomaly group by anomaly, state, is_matched
     union all
     select 'RULE', rule, state, is_matched, sum(findings)::integer
       from cell where is_matched and rule is not null group by rule, state, is_matched`,
    valuesOf(provinces, campaign),
  );
  const cellsBy = (by: Cell['by']): ReadonlyMap<string, readonly Cell[]> =>
    groupBy(
      rows.filter((cell) => cell.by === by),
      ({ key }) => key,
    );
  const ofProvinces = [...cellsBy('PROVINCE')].sort(([one], [other]) => (one < other ? -1 : 1));
  const ofAnomalies = cellsBy('ANOMALY');
  return {
    total: toOutcome(ofProvinces.flatMap(([, cells]) => cells)),
    byProvince: new Map(ofProvinces.map(([province, cells]) => [province, toOutcome(cells)])),
    byAnomaly: new Map(
      ANOMALIES.flatMap((anomaly) => {
        const cells = ofAnomalies.get(anomaly);
        return cells ? [[anomaly, toOutcome(cells)] as const] : [];
      }),
    ),
    byRule: [...cellsBy('RULE')]
      .map(([rule, cells]) => ({ rule: rule as Rule, findings: count(cells, () => true) }))
      .sort((one, other) => other.findings - one.findings || (one.rule < other.rule ? -1 : 1)),
  };
}

/** How many findings are matched and not settled. */
export function openOf({ open }: Outcome): number {
  return sumOf(OPEN_STATES, (state) => open[state]);
}

/** Whether every finding is accounted for, and every match by what became of it. */
export function isAccountedFor(outcome: Outcome): boolean {
  const { found, waiting, unmatched, papers, matched, applied, conflict, rejected, quarantined, confirmed } = outcome;
  const settled = applied + conflict + rejected + quarantined + confirmed;
  return matched === settled + openOf(outcome) && found === matched + waiting + unmatched + papers;
}

function count(cells: readonly Cell[], which: (cell: Cell) => boolean): number {
  return sumOf(cells.filter(which), ({ findings }) => findings);
}

function toOutcome(cells: readonly Cell[]): Outcome {
  const matchedIn = (state: FindingState): number => count(cells, (cell) => cell.is_matched && cell.state === state);
  const unmatchedIn = (state: FindingState): number => count(cells, (cell) => !cell.is_matched && cell.state === state);
  return {
    found: count(cells, () => true),
    waiting: unmatchedIn('FOUND'),
    unmatched: unmatchedIn('UNMATCHED'),
    papers: unmatchedIn('PAPERS'),
    matched: count(cells, ({ is_matched: isMatched }) => isMatched),
    applied: matchedIn('APPLIED'),
    conflict: matchedIn('CONFLICT'),
    rejected: matchedIn('REJECTED'),
    quarantined: matchedIn('QUARANTINED'),
    confirmed: matchedIn('CONFIRMED'),
    open: {
      FOUND: matchedIn('FOUND'),
      PROPOSED: matchedIn('PROPOSED'),
      POSSIBLE: matchedIn('POSSIBLE'),
      ACCEPTED: matchedIn('ACCEPTED'),
      PAPERS: matchedIn('PAPERS'),
    },
  };
}
