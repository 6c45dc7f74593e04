import type { ClientBase } from 'pg';
import { readName } from '../linkage/personal-name';
import { toArrayText } from '../values/array-text';
import { DECEASED, toSex, toStatedDate } from './citizen-row';
import { type Columns, readColumns } from './columns';
import type { CitizenIdentity, Residence } from './participant-link';

/** What registers know of numbers, looked up by arrays: a part of a campaign takes a few statements for thousands of numbers. */

/** A citizen as the population register writes them. */
export interface CitizenBrief {
  readonly personalId: string;
  readonly fullName: string;
  readonly birthDate: string;
  readonly birthDatePrecision: string;
  readonly sex: string;
  readonly isDeceased: boolean;
}

export function toIdentity(brief: CitizenBrief): CitizenIdentity {
  return {
    personalId: brief.personalId,
    name: readName(brief.fullName),
    birth: toStatedDate(brief.birthDate, brief.birthDatePrecision),
    sex: toSex(brief.sex),
    isDeceased: brief.isDeceased,
  };
}

/** Runs a prepared statement that takes one array of texts; the rows' columns are texts or null. */
async function ask<Row extends readonly (string | null)[]>(
  client: ClientBase,
  { name, text }: { readonly name: string; readonly text: string },
  values: readonly string[],
): Promise<readonly Row[]> {
  if (values.length === 0) return [];
  const { rows } = await client.query({ name, text, values: [toArrayText(values)], rowMode: 'array' });
  return rows as unknown as readonly Row[];
}

/** What is read of each row, by the rows' first column. */
export function groupByFirst<Row extends readonly [unknown, ...unknown[]], Value>(
  rows: readonly Row[],
  read: (row: Row) => Value,
): ReadonlyMap<Row[0], readonly Value[]> {
  const groups = new Map<Row[0], Value[]>();
  for (const row of rows) {
    const group = groups.get(row[0]);
    if (group) group.push(read(row));
    else groups.set(row[0], [read(row)]);
  }
  return groups;
}

const second = ([, value]: readonly [string, string]): string => value;

/** What is read of a citizen `c`: the columns that `briefAt` takes. */
export const BRIEF_COLUMNS = ['personal_id', 'full_name', 'birth_date', 'birth_date_precision', 'sex', 'status'];
export const BRIEF = BRIEF_COLUMNS.map((column) => `c.${column}`).join(', ');
export type BriefColumns = readonly [
  personalId: string,
  fullName: string,
  birthDate: string,
  birthDatePrecision: string,
  sex: string,
  status: string,
];

/** The citizen of a row. */
export function briefAt(
  [ids, names, births, precisions, sexes, statuses]: Columns<BriefColumns>,
  row: number,
): CitizenBrief {
  return {
    personalId: ids[row] as string,
    fullName: names[row] as string,
    birthDate: births[row] as string,
    birthDatePrecision: precisions[row] as string,
    sex: sexes[row] as string,
    isDeceased: statuses[row] === DECEASED,
  };
}

const CITIZENS = {
  name: 'campaign: citizens by ID',
  columns: BRIEF_COLUMNS,
  query: `select ${BRIEF} from matching.citizen c where c.personal_id = any($1::text[])`,
};

/** The citizens who have the IDs today; `client` reads the population register. */
export async function readCitizensOf(client: ClientBase, ids: readonly string[]): Promise<Map<string, CitizenBrief>> {
  const citizens = new Map<string, CitizenBrief>();
  if (ids.length === 0) return citizens;
  const columns = await readColumns<BriefColumns>(client, CITIZENS, [ids]);
  columns[0].forEach((personalId, row) => citizens.set(personalId, briefAt(columns, row)));
  return citizens;
}

const RESIDENCES = {
  name: 'campaign: residences of citizens',
  text: `select personal_id, province_code, commune_code from share.residence
          where personal_id = any($1::text[]) and kind = 'P' order by personal_id, started_on desc, residence_id`,
};

