import { dayText, parseDay } from './calendar';
import { writeBenefits } from './benefits';
import { writeContributions, type CollectionSums } from './contributions';
import { NULL } from './copy';
import { RECORD_ERROR_RATES } from './error-rates';
import { misstate, stateTruly, type Statement } from './errors-model';
import { orNull, pickEarlier, placeColumns, type Nation } from './nation';
import type { Person } from './people';
import type { RandomStream } from './random';
import { salaryIn, type Cover, type Job, type Participation } from './schemes';
import { birthdayAt, monthEnd } from './calendar';

/** What the other registers need to know of a participant. */
export interface Participant {
  readonly insuranceNumber: string;
  readonly deathUnnoticed: boolean;
  readonly firstRegistered: number;
}

/**
 * Shares of people among those concerned, from the shares of all records: cards per dead person, employees among
 * participants, employees of private firms in the south-east among participants.
 */
const CARDS_PER_DEAD = 48;
const EMPLOYEES_AMONG_PARTICIPANTS = 0.2;
const SOUTHERN_WORKERS_AMONG_PARTICIPANTS = 0.045;
/** Rows of participation of one person, at most. */
const ROWS_PER_PERSON = 128;

/** When records had been verified against the population register: share and day (published, the first assumed). */
const VERIFIED: readonly (readonly [number, number])[] = [
  [0, parseDay('2020-01-01')],
  [0.62, parseDay('2021-12-31')],
  [0.75, parseDay('2022-11-30')],
  [0.81, parseDay('2023-02-20')],
  [0.9, parseDay('2023-12-31')],
];
/** Records with a wrong or missing ID, at a factor of one half; none of them is among the first to be verified. */
const WRONG_ID_SHARE = 0.22;
const VERIFIED_WITHOUT_WRONG = 0.3;

/** Writes a person with all schemes into the insurance register; null for people who took part in nothing. */
export function writeParticipant(
  nation: Nation,
  person: Person,
  taken: Participation,
  recent: readonly Person[],
  sums: CollectionSums,
  random: RandomStream,
): Participant | null {
  const { jobs, voluntary, health } = taken;
  if (jobs.length + voluntary.length + health.length === 0) return null;
  const insuranceNumber = nation.issue.insuranceNumber(person.birthRegion);
  nation.noteRecord('insurance', insuranceNumber, person);
  const deathUnnoticed = noteUnnoticedDeath(nation, person, insuranceNumber, taken, random);
  let firstRegistered = nation.period.asOf;
  for (const job of jobs) firstRegistered = Math.min(firstRegistered, job.start);
  for (const cover of voluntary) firstRegistered = Math.min(firstRegistered, cover.start);
  for (const cover of health) firstRegistered = Math.min(firstRegistered, cover.start);
  const statement = stateTruly('insurance', insuranceNumber, person);
  misstate(statement, person, nation.factor, pickEarlier(recent, random)?.personalId ?? null, random, nation.note);
  borrowIdentity(nation, person, statement, jobs, recent, random);
  const job = jobs.find((held) => held.end === null);
  addParticipant(nation, person, statement, firstRegistered, random, {
    unitId: job?.employer.unitId ?? null,
    compulsory: job !== undefined,
    voluntary: voluntary.some((cover) => cover.end === null),
    unemployment: job?.insuredUnemployed ?? false,
    health: job !== undefined || health.some((cover) => cover.end === null),
  });
  let row = person.index * ROWS_PER_PERSON;
  for (const held of jobs) row = addJob(nation, insuranceNumber, held, row);
  for (const cover of voluntary) row = addCover(nation, insuranceNumber, 'V', cover, row);
  for (const cover of health) row = addCover(nation, insuranceNumber, 'H', cover, row);
  writeContributions(nation, person, insuranceNumber, jobs, voluntary, sums);
  writeBenefits(nation, person, insuranceNumber, jobs, random);
  if (jobs.length > 0) addSecondRecord(nation, person, insuranceNumber, jobs, row, random);
  return { insuranceNumber, deathUnnoticed, firstRegistered };
}

/** The insurance register goes on counting some of the dead: their spells stay open. */
function noteUnnoticedDeath(
  nation: Nation,
  person: Person,
  key: string,
  taken: Participation,
  random: RandomStream,
): boolean {
  if (person.died === null) return false;
  const chance = RECORD_ERROR_RATES.DEATH_UNNOTICED * nation.factor * CARDS_PER_DEAD * person.carelessness;
  if (random.next() >= Math.min(0.9, chance)) return false;
  let open = false;
  for (const spell of [...taken.jobs, ...taken.voluntary, ...taken.health]) {
    if (spell.end !== person.died) continue;
    spell.end = null;
    open = true;
  }
  if (open) nation.note('insurance', key, 'in_health_insurance', 'DEATH_UNNOTICED', dayText(person.died));
  return open;
}

/** A worker in the industrial provinces of the south-east who is registered under another person's papers. */
function borrowIdentity(
  nation: Nation,
  person: Person,
  statement: Statement,
  jobs: readonly Job[],
  recent: readonly Person[],
  random: RandomStream,
): void {
  if (person.region.regionCode !== 'SE' || jobs.length === 0) return;
  const chance = (RECORD_ERROR_RATES.BORROWED_IDENTITY * nation.factor) / SOUTHERN_WORKERS_AMONG_PARTICIPANTS;
  if (!random.chance(chance)) return;
  const lenders = recent.filter((other) => other.sex === person.sex && other.died === null);
  const lender = pickEarlier(lenders, random);
  if (lender === null) return;
  statement.fullName = lender.fullName;
  statement.birth = lender.birth;
  statement.yearOnly = false;
  statement.sex = lender.sex;
  statement.personalId = lender.personalId;
  nation.note('insurance', statement.key, 'person', 'BORROWED_IDENTITY', person.personalId);
}

