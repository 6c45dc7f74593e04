import fc from 'fast-check';
import { ANOMALIES, classify, type Standing } from '../../src/campaigns/classify';
import type { CitizenRecord, ParticipantRecord } from '../../src/campaigns/participant-link';
import { readName } from '../../src/linkage/personal-name';

const ID = '904185012345';
const participant: ParticipantRecord = {
  insuranceNumber: '0499000017',
  personalId: ID,
  name: readName('Nguyễn Thị Hoà'),
  writtenName: 'Nguyễn Thị Hoà',
  birth: { day: '1985-03-12', isYearOnly: false },
  sex: 'F',
  residence: null,
};
const holder: CitizenRecord = {
  personalId: ID,
  name: readName('Nguyễn Thị Hòa'),
  birth: { day: '1985-03-12', isYearOnly: false },
  sex: 'F',
  isDeceased: false,
  residences: [],
  supersededIds: [],
  legacyCards: [],
};
const known: Standing = { holder, isSuperseded: false, others: 0, alike: 0 };
const unknown: Standing = { ...known, holder: null };

test('an ID of a living citizen of that name and birth date, and of nobody else, is valid and verified', () => {
  expect(classify(participant, known)).toEqual([]);
  expect(classify({ ...participant, name: readName('NGUYEN THI HOA') }, known)).toEqual([]);
  expect(classify({ ...participant, birth: { day: '1985-01-01', isYearOnly: true } }, known)).toEqual([]);
  expect(classify({ ...participant, name: null, birth: null, sex: null }, known)).toEqual([]);
});

test.each<[string, Partial<ParticipantRecord>, Standing, readonly (readonly [string, string | null])[]]>([
  ['no ID', { personalId: null }, unknown, [['MISSING', null]]],
  ['a blank', { personalId: '  ' }, unknown, [['MISSING', null]]],
  ['an old card’s number', { personalId: '080123456' }, unknown, [['NINE_DIGIT', null]]],
  ['a lost zero', { personalId: '04185012345' }, unknown, [['MALFORMED', 'LEADING_ZERO_LOST']]],
  ['a lost nine', { personalId: ID.slice(1) }, unknown, [['MALFORMED', 'LEADING_ZERO_LOST']]],
  ['a letter', { personalId: '90418501234O' }, unknown, [['MALFORMED', 'LETTER_O']]],
  ['a digit too many', { personalId: `${ID}0` }, unknown, [['MALFORMED', 'LENGTH']]],
  ['another sex', { sex: 'M' }, known, [['CONTRADICTS_SEX', null]]],
  [
    'another birth year',
    { birth: { day: '1986-03-12', isYearOnly: false } },
    known,
    [
      ['CONTRADICTS_BIRTH_YEAR', null],
      ['BIRTH_DATE_DIFFERS', 'ONE_DIGIT'],
    ],
  ],
  ['a number of nobody', {}, unknown, [['UNKNOWN', null]]],
  ['a number that its holder had before', {}, { ...unknown, isSuperseded: true }, [['SUPERSEDED', null]]],
  ['a dead holder', {}, { ...known, holder: { ...holder, isDeceased: true } }, [['HOLDER_DECEASED', null]]],
  ['another name', { name: readName('Trần Văn Nam') }, known, [['NAME_DIFFERS', 'OTHER']]],
  ['another mark', { name: readName('Nguyễn Thị Hoá') }, known, [['NAME_DIFFERS', 'MARKS_DIFFER']]],
  [
    'day and month exchanged',
    { birth: { day: '1985-12-03', isYearOnly: false } },
    known,
    [['BIRTH_DATE_DIFFERS', 'SWAPPED']],
  ],
  ['an ID of two', {}, { ...known, others: 1 }, [['SHARED', '2']]],
  ['two insurance numbers', {}, { ...known, others: 1, alike: 1 }, [['SEVERAL_NUMBERS', '2']]],
  [
    'all of it',
    { sex: 'M', name: readName('Trần Văn Nam') },
    { holder: { ...holder, isDeceased: true }, isSuperseded: false, others: 3, alike: 1 },
    [
      ['CONTRADICTS_SEX', null],
      ['SHARED', '3'],
      ['HOLDER_DECEASED', null],
      ['NAME_DIFFERS', 'OTHER'],
      ['SEVERAL_NUMBERS', '2'],
    ],
  ],
])('%s', (_, changes, standing, findings) => {
  expect(classify({ ...participant, ...changes }, standing)).toEqual(
    findings.map(([anomaly, evidence]) => ({ anomaly, evidence })),
  );
});

test('whatever is stated, it is classified once in each class, in their order, and no evidence repeats it', () => {
  const stated = fc.record({
    personalId: fc.option(fc.oneof(fc.string(), fc.constant(ID), fc.constantFrom('080123456', '04185012345'))),
    name: fc.option(fc.string().map(readName)),
    sex: fc.constantFrom('M' as const, 'F' as const, null),
    others: fc.nat(3),
    isSuperseded: fc.boolean(),
    isKnown: fc.boolean(),
  });
  fc.assert(
    fc.property(stated, ({ others, isSuperseded, isKnown, ...changes }) => {
      const findings = classify(
        { ...participant, ...changes },
        { holder: isKnown ? holder : null, isSuperseded, others, alike: Math.min(1, others) },
      );
      const places = findings.map(({ anomaly }) => ANOMALIES.indexOf(anomaly));
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      for (const { evidence } of findings) expect(evidence ?? 'NONE').toMatch(/^[A-Z_]+$|^\d$/);
    }),
    { numRuns: 2_000 },
  );
});
