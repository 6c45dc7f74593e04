import { taxCodeCheckDigit } from '../values/tax-code';
import { birthdayAt, dayOf, dayText, yearOfMonth } from './calendar';
import { NULL } from './copy';
import type { Organisation } from './employers';
import { RECORD_ERROR_RATES } from './error-rates';
import { misstate, stateTruly } from './errors-model';
import { pad } from './identifiers';
import { orNull, pickEarlier, placeColumns, type Nation } from './nation';
import type { Person } from './people';
import { shuffledSerial, type RandomStream } from './random';
import { salaryIn, type Job } from './schemes';
import { PERSON_RANGE } from './tax-ranges';

const YEARS = 3;
/** Share of the employed, and of other people of 18 to 65, who have a tax code: assumptions. */
const TAXPAYERS = { employed: 0.97, other: 0.2 };
/** Share of those others whom an organisation pays without insurance: leads for a review of tax data. */
const PAID_UNINSURED = 0.14;
const PAID_BY_UNREGISTERED = 0.45;
const SECOND_PAYER = 0.08;
/** Second codes that have been merged already; the unmerged ones are an error of the model. */
const MERGED_CODES = 0.014;
const BONUS_MONTHS = 1;

/** What the organisations paid, by year: people and wages. */
export class PayerSums {
  readonly people: Float64Array;
  readonly wages: Float64Array;
  private serial = 0;

  constructor(
    organisations: number,
    private readonly seed: number,
  ) {
    this.people = new Float64Array(organisations * YEARS);
    this.wages = new Float64Array(organisations * YEARS);
  }

  /** The next tax code of a person: first digit 8, third digit 9, and a valid check digit. */
  nextCode(): string {
    for (;;) {
      const serial = this.serial;
      this.serial += 1;
      const body = `${PERSON_RANGE}${Math.floor(serial / 1_000_000) % 10}9${pad(shuffledSerial(serial, 1_000_000, this.seed ^ 0x7a), 6)}`;
      const check = taxCodeCheckDigit(body);
      if (check !== null) return `${body}${check}`;
    }
  }
}

/** Writes a person into the tax register when he or she is a taxpayer. */
export function writeTaxpayer(
  nation: Nation,
  person: Person,
  jobs: readonly Job[],
  recent: readonly Person[],
  sums: PayerSums,
  random: RandomStream,
): void {
  const { period } = nation;
  const grown = birthdayAt(person.birth, 18);
  if (grown >= period.asOf - 30 || (jobs.length === 0 && birthdayAt(person.birth, 65) < period.start)) return;
  if (!random.chance(jobs.length > 0 ? TAXPAYERS.employed : TAXPAYERS.other)) return;
  const oldest = Math.max(grown, dayOf(2009, 1, 1));
  const latest = Math.max(oldest, jobs.length > 0 ? period.start : period.asOf - 30);
  const registered = Math.min(random.between(oldest, latest), person.died ?? period.asOf);
  const taxCode = sums.nextCode();
  addTaxpayer(nation, person, taxCode, null, registered, recent, random);
  const incomes = jobs.length > 0 ? incomesOf(nation, jobs, random) : uninsuredIncomes(nation, person, random);
  const second = drawSecondCode(nation, person, taxCode, registered, recent, sums, random);
  for (const income of incomes) addIncome(nation, income, second !== null && income.extra ? second : taxCode, sums);
}

interface Income {
  readonly year: number;
  readonly payer: Organisation;
  readonly extra: boolean;
  months: number;
  gross: number;
}

function addTaxpayer(
  nation: Nation,
  person: Person,
  taxCode: string,
  mergedInto: string | null,
  registered: number,
  recent: readonly Person[],
  random: RandomStream,
): void {
  nation.noteRecord('tax', taxCode, person);
  const statement = stateTruly('tax', taxCode, person);
  misstate(statement, person, nation.factor, pickEarlier(recent, random)?.personalId ?? null, random, nation.note);
  const status = mergedInto !== null ? 'M' : person.died !== null && random.chance(0.6) ? 'C' : 'A';
  const recorded = random.between(registered, nation.period.asOf);
  nation.sinks.tax.taxpayer.add(
    `${taxCode}\t${orNull(statement.personalId)}\t${orNull(statement.idCardNumber)}\t${statement.fullName}\t${dayText(statement.birth)}\t${statement.sex}\t` +
      `${status}\t${orNull(mergedInto)}\t${placeColumns(statement.region, statement.place)}\t${dayText(registered)}\t${dayText(recorded)}\n`,
  );
}

