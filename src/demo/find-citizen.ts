import { LienThongError } from '../errors';
import { parsePersonalId, type PersonalId } from '../values/personal-id';
import type { Register } from '../values/databases';

/** Runs one query in a register, through the views that it shares. */
export type QueryRegister = (
  register: Register,
  text: string,
  values: readonly unknown[],
) => Promise<readonly object[]>;

interface Known {
  readonly personal_id: string;
  readonly name_key: string | null;
  readonly birth_date: string | null;
}

/** Of age on every day as of which the demonstration nation can be built, the first of which is 2022-12-31. */
const CITIZENS = `
  select personal_id, name_key, birth_date::text from share.citizen
  where province_code = '04' and status = 'A' and birth_date <= date '2004-12-31' and personal_id > $1
  order by personal_id limit 200`;

const recordsIn = (view: string): string =>
  `select personal_id, name_key, birth_date::text from share.${view} where personal_id = any($1)`;

const ELSEWHERE: readonly (readonly [Register, string])[] = [
  ['insurance', recordsIn('participant')],
  ['health', recordsIn('card')],
  ['tax', recordsIn('taxpayer')],
];

/**
 * The citizen of the demonstration: of the living adults of province 04 the one with the smallest personal ID whom the three
 * other registers know by the same ID, name and birth date. Throws DATABASE_FAILED when the nation has none.
 */
export async function findDemonstrationCitizen(query: QueryRegister): Promise<PersonalId> {
  let last = '';
  for (;;) {
    const citizens = (await query('population', CITIZENS, [last])) as readonly Known[];
    const final = citizens.at(-1);
    if (final === undefined) throw new LienThongError('DATABASE_FAILED', NO_CITIZEN);
    let found = citizens;
    for (const [register, text] of ELSEWHERE) {
      const records = (await query(register, text, [found.map((known) => known.personal_id)])) as readonly Known[];
      const same = new Set(records.map(toText));
      found = found.filter((known) => same.has(toText(known)));
    }
    const [first] = found;
    if (first !== undefined) return parsePersonalId(first.personal_id);
    last = final.personal_id;
  }
}

const NO_CITIZEN =
  'the loaded demonstration nation has no citizen of province 04 with a participant, a card and a taxpayer record: ' +
  'build a larger one with `lienthong demo`';

function toText({ personal_id: personalId, name_key: name, birth_date: birthDate }: Known): string {
  return JSON.stringify([personalId, name, birthDate]);
}