interface Flags {
  readonly unitId: number | null;
  readonly compulsory: boolean;
  readonly voluntary: boolean;
  readonly unemployment: boolean;
  readonly health: boolean;
}

function addParticipant(
  nation: Nation,
  person: Person,
  statement: Statement,
  first: number,
  random: RandomStream,
  flags: Flags,
): void {
  const { region } = person;
  const { asOf, start } = nation.period;
  const recorded = random.between(Math.max(first, start - 730), asOf);
  const verified = drawVerified(statement.personalId === person.personalId, random);
  nation.sinks.insurance.participant.add(
    `${statement.key}\t${orNull(statement.personalId)}\t${statement.fullName}\t${dayText(statement.birth)}\t${statement.yearOnly ? 'Y' : 'D'}\t` +
      `${statement.sex}\t${region.code}\t${region.validFrom}\t${placeColumns(statement.region, statement.place)}\t${orNull(flags.unitId)}\t` +
      `${flag(flags.compulsory)}\t${flag(flags.voluntary)}\t${flag(flags.unemployment)}\t${flag(flags.health)}\t` +
      `${verified === null || verified > asOf ? NULL : dayText(Math.max(verified, first))}\t${dayText(first)}\t${dayText(recorded)}\n`,
  );
}

function flag(value: boolean): string {
  return value ? 't' : 'f';
}

/** The day of verification along the published curve, or null; records with a wrong ID come late or never. */
function drawVerified(rightId: boolean, random: RandomStream): number | null {
  let place = random.next();
  if (!rightId) place = VERIFIED_WITHOUT_WRONG + (1 - VERIFIED_WITHOUT_WRONG) * place;
  else {
    const early = VERIFIED_WITHOUT_WRONG / (1 - WRONG_ID_SHARE);
    place =
      place < early
        ? (place / early) * VERIFIED_WITHOUT_WRONG
        : VERIFIED_WITHOUT_WRONG + ((place - early) / (1 - early)) * (1 - VERIFIED_WITHOUT_WRONG);
  }
  for (let step = 1; step < VERIFIED.length; step += 1) {
    const [from, dayFrom] = VERIFIED[step - 1] as readonly [number, number];
    const [to, dayTo] = VERIFIED[step] as readonly [number, number];
    if (place < to) return dayFrom + Math.floor(((place - from) / (to - from)) * (dayTo - dayFrom + 1));
  }
  return null;
}

function addJob(nation: Nation, insuranceNumber: string, job: Job, row: number): number {
  const salary = salaryIn(job, job.lastMonth);
  const rest = `${job.employer.unitId}\t${salary}\t${dayText(job.start)}\t${job.end === null ? NULL : dayText(job.end)}\n`;
  const { participation } = nation.sinks.insurance;
  participation.add(`${row}\t${insuranceNumber}\tC\t${rest}`);
  participation.add(`${row + 1}\t${insuranceNumber}\tH\t${rest}`);
  if (!job.insuredUnemployed) return row + 2;
  participation.add(`${row + 2}\t${insuranceNumber}\tU\t${rest}`);
  return row + 3;
}

function addCover(nation: Nation, insuranceNumber: string, scheme: 'V' | 'H', cover: Cover, row: number): number {
  const salary = scheme === 'V' ? cover.income : NULL;
  nation.sinks.insurance.participation.add(
    `${row}\t${insuranceNumber}\t${scheme}\t${NULL}\t${salary}\t${dayText(cover.start)}\t${cover.end === null ? NULL : dayText(cover.end)}\n`,
  );
  return row + 1;
}

/** A second number of the same person, from an earlier job elsewhere that ended in the first half-year of the period. */
function addSecondRecord(
  nation: Nation,
  person: Person,
  main: string,
  jobs: readonly Job[],
  row: number,
  random: RandomStream,
): void {
  const chance =
    (RECORD_ERROR_RATES.DOUBLE_INSURANCE_NUMBER * nation.factor * (person.carelessness > 1 ? 1.9 : 0.84)) /
    EMPLOYEES_AMONG_PARTICIPANTS;
  const { period } = nation;
  const grown = birthdayAt(person.birth, 18);
  if (!random.chance(chance) || grown > period.start - 400) return;
  const region = person.earlierRegion ?? random.pick(nation.regions);
  const insuranceNumber = nation.issue.insuranceNumber(region);
  nation.noteRecord('insurance', insuranceNumber, person);
  nation.note('insurance', insuranceNumber, 'insurance_number', 'DOUBLE_INSURANCE_NUMBER', main);
  const statement = stateTruly('insurance', insuranceNumber, person);
  misstate(statement, person, nation.factor, null, random, nation.note);
  const start = random.between(Math.max(grown, period.start - 8 * 365), period.start - 300);
  const lastMonth = period.startMonth + random.between(0, 5);
  const employers = nation.employers.byProvince[person.region.index];
  const employer = employers?.other.draw(random) ?? (jobs[0] as Job).employer;
  const job: Job = {
    ...(jobs[0] as Job),
    employer,
    wage: 1.2,
    insuredUnemployed: true,
    start,
    end: monthEnd(lastMonth),
    firstMonth: period.startMonth,
    lastMonth,
  };
  addParticipant(nation, person, statement, start, random, {
    unitId: null,
    compulsory: false,
    voluntary: false,
    unemployment: false,
    health: false,
  });
  addJob(nation, insuranceNumber, job, row);
}
