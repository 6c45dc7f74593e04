import { birthdayAt, monthEnd, monthOf, monthStart, type Period } from './calendar';
import { minimumWageIn, baseSalaryIn, salaryCap, voluntaryFloor, wageZoneOf } from './contribution-rates';
import type { Employer, Employers, ProvinceEmployers } from './employers';
import { CHILD_COVERAGE, CHILD_UNTIL, WORK_FROM, WORK_UNTIL, type ProvinceParticipation } from './participation-model';
import type { Person } from './people';
import type { RandomStream } from './random';

/** A stretch of employment in compulsory social insurance; months are clipped to the period, days are not. */
export interface Job {
  readonly employer: Employer;
  readonly insuredUnemployed: boolean;
  readonly start: number;
  /** The last day, or null while it lasts at the as-of date. */
  end: number | null;
  readonly firstMonth: number;
  readonly lastMonth: number;
  /** Coefficient of the base salary for public employers, multiple of the minimum wage for others. */
  readonly wage: number;
  readonly zone: number;
}

/** A stretch in another scheme: voluntary social insurance with its chosen income, or health insurance without a job. */
export interface Cover {
  readonly start: number;
  end: number | null;
  readonly firstMonth: number;
  readonly lastMonth: number;
  readonly income: number;
}

/** What a person took part in since the start of the period. */
export interface Participation {
  readonly jobs: readonly Job[];
  readonly voluntary: readonly Cover[];
  readonly health: readonly Cover[];
}

/** Employed people who stay all the time; the rest come and go, half of them in at any time. */
const STEADY = 0.8;
const STEADY_VOLUNTARY = 0.6;
/** Chance to start or stop in a month among those who come and go: spells of a year on average. */
const TURNOVER = 1 / 12;
/** Share of people with health insurance that comes and goes. */
const HEALTH_CHURN = 0.1;
const JOB_CHANGE = 0.25;
const NOTHING: readonly never[] = [];

/**
 * Draws what a person takes part in. Each process is in its steady state from the first month on, so the expected
 * share of those who take part is the same in every month, given age and life.
 */
export function drawParticipation(
  person: Person,
  model: ProvinceParticipation,
  employers: Employers,
  period: Period,
  random: RandomStream,
): Participation {
  const lastMonth = person.died === null ? period.asOfMonth : monthOf(person.died);
  const employedMonths = new Uint8Array(period.asOfMonth - period.startMonth + 1);
  const from = Math.max(period.startMonth, monthOf(birthdayAt(person.birth, WORK_FROM)));
  const until = Math.min(lastMonth, monthOf(birthdayAt(person.birth, WORK_UNTIL)) - 1);
  const work = random.next();
  const steady = STEADY * model.employed;
  const coming = steady + 2 * (1 - STEADY) * model.employed;
  const savers = coming + STEADY_VOLUNTARY * model.voluntary;
  const saversComing = savers + 2 * (1 - STEADY_VOLUNTARY) * model.voluntary;
  let jobs: readonly Job[] = NOTHING;
  let voluntary: readonly Cover[] = NOTHING;
  if (work < coming) {
    drawMonths(employedMonths, from, until, work < steady, period, random);
    jobs = drawJobs(
      person,
      employedMonths,
      model,
      employers.byProvince[person.region.index] as ProvinceEmployers,
      period,
      random,
    );
  } else if (work < saversComing) {
    const months = new Uint8Array(employedMonths.length);
    drawMonths(months, from, until, work < savers, period, random);
    voluntary = drawVoluntary(person, months, period, random);
  }
  return { jobs, voluntary, health: drawHealth(person, employedMonths, model.otherHealth, lastMonth, period, random) };
}

/** The declared contribution salary of a job in a month, in VND. */
export function salaryIn(job: Job, month: number): number {
  const base = job.employer.organisation.kind === 'STATE' ? baseSalaryIn(month) : minimumWageIn(month, job.zone);
  return Math.min(salaryCap(month), Math.round((job.wage * base) / 1000) * 1000);
}

function drawMonths(
  months: Uint8Array,
  from: number,
  until: number,
  always: boolean,
  period: Period,
  random: RandomStream,
): void {
  let inside = always || random.chance(0.5);
  for (let month = period.startMonth; month <= period.asOfMonth; month += 1) {
    if (month >= from && month <= until && inside) months[month - period.startMonth] = 1;
    if (!always && random.chance(TURNOVER)) inside = !inside;
  }
}

/** Runs `found` for every unbroken run of months. */
function eachRun(months: Uint8Array, found: (first: number, last: number) => void): void {
  let first = -1;
  for (let offset = 0; offset <= months.length; offset += 1) {
    if (offset < months.length && months[offset] === 1) {
      if (first < 0) first = offset;
    } else if (first >= 0) {
      found(first, offset - 1);
      first = -1;
    }
  }
}

