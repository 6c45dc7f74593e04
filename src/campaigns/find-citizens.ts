import type { ClientBase } from 'pg';
import { sharesKey } from '../linkage/blocking';
import { type PersonalName, readName } from '../linkage/personal-name';
import { foldName } from '../values/fold-name';
import { toSex } from './citizen-row';
import { readCitizenRecords } from './look-up';
import { type CitizenRecord, type ParticipantRecord, PARTICIPANT_KEYS, turnsOf } from './participant-link';

/**
 * Finds the citizens that participants may be: what comes in are participants of any number; what comes out is for each the
 * citizens who have a blocking key in common with them. The keys are looked up in the population register by its own indexes,
 * by arrays, so that a thousand participants take three statements; whoever a key's index finds beyond what the key means is
 * left out again here.
 */

export interface FoundCitizens {
  readonly citizens: readonly CitizenRecord[];
  /** The keys whose block was too large to be looked through: whoever is only there has not been seen. */
  readonly overflowing: readonly string[];
}

/** Citizens of one block that are looked at, at most. */
const BLOCK_MOST = 200;
/** Citizens born on one day that are looked through for a name. */
const BORN_MOST = 5_000;

const BY_NUMBER = {
  name: 'campaign: find citizens by number',
  text: `
    with asked as materialized (select * from unnest($1::integer[], $2::text[]) as a(n, number))
    select n, c.personal_id from asked join matching.citizen c on c.personal_id = number
    union select n, s.personal_id from asked join share.superseded_id s on s.superseded_id = number
    union select n, l.personal_id from asked join share.legacy_id_card l on l.card_number = number`,
};
const BY_NAME = {
  name: 'campaign: find citizens by name and birth years',
  text: `
    select n, found.personal_id
      from unnest($1::integer[], $2::text[], $3::date[], $4::date[]) as asked(n, name_key, first, last)
     cross join lateral (
       select c.personal_id from matching.citizen c
        where c.name_key = asked.name_key and c.birth_date between asked.first and asked.last
        order by c.birth_date, c.personal_id limit ${BLOCK_MOST + 1}) found`,
};
/** Names with other signs than letters and blanks are read here: what their parts are, the register's key does not say. */
const BY_BIRTH = {
  name: 'campaign: find citizens by birth date',
  text: `
    select n, found.personal_id, found.full_name, found.sex, found.place > ${BORN_MOST} as is_beyond
      from unnest($1::integer[], $2::date[], $3::text[], $4::text[], $5::text[]) as asked(n, born, sex, given, family)
     cross join lateral (
       select c.personal_id, c.full_name, c.name_key, c.sex, row_number() over (order by c.personal_id) as place
         from matching.citizen c where c.birth_date = asked.born order by c.personal_id limit ${BORN_MOST + 1}) found
     where found.name_key like any(string_to_array(asked.given, ','))
        or found.sex = asked.sex and found.name_key like any(string_to_array(asked.family, ','))
        or found.name_key ~ '[^a-z ]' or found.place > ${BORN_MOST}`,
};

/** `client` reads the population register. */
export async function findCitizens(
  client: ClientBase,
  participants: readonly ParticipantRecord[],
): Promise<readonly FoundCitizens[]> {
  const found = participants.map(() => ({ ids: new Set<string>(), overflowing: new Set<string>() }));
  const add = (n: number, id: string): void => void found[n]?.ids.add(id);
  await findByNumber(client, participants, add);
  await findByName(client, participants, add, (n) => {
    for (const name of NAME_KEYS) found[n]?.overflowing.add(name);
  });
  await findByBirth(client, participants, add, (n) => {
    for (const name of BIRTH_KEYS) found[n]?.overflowing.add(name);
  });
  const citizens = await readCitizenRecords(client, [...new Set(found.flatMap(({ ids }) => [...ids]))]);
  return participants.map((participant, n) => {
    const own = [...(found[n]?.ids ?? [])].flatMap((id) => citizens.get(id) ?? []);
    return {
      citizens: own
        .filter((citizen) => PARTICIPANT_KEYS.some((key) => sharesKey(key, participant, citizen)))
        .sort(byId),
      overflowing: [...(found[n]?.overflowing ?? [])],
    };
  });
}

type Add = (n: number, personalId: string) => void;
const NAME_KEYS = ['name and birth year', 'turned name and birth year'];
const BIRTH_KEYS = ['birth date and given name', 'birth date, family name and sex'];

