import type { StatedDate } from '../linkage/compare-dates';
import { readName } from '../linkage/personal-name';
import type { CitizenRecord, Residence } from './participant-link';

/** What a statement answers of a citizen; the details as arrays, side by side. */
export interface CitizenRow {
  readonly personal_id: string;
  readonly full_name: string;
  /** yyyy-mm-dd */
  readonly birth_date: string;
  readonly birth_date_precision: string;
  readonly sex: string;
  readonly status: string;
  readonly provinces: readonly string[];
  readonly communes: readonly string[];
  readonly superseded_ids: readonly string[];
  readonly card_numbers: readonly string[];
}

export function toCitizen(row: CitizenRow): CitizenRecord {
  return {
    personalId: row.personal_id,
    name: readName(row.full_name),
    birth: toStatedDate(row.birth_date, row.birth_date_precision),
    sex: toSex(row.sex),
    isDeceased: row.status === DECEASED,
    residences: row.provinces.map((province, i): Residence => ({ province, commune: row.communes[i] ?? '' })),
    supersededIds: row.superseded_ids,
    legacyCards: row.card_numbers,
  };
}

export const DECEASED = 'D';

export function toStatedDate(day: string | null, precision: string): StatedDate | null {
  return day === null ? null : { day, isYearOnly: precision === 'Y' };
}

export function toSex(sex: string | null): 'M' | 'F' | null {
  return sex === 'M' || sex === 'F' ? sex : null;
}
