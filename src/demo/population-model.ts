import { WeightedTable, type RandomStream } from './random';
import type { Region } from './geography';

/** Deaths per person and year: crude death rate of 2021 (statistics office). */
export const CRUDE_DEATH_RATE = 0.0064;

/** Share of men at birth and at all ages: 49.9 % (statistics office, 2023); older ages have fewer. */
const MALE_SHARE_BY_AGE_BAND = [
  0.53, 0.53, 0.525, 0.52, 0.515, 0.51, 0.51, 0.505, 0.5, 0.495, 0.49, 0.48, 0.465, 0.45, 0.425, 0.39, 0.35, 0.31,
];

/** Percent of the population by five-year age band from 0-4 to 85+: pyramid of 2023, rounded; an assumption. */
const AGE_BANDS = [7.5, 8.2, 7.9, 7.0, 6.7, 7.2, 8.4, 8.2, 7.5, 6.7, 6.1, 5.6, 4.9, 3.6, 2.1, 1.2, 0.7, 0.5];

/** Deaths in percent by the same bands: an assumption from the shape of Viet Nam's life tables. */
const DEATH_BANDS = [3.2, 0.4, 0.5, 0.9, 1.2, 1.5, 2.0, 2.5, 3.2, 4.2, 5.5, 7.2, 9.2, 10.5, 10.4, 11.5, 12.5, 13.5];

const bands = AGE_BANDS.map((_, index) => index);
const drawLivingBand = new WeightedTable(bands, AGE_BANDS);
const drawDeathBand = new WeightedTable(bands, DEATH_BANDS);
const LAST_BAND_YEARS = 12;
const YEAR_DAYS = 365.25;

/** An age in days of a living person. */
export function drawAgeInDays(random: RandomStream): number {
  return ageIn(drawLivingBand.draw(random), random);
}

/** An age in days at death. */
export function drawAgeAtDeathInDays(random: RandomStream): number {
  return ageIn(drawDeathBand.draw(random), random);
}

/** Share of men at an age in days. */
export function maleShareAt(ageInDays: number): number {
  return MALE_SHARE_BY_AGE_BAND[Math.min(17, Math.floor(ageInDays / YEAR_DAYS / 5))] as number;
}

function ageIn(band: number, random: RandomStream): number {
  const years = band === 17 ? 85 + LAST_BAND_YEARS * random.next() * random.next() : band * 5 + 5 * random.next();
  return Math.floor(years * YEAR_DAYS);
}

/**
 * The expected share of those alive `yearsBefore` the as-of date whose age was then from `low` to under `high` years.
 * The people who died since 1 January two years before are counted as long as they lived.
 */
export function shareOfAges(low: number, high: number, yearsBefore: number, windowYears: number): number {
  let inside = 0;
  let all = 0;
  for (let band = 0; band < 18; band += 1) {
    const weight = (AGE_BANDS[band] as number) / 100;
    for (let step = 0; step < STEPS; step += 1) {
      const age = bandAge(band, step) - yearsBefore;
      if (age < 0) continue;
      all += weight / STEPS;
      if (age >= low && age < high) inside += weight / STEPS;
    }
    const deaths = ((DEATH_BANDS[band] as number) / 100) * CRUDE_DEATH_RATE * windowYears;
    for (let step = 0; step < STEPS; step += 1) {
      const ageAtDeath = bandAge(band, step);
      for (let part = 0; part < 20; part += 1) {
        const stillToLive = yearsBefore - (windowYears * (part + 0.5)) / 20;
        if (stillToLive <= 0 || ageAtDeath - stillToLive < 0) continue;
        all += deaths / STEPS / 20;
        const age = ageAtDeath - stillToLive;
        if (age >= low && age < high) inside += deaths / STEPS / 20;
      }
    }
  }
  return inside / all;
}

const STEPS = 60;

function bandAge(band: number, step: number): number {
  const u = (step + 0.5) / STEPS;
  return band === 17 ? 85 + (LAST_BAND_YEARS / 4) * u * 2 : band * 5 + 5 * u;
}

/** The shares of the ethnic groups whose naming differs; assumptions from the census of 2019, rounded. */
export type Ethnicity = 'kinh' | 'tay' | 'hmong' | 'dao' | 'thai' | 'muong' | 'khmer' | 'highland';

const MINORITIES: Readonly<Record<string, Partial<Record<Ethnicity, number>>>> = {
  '02': { hmong: 34, tay: 33, dao: 15, kinh: 13 },
  '04': { tay: 72, hmong: 11, dao: 10, kinh: 5 },
  '06': { tay: 62, dao: 18, hmong: 7, kinh: 12 },
  '08': { tay: 30, dao: 13, hmong: 3, kinh: 43 },
  '10': { hmong: 25, tay: 21, dao: 14, kinh: 34 },
  '11': { thai: 39, hmong: 38, kinh: 18 },
  '12': { thai: 34, hmong: 24, dao: 14, kinh: 16 },
  '14': { thai: 54, hmong: 16, muong: 8, kinh: 16 },
  '15': { tay: 19, dao: 13, hmong: 13, thai: 8, muong: 3, kinh: 43 },
  '17': { muong: 64, thai: 5, tay: 3, dao: 2, hmong: 1, kinh: 26 },
  '19': { tay: 17, dao: 2, kinh: 70 },
  '20': { tay: 78, dao: 4, kinh: 17 },
  '22': { dao: 6, tay: 4, kinh: 88 },
  '24': { tay: 9, kinh: 86 },
  '25': { muong: 15, dao: 1, kinh: 83 },
  '37': { muong: 3, kinh: 97 },
  '38': { muong: 10, thai: 6, kinh: 83 },
  '40': { thai: 10, hmong: 1, kinh: 85 },
  '49': { highland: 9, kinh: 91 },
  '51': { highland: 14, kinh: 86 },
  '58': { highland: 23, kinh: 77 },
  '62': { highland: 54, kinh: 45 },
  '64': { highland: 46, kinh: 54 },
  '66': { highland: 22, tay: 8, kinh: 64 },
  '67': { highland: 12, tay: 8, hmong: 6, kinh: 68 },
  '68': { highland: 20, tay: 3, kinh: 74 },
  '84': { khmer: 32, kinh: 68 },
  '91': { khmer: 12, kinh: 87 },
  '94': { khmer: 30, kinh: 64 },
  '95': { khmer: 8, kinh: 90 },
};

/** The table of ethnic naming of a province; provinces without an entry are all Kinh. */
export function ethnicityTable(region: Region): WeightedTable<Ethnicity> {
  const shares = MINORITIES[region.code] ?? { kinh: 100 };
  return new WeightedTable(Object.keys(shares) as Ethnicity[], Object.values(shares));
}
