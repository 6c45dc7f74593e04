import type { ClientBase } from 'pg';
import { dayInVietNam, endOfDay } from '../../values/viet-nam-time';
import type { Target } from '../campaign';
import { groupBy, sumOf } from './group-by';
import { type Forecast, forecast, recentSince } from './forecast';
import { type Outcome, openOf, type Outcomes, SETTLED_STATES } from './read-outcome';
import type { Looked, ProvinceLooked } from './read-counts';
import { type Provinces, valuesOf, withinProvinces } from './within-provinces';

/** How far a campaign is, day by day and against its provinces' targets. Days are those of Viet Nam. */
export interface Progress {
  /** Every day from the campaign's first to now, also those on which nothing happened. */
  readonly days: readonly DayProgress[];
  readonly provinces: readonly ProvinceProgress[];
  /** The participants of all provinces whose ID is valid now. */
  readonly valid: number;
  /** When all that is open will be settled. */
  readonly finish: Forecast;
}

export interface DayProgress {
  /** yyyy-mm-dd */
  readonly day: string;
  readonly settled: number;
  /** Of the settled, those whose ID is valid since then. */
  readonly gained: number;
  readonly settledSoFar: number;
  /** All whose ID was valid at the end of the day. */
  readonly validSoFar: number;
}

export interface ProvinceProgress {
  readonly province: string;
  readonly participants: number;
  /** Found valid by the scan, and those confirmed or corrected since. */
  readonly valid: number;
  readonly validAtScan: number;
  /** Of the participants; null for none. */
  readonly share: number | null;
  /** The days on which something was settled. */
  readonly days: readonly Pick<DayProgress, 'day' | 'settled' | 'gained'>[];
  readonly target: TargetProgress | null;
}

export interface TargetProgress {
  readonly share: number;
  readonly deadline: string;
  /** How many valid IDs the share comes to. */
  readonly needed: number;
  readonly missing: number;
  /** The first day at whose end it was reached, as far as that is known. */
  readonly reachedOn: string | null;
  /** Null until everybody has been looked at. */
  readonly forecast: Forecast | null;
  /** Whether it was, or by the forecast will be, reached by the deadline; null without a forecast. */
  readonly isInTime: boolean | null;
}

export interface ProgressOf {
  readonly id: string;
  readonly createdAt: Date;
  readonly targets: readonly Target[];
  readonly isScanned: boolean;
  /** A campaign that takes corrections back makes no ID valid. */
  readonly isRevert: boolean;
}

interface Settled {
  readonly province: string;
  readonly day: string;
  readonly settled: number;
  readonly gained: number;
  readonly recently: number;
  readonly recently_gained: number;
}

const STATES = SETTLED_STATES.map((state) => `'${state}'`).join(', ');
const DAY_MS = 86_400_000;

/** `looked` and `outcomes` are of the same moment, and of the same provinces. */
export async function readProgress(
  client: ClientBase,
  campaign: ProgressOf,
  { looked, outcomes }: { readonly looked: readonly ProvinceLooked[]; readonly outcomes: Outcomes },
  now: Date,
  provinces: Provinces = null,
): Promise<Progress> {
  const since = recentSince(campaign.createdAt.getTime(), now.getTime());
  const gained = campaign.isRevert ? 'false' : `f.state in ('APPLIED', 'CONFIRMED')`;
  const { rows } = await client.query<Settled>(
    `select f.province, (f.settled_at at time zone interval '7 hours')::date::text as day,
            count(*)::integer as settled, (count(*) filter (where ${gained}))::integer as gained,
            (count(*) filter (where f.settled_at > $2))::integer as recently,
            (count(*) filter (where f.settled_at > $2 and ${gained}))::integer as recently_gained
       from campaign.finding f
      where f.campaign = $1 and f.state in (${STATES}) and f.settled_at is not null ${withinProvinces(provinces, 'f', 3)}
      group by 1, 2 order by 1, 2`,
    valuesOf(provinces, campaign.id, new Date(since)),
  );
  const recentDays = (now.getTime() - since) / DAY_MS;
  const pace = (remaining: number, reachable: number, recent: number): Forecast =>
    forecast({ remaining, reachable, recent, recentDays }, now.getTime());
  const byProvince = groupBy(rows, ({ province }) => province);
  const all = looked.map((of): ProvinceProgress => {
    const settled = byProvince.get(of.province) ?? [];
    const outcome = outcomes.byProvince.get(of.province);
    const valid = of.valid + (campaign.isRevert ? 0 : correctedOf(outcome));
    const target = campaign.targets.find(({ province }) => province === of.province);
    return {
      province: of.province,
      participants: of.participants,
      valid,
      validAtScan: of.valid,
      share: of.participants === 0 ? null : valid / of.participants,
      days: settled.map(({ day, settled: count, gained: more }) => ({ day, settled: count, gained: more })),
      target: target ? toTarget(target, { of, valid, outcome, settled, campaign, pace }) : null,
    };
  });
  const remaining = openOf(outcomes.total) + outcomes.total.waiting;
  return {
    days: toDays(rows, looked, campaign.createdAt, now),
    provinces: all,
    valid: sumOf(all, (province) => province.valid),
    finish: pace(
      remaining,
      remaining,
      sumOf(rows, ({ recently }) => recently),
    ),
  };
}

