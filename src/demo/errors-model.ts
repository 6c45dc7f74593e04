import { dayOf, dayText, monthOf, monthStart, yearOf } from './calendar';
import { ERROR_RATES, STALE_IN_SOUTH_EAST, yearOnlyRate, type ErrorKind, type StatingRegister } from './error-rates';
import { drawPlace, type Place, type Region } from './geography';
import { changeMiddle, mistakeMark, mistype, respell, stripMarks, swapOrder } from './name-errors';
import type { Person } from './people';
import type { RandomStream } from './random';

/** What a register's record states of a person; it starts true and is then misstated. */
export interface Statement {
  register: StatingRegister;
  key: string;
  fullName: string;
  birth: number;
  yearOnly: boolean;
  sex: 'M' | 'F';
  personalId: string | null;
  /** The other number the tax register keeps: an old card's or the personal ID. */
  idCardNumber: string | null;
  region: Region;
  place: Place;
}

/** Share of the records whose person holds an old card, and of birth dates whose day can be taken for a month. */
const HOLDERS: Readonly<Record<StatingRegister, number>> = { insurance: 0.73, tax: 0.95, health: 0.73 };
const SWAPPABLE = 0.36;

/** Takes down an error that was put into a record, with what would be right. */
export type NoteError = (
  register: string,
  key: string,
  field: string,
  kind: ErrorKind,
  trueValue: string | null,
) => void;

/** A true statement of a person for a record. */
export function stateTruly(register: StatingRegister, key: string, person: Person): Statement {
  return {
    register,
    key,
    fullName: person.fullName,
    birth: person.birth,
    yearOnly: false,
    sex: person.sex,
    personalId: person.personalId,
    idCardNumber: null,
    region: person.region,
    place: person.place,
  };
}

/**
 * Puts errors into a statement by the rates of its register times `factor`. Whoever is careless has more of all of
 * them, in every register. `sharedId` is the number of another person, for numbers that two people share.
 */
export function misstate(
  statement: Statement,
  person: Person,
  factor: number,
  sharedId: string | null,
  random: RandomStream,
  note: NoteError,
): void {
  const { register, key } = statement;
  const hard = factor * person.carelessness;
  const soft = factor * (person.carelessness > 1 ? 1.9 : 0.84);
  misstateName(statement, hard, soft, random, note);
  misstateBirth(statement, person, hard, random, note);
  if (random.next() < ERROR_RATES.SEX_WRONG[register] * hard) {
    note(register, key, 'sex', 'SEX_WRONG', statement.sex);
    statement.sex = statement.sex === 'M' ? 'F' : 'M';
  }
  misstateId(statement, person, hard, soft, sharedId, random, note);
  misstateResidence(statement, person, hard, soft, random, note);
}

function misstateName(statement: Statement, hard: number, soft: number, random: RandomStream, note: NoteError): void {
  const { register, key, fullName } = statement;
  const change = (kind: ErrorKind, name: string): void => {
    if (name === statement.fullName) return;
    statement.fullName = name;
    note(register, key, 'full_name', kind, fullName);
  };
  const draw = random.next();
  let limit = ERROR_RATES.MARK_WRONG[register] * hard;
  if (draw < limit) change('MARK_WRONG', mistakeMark(fullName, random));
  else if (draw < (limit += ERROR_RATES.TYPO[register] * hard)) change('TYPO', mistype(fullName, random));
  else if (draw < (limit += ERROR_RATES.MIDDLE_NAME[register] * hard * (statement.sex === 'F' ? 1.5 : 0.5))) {
    change('MIDDLE_NAME', changeMiddle(fullName, statement.sex));
  } else if (draw < limit + ERROR_RATES.ORDER_SWAPPED[register] * hard) change('ORDER_SWAPPED', swapOrder(fullName));
  const writing = random.next();
  if (writing < ERROR_RATES.DIACRITICS_MISSING[register] * soft)
    change('DIACRITICS_MISSING', stripMarks(statement.fullName));
  else if (writing > 1 - ERROR_RATES.SPELLING_VARIANT[register] * soft)
    change('SPELLING_VARIANT', respell(statement.fullName, random));
}

