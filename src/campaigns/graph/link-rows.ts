import { type EdgeDeclaration, edgesFrom, type RowClass } from '../../planning/declaration';
import type { RegisterLoaders } from '../../planning/register-loaders';
import { type Row, storedValue } from '../../planning/row';
import { toEqualityShape } from '../../planning/connection';
import { Participant } from '../../registers/insurance/participant';
import { Citizen } from '../../registers/population/citizen';
import { DECEASED } from '../citizen-row';
import { toIdentity } from '../look-up';
import type { CitizenIdentity, CitizenRecord, ParticipantRecord } from '../participant-link';
import { toParticipant } from '../participant-row';

/**
 * Participants and citizens as the graph's loaders read them: within the caller's rows and masks, and on record. What they state
 * is turned into what is compared.
 */

/** How a row is read that is named by its key, and by nothing that another row states. */
function byKey(field: string, target: RowClass, column: string): { readonly edge: EdgeDeclaration } {
  const description = `The record of a ${column}.`;
  const key = { from: [], to: [column], order: [], many: false, most: 1, first: 1, typical: 1 };
  return { edge: { ...key, id: `ReviewItem.${field}`, field, source: target, target: () => target, description } };
}

const PARTICIPANT = byKey('participant', Participant, 'insurance_number');
const CITIZEN = byKey('citizen', Citizen, 'personal_id');

/** The participant of an insurance number; null outside the caller's rows. */
export function loadParticipant(registers: RegisterLoaders, insuranceNumber: string): Promise<Row | null> {
  return registers.loadEntry(PARTICIPANT, [insuranceNumber]);
}

/** The citizen of an ID; null outside the caller's rows. */
export function loadCitizen(registers: RegisterLoaders, personalId: string): Promise<Row | null> {
  return registers.loadEntry(CITIZEN, [personalId]);
}

const text = (row: Row, column: string): string | null => (storedValue(row, column) ?? null) as string | null;

export function toParticipantRecord(row: Row): ParticipantRecord {
  return toParticipant({
    insuranceNumber: text(row, 'insurance_number') ?? '',
    personalId: text(row, 'personal_id'),
    fullName: text(row, 'full_name') ?? '',
    birthDate: text(row, 'birth_date'),
    birthDatePrecision: text(row, 'birth_date_precision') ?? '',
    sex: text(row, 'sex'),
    residenceProvince: text(row, 'residence_province_code'),
    residenceCommune: text(row, 'residence_commune_code'),
  });
}

export function toCitizenIdentity(row: Row): CitizenIdentity {
  return toIdentity({
    personalId: text(row, 'personal_id') ?? '',
    fullName: text(row, 'full_name') ?? '',
    birthDate: text(row, 'birth_date') ?? '',
    birthDatePrecision: text(row, 'birth_date_precision') ?? '',
    sex: text(row, 'sex') ?? '',
    isDeceased: text(row, 'status') === DECEASED,
  });
}

const PERMANENT = 'P';

/** A citizen with all that is compared: where they lived, and the numbers that were theirs. */
export async function loadCitizenRecord(registers: RegisterLoaders, row: Row): Promise<CitizenRecord> {
  const along = (field: string): Promise<readonly Row[]> => {
    const edge = edgesFrom(Citizen).find((each) => each.field === field);
    if (!edge) throw new Error(`a citizen leads to no ${field}`);
    return registers.loadMany(edge, row, edge.most);
  };
  const [residences, superseded, cards] = await Promise.all(
    ['residences', 'supersededIds', 'legacyIdCards'].map(along),
  );
  const permanent = (residences ?? []).filter((each) => text(each, 'kind') === PERMANENT);
  const column = (rows: readonly Row[] | undefined, name: string): string[] =>
    (rows ?? []).map((each) => text(each, name) ?? '');
  return {
    ...toCitizenIdentity(row),
    residences: permanent.map((each) => ({
      province: text(each, 'province_code') ?? '',
      commune: text(each, 'commune_code') ?? '',
    })),
    supersededIds: column(superseded, 'superseded_id'),
    legacyCards: column(cards, 'card_number'),
  };
}

const HOLDERS_MOST = 10;

/**
 * The insurance numbers under which an ID is stated, in the caller's rows or not; nothing of them is told but that a second
 * reviewer has to look.
 */
export async function findHolders(registers: RegisterLoaders, personalId: string): Promise<readonly string[]> {
  const query = { shape: toEqualityShape({ personal_id: personalId }, []), values: [personalId], after: null };
  const listing = { field: 'holders Participant', of: () => Participant };
  const rows = await registers.loadLeads(listing, query, HOLDERS_MOST);
  return rows.map((row) => text(row, 'insurance_number') ?? '');
}
