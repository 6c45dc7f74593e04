import { communesOn, findCommune } from '../../src/values/communes';
import { parseCommuneCode } from '../../src/values/commune-code';
import { findProvince } from '../../src/values/province';

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

describe.each([
  ['2023-12-31', 10_599, 63, 700, { COMMUNE: 8248, WARD: 1737, TOWNSHIP: 614 }],
  ['2025-07-01', 3321, 34, 0, { COMMUNE: 2621, WARD: 687, SPECIAL_ZONE: 13 }],
])('the communes of %s', (date, communeCount, provinceCount, districtsWithCommunes, types) => {
  const communes = communesOn(date);

  test('are complete', () => {
    expect(communes).toHaveLength(communeCount);
    expect(new Set(communes.map((commune) => commune.code)).size).toBe(communeCount);
    expect(new Set(communes.map((commune) => commune.provinceCode)).size).toBe(provinceCount);
    const districts = communes.flatMap((commune) => (commune.districtCode === null ? [] : [commune.districtCode]));
    expect(new Set(districts).size).toBe(districtsWithCommunes);
    expect(countBy(communes, (commune) => commune.type)).toEqual(types);
  });

  test('have well-formed codes in order and lie in a province of that day', () => {
    const codes = communes.map((commune) => parseCommuneCode(commune.code));
    expect([...codes].sort()).toEqual(codes);
    for (const province of new Set(communes.map((commune) => commune.provinceCode))) {
      expect(findProvince(province, date)).not.toBeNull();
    }
  });
});

test('a commune is found by its code and day, and the same code means another commune after the merger', () => {
  expect(findCommune('00004', '2025-06-30')).toEqual({
    code: '00004',
    name: 'Trúc Bạch',
    fullName: 'Phường Trúc Bạch',
    type: 'WARD',
    districtCode: '001',
    districtName: 'Quận Ba Đình',
    provinceCode: '01',
    validFrom: '2021-01-01',
    validTo: '2025-06-30',
  });
  expect(findCommune('00004', '2025-07-01')).toEqual({
    code: '00004',
    name: 'Ba Đình',
    fullName: 'Phường Ba Đình',
    type: 'WARD',
    districtCode: null,
    districtName: null,
    provinceCode: '01',
    validFrom: '2025-07-01',
    validTo: null,
  });
});

test('a code that nobody has, or a day before the list, finds nothing', () => {
  expect(findCommune('99999', '2023-12-31')).toBeNull();
  expect(findCommune('00001', '2025-07-01')).toBeNull();
  expect(findCommune('00001', '2020-12-31')).toBeNull();
});