function drawJobs(
  person: Person,
  months: Uint8Array,
  model: ProvinceParticipation,
  employers: ProvinceEmployers,
  period: Period,
  random: RandomStream,
): Job[] {
  const jobs: Job[] = [];
  const civil = random.next() >= model.unemploymentShare;
  const publicChance = (employers.stateShare - (1 - model.unemploymentShare)) / model.unemploymentShare;
  const isPublic = civil || random.chance(publicChance);
  const skill = Math.exp(0.33 * random.normal());
  const zone = wageZoneOf(person.region);
  const south = person.region.regionCode === 'SE' || person.region.code === '01' ? 1.08 : 1;
  const wage = isPublic ? Math.max(1, 3.07 * skill) : Math.max(1, 1.25 * skill * south);
  const draw = (): Employer => (isPublic ? employers.state : employers.other).draw(random);
  eachRun(months, (firstOffset, lastOffset) => {
    const first = period.startMonth + firstOffset;
    const last = period.startMonth + lastOffset;
    const change = last > first && random.chance(JOB_CHANGE) ? random.between(first + 1, last) : 0;
    const add = (from: number, to: number, earlier: boolean): void => {
      jobs.push({
        employer: draw(),
        insuredUnemployed: !civil,
        start: earlier ? earlierStart(person, period, 16, random) : monthStart(from),
        end: endOf(person, to, period),
        firstMonth: from,
        lastMonth: to,
        wage,
        zone,
      });
    };
    const running = firstOffset === 0;
    if (change === 0) add(first, last, running);
    else {
      add(first, change - 1, running);
      add(change, last, false);
    }
  });
  return jobs;
}

/** A start before the period for what was under way when it began. */
function earlierStart(person: Person, period: Period, years: number, random: RandomStream): number {
  const oldest = Math.max(birthdayAt(person.birth, WORK_FROM), period.start - years * 365);
  const day = random.between(Math.min(oldest, period.start), period.start);
  const start = monthStart(monthOf(day));
  return start < oldest ? Math.min(period.start, oldest) : start;
}

function endOf(person: Person, lastMonth: number, period: Period): number | null {
  if (person.died !== null && monthOf(person.died) <= lastMonth) return person.died;
  return lastMonth >= period.asOfMonth ? null : monthEnd(lastMonth);
}

function drawVoluntary(person: Person, months: Uint8Array, period: Period, random: RandomStream): Cover[] {
  const covers: Cover[] = [];
  const steps = Math.floor(random.next() * random.next() * 12);
  eachRun(months, (firstOffset, lastOffset) => {
    covers.push({
      start: firstOffset === 0 ? earlierStart(person, period, 5, random) : monthStart(period.startMonth + firstOffset),
      end: endOf(person, period.startMonth + lastOffset, period),
      firstMonth: period.startMonth + firstOffset,
      lastMonth: period.startMonth + lastOffset,
      income: voluntaryFloor(period.asOfMonth) + steps * 500_000,
    });
  });
  return covers;
}

function drawHealth(
  person: Person,
  employed: Uint8Array,
  otherHealth: number,
  lastMonth: number,
  period: Period,
  random: RandomStream,
): Cover[] {
  const months = new Uint8Array(employed.length);
  const born = Math.max(period.startMonth, monthOf(person.birth));
  const schoolMonth = monthOf(birthdayAt(person.birth, CHILD_UNTIL));
  const coveredChild = random.chance(CHILD_COVERAGE);
  const kind = random.next();
  const churn = Math.min(HEALTH_CHURN, 1.6 * (1 - otherHealth), otherHealth);
  const steady = kind < otherHealth - churn / 2;
  if (steady || kind < otherHealth + churn / 2)
    drawMonths(months, Math.max(born, schoolMonth), lastMonth, steady, period, random);
  if (coveredChild) {
    for (let month = born; month <= lastMonth && month < schoolMonth; month += 1) months[month - period.startMonth] = 1;
  }
  for (let offset = 0; offset < months.length; offset += 1) if (employed[offset] === 1) months[offset] = 0;
  const covers: Cover[] = [];
  eachRun(months, (firstOffset, lastOffset) => {
    const first = period.startMonth + firstOffset;
    const child = birthdayAt(person.birth, CHILD_UNTIL) > period.start;
    const before = child ? person.birth : Math.max(person.birth, period.start - random.between(30, 8 * 365));
    covers.push({
      start: firstOffset === 0 ? Math.min(before, period.start) : Math.max(person.birth, monthStart(first)),
      end: endOf(person, period.startMonth + lastOffset, period),
      firstMonth: first,
      lastMonth: period.startMonth + lastOffset,
      income: 0,
    });
  });
  return covers;
}
