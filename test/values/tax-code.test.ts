import fc from 'fast-check';
import { independentTaxCodeOf, parseTaxCode, taxCodeCheckDigit, toTaxCode } from '../../src/values/tax-code';
import { errorOf, reasonOf } from './reason-of';

const BODY = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 9, maxLength: 9 })
  .filter((body) => taxCodeCheckDigit(body) !== null && !body.endsWith('0000000'));

describe('a tax code', () => {
  test.each([
    ['010004751', 6, '0100047516'],
    ['480000001', 3, '4800000013'],
    ['040012340', 8, '0400123408'],
    ['150077701', 1, '1500777011'],
    ['790123456', 7, '7901234567'],
  ])('the body %s has the check digit %i', (body, check, code) => {
    expect(taxCodeCheckDigit(body)).toBe(check);
    expect(toTaxCode(body)).toBe(code);
    expect(parseTaxCode(code)).toBe(code);
  });

  test('the body 040012343 has no check digit and gives no code', () => {
    expect(taxCodeCheckDigit('040012343')).toBeNull();
    expect(toTaxCode('040012343')).toBeNull();
  });

  test('a dependent unit adds a branch and leads back to its independent taxpayer', () => {
    const branch = parseTaxCode('4800000013-001');
    expect(toTaxCode('480000001', 1)).toBe(branch);
    expect(independentTaxCodeOf(branch)).toBe('4800000013');
  });

  test.each([
    ['4800000014', 'CHECK_DIGIT'],
    ['0400123430', 'BODY_UNUSABLE'],
    ['4800000013-000', 'BRANCH_ZERO'],
    ['4800000013-01', 'BRANCH_FORM'],
    ['4800000013-', 'BRANCH_FORM'],
    ['4800000013001', 'DASH_MISSING'],
    ['480000001', 'LENGTH'],
    ['100047516', 'LEADING_ZERO_LOST'],
    ['0000000000', 'SEQUENCE_ZERO'],
    ['904185012345', 'PERSONAL_ID'],
    ['48000O0013', 'LETTER_O'],
    ['4800 000013', 'BLANK'],
    ['', 'EMPTY'],
    [4800000013, 'NOT_TEXT'],
  ])('%p is refused: %s', (text, reason) => {
    const error = errorOf(() => parseTaxCode(text));
    expect(error.details).toEqual({ reason });
    if (text !== '') expect(error.message).not.toContain(String(text));
  });

  test('nine digits are needed for a check digit', () => {
    expect(reasonOf(() => taxCodeCheckDigit('48000000'))).toBe('LENGTH');
  });

  test('every single wrong digit is found', () => {
    fc.assert(
      fc.property(BODY, fc.nat(9), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
        const code = toTaxCode(body)!;
        const wrong = code.slice(0, at) + ((Number(code[at]) + shift) % 10) + code.slice(at + 1);
        expect(['CHECK_DIGIT', 'BODY_UNUSABLE', 'SEQUENCE_ZERO']).toContain(reasonOf(() => parseTaxCode(wrong)));
      }),
    );
  });

  test('every swap of two different neighbours is found', () => {
    fc.assert(
      fc.property(BODY, fc.nat(8), (body, at) => {
        const code = toTaxCode(body)!;
        fc.pre(code[at] !== code[at + 1]);
        const wrong = code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2);
        expect(['CHECK_DIGIT', 'BODY_UNUSABLE', 'SEQUENCE_ZERO']).toContain(reasonOf(() => parseTaxCode(wrong)));
      }),
    );
  });
});