function correctedOf(outcome: Outcome | undefined): number {
  return (outcome?.applied ?? 0) + (outcome?.confirmed ?? 0);
}

interface Standing {
  readonly of: Looked;
  readonly valid: number;
  readonly outcome: Outcome | undefined;
  readonly settled: readonly Settled[];
  readonly campaign: ProgressOf;
  readonly pace: (remaining: number, reachable: number, recent: number) => Forecast;
}

function toTarget(
  { share, deadline }: Target,
  { of, valid, outcome, settled, campaign, pace }: Standing,
): TargetProgress {
  // The share of a whole number may be a hair above another whole number.
  const needed = Math.ceil(share * of.participants - 1e-9);
  const missing = Math.max(0, needed - valid);
  const reachedOn =
    missing > 0 || !campaign.isScanned ? null : dayReached(needed, of.valid, settled, campaign.createdAt);
  const recent = sumOf(settled, ({ recently_gained: gained }) => gained);
  const told = campaign.isScanned ? pace(missing, outcome ? unsettledOf(outcome) : 0, recent) : null;
  const by = reachedOn ?? told?.finishesOn ?? null;
  return {
    share,
    deadline,
    needed,
    missing,
    reachedOn,
    forecast: told,
    isInTime: told === null ? null : by !== null && by <= deadline,
  };
}

/** Whoever is not settled can still get a valid ID, those who have to bring papers too. */
function unsettledOf(outcome: Outcome): number {
  return openOf(outcome) + outcome.waiting + outcome.unmatched + outcome.papers;
}

function dayReached(needed: number, valid: number, settled: readonly Settled[], createdAt: Date): string | null {
  let soFar = valid;
  if (soFar >= needed) return dayInVietNam(createdAt.getTime());
  for (const { day, gained } of settled) {
    soFar += gained;
    if (soFar >= needed) return day;
  }
  return null;
}

function toDays(
  rows: readonly Settled[],
  looked: readonly Looked[],
  createdAt: Date,
  now: Date,
): readonly DayProgress[] {
  const byDay = groupBy(rows, ({ day }) => day);
  const known = [...byDay.keys(), dayInVietNam(createdAt.getTime()), dayInVietNam(now.getTime())].sort();
  const last = known.at(-1) ?? '';
  const days: DayProgress[] = [];
  let settledSoFar = 0;
  let validSoFar = sumOf(looked, ({ valid }) => valid);
  for (let day = known[0] ?? last; day <= last; day = dayInVietNam(endOfDay(day))) {
    const of = byDay.get(day) ?? [];
    const [settled, gained] = [sumOf(of, (row) => row.settled), sumOf(of, (row) => row.gained)];
    settledSoFar += settled;
    validSoFar += gained;
    days.push({ day, settled, gained, settledSoFar, validSoFar });
  }
  return days;
}
