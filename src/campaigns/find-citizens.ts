import type { ClientBase } from 'pg';
import { sharesAnyKey } from '../linkage/blocking';
import { DAYS_OF_YEARS_OFF } from '../linkage/compare-dates';
import type { PersonalName } from '../linkage/personal-name';
import { foldName } from '../values/fold-name';
import { type Columns, readColumns } from './columns';
import { BRIEF, BRIEF_COLUMNS, type BriefColumns, briefAt, readResidences, toIdentity } from './look-up';
import {
  type CitizenRecord,
  getKey,
  type NumberedCitizen,
  type ParticipantRecord,
  PARTICIPANT_KEYS,
  turnsOf,
  YEARS_OFF,
} from './participant-link';

/**
 * Finds the citizens that participants may be: what comes in are participants of any number; what comes out is for each the
 * citizens who have a blocking key in common with them. The keys are looked up in the population register by its own indexes,
 * by arrays, so that a thousand participants take four statements; whoever a key's index finds beyond what the key means is
 * left out again here.
 */

export interface FoundCitizens {
  /** Of the numbers that a citizen had before, those that any of the participants states. */
  readonly citizens: readonly CitizenRecord[];
  /** The keys whose block was too large to be looked through: whoever is only there has not been seen. */
  readonly overflowing: readonly string[];
}

/** Citizens of one block that are looked at, at most. */
const BLOCK_MOST = 200;
/** Citizens of one birth date and part of the name that are read, at most: more than a block, as some are spelt otherwise. */
const BORN_MOST = 1_000;
const BY_NUMBER = {
  name: 'campaign: find citizens by number',
  columns: ['n', 'number', 'kind', ...BRIEF_COLUMNS],
  query: `
    with asked as materialized (select * from unnest($1::integer[], $2::text[]) as a(n, number)),
    led as (
      select n, number, 'CURRENT' as kind, number as personal_id from asked
      union all
      select n, number, 'SUPERSEDED', s.personal_id from asked join share.superseded_id s on s.superseded_id = number
      union all
      select n, number, 'CARD', l.personal_id from asked join share.legacy_id_card l on l.card_number = number)
    select led.n, led.number, led.kind, ${BRIEF} from led join matching.citizen c on c.personal_id = led.personal_id`,
};
/** Who is looked for by a day is found in its year, and a year or two off; with none, in the year alone. */
const DAYS_OFF = [
  ...DAYS_OF_YEARS_OFF.flatMap((days) => [`asked.day - ${days}`, `asked.day + ${days}`]),
  ...YEARS_OFF.map((by) => `(date_trunc('year', asked.day) + interval '${by} years')::date`),
].join(', ');
const BY_NAME = {
  name: 'campaign: find citizens by name and birth years',
  columns: ['n', ...BRIEF_COLUMNS],
  query: `
    select n, found.*
      from unnest($1::integer[], $2::text[], $3::date[], $4::date[], $5::date[]) as asked(n, name_key, first, last, day)
     cross join lateral (
       (select ${BRIEF} from matching.citizen c
         where c.name_key = asked.name_key and c.birth_date between asked.first and asked.last
         order by c.birth_date, c.personal_id limit ${BLOCK_MOST + 1})
       union all
       (select ${BRIEF} from matching.citizen c
         where c.name_key = asked.name_key and c.birth_date = any(array[${DAYS_OFF}])
         order by c.birth_date, c.personal_id limit ${BLOCK_MOST + 1})) found`,
};
/** How who was born on a day is found by a part of the name, for each key that is of both. */
const BORN = [
  {
    key: getKey('birth date and given name'),
    condition: `c.given_key = any(string_to_array(asked.given, ','))`,
  },
  {
    key: getKey('birth date, family name and sex'),
    condition: `c.family_key = any(string_to_array(asked.family, ',')) and c.sex = asked.sex`,
  },
];
/** Names with other signs than letters and blanks are read here: what their parts are, the register's key does not say. */
const UNUSUAL = { key: { name: 'unusual' }, condition: 'c.is_unusual' };
const BY_BIRTH = {
  name: 'campaign: find citizens by birth date',
  columns: ['n', 'found_by', ...BRIEF_COLUMNS],
  query: `
    select n, found.*
      from unnest($1::integer[], $2::date[], $3::text[], $4::text[], $5::text[]) as asked(n, born, sex, given, family)
     cross join lateral (${[...BORN, UNUSUAL]
       .map(
         ({ key, condition }) => `(
       select '${key.name}' as found_by, ${BRIEF} from matching.citizen c
        where c.birth_date = asked.born and ${condition} limit ${BORN_MOST + 1})`,
       )
       .join(' union all ')}) found`,
};

