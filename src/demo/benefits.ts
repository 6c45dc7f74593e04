import { birthdayAt, dayOf, dayText, monthOf, monthStart } from './calendar';
import { NULL } from './copy';
import type { Nation } from './nation';
import type { Person } from './people';
import { WeightedTable, type RandomStream } from './random';
import { salaryIn, type Job } from './schemes';

/** Resolution 116: who was insured on this day got one payment by the months not yet used for a benefit. */
const SUPPORT_DAY = dayOf(2021, 9, 30);
const SUPPORT_MONTH = monthOf(SUPPORT_DAY);
const SUPPORTED_SHARE = 0.95;
/** Least months, amount in VND, and the share of the tier that gives the published mean of 2.374 m. */
const TIERS = [
  [0, 1_800_000, 16.5],
  [12, 2_100_000, 39.5],
  [60, 2_400_000, 13],
  [84, 2_650_000, 9],
  [108, 2_900_000, 6.5],
  [132, 3_300_000, 15.5],
] as const;
const drawTier = new WeightedTable(
  [0, 1, 2, 3, 4, 5],
  TIERS.map((tier) => tier[2]),
);
/** Unemployment insurance began in January 2009. */
const MOST_UNUSED_MONTHS = 153;

/** One in three of those who left more than a year ago and did not come back takes the one-time allowance. */
const ALLOWANCE_SHARE = 0.35;
const WAIT_DAYS = 366;
const drawReason = new WeightedTable(['ONE_YEAR', 'EMIGRATION', 'DISEASE', 'AGE'], [97, 1, 1, 1]);

/** VssID accounts: 25 m for about 90 m participants; workers have more. Shares by group are assumptions. */
const ACCOUNT_SHARE = { worker: 0.6, adult: 0.22 };
const drawAccountStatus = new WeightedTable(['A', 'P', 'L'], [91, 5, 4]);

/** Writes a participant's support payment, one-time allowance and VssID account. */
export function writeBenefits(
  nation: Nation,
  person: Person,
  insuranceNumber: string,
  jobs: readonly Job[],
  random: RandomStream,
): void {
  const { sinks, period } = nation;
  const job = jobs.find((held) => held.start <= SUPPORT_DAY && (held.end ?? SUPPORT_DAY) >= SUPPORT_DAY);
  if (
    job !== undefined &&
    job.insuredUnemployed &&
    job.employer.organisation.kind !== 'STATE' &&
    random.chance(SUPPORTED_SHARE)
  ) {
    const months = unusedMonths(person, random);
    const tier = TIERS.findLast((known) => months >= known[0]) ?? TIERS[0];
    const paid = random.chance(0.92)
      ? dayOf(2021, 10, 1) + random.between(0, 75)
      : dayOf(2022, 8, 1) + random.between(0, 50);
    if (paid <= period.asOf) {
      sinks.insurance.support_payment.add(
        `${person.index}\t${insuranceNumber}\tNQ116\t${months}\t${tier[1]}\t${dayText(paid)}\n`,
      );
    }
  }
  writeAllowance(nation, person, insuranceNumber, jobs, random);
  const grown = birthdayAt(person.birth, 16) < period.asOf && person.died === null;
  if (grown && random.chance(jobs.length > 0 ? ACCOUNT_SHARE.worker : ACCOUNT_SHARE.adult)) {
    const registered = random.between(Math.max(dayOf(2020, 11, 16), birthdayAt(person.birth, 16)), period.asOf);
    const status = drawAccountStatus.draw(random);
    const approved = Math.min(period.asOf, registered + random.between(0, 14));
    sinks.insurance.vssid_account.add(
      `${insuranceNumber}\t${dayText(registered)}\t${status === 'P' ? NULL : dayText(approved)}\t${status}\n`,
    );
  }
}

function unusedMonths(person: Person, random: RandomStream): number {
  const tier = drawTier.draw(random);
  const least = TIERS[tier]?.[0] ?? 0;
  const most = (TIERS[tier + 1]?.[0] ?? MOST_UNUSED_MONTHS + 1) - 1;
  const sinceGrown = Math.max(1, SUPPORT_MONTH - monthOf(birthdayAt(person.birth, 18)));
  return Math.min(random.between(Math.max(1, least), most), sinceGrown);
}

function writeAllowance(
  nation: Nation,
  person: Person,
  insuranceNumber: string,
  jobs: readonly Job[],
  random: RandomStream,
): void {
  const { period } = nation;
  for (let place = 0; place < jobs.length; place += 1) {
    const job = jobs[place] as Job;
    if (job.end === null || (person.died !== null && job.end === person.died)) continue;
    const next = jobs[place + 1];
    const paid = job.end + WAIT_DAYS + random.between(0, 60);
    if (paid > period.asOf || paid >= (person.died ?? Infinity)) continue;
    if (next !== undefined && next.start <= paid) continue;
    if (!random.chance(ALLOWANCE_SHARE)) continue;
    const months = Math.max(1, job.lastMonth - monthOf(Math.min(job.start, monthStart(job.firstMonth))) + 1);
    const amount = Math.round((salaryIn(job, job.lastMonth) * 2 * months) / 12);
    nation.sinks.insurance.one_time_allowance.add(
      `${person.index * 16 + place}\t${insuranceNumber}\t${drawReason.draw(random)}\t${months}\t${amount}\t${dayText(paid)}\n`,
    );
    return;
  }
}
