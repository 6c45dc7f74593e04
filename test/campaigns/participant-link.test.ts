import fc from 'fast-check';
import {
  type CitizenRecord,
  type ParticipantRecord,
  PARTICIPANT_FIELDS,
  PARTICIPANT_KEYS,
} from '../../src/campaigns/participant-link';
import { BlockIndex } from '../../src/linkage/blocking';
import { compare } from '../../src/linkage/comparison';
import { readName } from '../../src/linkage/personal-name';
import { madeName, mistaken, respelt } from '../linkage/made-names';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const day = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2020-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const citizen = fc.record({
  personalId: digits(11).map((rest) => `9${rest}`),
  written: madeName,
  day,
  sex: fc.constantFrom('M' as const, 'F' as const),
  supersededIds: fc.array(digits(12), { maxLength: 1 }),
  legacyCards: fc.array(digits(9), { maxLength: 2 }),
});

/** A citizen, and what a register may state of them, with what makes an exact pass find them. */
const stated = citizen.chain((of) =>
  fc.record({
    of: fc.constant(of),
    by: fc.constantFrom('number', 'first digit lost', 'superseded', 'card', 'name and date', 'name and year'),
    respelt: respelt(of.written),
    mistaken: mistaken(of.written),
    otherDay: day,
    otherId: fc.option(digits(12), { nil: null }),
  }),
);

function toCitizen({ personalId, written, day: date, sex, supersededIds, legacyCards }: Stated['of']): CitizenRecord {
  const residences = [{ province: personalId.slice(1, 3), commune: '00001' }];
  const birth = { day: date, isYearOnly: false };
  return { isDeceased: false, personalId, name: readName(written), birth, sex, residences, supersededIds, legacyCards };
}

interface Stated {
  readonly of: {
    readonly personalId: string;
    readonly written: string;
    readonly day: string;
    readonly sex: 'M' | 'F';
    readonly supersededIds: readonly string[];
    readonly legacyCards: readonly string[];
  };
  readonly by: string;
  readonly respelt: string;
  readonly mistaken: string;
  readonly otherDay: string;
  readonly otherId: string | null;
}

function toParticipant({
  of,
  by,
  respelt: again,
  mistaken: wrong,
  otherDay,
  otherId,
}: Stated): ParticipantRecord | null {
  const numbers: Readonly<Record<string, string | undefined>> = {
    number: of.personalId,
    'first digit lost': of.personalId.slice(1),
    superseded: of.supersededIds[0],
    card: of.legacyCards[0],
  };
  const number = numbers[by];
  const base = { insuranceNumber: '0499000017', writtenName: '', sex: null, residence: null };
  if (by in numbers) {
    return number === undefined
      ? null
      : { ...base, personalId: number, name: readName(wrong), birth: { day: otherDay, isYearOnly: false } };
  }
  const birth = by === 'name and date' ? of.day : `${of.day.slice(0, 4)}-01-01`;
  return {
    ...base,
    personalId: otherId,
    name: readName(again),
    birth: { day: birth, isYearOnly: by === 'name and year' },
  };
}

test('blocking misses nobody whom an exact pass would find: by any number, or by name with birth date or year', () => {
  fc.assert(
    fc.property(fc.array(citizen, { maxLength: 5 }), stated, (others, made) => {
      const participant = toParticipant(made);
      fc.pre(participant !== null);
      const index = new BlockIndex(PARTICIPANT_KEYS, 100);
      for (const other of others) index.add(toCitizen(other));
      index.add(toCitizen(made.of));
      expect(index.find(participant).rights).toContain(others.length);
    }),
    { numRuns: 3_000 },
  );
});

test('a pair agrees in each field as it should', () => {
  const record: CitizenRecord = {
    personalId: '904185012345',
    name: readName('Hoàng Thị Lan'),
    birth: { day: '1985-03-12', isYearOnly: false },
    sex: 'F',
    isDeceased: false,
    residences: [
      { province: '79', commune: '26734' },
      { province: '04', commune: '01273' },
    ],
    supersededIds: ['904185099999'],
    legacyCards: ['080123456'],
  };
  const participant: ParticipantRecord = {
    insuranceNumber: '0499000017',
    personalId: '080123456',
    name: readName('HUYNH THI LAN'),
    writtenName: 'HUYNH THI LAN',
    birth: { day: '1985-12-03', isYearOnly: false },
    sex: 'M',
    residence: { province: '04', commune: '01273' },
  };
  const levels = compare(PARTICIPANT_FIELDS, participant, record).map((level, i) =>
    level === null ? null : PARTICIPANT_FIELDS[i]!.levels[level],
  );
  expect(levels).toEqual(['CARD', 'FAMILY_VARIANT', 'SWAPPED', 'OTHER', 'FORMER_COMMUNE', 'SAME']);
  const blank = { ...participant, personalId: null, name: null, birth: null, sex: null, residence: null };
  expect(compare(PARTICIPANT_FIELDS, blank, record).slice(0, 5)).toEqual([null, null, null, null, null]);
});
