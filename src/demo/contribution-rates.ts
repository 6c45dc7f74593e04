import type { EmployerKind } from './employers';
import type { Region } from './geography';

/** A month counted from January 1970. */
const month = (year: number, ofYear: number): number => (year - 1970) * 12 + ofYear - 1;

/** Base salary in VND a month, by the first month it applies (Decrees 38/2019, 24/2023, 73/2024). */
const BASE_SALARY: readonly (readonly [number, number])[] = [
  [month(2019, 7), 1_490_000],
  [month(2023, 7), 1_800_000],
  [month(2024, 7), 2_340_000],
];

/** Regional minimum wages I to IV in VND a month, by the first month they apply. */
const MINIMUM_WAGE: readonly (readonly [number, readonly number[]])[] = [
  [month(2020, 1), [4_420_000, 3_920_000, 3_430_000, 3_070_000]],
  [month(2022, 7), [4_680_000, 4_160_000, 3_640_000, 3_250_000]],
  [month(2024, 7), [4_960_000, 4_410_000, 3_860_000, 3_450_000]],
];

/** The wage zone of most workplaces of a province; zones go by district, so this is a simplification. */
const ZONE_I = new Set(['01', '31', '74', '75', '77', '79']);
const ZONE_II = new Set(['22', '26', '27', '30', '33', '36', '48', '56', '70', '72', '80', '82', '92']);
const ZONE_IV = new Set(['02', '06', '11', '12', '14', '62', '67', '96']);

/** The wage zone of a province, 1 to 4. */
export function wageZoneOf(region: Region): number {
  if (ZONE_I.has(region.code)) return 1;
  if (ZONE_II.has(region.code)) return 2;
  return ZONE_IV.has(region.code) ? 4 : 3;
}

/** The base salary of a month in VND. */
export function baseSalaryIn(at: number): number {
  return valueIn(BASE_SALARY, at);
}

/** The minimum wage of a zone in a month in VND. */
export function minimumWageIn(at: number, zone: number): number {
  return valueIn(MINIMUM_WAGE, at)[zone - 1] as number;
}

/**
 * The greatest contribution salary of social and health insurance: 20 times the base salary. The least is the zone's
 * minimum wage, for public employers the base salary.
 */
export function salaryCap(at: number): number {
  return 20 * baseSalaryIn(at);
}

/** Social insurance in percent, employee and employer together; Resolution 68 took the accident part off. */
export function socialRateIn(at: number, kind: EmployerKind): number {
  return kind !== 'STATE' && at >= month(2021, 7) && at <= month(2022, 6) ? 25 : 25.5;
}

/** Unemployment insurance in percent; Resolution 116 took the employer's part off for non-state employers. */
export function unemploymentRateIn(at: number, kind: EmployerKind): number {
  return kind !== 'STATE' && at >= month(2021, 10) && at <= month(2022, 9) ? 1 : 2;
}

/** Health insurance of employees in percent, employee and employer together. */
export const HEALTH_RATE = 4.5;
/** Voluntary social insurance in percent of the chosen income. */
export const VOLUNTARY_RATE = 22;

/** The least income that can be chosen for voluntary insurance: the rural poverty line. */
export function voluntaryFloor(at: number): number {
  return at >= month(2022, 1) ? 1_500_000 : 700_000;
}

/** Interest a month on late dues by scheme; the size is an assumption, VSS publishes it each year. */
export const LATE_INTEREST = { C: 0.0068, U: 0.0068, H: 0.0072 } as const;

/** Whole months of 30 days that a payment is late; the first 30 days bear no interest. */
export function interestMonths(dueOn: number, paidOn: number): number {
  return Math.max(0, Math.floor((paidOn - dueOn) / 30));
}

function valueIn<T>(steps: readonly (readonly [number, T])[], at: number): T {
  let value = (steps[0] as readonly [number, T])[1];
  for (const [from, next] of steps) if (at >= from) value = next;
  return value;
}
