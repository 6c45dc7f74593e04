import type { BlockingKey } from '../linkage/blocking';
import { compareDates, DATE_LEVELS, type StatedDate, yearsOff } from '../linkage/compare-dates';
import { compareIdentifiers, IDENTIFIER_LEVELS } from '../linkage/compare-identifiers';
import { compareNames, familyOf, NAME_LEVELS } from '../linkage/compare-names';
import type { Field, Term } from '../linkage/comparison';
import type { PersonalName } from '../linkage/personal-name';

/** How a participant of the insurance register is linked to the citizen of the population register. */

/** What the insurance register states of a participant, as far as it tells who they are. */
export interface ParticipantRecord {
  readonly insuranceNumber: string;
  readonly personalId: string | null;
  readonly name: PersonalName | null;
  /** The name as it is written there. */
  readonly writtenName: string;
  readonly birth: StatedDate | null;
  readonly sex: 'M' | 'F' | null;
  readonly residence: Residence | null;
}

/** What the population register states of who a citizen is. */
export interface CitizenIdentity {
  readonly personalId: string;
  readonly name: PersonalName | null;
  readonly birth: StatedDate | null;
  readonly sex: 'M' | 'F' | null;
  readonly isDeceased: boolean;
}

/** The same with all by which a citizen may be found. */
export interface NumberedCitizen extends CitizenIdentity {
  readonly supersededIds: readonly string[];
  readonly legacyCards: readonly string[];
}

/** The same with all by which they are compared. */
export interface CitizenRecord extends NumberedCitizen {
  /** Where they live and have lived, the present residence first. */
  readonly residences: readonly Residence[];
}

export interface Residence {
  readonly province: string;
  readonly commune: string;
}

type LinkField = Field<ParticipantRecord, CitizenRecord>;

const id: LinkField = {
  name: 'personalId',
  levels: IDENTIFIER_LEVELS,
  compare: ({ personalId }, citizen) =>
    personalId === null
      ? null
      : IDENTIFIER_LEVELS.indexOf(
          compareIdentifiers(personalId, {
            current: citizen.personalId,
            superseded: citizen.supersededIds,
            cards: citizen.legacyCards,
          }),
        ),
  frequency: {
    terms: () => [],
    // A number was given to one person; that a card's was given to two in its day is seen when both are candidates.
    chance: (level) => (level <= IDENTIFIER_LEVELS.indexOf('CARD') ? 0 : null),
  },
};

const family = (kind: string, text: string): Term => ({ kind: `family ${kind}`, text });
const given = (kind: string, text: string): Term => ({ kind: `given ${kind}`, text });
const middle = (kind: string, text: string): Term => ({ kind: `middle ${kind}`, text });

/** A name's syllables by their part in it, in one of its writings. */
function partsOf(syllables: readonly string[], kind: 'toned' | 'folded'): readonly Term[] {
  return syllables.map((text, i) => {
    if (i === 0) return family(kind, kind === 'folded' ? familyOf(syllables) : text);
    return i === syllables.length - 1 ? given(kind, text) : middle(kind, text);
  });
}

/** How many names are within a letter of another, among those that agree in the rest. */
const NEIGHBOURS = 0.05;

const name: LinkField = {
  name: 'name',
  levels: NAME_LEVELS,
  compare: (participant, citizen) =>
    participant.name && citizen.name ? NAME_LEVELS.indexOf(compareNames(participant.name, citizen.name)) : null,
  frequency: {
    terms: (citizen) =>
      citizen.name ? [...partsOf(citizen.name.toned, 'toned'), ...partsOf(citizen.name.folded, 'folded')] : [],
    chance: (level, participant, citizen, shareOf) => {
      if (!citizen.name || !participant.name) return null;
      const product = (terms: readonly Term[]): number => terms.reduce((chance, term) => chance * shareOf(term), 1);
      const folded = partsOf(citizen.name.folded, 'folded');
      switch (NAME_LEVELS[level]) {
        case 'SAME':
          return product(partsOf(citizen.name.toned, 'toned'));
        case 'MARKS_MISSING':
        case 'MARKS_DIFFER':
        case 'FAMILY_VARIANT':
        case 'ORDER':
          return product(folded);
        case 'MIDDLE_DROPPED': {
          const stated = participant.name.folded;
          return product(stated.length < folded.length ? partsOf(stated, 'folded') : folded);
        }
        case 'FAMILY_AND_GIVEN':
          return product([folded[0], folded.at(-1)].flatMap((term) => term ?? []));
        case 'ONE_LETTER': {
          const stated = partsOf(participant.name.folded, 'folded');
          return NEIGHBOURS * product(folded.filter((term, i) => term.text === stated[i]?.text));
        }
        default:
          return null;
      }
    },
  },
};

const year = ({ day }: StatedDate): Term => ({ kind: 'birth year', text: day.slice(0, 4) });
const dayOfYear = ({ day }: StatedDate): Term => ({ kind: 'birthday', text: day.slice(5) });

const birth: LinkField = {
  name: 'birthDate',
  levels: DATE_LEVELS,
  compare: (participant, citizen) =>
    participant.birth && citizen.birth ? DATE_LEVELS.indexOf(compareDates(participant.birth, citizen.birth)) : null,
  frequency: {
    terms: (citizen) => (citizen.birth ? [year(citizen.birth), dayOfYear(citizen.birth)] : []),
    chance: (level, _participant, citizen, shareOf) => {
      if (!citizen.birth) return null;
      switch (DATE_LEVELS[level]) {
        case 'SAME':
        case 'SWAPPED':
          return shareOf(year(citizen.birth)) * shareOf(dayOfYear(citizen.birth));
        case 'YEAR_ONLY':
          return shareOf(year(citizen.birth));
        default:
          return null;
      }
    },
  },
};

