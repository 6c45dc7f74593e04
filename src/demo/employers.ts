import { toTaxCode } from '../values/tax-code';
import { dayOf, monthEnd, monthStart, type Period } from './calendar';
import { drawEmployerName } from './employer-names';
import { drawPlace, type Place, type Region } from './geography';
import { pad } from './identifiers';
import type { ProvinceParticipation } from './participation-model';
import { RandomStream, WeightedTable } from './random';
import { TAX_RANGE } from './tax-ranges';

export type EmployerKind = 'STATE' | 'ENTERPRISE' | 'FOREIGN' | 'COOPERATIVE' | 'OTHER';

/** How an employer pays its dues: on time, some weeks late, late and in part, not any more. */
export type Conduct = 'PROMPT' | 'SLOW' | 'PARTIAL' | 'DEFAULTING';

/** An organisation of the tax register. */
export interface Organisation {
  readonly taxCode: string;
  readonly parentTaxCode: string | null;
  readonly name: string;
  readonly kind: EmployerKind;
  readonly region: Region;
  readonly place: Place;
  readonly registeredOn: number;
  /** Its place among all organisations of the nation, for sums by year. */
  readonly index: number;
}

/** An employer's unit at a provincial social-insurance office, and the organisation it is. */
export interface Employer {
  readonly unitId: number;
  readonly unitCode: string;
  /** The tax code the insurance register states: the true one, the parent's or none. */
  readonly statedTaxCode: string | null;
  readonly organisation: Organisation;
  readonly status: 'A' | 'S' | 'D';
  readonly conduct: Conduct;
  /** How much more than the declared salary the organisation pays. */
  readonly hiddenWage: number;
  /** The day on which each of the 24 months was paid; 0 where it is owed at the as-of date. */
  readonly paidOn: Int32Array;
}

/** The employers of a province, to draw a person's from. */
export interface ProvinceEmployers {
  readonly state: WeightedTable<Employer>;
  readonly other: WeightedTable<Employer>;
  /** Organisations that pay people but have no unit. */
  readonly unregistered: readonly Organisation[];
  readonly stateShare: number;
}

export interface Employers {
  readonly units: readonly Employer[];
  readonly organisations: readonly Organisation[];
  readonly byProvince: readonly ProvinceEmployers[];
}

/** Insured people per unit on average, and the public employees per inhabitant: assumptions. */
const PEOPLE_PER_UNIT = 22;
const PUBLIC_EMPLOYEES_PER_PERSON = 0.033;
const UNREGISTERED_SHARE = 0.15;
const MOST_WEIGHT = 1500;

const drawKind = new WeightedTable<EmployerKind>(['ENTERPRISE', 'FOREIGN', 'COOPERATIVE', 'OTHER'], [82, 8, 4, 6]);
const drawConduct = new WeightedTable<Conduct>(['PROMPT', 'SLOW', 'PARTIAL', 'DEFAULTING'], [86, 9, 3, 2]);
const KIND_LETTERS: Readonly<Record<EmployerKind, readonly string[]>> = {
  STATE: ['HC', 'HS'],
  ENTERPRISE: ['TN', 'TA', 'DN'],
  FOREIGN: ['NN', 'YN'],
  COOPERATIVE: ['HX'],
  OTHER: ['NB', 'KH'],
};

/** Makes the employers and organisations of a nation; they depend on the seed and the nation's size alone. */
export function drawEmployers(
  regions: readonly Region[],
  participation: readonly ProvinceParticipation[],
  expectedPersons: readonly number[],
  period: Period,
  seed: number,
): Employers {
  const units: Employer[] = [];
  const organisations: Organisation[] = [];
  const random = new RandomStream();
  const byProvince = regions.map((region): ProvinceEmployers => {
    random.key(seed, 0x656d70, region.index);
    const { shares, unemploymentShare } = participation[region.index] as ProvinceParticipation;
    const insured = shares.C.share * (expectedPersons[region.index] as number);
    const stateShare = Math.min(
      0.75,
      Math.max(1 - unemploymentShare + 0.05, PUBLIC_EMPLOYEES_PER_PERSON / shares.C.share),
    );
    const count = Math.max(4, Math.round(insured / PEOPLE_PER_UNIT));
    const stateCount = Math.max(1, Math.round(count * stateShare * 0.8));
    const codes = new TaxCodes(region.code);
    const mine: Employer[] = [];
    for (let place = 0; place < count; place += 1) {
      const kind = place < stateCount ? 'STATE' : drawKind.draw(random);
      const parent = place > 3 && random.chance(0.06) ? mine[random.between(0, place - 1)]?.organisation : undefined;
      const organisation = drawOrganisation(region, kind, organisations, codes, period, random, parent);
      const employer = drawUnit(units.length + 1, place, organisation, period, random);
      units.push(employer);
      mine.push(employer);
    }
    const unregistered = Array.from({ length: Math.max(1, Math.round(count * UNREGISTERED_SHARE)) }, () =>
      drawOrganisation(region, drawKind.draw(random), organisations, codes, period, random, undefined),
    );
    const weigh = (some: readonly Employer[]): WeightedTable<Employer> =>
      new WeightedTable(
        some,
        some.map(() => drawSize(random)),
      );
    return { state: weigh(mine.slice(0, stateCount)), other: weigh(mine.slice(stateCount)), unregistered, stateShare };
  });
  return { units, organisations, byProvince };
}

