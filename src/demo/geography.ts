import { loadCommunesUntilJune2025 } from '../values/communes';
import { populationOf, provincesOn } from '../values/province';
import { WeightedTable, type RandomStream } from './random';

/** The day of the administrative division a nation lives in: the 63 provinces and their communes. */
const DIVISION_DAY = '2023-12-31';

/** A commune as the generator needs it. Obsolete ones have a code that no commune of the list has. */
export interface Place {
  readonly code: string;
  readonly validFrom: string;
  readonly urban: boolean;
}

/** A province with what the model of the nation says about it. */
export interface Region {
  readonly index: number;
  readonly code: string;
  readonly validFrom: string;
  readonly name: string;
  readonly part: 'north' | 'central' | 'south';
  readonly regionCode: string;
  /** Persons of 2021, 2022 and 2023. */
  readonly persons: Readonly<Record<'2021' | '2022' | '2023', number>>;
  readonly communes: readonly Place[];
  readonly obsolete: readonly Place[];
  readonly drawCommune: WeightedTable<number>;
}

/** Average people of a ward or township per person of a rural commune: an assumption (wards are about twice as large). */
const URBAN_WEIGHT = 2.2;
const PARTS = { RRD: 'north', NMM: 'north', NCC: 'central', CH: 'central', SE: 'south', MRD: 'south' } as const;

/** The 63 provinces in the order of their codes, each with its communes. */
export function loadRegions(): readonly Region[] {
  const byProvince = new Map<string, Place[]>();
  for (const commune of loadCommunesUntilJune2025()) {
    const places = byProvince.get(commune.provinceCode) ?? [];
    places.push({ code: commune.code, validFrom: commune.validFrom, urban: commune.type !== 'COMMUNE' });
    byProvince.set(commune.provinceCode, places);
  }
  return provincesOn(DIVISION_DAY).map((province, index) => {
    const communes = byProvince.get(province.code) ?? [];
    const regionCode = province.regionCode as keyof typeof PARTS;
    return {
      index,
      code: province.code,
      validFrom: province.validFrom,
      name: province.name,
      part: PARTS[regionCode],
      regionCode,
      persons: {
        '2021': populationOf(province, '2021').persons,
        '2022': populationOf(province, '2022').persons,
        '2023': populationOf(province, '2023').persons,
      },
      communes,
      obsolete: findObsoletePlaces(communes),
      drawCommune: new WeightedTable(
        communes.map((_, place) => place),
        communes.map((place) => (place.urban ? URBAN_WEIGHT : 1)),
      ),
    };
  });
}

/** Draws a commune of a province. */
export function drawPlace(region: Region, random: RandomStream): Place {
  return region.communes[region.drawCommune.draw(random)] as Place;
}

/**
 * Codes in the gaps of a province's numbering, which steps by 3: most are those of communes that were merged away.
 * Which commune each was is not known, so they stand for obsolete codes only.
 */
function findObsoletePlaces(communes: readonly Place[]): readonly Place[] {
  const known = new Set(communes.map((place) => place.code));
  const gaps: Place[] = [];
  for (const place of communes) {
    const code = String(Number(place.code) + 3).padStart(5, '0');
    if (!known.has(code) && gaps.length < 20) gaps.push({ code, validFrom: '2004-07-01', urban: false });
  }
  return gaps;
}
