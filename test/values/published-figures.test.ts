import { findPublishedFigure, PUBLISHED_FIGURES, type PublishedFigure } from '../../src/values/published-figures';
import { isProvinceCode } from '../../src/values/province-code';

function getFigure(id: string): PublishedFigure {
  const figure = findPublishedFigure(id);
  if (figure === null) throw new Error(`No figure ${id}.`);
  return figure;
}

function flagsOf(id: string): readonly string[] {
  return getFigure(id).flags.map((flag) => flag.code);
}

test('the seventy figures have distinct IDs, dates, sources and provinces that exist', () => {
  expect(PUBLISHED_FIGURES).toHaveLength(70);
  expect(new Set(PUBLISHED_FIGURES.map((figure) => figure.id)).size).toBe(70);
  expect(new Set(PUBLISHED_FIGURES.map((figure) => figure.source.title)).size).toBe(5);
  for (const figure of PUBLISHED_FIGURES) {
    expect(figure.asOf).toMatch(/^20[0-9]{2}-[0-9]{2}-[0-9]{2}$/);
    expect(figure.source.published > figure.asOf).toBe(true);
    expect(figure.areaCodes.every((code) => isProvinceCode(code))).toBe(true);
    expect(figure.flags.every((flag) => flag.text.length > 20)).toBe(true);
  }
});

test('Cao Bằng’s support stays as printed and is flagged as above the legal maximum', () => {
  const figure = getFigure('CB-NQ116-AMOUNT');
  expect(figure.value).toBe(247_000_000_000);
  expect(figure.plausibleValue).toBe(24_700_000_000);
  expect(figure.suspect).toBe(true);
  expect(figure.value / getFigure('CB-NQ116-PERSONS').value).toBeGreaterThan(3_300_000);
  expect(flagsOf('CB-NQ116-AMOUNT')).toContain('ABOVE_LEGAL_MAXIMUM');
});

test('the inspections of Hồ Chí Minh City do not add up, and every part says so', () => {
  const parts = PUBLISHED_FIGURES.filter(
    (figure) => flagsOf(figure.id).includes('PARTS_DO_NOT_SUM') && figure.id !== 'HCM-INSP-UNITS',
  );
  expect(parts).toHaveLength(7);
  expect(parts.reduce((sum, part) => sum + part.value, 0)).toBe(2358);
  expect(getFigure('HCM-INSP-UNITS').value).toBe(2563);
  expect(getFigure('HCM-INSP-UNITS').sumOfParts).toBe(2358);
});

test('more units paid than owed, and the printed rate does not fit its parts', () => {
  expect(getFigure('HCM-INSP-REMEDIED-UNITS').value).toBeGreaterThan(getFigure('HCM-INSP-LATE-UNITS').value);
  expect(flagsOf('HCM-INSP-REMEDIED-UNITS')).toContain('PART_EXCEEDS_WHOLE');
  const rate = getFigure('HCM-INSP-REMEDIED-AMOUNT').value / getFigure('HCM-INSP-LATE-AMOUNT').value;
  expect((rate * 100).toFixed(2)).toBe('44.82');
  expect(getFigure('HCM-INSP-REMEDIED-RATE').value).toBe(44.85);
  expect(flagsOf('HCM-INSP-REMEDIED-RATE')).toContain('RATE_DOES_NOT_FIT');
});

test('Yên Bái’s collections reach the printed total only with late-payment interest', () => {
  const sum = ['CSI', 'VSI', 'UI', 'HI'].reduce((total, scheme) => total + getFigure(`YB-REVENUE-${scheme}`).value, 0);
  expect(sum).toBe(692_400_000_000);
  expect(sum + getFigure('YB-LATE-INTEREST').value).toBeGreaterThan(getFigure('YB-REVENUE-TOTAL').value);
  expect(flagsOf('YB-REVENUE-TOTAL')).toContain('TOTAL_NEEDS_INTEREST');
});

test('a coverage that does not fit, a bound, a denominator and a re-used code are flagged', () => {
  expect(flagsOf('CB-HI-COVERAGE')).toEqual(['COVERAGE_DOES_NOT_FIT', 'DENOMINATOR_POPULATION']);
  expect(flagsOf('HCM-CSI-PART')).toEqual(['LOWER_BOUND', 'DENOMINATOR_TARGET']);
  expect(flagsOf('VN-SI-LABOUR-SHARE')).toEqual(['DENOMINATORS_DIFFER', 'DENOMINATOR_LABOUR_FORCE']);
  expect(flagsOf('YB-UI-PART')).toEqual(['DENOMINATOR_TARGET', 'AREA_CODE_REUSED']);
  expect(flagsOf('CB-UI-RELIEF-UNITS')).toEqual(['DATE_ASSUMED']);
  const bounds = PUBLISHED_FIGURES.filter((figure) => /_bound$/.test(figure.precision));
  expect(bounds.every((figure) => flagsOf(figure.id).some((code) => code.endsWith('_BOUND')))).toBe(true);
});

test('an implied target is the value over the printed share', () => {
  const targets = PUBLISHED_FIGURES.filter((figure) => figure.impliedTarget !== null);
  expect(targets.length).toBeGreaterThan(10);
  for (const { value, percentOfTarget, impliedTarget } of targets) {
    expect(Math.abs(value / (percentOfTarget! / 100) - impliedTarget!)).toBeLessThan(1);
  }
});