function misstateBirth(
  statement: Statement,
  person: Person,
  hard: number,
  random: RandomStream,
  note: NoteError,
): void {
  const { register, key, birth } = statement;
  const draw = random.next();
  let limit = register === 'tax' ? 0 : Math.min(0.9, yearOnlyRate(person.birthYear) * hard);
  const truth = dayText(birth);
  if (draw < limit) {
    statement.birth = dayOf(yearOf(birth), 1, 1);
    statement.yearOnly = random.chance(0.5);
    if (statement.yearOnly || statement.birth !== birth) note(register, key, 'birth_date', 'YEAR_ONLY', truth);
  } else if (draw < (limit += (ERROR_RATES.DAY_MONTH_SWAPPED[register] * hard) / SWAPPABLE)) {
    const ofMonth = birth - monthStart(monthOf(birth)) + 1;
    const month = (((monthOf(birth) % 12) + 12) % 12) + 1;
    if (ofMonth > 12 || ofMonth === month) return;
    statement.birth = dayOf(yearOf(birth), ofMonth, month);
    note(register, key, 'birth_date', 'DAY_MONTH_SWAPPED', truth);
  } else if (draw < limit + ERROR_RATES.YEAR_OFF[register] * hard) {
    statement.birth = birth + (random.chance(0.5) ? 365 : -365) * (random.chance(0.8) ? 1 : 2);
    note(register, key, 'birth_date', 'YEAR_OFF', truth);
  }
}

function misstateId(
  statement: Statement,
  person: Person,
  hard: number,
  soft: number,
  sharedId: string | null,
  random: RandomStream,
  note: NoteError,
): void {
  const { register, key } = statement;
  const truth = person.personalId;
  const draw = random.next();
  const set = (kind: ErrorKind, stated: string | null, card: string | null): void => {
    statement.personalId = stated;
    statement.idCardNumber = card;
    note(register, key, 'personal_id', kind, truth);
  };
  const held = person.legacyCards.length;
  let limit = Math.min(0.9, held === 0 ? 0 : (ERROR_RATES.LEGACY_ID_CARD[register] * soft) / HOLDERS[register]);
  if (draw < limit) {
    const card = person.legacyCards[held > 1 && random.chance(0.5) ? 0 : held - 1]?.number ?? null;
    set('LEGACY_ID_CARD', register === 'tax' ? null : card, card);
  } else if (draw < (limit += ERROR_RATES.ID_MISSING[register] * soft * (held === 0 ? 1.4 : 0.85)))
    set('ID_MISSING', null, null);
  else if (draw < (limit += ERROR_RATES.ID_DIGIT[register] * hard)) set('ID_DIGIT', mistakeDigit(truth, random), null);
  else if (draw < (limit += ERROR_RATES.ID_FIRST_DIGIT_LOST[register] * hard))
    set('ID_FIRST_DIGIT_LOST', truth.slice(1), null);
  else if (sharedId !== null && sharedId !== truth && draw < limit + ERROR_RATES.ID_SHARED[register] * hard)
    set('ID_SHARED', sharedId, null);
  else if (person.supersededId !== null && random.chance(0.8)) set('ID_SUPERSEDED', person.supersededId, null);
  else if (register === 'tax' && random.chance(0.5)) statement.idCardNumber = truth;
}

/** Two neighbouring digits exchanged, or one digit wrong; never the first, which marks the reserved range. */
function mistakeDigit(id: string, random: RandomStream): string {
  const place = random.between(6, 10);
  const one = id.charAt(place);
  const next = id.charAt(place + 1);
  if (one !== next && random.chance(0.6)) return id.slice(0, place) + next + one + id.slice(place + 2);
  return id.slice(0, place) + String((Number(one) + random.between(1, 9)) % 10) + id.slice(place + 1);
}

function misstateResidence(
  statement: Statement,
  person: Person,
  hard: number,
  soft: number,
  random: RandomStream,
  note: NoteError,
): void {
  const { register, key } = statement;
  const staleRate = person.region.regionCode === 'SE' ? STALE_IN_SOUTH_EAST : ERROR_RATES.RESIDENCE_STALE[register];
  if (random.next() < Math.min(0.9, staleRate * soft)) {
    statement.region = person.earlierRegion ?? person.region;
    statement.place = person.earlierPlace ?? drawPlace(person.region, random);
    if (statement.place !== person.place)
      note(register, key, 'residence_commune_code', 'RESIDENCE_STALE', person.place.code);
  } else if (random.next() < ERROR_RATES.COMMUNE_OBSOLETE[register] * hard && person.region.obsolete.length > 0) {
    statement.place = random.pick(person.region.obsolete);
    note(register, key, 'residence_commune_code', 'COMMUNE_OBSOLETE', person.place.code);
  }
}