/** Where citizens live and have lived, the present residence first. */
export async function readResidences(
  client: ClientBase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Residence[]>> {
  return groupByFirst(
    await ask<[string, string, string]>(client, RESIDENCES, ids),
    ([, province, commune]): Residence => ({ province, commune }),
  );
}

const SUPERSEDED = {
  name: 'campaign: superseded IDs',
  text: `select superseded_id, personal_id from share.superseded_id where superseded_id = any($1::text[])`,
};
/** An ID may have been replaced more than once. */
const CHAIN_MOST = 5;

/** For each ID that was replaced, by which in the end. */
export async function readSuccessors(client: ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const next = new Map<string, string>();
  let asked = ids;
  for (let step = 0; step < CHAIN_MOST && asked.length > 0; step += 1) {
    const rows = await ask<[string, string]>(client, SUPERSEDED, asked);
    for (const [id, successor] of rows) next.set(id, successor);
    asked = rows.map(([, successor]) => successor).filter((id) => !next.has(id));
  }
  const last = (id: string, left = CHAIN_MOST): string => {
    const successor = next.get(id);
    return successor === undefined || left === 0 ? id : last(successor, left - 1);
  };
  return new Map(ids.filter((id) => next.has(id)).map((id) => [id, last(id)]));
}

const CARDS = {
  name: 'campaign: holders of old cards',
  text: `select card_number, personal_id from share.legacy_id_card where card_number = any($1::text[]) order by 1, 2`,
};

/** Whose the old cards are; a number may have been issued twice. */
export async function readCardHolders(
  client: ClientBase,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  return groupByFirst(await ask<[string, string]>(client, CARDS, numbers), second);
}

/** Participants of one stated ID that are looked at; a number that more of them state is nobody's. */
const SHARING_MOST = 50;
const SHARED = {
  name: 'campaign: IDs that several participants state',
  text: `
    with shared as materialized (
      select p.personal_id, count(*) as participants from matching.participant p
       where p.personal_id = any($1::text[]) group by 1 having count(*) > 1)
    select s.personal_id, s.participants::text, f.insurance_number, f.full_name, f.birth_date::text, f.birth_date_precision
      from shared s cross join lateral (
        select p.insurance_number, p.full_name, p.birth_date, p.birth_date_precision from matching.participant p
         where p.personal_id = s.personal_id order by p.insurance_number limit ${SHARING_MOST}) f`,
};

/** An ID that several participants state: how many, and who the first of them are. */
export interface Sharing {
  readonly participants: number;
  readonly first: readonly (Pick<CitizenIdentity, 'name' | 'birth'> & { readonly insuranceNumber: string })[];
}

/** The IDs that two or more participants state, in scope or not; `client` reads the insurance register. */
export async function readSharing(client: ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, Sharing>> {
  const found = new Map<string, { participants: number; first: Sharing['first'][number][] }>();
  const rows = await ask<[string, string, string, string, string | null, string]>(client, SHARED, ids);
  for (const [id, participants, insuranceNumber, fullName, birthDate, precision] of rows) {
    const of = found.get(id) ?? { participants: Number(participants), first: [] };
    found.set(id, of);
    of.first.push({ insuranceNumber, name: readName(fullName), birth: toStatedDate(birthDate, precision) });
  }
  return found;
}

/** Participants who state an ID that is to be given to another; more need not be told apart. */
const HOLDERS_MOST = 10;
const HOLDERS = {
  name: 'campaign: participants who state an ID',
  text: `select asked.id, f.insurance_number
           from unnest($1::text[]) as asked(id) cross join lateral (
             select p.insurance_number from matching.participant p where p.personal_id = asked.id
              order by p.insurance_number limit ${HOLDERS_MOST}) f`,
};

/** The insurance numbers under which IDs are stated now; `client` reads the insurance register. */
export async function readHolders(
  client: ClientBase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  return groupByFirst(await ask<[string, string]>(client, HOLDERS, [...new Set(ids)]), second);
}