/** A second tax code: most have been merged; the others are active and take a second payer's income. */
function drawSecondCode(
  nation: Nation,
  person: Person,
  main: string,
  registered: number,
  recent: readonly Person[],
  sums: PayerSums,
  random: RandomStream,
): string | null {
  const unmerged = RECORD_ERROR_RATES.DOUBLE_TAX_CODE * nation.factor * (person.carelessness > 1 ? 1.9 : 0.84);
  const draw = random.next();
  if (draw >= unmerged + MERGED_CODES) return null;
  const code = sums.nextCode();
  const isMerged = draw >= unmerged;
  addTaxpayer(
    nation,
    person,
    code,
    isMerged ? main : null,
    Math.max(dayOf(2009, 1, 1), registered - 200),
    recent,
    random,
  );
  if (isMerged) return null;
  nation.note('tax', code, 'tax_code', 'DOUBLE_TAX_CODE', main);
  return code;
}

function incomesOf(nation: Nation, jobs: readonly Job[], random: RandomStream): readonly Income[] {
  const incomes: Income[] = [];
  for (const job of jobs) {
    const payer = job.employer.organisation;
    for (let month = job.firstMonth; month <= job.lastMonth; month += 1) {
      const year = yearOfMonth(month);
      let income = incomes.find((known) => known.year === year && known.payer === payer);
      if (income === undefined) incomes.push((income = { year, payer, extra: false, months: 0, gross: 0 }));
      income.months += 1;
      income.gross += salaryIn(job, month) * job.employer.hiddenWage;
    }
  }
  for (const income of incomes) income.gross = Math.round((income.gross * (12 + BONUS_MONTHS)) / 12 / 1000) * 1000;
  const region = (jobs[0] as Job).employer.organisation.region;
  const first = incomes[0];
  if (random.chance(SECOND_PAYER) && first !== undefined) {
    const payer = nation.employers.byProvince[region.index]?.other.draw(random).organisation;
    const months = random.between(1, first.months);
    const isNew = payer !== undefined && !incomes.some((known) => known.payer === payer);
    if (isNew)
      incomes.push({ year: first.year, payer, extra: true, months, gross: months * random.between(1500, 6000) * 1000 });
  }
  return incomes;
}

function uninsuredIncomes(nation: Nation, person: Person, random: RandomStream): readonly Income[] {
  const employers = nation.employers.byProvince[person.region.index];
  if (employers === undefined || !random.chance(PAID_UNINSURED)) return [];
  const payer = random.chance(PAID_BY_UNREGISTERED)
    ? random.pick(employers.unregistered)
    : employers.other.draw(random).organisation;
  const incomes: Income[] = [];
  const last = person.died === null ? nation.period.asOfYear : nation.period.asOfYear - 3;
  for (let year = nation.period.asOfYear - 2; year <= last; year += 1) {
    if (!random.chance(0.6)) continue;
    const most = year === nation.period.asOfYear ? (nation.period.asOfMonth % 12) + 1 : 12;
    const months = random.between(1, most);
    incomes.push({ year, payer, extra: false, months, gross: months * random.between(3500, 11_000) * 1000 });
  }
  return incomes;
}

function addIncome(nation: Nation, income: Income, taxCode: string, sums: PayerSums): void {
  const { year, payer, months, gross } = income;
  const taxable = Math.max(0, gross - 11_000_000 * months);
  nation.sinks.tax.income.add(
    `${taxCode}\t${year}\t${payer.taxCode}\t${months}\t${gross}\t${Math.round(taxable * 0.06)}\n`,
  );
  const place = payer.index * YEARS + year - (nation.period.asOfYear - 2);
  sums.people[place] = (sums.people[place] as number) + 1;
  sums.wages[place] = (sums.wages[place] as number) + gross;
}

/** Writes the organisations. */
export function writeOrganisations(nation: Nation): void {
  const stopped = new Map(nation.employers.units.map((unit) => [unit.organisation.index, unit.status]));
  for (const organisation of nation.employers.organisations) {
    const unitStatus = stopped.get(organisation.index);
    const status = unitStatus === 'S' ? 'S' : unitStatus === 'D' ? 'C' : 'A';
    nation.sinks.tax.organisation.add(
      `${organisation.taxCode}\t${organisation.parentTaxCode ?? NULL}\t${organisation.name}\t${organisation.kind}\t${status}\t` +
        `${placeColumns(organisation.region, organisation.place)}\t${dayText(organisation.registeredOn)}\n`,
    );
  }
}

/** Writes how many people each organisation paid in each year, and how much. */
export function writeHeadCounts(nation: Nation, sums: PayerSums): void {
  for (const organisation of nation.employers.organisations) {
    for (let offset = 0; offset < YEARS; offset += 1) {
      const people = sums.people[organisation.index * YEARS + offset] as number;
      if (people === 0) continue;
      const wages = sums.wages[organisation.index * YEARS + offset] as number;
      nation.sinks.tax.head_count.add(
        `${organisation.taxCode}\t${nation.period.asOfYear - 2 + offset}\t${people}\t${wages}\n`,
      );
    }
  }
}
