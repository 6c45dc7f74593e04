import fc from 'fast-check';
import { parseCommuneCode } from '../../src/values/commune-code';
import { parseEmployerUnitCode } from '../../src/values/employer-unit-code';
import { parseInsuranceNumber } from '../../src/values/insurance-number';
import { parseLegacyIdCardNumber } from '../../src/values/legacy-id-card-number';
import { isProvinceCode, parseProvinceCode, PROVINCE_CODES } from '../../src/values/province-code';
import { errorOf, reasonOf } from './reason-of';

describe('an old identity-card number', () => {
  test.each(['080123456', '020123456', '271450001'])('%s is accepted', (text) => {
    expect(parseLegacyIdCardNumber(text)).toBe(text);
  });

  test.each([
    ['08012345', 'LENGTH'],
    ['0801234567', 'LENGTH'],
    ['904185012345', 'LENGTH'],
    ['08012345O', 'LETTER_O'],
    ['08012345A', 'NOT_DIGITS'],
    [80123456, 'NOT_TEXT'],
  ])('%p is refused: %s', (text, reason) => {
    expect(reasonOf(() => parseLegacyIdCardNumber(text))).toBe(reason);
  });

  test('twelve digits are said to be a personal ID', () => {
    expect(errorOf(() => parseLegacyIdCardNumber('904185012345')).message).toMatch(/length of a personal ID/);
  });
});

describe('a social-insurance number', () => {
  test.each([
    ['0412345678', '0412345678'],
    ['04 1234 5678', '0412345678'],
    ['04.1234-5678', '0412345678'],
  ])('%s is accepted as %s', (text, number) => {
    expect(parseInsuranceNumber(text)).toBe(number);
  });

  test.each([
    ['041234567', 'LENGTH'],
    ['412345678', 'LEADING_ZERO_LOST'],
    ['04 1234 567A', 'NOT_DIGITS'],
    ['04123456781', 'LENGTH'],
    ['O412345678', 'LETTER_O'],
    [' - ', 'EMPTY'],
    [412345678, 'NOT_TEXT'],
  ])('%p is refused: %s', (text, reason) => {
    expect(reasonOf(() => parseInsuranceNumber(text))).toBe(reason);
  });

  test('every ten digits are accepted unchanged and parsing twice changes nothing', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(digits, (text) => {
        expect(parseInsuranceNumber(parseInsuranceNumber(text))).toBe(text);
      }),
    );
  });
});

describe('an administrative code', () => {
  test('a province code is one of the 63 ever assigned', () => {
    expect(PROVINCE_CODES.filter((code) => parseProvinceCode(code) === code)).toHaveLength(63);
    expect(isProvinceCode('04')).toBe(true);
    expect(isProvinceCode('03')).toBe(false);
  });

  test.each([
    ['03', 'PROVINCE_UNASSIGNED'],
    ['99', 'PROVINCE_UNASSIGNED'],
    ['4', 'LEADING_ZERO_LOST'],
    ['3', 'LENGTH'],
    ['004', 'LENGTH'],
    ['0O', 'LETTER_O'],
    [4, 'NOT_TEXT'],
  ])('%p is refused as a province code: %s', (text, reason) => {
    expect(reasonOf(() => parseProvinceCode(text))).toBe(reason);
  });

  test('a commune code has five digits, with its zeros', () => {
    expect(parseCommuneCode('00001')).toBe('00001');
    expect(reasonOf(() => parseCommuneCode('1'))).toBe('LEADING_ZERO_LOST');
    expect(reasonOf(() => parseCommuneCode('000011'))).toBe('LENGTH');
    expect(reasonOf(() => parseCommuneCode('0000A'))).toBe('NOT_DIGITS');
    expect(reasonOf(() => parseCommuneCode(1))).toBe('NOT_TEXT');
  });

  test('an employer unit code has two letters, four digits and a letter', () => {
    expect(parseEmployerUnitCode('TA0123Z')).toBe('TA0123Z');
    expect(reasonOf(() => parseEmployerUnitCode('TA0123'))).toBe('LENGTH');
    expect(reasonOf(() => parseEmployerUnitCode('ta0123z'))).toBe('UNIT_CODE_FORM');
    expect(reasonOf(() => parseEmployerUnitCode('TAO123Z'))).toBe('UNIT_CODE_FORM');
    expect(reasonOf(() => parseEmployerUnitCode(''))).toBe('EMPTY');
    expect(reasonOf(() => parseEmployerUnitCode(null))).toBe('NOT_TEXT');
  });
});