async function findByNumber(client: ClientBase, participants: readonly ParticipantRecord[], add: Add): Promise<void> {
  const asked = participants.flatMap(({ personalId }, n) =>
    personalId === null ? [] : numbersOf(personalId).map((number) => ({ n, number })),
  );
  if (asked.length === 0) return;
  const { rows } = await client.query<{ n: number; personal_id: string }>({
    ...BY_NUMBER,
    values: [asked.map(({ n }) => n), asked.map(({ number }) => number)],
  });
  for (const { n, personal_id: id } of rows) add(n, id);
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
  add: Add,
  overflows: (n: number) => void,
): Promise<void> {
  const asked = participants.flatMap(({ name, writtenName, birth }, n) => {
    if (!name || !birth) return [];
    const year = Number(birth.day.slice(0, 4));
    // Letters of the highlands' languages, apostrophes and hyphens stand in a register's key as they are written.
    const written = foldName(writtenName).split(' ');
    const keys = new Set([written.join(' '), ...spellingsOf(name.folded)]);
    const turned = new Set(
      [...turnsOf(written), ...turnsOf(name.folded).flatMap((order) => spellingsOf(order).map((key) => [key]))].map(
        (order) => order.join(' '),
      ),
    );
    return [
      ...[...keys].map((key) => ({ n, key, first: year - YEARS, last: year + YEARS })),
      ...[...turned].map((key) => ({ n, key, first: year, last: year })),
    ];
  });
  if (asked.length === 0) return;
  const { rows } = await client.query<{ n: number; personal_id: string }>({
    ...BY_NAME,
    values: [
      asked.map((_, i) => i),
      asked.map(({ key }) => key),
      asked.map(({ first }) => `${first}-01-01`),
      asked.map(({ last }) => `${last}-12-31`),
    ],
  });
  const sizes = new Map<number, number>();
  for (const { n: i } of rows) sizes.set(i, (sizes.get(i) ?? 0) + 1);
  for (const { n: i, personal_id: id } of rows) {
    const n = asked[i]?.n ?? -1;
    if ((sizes.get(i) ?? 0) > BLOCK_MOST) overflows(n);
    else add(n, id);
  }
}

const YEARS = 2;

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
  add: Add,
  overflows: (n: number) => void,
): Promise<void> {
  const asked = participants.flatMap(({ name, birth, sex }, n) =>
    name && birth ? [{ n, day: birth.day, sex, ...patternsOf(name), values: birthValues(birth.day, name, sex) }] : [],
  );
  if (asked.length === 0) return;
  const { rows } = await client.query<Born>({
    ...BY_BIRTH,
    values: [
      asked.map((_, i) => i),
      asked.map(({ day }) => day),
      asked.map(({ sex }) => sex),
      asked.map(({ given }) => given),
      asked.map(({ family }) => family),
    ],
  });
  const born = new Map<number, Born[]>();
  for (const row of rows) {
    const of = born.get(row.n);
    if (of) of.push(row);
    else born.set(row.n, [row]);
  }
  for (const [i, citizens] of born) {
    const { n, day, values } = asked[i] ?? { n: -1, day: '', values: [] };
    if (citizens.some(({ is_beyond: isBeyond }) => isBeyond)) {
      overflows(n);
      continue;
    }
    const valuesOf = citizens.map((citizen) => birthValues(day, readName(citizen.full_name), toSex(citizen.sex)));
    for (const value of values) {
      const block = citizens.filter((_, k) => valuesOf[k]?.includes(value));
      if (block.length > BLOCK_MOST) overflows(n);
      else for (const { personal_id: id } of block) add(n, id);
    }
  }
}

interface Born {
  readonly n: number;
  readonly personal_id: string;
  readonly full_name: string;
  readonly sex: string;
  readonly is_beyond: boolean;
}

/** What a register's `name_key` is like if it ends with a name's given name, or begins with its family name. */
function patternsOf({ folded }: PersonalName): { readonly given: string; readonly family: string } {
  const spelled = (syllable: string | undefined): readonly string[] => spellingsOf([syllable ?? '']);
  return {
    given: spelled(folded.at(-1))
      .flatMap((each) => [each, `% ${each}`])
      .join(','),
    family: spelled(folded[0])
      .flatMap((each) => [each, `${each} %`])
      .join(','),
  };
}

/** The values of the keys that are of a birth date and a part of the name. */
function birthValues(day: string, name: PersonalName | null, sex: 'M' | 'F' | null): readonly string[] {
  if (!name) return [];
  const birth = { day, isYearOnly: false };
  return PARTICIPANT_KEYS.filter((key) => BIRTH_KEYS.includes(key.name)).flatMap((key) =>
    key
      .left({ insuranceNumber: '', personalId: null, name, writtenName: '', birth, sex, residence: null })
      .map((value) => `${key.name} ${value}`),
  );
}

function byId(one: CitizenRecord, other: CitizenRecord): number {
  return one.personalId < other.personalId ? -1 : 1;
}