/** `client` reads the population register. */
export async function findCitizens(
  client: ClientBase,
  participants: readonly ParticipantRecord[],
): Promise<readonly FoundCitizens[]> {
  const known = new Map<string, Seen>();
  const know: Know = (columns, row) => {
    const before = known.get(columns[0][row] as string);
    if (before) return before;
    const seen = { ...toIdentity(briefAt(columns, row)), supersededIds: [], legacyCards: [] };
    known.set(seen.personalId, seen);
    return seen;
  };
  const found = participants.map((participant) => ({
    citizens: new Map<string, Seen>(),
    overflowing: new Set<string>(),
    isWanted: sharesAnyKey(PARTICIPANT_KEYS, participant),
  }));
  const add = (n: number, citizens: readonly Seen[]): void => {
    for (const citizen of citizens) found[n]?.citizens.set(citizen.personalId, citizen);
  };
  const check = (n: number, citizen: Seen): void => {
    if (!found[n]?.citizens.has(citizen.personalId) && found[n]?.isWanted(citizen)) add(n, [citizen]);
  };
  const overflow = (n: number, keys: readonly string[]): void => {
    for (const name of keys) found[n]?.overflowing.add(name);
  };
  await findByBirth(client, participants, { know, add, overflow });
  await findByNumber(client, participants, { know, check });
  await findByName(client, participants, { know, check, overflow });
  const residences = await readResidences(client, [...new Set(found.flatMap(({ citizens }) => [...citizens.keys()]))]);
  return found.map(({ citizens, overflowing }) => ({
    citizens: [...citizens.values()]
      .sort((one, other) => (one.personalId < other.personalId ? -1 : 1))
      .map((citizen) => ({ ...citizen, residences: residences.get(citizen.personalId) ?? [] })),
    overflowing: [...overflowing],
  }));
}

/** A citizen as they were found. */
interface Seen extends NumberedCitizen {
  readonly supersededIds: string[];
  readonly legacyCards: string[];
}

function addOnce(numbers: string[], number: string): void {
  if (!numbers.includes(number)) numbers.push(number);
}

/** Gives the citizen whom a row is of: the same one for each row of theirs. */
type Know = (columns: Columns<BriefColumns>, row: number) => Seen;
/** What is done with whom a key's statement has found for the participant at a place. */
interface Takes {
  readonly know: Know;
  /** Takes citizens who are known to have a key in common with the participant. */
  readonly add: (n: number, citizens: readonly Seen[]) => void;
  /** Takes a citizen if they have one. */
  readonly check: (n: number, citizen: Seen) => void;
  readonly overflow: (n: number, keys: readonly string[]) => void;
}

const NAME_KEYS = ['name and birth year', 'name and birth date of another year', 'turned name and birth year'];
async function findByNumber(
  client: ClientBase,
  participants: readonly ParticipantRecord[],
  { know, check }: Pick<Takes, 'know' | 'check'>,
): Promise<void> {
  const asked = participants.flatMap(({ personalId }, n) =>
    personalId === null ? [] : numbersOf(personalId).map((number) => ({ n, number })),
  );
  if (asked.length === 0) return;
  const [ns, numbers, kinds, ...columns] = await readColumns<
    readonly [n: number, number: string, kind: string, ...BriefColumns]
  >(client, BY_NUMBER, [asked.map(({ n }) => n), asked.map(({ number }) => number)]);
  const found = ns.map((n, row) => {
    const citizen = know(columns, row);
    const number = numbers[row] as string;
    if (kinds[row] === 'SUPERSEDED') addOnce(citizen.supersededIds, number);
    if (kinds[row] === 'CARD') addOnce(citizen.legacyCards, number);
    return { n, citizen };
  });
  for (const { n, citizen } of found) check(n, citizen);
}

/** A number as it was stated, and as it was before a spreadsheet took one or two first digits of it. */
function numbersOf(stated: string): readonly string[] {
  const lost = ID_DIGITS - stated.length;
  if (!/^\d+$/.test(stated) || lost < 1 || lost > 2) return [stated];
  const first = Array.from({ length: 10 ** lost }, (_, digits) => String(digits).padStart(lost, '0') + stated);
  return [stated, ...first];
}

const ID_DIGITS = 12;