/** A heavy-tailed size: most units are small, a few very large (a Pareto law with exponent 1.1, cut off). */
function drawSize(random: RandomStream): number {
  const u = Math.max(random.next(), 1e-6);
  return Math.min(MOST_WEIGHT, Math.exp(-Math.log(u) / 1.1));
}

function drawOrganisation(
  region: Region,
  kind: EmployerKind,
  organisations: Organisation[],
  codes: TaxCodes,
  period: Period,
  random: RandomStream,
  parent: Organisation | undefined,
): Organisation {
  const main = parent?.parentTaxCode ?? parent?.taxCode ?? null;
  const organisation: Organisation = {
    taxCode: main === null ? codes.next() : codes.branchOf(main),
    parentTaxCode: main,
    name: drawEmployerName(parent?.kind ?? kind, region, random),
    kind: parent?.kind ?? kind,
    region,
    place: drawPlace(region, random),
    registeredOn: random.between(dayOf(1996, 1, 1), period.start - 30),
    index: organisations.length,
  };
  organisations.push(organisation);
  return organisation;
}

function drawUnit(
  unitId: number,
  place: number,
  organisation: Organisation,
  period: Period,
  random: RandomStream,
): Employer {
  const { kind } = organisation;
  const conduct = kind === 'STATE' && random.chance(0.9) ? 'PROMPT' : drawConduct.draw(random);
  const link = random.next();
  const stated =
    link < 0.07 ? null : link < 0.14 ? (organisation.parentTaxCode ?? organisation.taxCode) : organisation.taxCode;
  const stopped = conduct === 'DEFAULTING' ? random.next() : 1;
  return {
    unitId,
    unitCode: `${random.pick(KIND_LETTERS[kind])}${pad(place % 10_000, 4)}${String.fromCharCode(65 + (Math.floor(place / 10_000) % 26))}`,
    statedTaxCode: stated,
    organisation,
    status: stopped < 0.2 ? 'S' : stopped < 0.3 ? 'D' : 'A',
    conduct,
    hiddenWage:
      kind === 'STATE'
        ? 1 + random.next() * 0.1
        : random.chance(0.3)
          ? 1.3 + random.next() * 0.7
          : 1 + random.next() * 0.25,
    paidOn: drawPayments(conduct, period, random),
  };
}

function drawPayments(conduct: Conduct, period: Period, random: RandomStream): Int32Array {
  const paidOn = new Int32Array(24);
  const lastPaid = conduct === 'DEFAULTING' ? random.between(2, 22) : 24;
  for (let offset = 0; offset < 24; offset += 1) {
    const month = period.firstContributionMonth + offset;
    const due = monthEnd(month);
    const day =
      conduct === 'PROMPT' || (conduct === 'SLOW' && random.chance(0.35))
        ? random.between(monthStart(month) + 9, Math.min(due, Math.max(period.asOf, monthStart(month) + 9)))
        : due + random.between(3, 85);
    paidOn[offset] = offset >= lastPaid || day > period.asOf ? 0 : day;
  }
  return paidOn;
}

/** Hands out the tax codes of a province's organisations: third digit 9, far above any code in use. */
class TaxCodes {
  private serial = 0;
  private readonly branches = new Map<string, number>();

  constructor(private readonly province: string) {}

  next(): string {
    for (;;) {
      this.serial += 1;
      const code = toTaxCode(`${TAX_RANGE[this.province] as string}9${pad(this.serial, 6)}`);
      if (code !== null) return code;
    }
  }

  branchOf(main: string): string {
    const branch = (this.branches.get(main) ?? 0) + 1;
    this.branches.set(main, branch);
    return `${main}-${pad(branch, 3)}`;
  }
}