const sex: LinkField = {
  name: 'sex',
  levels: ['SAME', 'OTHER'],
  compare: (participant, citizen) => (participant.sex && citizen.sex ? Number(participant.sex !== citizen.sex) : null),
};

const RESIDENCE_LEVELS = ['COMMUNE', 'FORMER_COMMUNE', 'PROVINCE', 'FORMER_PROVINCE', 'OTHER'] as const;

const residence: LinkField = {
  name: 'residence',
  levels: RESIDENCE_LEVELS,
  compare: (participant, { residences: [present, ...former] }) => {
    const stated = participant.residence;
    if (!stated || !present) return null;
    if (stated.commune === present.commune) return 0;
    if (former.some(({ commune }) => commune === stated.commune)) return 1;
    if (stated.province === present.province) return 2;
    return former.some(({ province }) => province === stated.province) ? 3 : 4;
  },
  frequency: {
    terms: ({ residences: [present] }) =>
      present
        ? [
            { kind: 'commune', text: present.commune },
            { kind: 'province', text: present.province },
          ]
        : [],
    chance: (level, { residence: stated }, _citizen, shareOf) => {
      if (!stated) return null;
      if (level <= 1) return shareOf({ kind: 'commune', text: stated.commune });
      return level <= 3 ? shareOf({ kind: 'province', text: stated.province }) : null;
    },
  },
};

/** The province of an insurance number's first issue is most often that of the birth's registration, which the ID begins with. */
const origin: LinkField = {
  name: 'origin',
  levels: ['SAME', 'OTHER'],
  compare: ({ insuranceNumber }, { personalId }) => Number(insuranceNumber.slice(0, 2) !== originOf(personalId)),
  frequency: {
    terms: ({ personalId }) => [{ kind: 'origin', text: originOf(personalId) }],
    chance: (level, _participant, { personalId }, shareOf) =>
      level === 0 ? shareOf({ kind: 'origin', text: originOf(personalId) }) : null,
  },
};

function originOf(personalId: string): string {
  return personalId.slice(1, 3);
}

/** In what participants and citizens are compared. */
export const PARTICIPANT_FIELDS: readonly LinkField[] = [id, name, birth, sex, residence, origin];

type Key = BlockingKey<ParticipantRecord, NumberedCitizen>;

const nameKey = (of: PersonalName): string => [familyOf(of.folded), ...of.folded.slice(1)].join(' ');
/** The same syllables with the last one first, and with the first one last: as a list may put them that knows other customs. */
export function turnsOf(syllables: readonly string[]): readonly (readonly string[])[] {
  if (syllables.length < 2) return [];
  return [
    [syllables.at(-1) ?? '', ...syllables.slice(0, -1)],
    [...syllables.slice(1), syllables[0] ?? ''],
  ];
}

/** How many years a stated date is off at most where somebody is looked for. */
export const YEARS_OFF = [-2, -1, 1, 2];
/** The days on which somebody may be registered whose stated date is a year or two off: there the year may be all that is known. */
const daysOff = ({ day }: StatedDate): readonly string[] => [
  ...yearsOff(day),
  ...YEARS_OFF.map((by) => `${String(Number(day.slice(0, 4)) + by).padStart(4, '0')}-01-01`),
];

/**
 * The keys by which citizens are looked for. Each tolerates what others do not: a wrong name is found by the birth date, a
 * wrong date by the name, both by a number.
 */
export const PARTICIPANT_KEYS: readonly Key[] = [
  {
    name: 'number',
    left: ({ personalId }) => (personalId === null ? [] : [personalId]),
    right: ({ personalId, supersededIds, legacyCards }) => [
      personalId,
      personalId.slice(1),
      personalId.slice(2),
      ...supersededIds,
      ...legacyCards,
    ],
  },
  {
    name: 'name and birth year',
    left: ({ name: of, birth: date }) => (of && date ? [`${nameKey(of)} ${date.day.slice(0, 4)}`] : []),
    right: ({ name: of, birth: date }) => (of && date ? [`${nameKey(of)} ${date.day.slice(0, 4)}`] : []),
  },
  {
    name: 'name and birth date of another year',
    left: ({ name: of, birth: date }) => (of && date ? daysOff(date).map((day) => `${nameKey(of)} ${day}`) : []),
    right: ({ name: of, birth: date }) => (of && date ? [`${nameKey(of)} ${date.day}`] : []),
  },
  {
    name: 'turned name and birth year',
    left: ({ name: of, birth: date }) =>
      of && date ? turnsOf(of.folded).map((order) => `${order.join(' ')} ${date.day.slice(0, 4)}`) : [],
    right: ({ name: of, birth: date }) => (of && date ? [`${of.folded.join(' ')} ${date.day.slice(0, 4)}`] : []),
  },
  {
    name: 'birth date and given name',
    left: ({ name: of, birth: date }) => (of && date ? [`${date.day} ${of.folded.at(-1) ?? ''}`] : []),
    right: ({ name: of, birth: date }) => (of && date ? [`${date.day} ${of.folded.at(-1) ?? ''}`] : []),
  },
  {
    name: 'birth date, family name and sex',
    left: ({ name: of, birth: date, sex: stated }) =>
      of && date && stated ? [`${date.day} ${familyOf(of.folded)} ${stated}`] : [],
    right: ({ name: of, birth: date, sex: stated }) =>
      of && date && stated ? [`${date.day} ${familyOf(of.folded)} ${stated}`] : [],
  },
];

/** One of them. Throws a RangeError when there is none of that name. */
export function getKey(name: string): Key {
  const key = PARTICIPANT_KEYS.find((each) => each.name === name);
  if (!key) throw new RangeError(`participants have no key ${name}`);
  return key;
}
