import type { ClientBase } from 'pg';
import { type Anomaly, ANOMALIES } from '../classify';
import type { Counted } from '../counts';
import { sumOf } from './group-by';
import { type Provinces, valuesOf, withinProvinces } from './within-provinces';

/** How many participants a scan looked at, and what it found of them: numbers alone. */
export interface Looked {
  readonly participants: number;
  readonly valid: number;
  /** Of the participants, those that another campaign has in hand. */
  readonly elsewhere: number;
  /** By class, those that there are; a participant with two anomalies is in two classes. */
  readonly anomalies: Readonly<Partial<Record<Anomaly, number>>>;
}

export interface ProvinceLooked extends Looked {
  readonly province: string;
}

export interface EmployerLooked extends Looked {
  /** Tax code. */
  readonly employer: string;
  /** Participants whose ID the campaign has confirmed or corrected. */
  readonly corrected: number;
}

export interface EmployerPage {
  /** The tax code behind which the page begins; null for the first page. */
  readonly after: string | null;
  readonly first: number;
  readonly provinces?: Provinces;
}

type CountOf = Readonly<Partial<Record<Counted, number>>>;

/** By province, in the order of the codes. */
export async function countsByProvince(
  client: ClientBase,
  campaign: string,
  provinces: Provinces = null,
): Promise<readonly ProvinceLooked[]> {
  const { rows } = await client.query<{ province: string; counts: CountOf }>(
    `select province, jsonb_object_agg(anomaly, participants) as counts
       from (select c.province, c.anomaly, sum(c.participants)::integer as participants from campaign.count c
              where c.campaign = $1 ${withinProvinces(provinces, 'c', 2)} group by 1, 2) as of
      group by province order by province collate "C"`,
    valuesOf(provinces, campaign),
  );
  return rows.map(({ province, counts }) => ({ province, ...toLooked(counts) }));
}

/** What provinces come to together. */
export function sumLooked(all: readonly Looked[]): Looked {
  const sum = (read: (looked: Looked) => number): number => sumOf(all, read);
  const anomalies = ANOMALIES.map((anomaly) => [anomaly, sum((looked) => looked.anomalies[anomaly] ?? 0)] as const);
  return {
    participants: sum((looked) => looked.participants),
    valid: sum((looked) => looked.valid),
    elsewhere: sum((looked) => looked.elsewhere),
    anomalies: Object.fromEntries(anomalies.filter(([, count]) => count > 0)),
  };
}

/** A page of all employers in the order of their tax codes; those without one are in no page. */
export async function countsByEmployer(
  client: ClientBase,
  campaign: string,
  { after, first, provinces = null }: EmployerPage,
): Promise<readonly EmployerLooked[]> {
  return readEmployers(
    client,
    `select c.employer from campaign.count c
      where c.campaign = $1 and c.employer <> '' and c.anomaly = 'ALL' and c.employer collate "C" > $3
            ${withinProvinces(provinces, 'c', 4)}
      group by c.employer order by c.employer collate "C" limit $2`,
    provinces,
    [campaign, first, after ?? ''],
    'employer collate "C"',
  );
}

/** The employers with the most participants who were found without a valid ID, the worst first. */
export async function worstEmployers(
  client: ClientBase,
  campaign: string,
  { most, provinces = null }: { readonly most: number; readonly provinces?: Provinces },
): Promise<readonly EmployerLooked[]> {
  return readEmployers(
    client,
    `select c.employer from campaign.count c
      where c.campaign = $1 and c.employer <> '' and c.anomaly in ('ALL', 'VALID') ${withinProvinces(provinces, 'c', 3)}
      group by c.employer
     having sum(case c.anomaly when 'ALL' then c.participants else -c.participants end) > 0
      order by sum(case c.anomaly when 'ALL' then c.participants else -c.participants end) desc, c.employer collate "C" limit $2`,
    provinces,
    [campaign, most],
    `coalesce((counts->>'ALL')::integer, 0) - coalesce((counts->>'VALID')::integer, 0) desc, employer collate "C"`,
  );
}

/** The counts of the employers whom a statement chooses by the same values. */
async function readEmployers(
  client: ClientBase,
  chosen: string,
  provinces: Provinces,
  values: readonly unknown[],
  order: string,
): Promise<readonly EmployerLooked[]> {
  const last = values.length + 1;
  const { rows } = await client.query<{ employer: string; counts: CountOf; corrected: number }>(
    `with chosen as materialized (${chosen}),
     counted as (
       select c.employer, c.anomaly, sum(c.participants)::integer as participants
         from campaign.count c join chosen using (employer)
        where c.campaign = $1 and c.employer <> '' ${withinProvinces(provinces, 'c', last)} group by 1, 2),
     of as (select employer, jsonb_object_agg(anomaly, participants) as counts from counted group by employer)
     select employer, counts,
            (select count(*)::integer from campaign.finding f
              where f.campaign = $1 and f.employer = of.employer and f.state in ('APPLIED', 'CONFIRMED')
                    ${withinProvinces(provinces, 'f', last)}) as corrected
       from of order by ${order}`,
    valuesOf(provinces, ...values),
  );
  return rows.map(({ employer, counts, corrected }) => ({ employer, ...toLooked(counts), corrected }));
}

function toLooked({ ALL = 0, VALID = 0, ELSEWHERE = 0, ...anomalies }: CountOf): Looked {
  return { participants: ALL, valid: VALID, elsewhere: ELSEWHERE, anomalies };
}