async function findByName(
  client: ClientBase,
  participants: readonly ParticipantRecord[],
  { know, check, overflow }: Pick<Takes, 'know' | 'check' | 'overflow'>,
): Promise<void> {
  const asked = participants.flatMap(({ name, writtenName, birth }, n) => {
    if (!name || !birth) return [];
    const { day } = birth;
    // Letters of the highlands' languages, apostrophes and hyphens stand in a register's key as they are written.
    const written = foldName(writtenName).split(' ');
    const keys = new Set([written.join(' '), ...spellingsOf(name.folded)]);
    const turned = new Set(
      [...turnsOf(written), ...turnsOf(name.folded).flatMap((order) => spellingsOf(order).map((key) => [key]))].map(
        (order) => order.join(' '),
      ),
    );
    return [
      ...[...keys].map((key) => ({ n, key, year: day.slice(0, 4), day })),
      ...[...turned].map((key) => ({ n, key, year: day.slice(0, 4), day: null })),
    ];
  });
  if (asked.length === 0) return;
  const [ns, ...columns] = await readColumns<readonly [i: number, ...BriefColumns]>(client, BY_NAME, [
    asked.map((_, i) => i),
    asked.map(({ key }) => key),
    asked.map(({ year }) => `${year}-01-01`),
    asked.map(({ year }) => `${year}-12-31`),
    asked.map(({ day }) => day),
  ]);
  for (const [i, rows] of groupRows(ns)) {
    const n = asked[i]?.n ?? -1;
    if (rows.length > BLOCK_MOST) overflow(n, NAME_KEYS);
    else for (const row of rows) check(n, know(columns, row));
  }
}

/** The rows that belong to each number. */
function groupRows(numbers: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  numbers.forEach((number, row) => {
    const group = groups.get(number);
    if (group) group.push(row);
    else groups.set(number, [row]);
  });
  return groups;
}

/** A final i after a consonant, which a register may write as y. */
const FINAL_I = /^(?:[^aeiouy]+|qu)i$/;
const FAMILIES = [
  ['hoang', 'huynh'],
  ['vu', 'vo'],
];
const SPELLINGS_MOST = 32;

/** A name as a register's `name_key` may have it: with i or y, with the family name of the north or of the south. */
function spellingsOf(syllables: readonly string[]): readonly string[] {
  return syllables
    .reduce<readonly string[]>(
      (texts, syllable, i) => {
        const family = i === 0 ? FAMILIES.find((names) => names.includes(syllable)) : undefined;
        const written = FINAL_I.test(syllable) ? [syllable, `${syllable.slice(0, -1)}y`] : (family ?? [syllable]);
        return texts.flatMap((text) => written.map((each) => (text === '' ? each : `${text} ${each}`)));
      },
      [''],
    )
    .slice(0, SPELLINGS_MOST);
}

async function findByBirth(
  client: ClientBase,
  participants: readonly ParticipantRecord[],
  { know, add, overflow }: Pick<Takes, 'know' | 'add' | 'overflow'>,
): Promise<void> {
  const asked = participants.flatMap((participant, n) => {
    const { name, birth, sex } = participant;
    return name && birth ? [{ n, participant, day: birth.day, sex, ...partsOf(name) }] : [];
  });
  if (asked.length === 0) return;
  const [ns, foundBy, ...columns] = await readColumns<readonly [i: number, foundBy: string, ...BriefColumns]>(
    client,
    BY_BIRTH,
    [
      asked.map((_, i) => i),
      asked.map(({ day }) => day),
      asked.map(({ sex }) => sex),
      asked.map(({ given }) => given),
      asked.map(({ family }) => family),
    ],
  );
  for (const [i, rows] of groupRows(ns)) {
    const of = asked[i];
    if (!of) continue;
    for (const { key } of BORN) {
      const found = rows.filter((row) => foundBy[row] === key.name || foundBy[row] === UNUSUAL.key.name);
      const citizens = new Set(found.map((row) => know(columns, row)));
      const block = [...citizens].filter(sharesAnyKey([key], of.participant));
      if (found.length > BORN_MOST || block.length > BLOCK_MOST) overflow(of.n, [key.name]);
      else add(of.n, block);
    }
  }
}

/** The parts of a name, as a register's key may have them. */
function partsOf({ folded }: PersonalName): { readonly given: string; readonly family: string } {
  return { given: spellingsOf(folded.slice(-1)).join(','), family: spellingsOf(folded.slice(0, 1)).join(',') };
}
