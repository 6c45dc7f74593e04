import { PROVINCE_CODES } from '../../src/values/province-code';
import {
  codesAsOf,
  findProvince,
  POPULATION_YEARS,
  populationOf,
  PROVINCES,
  provincesOn,
  type Province,
} from '../../src/values/province';

function getProvince(code: string, date: string): Province {
  const province = findProvince(code, date);
  if (province === null) throw new Error(`No province ${code} on ${date}.`);
  return province;
}

test('there are 63 provinces until 30 June 2025 and 34 from the next day, and none is known before August 2008', () => {
  const countOn = (date: string): number => provincesOn(date).length;
  const days = ['2008-07-31', '2008-08-01', '2023-12-31', '2025-06-30', '2025-07-01', '2100-01-01'];
  expect(days.map(countOn)).toEqual([0, 63, 63, 63, 34, 34]);
  expect(PROVINCES).toHaveLength(97);
});

test('five municipalities became six, and codes come in order', () => {
  const municipalities = (date: string): string[] =>
    provincesOn(date)
      .filter((province) => province.type === 'MUNICIPALITY')
      .map((province) => province.code);
  expect(municipalities('2023-12-31')).toEqual(['01', '31', '48', '79', '92']);
  expect(municipalities('2025-07-01')).toEqual(['01', '31', '46', '48', '79', '92']);
  expect(provincesOn('2023-12-31').map((province) => province.code)).toEqual(PROVINCE_CODES);
});

test.each([
  ['15', 'Yên Bái', 'Lào Cai'],
  ['24', 'Bắc Giang', 'Bắc Ninh'],
  ['44', 'Quảng Bình', 'Quảng Trị'],
  ['80', 'Long An', 'Tây Ninh'],
  ['82', 'Tiền Giang', 'Đồng Tháp'],
  ['91', 'Kiên Giang', 'An Giang'],
])('the code %s meant %s and means %s since July 2025', (code, before, since) => {
  expect(findProvince(code, '2025-06-30')?.name).toBe(before);
  expect(findProvince(code, '2025-07-01')?.name).toBe(since);
});

test('the code 02 is nobody’s since July 2025', () => {
  expect(findProvince('02', '2025-06-30')?.name).toBe('Hà Giang');
  expect(findProvince('02', '2025-07-01')).toBeNull();
});

test('a merged province knows the codes of its parts, and a part the code it went into', () => {
  expect(codesAsOf(getProvince('08', '2025-07-01'), '2023-12-31')).toEqual(['02', '08']);
  expect(codesAsOf(getProvince('15', '2025-07-01'), '2023-12-31')).toEqual(['10', '15']);
  expect(codesAsOf(getProvince('10', '2023-12-31'), '2025-07-01')).toEqual(['15']);
  expect(codesAsOf(getProvince('15', '2023-12-31'), '2025-07-01')).toEqual(['15']);
  expect(codesAsOf(getProvince('89', '2023-12-31'), '2030-01-01')).toEqual(['91']);
  expect(codesAsOf(getProvince('04', '2023-12-31'), '2023-01-01')).toEqual(['04']);
  expect(codesAsOf(getProvince('04', '2023-12-31'), '2000-01-01')).toEqual([]);
  expect(codesAsOf(getProvince('04', '2025-07-01'), '2000-01-01')).toEqual([]);
});

test('the 34 of today share out the 63 of before without a gap or an overlap', () => {
  const parts = provincesOn('2025-07-01').flatMap((province) => codesAsOf(province, '2025-06-30'));
  expect([...parts].sort()).toEqual(PROVINCE_CODES);
  for (const province of provincesOn('2025-06-30')) {
    const [successor] = codesAsOf(province, '2025-07-01');
    expect(codesAsOf(getProvince(successor!, '2025-07-01'), '2025-06-30')).toContain(province.code);
  }
});

test('populations add up to the national figures and are continuous across the merger', () => {
  const national = POPULATION_YEARS.map((year) => {
    const sums = ['2025-06-30', '2025-07-01'].map((date) =>
      provincesOn(date).reduce((sum, province) => sum + populationOf(province, year).persons, 0),
    );
    expect(sums[1]).toBe(sums[0]);
    return Math.round(sums[0]! / 100_000);
  });
  expect(national).toEqual([976, 985, 995, 1004]);
});

test('a population says how it is known, a sum by its weakest part', () => {
  const caoBang = getProvince('04', '2023-12-31');
  expect(POPULATION_YEARS.map((year) => populationOf(caoBang, year))).toEqual([
    { persons: 533_090, basis: 'OFFICIAL' },
    { persons: 538_000, basis: 'ESTIMATED' },
    { persons: 543_100, basis: 'UNVERIFIED' },
    { persons: 547_900, basis: 'PUBLISHED' },
  ]);
  expect(populationOf(getProvince('08', '2025-07-01'), '2020').basis).toBe('OFFICIAL');
  expect(populationOf(getProvince('08', '2025-07-01'), '2023').basis).toBe('ESTIMATED');
});
