/**
 * The public holidays of Viet Nam, 2024 to 2030: Labour Code 45/2019/QH14, article 112. Fixed ones are in `FIXED`. Tết and
 * the Hùng Kings' day follow the lunar calendar of Viet Nam (UTC+7), computed with the new moons of J. Meeus, Astronomical
 * Algorithms; both fit the days off that the Ministry of Labour, and since 2025 the Ministry of Home Affairs, announced for
 * 2024 to 2026. Which five days Tết takes is announced each year: for 2027 to 2030 the eve and the four days after it
 * stand in until then. The second day of the National Day is left out until it is announced, and so is every working day
 * that offices swap for a Saturday: a deadline then falls too early rather than too late.
 */
const FIXED = ['01-01', '04-30', '05-01', '09-02'] as const;

interface Movable {
  /** The first of the five days of Tết. */
  readonly tet: string;
  /** The tenth day of the third lunar month. */
  readonly hungKings: string;
  /** The day before or after 2 September; null while it is not announced. */
  readonly besideNationalDay: string | null;
}

const MOVABLE: Readonly<Record<string, Movable>> = {
  2024: { tet: '02-08', hungKings: '04-18', besideNationalDay: '09-03' },
  2025: { tet: '01-27', hungKings: '04-07', besideNationalDay: '09-01' },
  2026: { tet: '02-16', hungKings: '04-26', besideNationalDay: '09-01' },
  2027: { tet: '02-05', hungKings: '04-16', besideNationalDay: null },
  2028: { tet: '01-25', hungKings: '04-04', besideNationalDay: null },
  2029: { tet: '02-12', hungKings: '04-23', besideNationalDay: null },
  2030: { tet: '02-01', hungKings: '04-12', besideNationalDay: null },
};

const TET_DAYS = 5;

/** The public holidays of a year, yyyy-mm-dd, in order; of a year outside the table only those with a fixed date. */
export function publicHolidays(year: string): readonly string[] {
  const movable = MOVABLE[year];
  const days = [
    ...FIXED,
    ...(movable ? [movable.hungKings] : []),
    ...(movable?.besideNationalDay ? [movable.besideNationalDay] : []),
  ].map((day) => `${year}-${day}`);
  const tet = movable ? Array.from({ length: TET_DAYS }, (_, i) => addDays(`${year}-${movable.tet}`, i)) : [];
  return [...days, ...tet].sort();
}

const DAY_MS = 86_400_000;

/** The day so many days after another, both yyyy-mm-dd. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
