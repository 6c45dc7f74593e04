import fc from 'fast-check';
import {
  decodeHealthCardNumber,
  hasKnownObjectGroup,
  parseHealthCardNumber,
  toHealthCardNumber,
} from '../../src/values/health-card-number';
import { parseInsuranceNumber } from '../../src/values/insurance-number';
import { BENEFIT_LEVELS, findObjectGroup, OBJECT_GROUPS, PAYER_GROUPS } from '../../src/values/object-groups';
import { PROVINCE_CODES } from '../../src/values/province-code';
import { errorOf, reasonOf } from './reason-of';

describe('a health-card number', () => {
  test.each([
    ['DN4790412345678', 'DN', 4, '79', '0412345678'],
    ['TE1049912345678', 'TE', 1, '04', '9912345678'],
    ['DT2040499000017', 'DT', 2, '04', '0499000017'],
  ])('%s is taken apart into %s %i %s %s', (text, objectGroup, benefitLevel, province, insuranceNumber) => {
    const card = parseHealthCardNumber(text);
    expect(decodeHealthCardNumber(card)).toEqual({ objectGroup, benefitLevel, province, insuranceNumber });
    expect(toHealthCardNumber(decodeHealthCardNumber(card))).toBe(text);
    expect(hasKnownObjectGroup(card)).toBe(true);
  });

  test('an object group that the table does not know is accepted and can be told', () => {
    expect(hasKnownObjectGroup(parseHealthCardNumber('ZZ4790412345678'))).toBe(false);
  });

  test.each([
    ['DN1790412345678', 'BENEFIT_LEVEL_NOT_OF_GROUP'],
    ['TE6040412345678', 'BENEFIT_LEVEL'],
    ['TEO040412345678', 'BENEFIT_LEVEL'],
    ['GD4030412345678', 'PROVINCE_UNASSIGNED'],
    ['DN47904123456', 'LENGTH'],
    ['dn4790412345678', 'OBJECT_GROUP_FORM'],
    ['D44790412345678', 'OBJECT_GROUP_FORM'],
    ['DN479O412345678', 'LETTER_O'],
    ['DN479A412345678', 'NOT_DIGITS'],
    ['DN 479041234567', 'BLANK'],
    ['0412345678', 'INSURANCE_NUMBER'],
    ['', 'EMPTY'],
    [4790412345678, 'NOT_TEXT'],
  ])('%p is refused: %s', (text, reason) => {
    const error = errorOf(() => parseHealthCardNumber(text));
    expect(error.details).toEqual({ reason });
    if (text !== '') expect(error.message).not.toContain(String(text));
  });

  test('every group, level and province that belong together make a number that decodes to them', () => {
    const parts = fc.constantFrom(...OBJECT_GROUPS).chain((group) =>
      fc.record({
        objectGroup: fc.constant(group.code),
        benefitLevel: fc.constantFrom(...group.benefitLevels),
        province: fc.constantFrom(...PROVINCE_CODES),
        insuranceNumber: fc
          .integer({ min: 0, max: 9_999_999_999 })
          .map((n) => parseInsuranceNumber(String(n).padStart(10, '0'))),
      }),
    );
    fc.assert(
      fc.property(parts, (given) => {
        expect(decodeHealthCardNumber(toHealthCardNumber(given))).toEqual(given);
      }),
    );
  });

  test('a level that the group never has makes no number', () => {
    const parts = { objectGroup: 'DN', benefitLevel: 1 as const, province: PROVINCE_CODES[0]! };
    expect(reasonOf(() => toHealthCardNumber({ ...parts, insuranceNumber: parseInsuranceNumber('0499000017') }))).toBe(
      'BENEFIT_LEVEL_NOT_OF_GROUP',
    );
  });
});

describe('the object groups', () => {
  test('have distinct codes, a payer and a level that exists', () => {
    expect(new Set(OBJECT_GROUPS.map((group) => group.code)).size).toBe(OBJECT_GROUPS.length);
    expect(new Set(OBJECT_GROUPS.map((group) => group.payer))).toEqual(new Set(PAYER_GROUPS));
    const levels = BENEFIT_LEVELS.map((entry) => entry.level);
    for (const group of OBJECT_GROUPS) expect(levels).toEqual(expect.arrayContaining([...group.benefitLevels]));
  });

  test('people of the state budget with full benefit have levels 1, 2 and 5, pensioners and near-poor 3', () => {
    const levelOf = (code: string): readonly number[] | undefined => findObjectGroup(code)?.benefitLevels;
    expect(['CC', 'TE'].map(levelOf)).toEqual([[1], [1]]);
    expect(['CK', 'CB', 'KC', 'HN', 'DT', 'DK', 'XD', 'BT', 'TS', 'AK'].flatMap((code) => levelOf(code))).toEqual(
      Array.from({ length: 10 }, () => 2),
    );
    expect(['HT', 'TC', 'CN'].flatMap((code) => levelOf(code))).toEqual([3, 3, 3]);
    expect(['QN', 'CA', 'CY'].flatMap((code) => levelOf(code))).toEqual([5, 5, 5]);
    expect(levelOf('CT')).toEqual([4, 2]);
    expect(findObjectGroup('ZZ')).toBeNull();
  });
});
