import { PROVINCE_CODES, type ProvinceCode } from './province-code';
import provincesJson from './provinces.json';

/**
 * How a population figure is known, the weakest last: the statistics office's own table, a publication that quotes
 * it, a figure at second hand that was not checked, an estimate from the neighbouring years.
 */
export const POPULATION_BASES = ['OFFICIAL', 'PUBLISHED', 'UNVERIFIED', 'ESTIMATED'] as const;
export type PopulationBasis = (typeof POPULATION_BASES)[number];

export const POPULATION_YEARS = ['2020', '2021', '2022', '2023'] as const;
export type PopulationYear = (typeof POPULATION_YEARS)[number];

/** Average population of a year in persons. */
export interface Population {
  readonly persons: number;
  readonly basis: PopulationBasis;
}

/** A province as it is between two dates; both dates belong to it, and null means until further notice. */
export interface Province {
  readonly code: ProvinceCode;
  readonly name: string;
  readonly fullName: string;
  readonly englishName: string;
  readonly type: 'MUNICIPALITY' | 'PROVINCE';
  /** The statistics office's region before July 2025; null since, because the regions were drawn anew. */
  readonly regionCode: string | null;
  readonly regionName: string | null;
  readonly regionEnglishName: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** The code of the province it went into on 1 July 2025; null for the provinces of today. */
  readonly successorCode: ProvinceCode | null;
}

const FIRST_DAY_OF_34 = '2025-07-01';

type ProvinceRow = Province & { readonly populations: Partial<Record<PopulationYear, Population>> };
const ROWS = provincesJson as unknown as readonly ProvinceRow[];
const OLD_ROWS = ROWS.filter((row) => row.validTo !== null);

/** Every province since 1 August 2008, first the 63 and then the 34, each in the order of its code. */
export const PROVINCES: readonly Province[] = ROWS.map(({ populations: _populations, ...province }) => province);

/** The provinces of a day (yyyy-mm-dd) in the order of their codes: 63, from July 2025 on 34, before August 2008 none. */
export function provincesOn(date: string): readonly Province[] {
  return PROVINCES.filter((province) => isValidOn(province, date));
}

/** The province that has the code on a day (yyyy-mm-dd), or null. */
export function findProvince(code: string, date: string): Province | null {
  return PROVINCES.find((province) => province.code === code && isValidOn(province, date)) ?? null;
}

/**
 * The codes under which the land of a province was or is kept on another day, ascending: for the Tuyên Quang of
 * July 2025 in 2023 ['02', '08'], for the Hà Giang of 2023 today ['08']. Empty before August 2008.
 */
export function codesAsOf(province: Province, date: string): readonly ProvinceCode[] {
  if (isValidOn(province, date)) return [province.code];
  const { successorCode } = province;
  if (successorCode !== null) return date >= FIRST_DAY_OF_34 ? [successorCode] : [];
  return PROVINCE_CODES.filter((code) => findProvince(code, date)?.successorCode === province.code);
}

/** The average population of a year; for a merged province the sum, with the weakest basis of its parts. */
export function populationOf(province: Province, year: PopulationYear): Population {
  const isPart = (row: ProvinceRow): boolean =>
    province.validTo === null ? row.successorCode === province.code : row.code === province.code;
  const parts = OLD_ROWS.filter(isPart).map((row) => row.populations[year]);
  let persons = 0;
  let weakest = 0;
  for (const part of parts) {
    if (part === undefined) throw new RangeError(`No population of ${year} for the province ${province.code}.`);
    persons += part.persons;
    weakest = Math.max(weakest, POPULATION_BASES.indexOf(part.basis));
  }
  return { persons, basis: POPULATION_BASES[weakest] ?? 'ESTIMATED' };
}

function isValidOn(province: Province, date: string): boolean {
  return province.validFrom <= date && (province.validTo === null || date <= province.validTo);
}
