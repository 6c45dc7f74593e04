import { dayText, monthEnd, monthStart } from './calendar';
import {
  HEALTH_RATE,
  LATE_INTEREST,
  VOLUNTARY_RATE,
  interestMonths,
  socialRateIn,
  unemploymentRateIn,
} from './contribution-rates';
import { NULL } from './copy';
import type { Employer } from './employers';
import type { Nation } from './nation';
import type { Person } from './people';
import { mix } from './random';
import { salaryIn, type Cover, type Job } from './schemes';

const MONTHS = 24;
const COLLECTED = ['C', 'U', 'H'] as const;
/** An employer that pays in part leaves the dues of one employee in four unpaid over the last months. */
const UNPAID_PART = 4;
const UNPAID_MONTHS = 6;

/** The dues of every unit by month and scheme: what the employer's monthly collection adds up to. */
export class CollectionSums {
  readonly due: Float64Array;
  readonly paid: Float64Array;
  /** Dues of voluntary insurance by province and month. */
  readonly voluntary: Float64Array;

  constructor(units: number, provinces: number) {
    this.due = new Float64Array(units * MONTHS * COLLECTED.length);
    this.paid = new Float64Array(this.due.length);
    this.voluntary = new Float64Array(provinces * MONTHS);
  }

  /** The place of a unit's month; the three schemes C, U and H follow one another there. */
  placeOf(unitId: number, offset: number): number {
    return ((unitId - 1) * MONTHS + offset) * COLLECTED.length;
  }
}

/** Writes the contributions of a person's jobs and voluntary insurance over the last 24 months. */
export function writeContributions(
  nation: Nation,
  person: Person,
  insuranceNumber: string,
  jobs: readonly Job[],
  voluntary: readonly Cover[],
  sums: CollectionSums,
): void {
  for (const job of jobs) writeJob(nation, person, insuranceNumber, job, sums);
  for (const cover of voluntary) writeVoluntary(nation, person, insuranceNumber, cover, sums);
}

function writeJob(nation: Nation, person: Person, insuranceNumber: string, job: Job, sums: CollectionSums): void {
  const { firstContributionMonth } = nation.period;
  const { contribution } = nation.sinks.insurance;
  const { employer } = job;
  const { kind } = employer.organisation;
  const leftOut = employer.conduct === 'PARTIAL' && mix(person.index ^ nation.seed) % UNPAID_PART === 0;
  for (let month = Math.max(job.firstMonth, firstContributionMonth); month <= job.lastMonth; month += 1) {
    const offset = month - firstContributionMonth;
    const salary = salaryIn(job, month);
    const social = Math.round((salary * socialRateIn(month, kind)) / 100);
    const health = Math.round((salary * HEALTH_RATE) / 100);
    const unemployment = job.insuredUnemployed ? Math.round((salary * unemploymentRateIn(month, kind)) / 100) : 0;
    const due = dueOn(month);
    const paid = leftOut && offset >= MONTHS - UNPAID_MONTHS ? 0 : (employer.paidOn[offset] as number);
    contribution.add(
      `${insuranceNumber}\t${firstOf(month)}\tC\t${employer.unitId}\t${salary}\t${social}\t${health}\t${unemployment}\t${dayText(due)}\t` +
        (paid === 0 ? OWED : `${dayText(paid)}\t${paid <= due ? 'PAID' : 'LATE'}\n`),
    );
    const place = sums.placeOf(employer.unitId, offset);
    add3(sums.due, place, social, unemployment, health);
    if (paid !== 0) add3(sums.paid, place, social, unemployment, health);
  }
}

const OWED = `${NULL}\tOWED\n`;

function add3(totals: Float64Array, place: number, social: number, unemployment: number, health: number): void {
  totals[place] = (totals[place] as number) + social;
  totals[place + 1] = (totals[place + 1] as number) + unemployment;
  totals[place + 2] = (totals[place + 2] as number) + health;
}

/** Voluntary contributions are paid by the insured: most on time, a few some weeks late, the last ones sometimes not yet. */
function writeVoluntary(
  nation: Nation,
  person: Person,
  insuranceNumber: string,
  cover: Cover,
  sums: CollectionSums,
): void {
  const { firstContributionMonth, asOf } = nation.period;
  for (let month = Math.max(cover.firstMonth, firstContributionMonth); month <= cover.lastMonth; month += 1) {
    const amount = Math.round((cover.income * VOLUNTARY_RATE) / 100);
    const due = dueOn(month);
    const chance = mix(person.index * 31 + month + nation.seed) % 100;
    const paid = chance < 90 ? Math.min(asOf, monthStart(month) + (chance % 28)) : due + (chance - 89) * 7;
    nation.sinks.insurance.contribution.add(
      `${insuranceNumber}\t${firstOf(month)}\tV\t${NULL}\t${cover.income}\t${amount}\t0\t0\t${dayText(due)}\t` +
        (paid > asOf ? OWED : `${dayText(paid)}\t${paid <= due ? 'PAID' : 'LATE'}\n`),
    );
    const place = person.region.index * MONTHS + month - firstContributionMonth;
    sums.voluntary[place] = (sums.voluntary[place] as number) + amount;
  }
}

/** Writes what each unit had to pay and paid, by month and scheme, with interest on what came late or is owed. */
export function writeCollections(nation: Nation, sums: CollectionSums): void {
  const { period, employers } = nation;
  for (const employer of employers.units) {
    for (let offset = 0; offset < MONTHS; offset += 1) {
      const month = period.firstContributionMonth + offset;
      const place = sums.placeOf(employer.unitId, offset);
      for (let scheme = 0; scheme < COLLECTED.length; scheme += 1) {
        const due = sums.due[place + scheme] as number;
        if (due === 0) continue;
        writeCollection(
          nation,
          employer,
          month,
          COLLECTED[scheme] as 'C' | 'U' | 'H',
          due,
          sums.paid[place + scheme] as number,
          offset,
        );
      }
    }
  }
}

function writeCollection(
  nation: Nation,
  employer: Employer,
  month: number,
  scheme: 'C' | 'U' | 'H',
  due: number,
  paid: number,
  offset: number,
): void {
  const dueDay = dueOn(month);
  const paidDay = employer.paidOn[offset] as number;
  const lateMonths = paidDay === 0 ? 0 : interestMonths(dueDay, paidDay);
  const owedMonths = interestMonths(dueDay, nation.period.asOf);
  const interest = Math.round(LATE_INTEREST[scheme] * (paid * lateMonths + (due - paid) * owedMonths));
  nation.sinks.insurance.employer_collection.add(
    `${employer.unitId}\t${firstOf(month)}\t${scheme}\t${due}\t${paid}\t${interest}\t${dayText(dueDay)}\t${paid === 0 ? NULL : dayText(paidDay)}\n`,
  );
}

const FIRSTS = new Map<number, string>();
const DUES = new Map<number, number>();

function firstOf(month: number): string {
  let text = FIRSTS.get(month);
  if (text === undefined) FIRSTS.set(month, (text = dayText(monthStart(month))));
  return text;
}

/** A month's dues are due on its last day. */
function dueOn(month: number): number {
  let day = DUES.get(month);
  if (day === undefined) DUES.set(month, (day = monthEnd(month)));
  return day;
}
