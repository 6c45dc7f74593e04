import fc from 'fast-check';
import {
  birthYearOf,
  contradictionsOf,
  isSyntheticPersonalId,
  parsePersonalId,
  registrationProvinceOf,
  sexOf,
  toSyntheticPersonalId,
} from '../../src/values/personal-id';
import { PROVINCE_CODES } from '../../src/values/province-code';
import { errorOf, reasonOf } from './reason-of';

describe('a personal ID', () => {
  test.each([
    ['004185012345', '04', 'FEMALE', 1985],
    ['015090123456', '15', 'MALE', 1990],
    ['079203654321', '79', 'MALE', 2003],
    ['036300111222', '36', 'FEMALE', 2000],
    ['904185012345', '04', 'FEMALE', 1985],
    ['915090123456', '15', 'MALE', 1990],
    ['979203654321', '79', 'MALE', 2003],
  ])('%s is of province %s, %s, born in %i', (text, province, sex, year) => {
    const id = parsePersonalId(text);
    expect(id).toBe(text);
    expect([registrationProvinceOf(id), sexOf(id), birthYearOf(id)]).toEqual([province, sex, year]);
    expect(isSyntheticPersonalId(id)).toBe(text.startsWith('9'));
  });

  test.each([
    ['003185012345', 'PROVINCE_UNASSIGNED', /003 is not assigned/],
    ['903185012345', 'PROVINCE_UNASSIGNED', /903 is not assigned/],
    ['00418501234', 'LENGTH', /12 digits; got 11 characters/],
    ['0041850123456', 'LENGTH', /got 13 characters/],
    ['004485012345', 'CENTURY_FUTURE', /4 means a birth in the 22nd century/],
    ['004685012345', 'CENTURY_FUTURE', /23rd century/],
    ['004985012345', 'CENTURY_FUTURE', /24th century/],
    ['12345678901O', 'LETTER_O', /letter O in place of a zero: character 12/],
    ['4185012345', 'LEADING_ZERO_LOST', /got 10, .*leading zeros/],
    ['04185012345', 'LEADING_ZERO_LOST', /got 11/],
    ['080123456', 'LEGACY_ID_CARD', /old identity-card/],
    ['184185012345', 'REGISTERED_ABROAD', /registered abroad/],
    ['0041 8501234', 'BLANK', /character 5/],
    ['0041-8501234', 'NOT_DIGITS', /character 5/],
    ['٠٠٤١٨٥٠١٢٣٤٥', 'NOT_DIGITS', /character 1/],
    ['', 'EMPTY', /empty/],
    [4185012345, 'NOT_TEXT', /not a number/],
    [null, 'NOT_TEXT', /not nothing/],
    [['004185012345'], 'NOT_TEXT', /not a list/],
  ])('%p is refused: %s', (text, reason, message) => {
    const error = errorOf(() => parsePersonalId(text));
    expect(error.code).toBe('ARGUMENT_INVALID');
    expect(error.details).toEqual({ reason });
    expect(error.message).toMatch(message);
  });

  test('a province is known by exactly the 63 codes ever assigned, in the real and in the reserved range', () => {
    const all = Array.from({ length: 100 }, (_, index) => String(index).padStart(2, '0'));
    const accepts = (text: string): boolean => {
      try {
        return parsePersonalId(text) === text;
      } catch {
        return false;
      }
    };
    expect(PROVINCE_CODES).toHaveLength(63);
    expect(all.filter((code) => accepts(`0${code}185012345`))).toEqual(PROVINCE_CODES);
    expect(all.filter((code) => accepts(`9${code}185012345`))).toEqual(PROVINCE_CODES);
  });

  test('contradicts a record of the other sex, of another birth year, or a birth after this year', () => {
    const man = parsePersonalId('079203654321');
    expect(contradictionsOf(man, { sex: 'FEMALE', birthYear: 2003 })).toEqual(['SEX']);
    expect(contradictionsOf(man, { sex: 'MALE', birthYear: 2003, thisYear: 2023 })).toEqual([]);
    expect(contradictionsOf(parsePersonalId('015090123456'), { birthYear: 1991 })).toEqual(['BIRTH_YEAR']);
    const unborn = parsePersonalId('979399000000');
    expect(contradictionsOf(unborn, { sex: 'MALE', birthYear: null, thisYear: 2023 })).toEqual([
      'SEX',
      'BIRTH_IN_FUTURE',
    ]);
  });

  test('a number built from its parts decodes to the same parts', () => {
    const parts = fc.record({
      province: fc.constantFrom(...PROVINCE_CODES),
      sex: fc.constantFrom('MALE' as const, 'FEMALE' as const),
      birthYear: fc.integer({ min: 1900, max: 2099 }),
      serial: fc.integer({ min: 0, max: 999_999 }),
    });
    fc.assert(
      fc.property(parts, (given) => {
        const id = toSyntheticPersonalId(given);
        expect(id).toMatch(/^9[0-9]{11}$/);
        expect(id.slice(6)).toBe(String(given.serial).padStart(6, '0'));
        expect(registrationProvinceOf(id)).toBe(given.province);
        expect(contradictionsOf(id, given)).toEqual([]);
      }),
    );
  });

  test('a birth year or serial that no number has is refused', () => {
    const parts = { province: PROVINCE_CODES[0]!, sex: 'MALE' as const, birthYear: 1985, serial: 1 };
    expect(reasonOf(() => toSyntheticPersonalId({ ...parts, birthYear: 2100 }))).toBe('BIRTH_YEAR');
    expect(reasonOf(() => toSyntheticPersonalId({ ...parts, serial: 1_000_000 }))).toBe('SERIAL');
  });

  test('a refusal never repeats the value, whatever it is', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789O -x'), minLength: 4, maxLength: 14 });
    fc.assert(
      fc.property(digits, (text) => {
        fc.pre(text.trim().length >= 4);
        try {
          expect(parsePersonalId(text)).toBe(text);
        } catch (error) {
          expect((error as Error).message).not.toContain(text);
        }
      }),
    );
  });
});
