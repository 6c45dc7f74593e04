import type { Region } from './geography';
import { pad } from './identifiers';
import type { Nation } from './nation';
import { WeightedTable, type RandomStream } from './random';

/** A health facility. */
export interface Facility {
  readonly code: string;
  readonly level: 'CENTRAL' | 'PROVINCE' | 'DISTRICT' | 'COMMUNE';
}

const CENTRAL = new Set(['01', '46', '79']);
const LEVELS = [
  ['CENTRAL', 2, 'Bệnh viện Trung ương'],
  ['PROVINCE', 2, 'Bệnh viện Đa khoa tỉnh'],
  ['DISTRICT', 9, 'Trung tâm Y tế huyện'],
  ['COMMUNE', 14, 'Trạm Y tế xã'],
] as const;
const VISITS = { CENTRAL: 3, PROVINCE: 14, DISTRICT: 5, COMMUNE: 1.5 };

/** The facilities of every province, to draw a visit's from by level; the numbers per level are assumptions. */
export function drawFacilities(regions: readonly Region[]): readonly WeightedTable<Facility>[] {
  return regions.map((region) => {
    const facilities = facilitiesOf(region);
    return new WeightedTable(
      facilities,
      facilities.map((facility) => VISITS[facility.level]),
    );
  });
}

/** Writes the facilities. */
export function writeFacilities(nation: Nation): void {
  for (const region of nation.regions) {
    facilitiesOf(region).forEach((facility, place) => {
      const name = LEVELS.find((level) => level[0] === facility.level)?.[2] ?? '';
      nation.sinks.health.facility.add(
        `${facility.code}\t${name} ${region.name} ${place + 1}\t${facility.level}\t${region.code}\t${region.validFrom}\n`,
      );
    });
  }
}

function facilitiesOf(region: Region): readonly Facility[] {
  const facilities: Facility[] = [];
  for (const [level, count] of LEVELS) {
    if (level === 'CENTRAL' && !CENTRAL.has(region.code)) continue;
    for (let place = 0; place < count; place += 1) {
      facilities.push({ code: `${region.code}${pad(facilities.length + 1, 3)}`, level });
    }
  }
  return facilities;
}

/** Share of visits that are in-patient, by level. */
export function isInPatient(facility: Facility, random: RandomStream): boolean {
  return random.chance(facility.level === 'COMMUNE' ? 0 : facility.level === 'DISTRICT' ? 0.12 : 0.3);
}
