import { PUBLISHED_FIGURES } from '../values/published-figures';
import { dayText, monthEnd, yearOfMonth } from './calendar';
import { baseSalaryIn, HEALTH_RATE } from './contribution-rates';
import type { CollectionSums } from './contributions';
import { NULL } from './copy';
import type { Employer } from './employers';
import { DOMAIN, orNull, type Nation } from './nation';
import { NATIONAL_PERSONS, SCHEMES, type Scheme } from './participation-model';
import { RandomStream } from './random';

const MONTHS = 24;
/** What was reached of the targets on average, where no report says it: assumptions. */
const REACHED: Readonly<Record<Scheme, number>> = { C: 0.96, V: 0.85, U: 0.95, H: 0.975 };
const SCHEME_NAMES: Readonly<Record<Scheme, string>> = { C: 'compulsory_si', V: 'voluntary_si', U: 'ui', H: 'hi' };
/** Yên Bái's annual plan of 2023 is published for all schemes together; it is split like its collections. */
const PLAN_FIGURE = 'YB-REVENUE-TOTAL';
const PLAN_PARTS: Readonly<Record<Scheme, string>> = {
  C: 'YB-REVENUE-CSI',
  V: 'YB-REVENUE-VSI',
  U: 'YB-REVENUE-UI',
  H: 'YB-REVENUE-HI',
};
const INSPECTED = { owing: 0.3, paying: 0.04 };

/** Writes the employers' units. */
export function writeUnits(nation: Nation): void {
  for (const unit of nation.employers.units) {
    const { organisation } = unit;
    nation.sinks.insurance.employer_unit.add(
      `${unit.unitId}\t${organisation.region.code}\t${organisation.region.validFrom}\t${unit.unitCode}\t${orNull(unit.statedTaxCode)}\t${organisation.name}\t` +
        `${organisation.kind}\t${unit.status}\t${organisation.place.code}\t${organisation.place.validFrom}\t${dayText(organisation.registeredOn)}\n`,
    );
  }
}

/** Writes the targets of every province, scheme and year: participants at the year's end and money in the year. */
export function writeTargets(nation: Nation, sums: CollectionSums): void {
  const { period, regions } = nation;
  const dues = duesByProvince(nation, sums);
  for (const region of regions) {
    const people = (nation.citizens * region.persons['2023']) / NATIONAL_PERSONS;
    for (const scheme of SCHEMES) {
      const share = nation.participation[region.index]?.shares[scheme].share ?? 0;
      for (let year = period.asOfYear - 2; year <= period.asOfYear; year += 1) {
        const implied = impliedTarget(region.code, scheme, year);
        const participants =
          implied === null ? (people * share) / REACHED[scheme] : (implied * nation.citizens) / NATIONAL_PERSONS;
        const plan = region.code === '15' && year === 2023 ? plannedPart(scheme) : null;
        const money =
          plan !== null
            ? (plan * nation.citizens) / NATIONAL_PERSONS
            : scheme === 'H'
              ? (people * share * 12 * HEALTH_RATE * baseSalaryIn((year - 1970) * 12 + 5)) / 100
              : (dues.get(`${region.index} ${scheme} ${Math.max(year, period.asOfYear - 1)}`) ?? 0) * 1.03;
        const key = `${region.code}\t${region.validFrom}\t${scheme}\t${year}`;
        nation.sinks.insurance.target.add(`${key}\tPARTICIPANTS\t${Math.max(1, Math.round(participants))}\n`);
        nation.sinks.insurance.target.add(`${key}\tCOLLECTION\t${Math.round(money)}\n`);
      }
    }
  }
}

function impliedTarget(province: string, scheme: Scheme, year: number): number | null {
  const figure = PUBLISHED_FIGURES.find(
    (known) =>
      known.metric === 'participants' &&
      known.areaCodes.length === 1 &&
      known.areaCodes[0] === province &&
      known.scheme === SCHEME_NAMES[scheme] &&
      known.asOf.startsWith(String(year)) &&
      known.impliedTarget !== null,
  );
  return figure?.impliedTarget ?? null;
}

function plannedPart(scheme: Scheme): number | null {
  const value = (id: string): number => PUBLISHED_FIGURES.find((figure) => figure.id === id)?.value ?? 0;
  const plan = PUBLISHED_FIGURES.find((figure) => figure.id === PLAN_FIGURE)?.impliedTarget ?? null;
  const collected = SCHEMES.reduce((sum, part) => sum + value(PLAN_PARTS[part]), 0);
  return plan === null ? null : (plan * value(PLAN_PARTS[scheme])) / collected;
}

function duesByProvince(nation: Nation, sums: CollectionSums): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  const add = (province: number, scheme: Scheme, month: number, amount: number): void => {
    const key = `${province} ${scheme} ${yearOfMonth(month)}`;
    totals.set(key, (totals.get(key) ?? 0) + amount);
  };
  for (let offset = 0; offset < MONTHS; offset += 1) {
    const month = nation.period.firstContributionMonth + offset;
    for (const unit of nation.employers.units) {
      const place = sums.placeOf(unit.unitId, offset);
      add(unit.organisation.region.index, 'C', month, sums.due[place] as number);
      add(unit.organisation.region.index, 'U', month, sums.due[place + 1] as number);
    }
    for (const region of nation.regions)
      add(region.index, 'V', month, sums.voluntary[region.index * MONTHS + offset] as number);
  }
  return totals;
}

/** Writes inspections: units that owe are inspected far more often than the others. */
export function writeInspections(nation: Nation, sums: CollectionSums): void {
  const random = new RandomStream();
  const { period } = nation;
  let id = 0;
  for (const unit of nation.employers.units) {
    random.key(nation.seed, DOMAIN.employer, unit.unitId);
    const offset = random.between(4, MONTHS - 1);
    const inspected = Math.min(period.asOf, monthEnd(period.firstContributionMonth + offset) - random.between(0, 20));
    const owed = owedOn(unit, inspected, nation, sums);
    if (!random.chance(owed > 0 ? INSPECTED.owing : INSPECTED.paying)) continue;
    id += 1;
    const remedied = owed > 0 && random.chance(0.7) ? Math.round(owed * (0.3 + 0.7 * random.next())) : 0;
    const remediedOn = inspected + random.between(5, 60);
    const done = remedied > 0 && remediedOn <= period.asOf;
    const otherwise = unit.hiddenWage > 1.3 ? 'UNDER_DECLARED' : random.chance(0.1) ? 'UNREGISTERED' : 'NONE';
    const kind =
      owed > 0 && random.chance(0.5) ? 'UNANNOUNCED' : random.chance(0.9) ? 'SPECIALISED' : 'INTERDISCIPLINARY';
    nation.sinks.insurance.inspection.add(
      `${id}\t${unit.unitId}\t${dayText(inspected)}\t${kind}\t${owed > 0 ? 'LATE' : otherwise}\t${owed}\t${done ? remedied : 0}\t${done ? dayText(remediedOn) : NULL}\n`,
    );
  }
}

function owedOn(unit: Employer, day: number, nation: Nation, sums: CollectionSums): number {
  let owed = 0;
  for (let offset = 0; offset < MONTHS; offset += 1) {
    if (monthEnd(nation.period.firstContributionMonth + offset) >= day) break;
    const paidDay = unit.paidOn[offset] as number;
    const place = sums.placeOf(unit.unitId, offset);
    for (let scheme = 0; scheme < 3; scheme += 1) {
      const due = sums.due[place + scheme] as number;
      owed += paidDay !== 0 && paidDay <= day ? due - (sums.paid[place + scheme] as number) : due;
    }
  }
  return owed;
}
