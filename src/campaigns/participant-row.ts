import { hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { readName } from '../linkage/personal-name';
import { toArrayText } from '../values/array-text';
import type { CampaignScope, CampaignScheme } from './campaign';
import { toSex, toStatedDate } from './citizen-row';
import { readColumns } from './columns';
import type { ParticipantRecord } from './participant-link';

/** What the insurance register states of a participant, as a campaign reads it. */
export interface ParticipantRow {
  readonly insuranceNumber: string;
  readonly personalId: string | null;
  readonly fullName: string;
  /** yyyy-mm-dd */
  readonly birthDate: string | null;
  /** D for a day, Y for a year alone. */
  readonly birthDatePrecision: string;
  readonly sex: string | null;
  readonly province: string;
  readonly employer: string | null;
  readonly residenceProvince: string | null;
  readonly residenceCommune: string | null;
  readonly version: number;
}

/** What is read of a participant, whatever else is asked. */
const STATED = [
  'insurance_number',
  'personal_id',
  'full_name',
  'birth_date',
  'birth_date_precision',
  'sex',
  'employer_tax_code',
  'version',
];
type Stated<Version> = readonly [
  insuranceNumber: string,
  personalId: string | null,
  fullName: string,
  birthDate: string | null,
  birthDatePrecision: string,
  sex: string | null,
  employer: string | null,
  version: Version,
];

const COLUMNS = [...STATED, 'province_code', 'residence_province_code', 'residence_commune_code']
  .map((column) => `p.${column}::text`)
  .join(', ');
type Columns = readonly [
  ...Stated<string>,
  province: string,
  residenceProvince: string | null,
  residenceCommune: string | null,
];

function toRow(of: Columns): ParticipantRow {
  return {
    insuranceNumber: of[0],
    personalId: of[1],
    fullName: of[2],
    birthDate: of[3],
    birthDatePrecision: of[4],
    sex: of[5],
    employer: of[6],
    version: Number(of[7]),
    province: of[8],
    residenceProvince: of[9],
    residenceCommune: of[10],
  };
}

export function toParticipant(row: Omit<ParticipantRow, 'province' | 'employer' | 'version'>): ParticipantRecord {
  return {
    insuranceNumber: row.insuranceNumber,
    personalId: row.personalId,
    name: readName(row.fullName),
    writtenName: row.fullName,
    birth: toStatedDate(row.birthDate, row.birthDatePrecision),
    sex: toSex(row.sex),
    residence:
      row.residenceProvince === null || row.residenceCommune === null
        ? null
        : { province: row.residenceProvince, commune: row.residenceCommune },
  };
}

const SCHEME_COLUMNS: Readonly<Record<CampaignScheme, string>> = {
  COMPULSORY: 'p.in_compulsory_si',
  VOLUNTARY: 'p.in_voluntary_si',
  UNEMPLOYMENT: 'p.in_unemployment_insurance',
  HEALTH: 'p.in_health_insurance',
};

/** What a scope asks of a participant `p`, with its values from the given number on; anomalies are seen only later. */
export function conditionOf(
  { provinces, employers, schemes }: CampaignScope,
  from: number,
): { readonly text: string; readonly values: readonly unknown[] } {
  const lists = [
    { column: 'p.province_code', list: provinces },
    { column: 'p.employer_tax_code', list: employers },
  ].filter(({ list }) => list !== null);
  const conditions = [
    ...lists.map(({ column }, i) => `${column} = any($${from + i}::text[])`),
    ...(schemes ? [`(${schemes.map((scheme) => SCHEME_COLUMNS[scheme]).join(' or ')})`] : []),
  ];
  return { text: conditions.join(' and ') || 'true', values: lists.map(({ list }) => list) };
}

/** Where a chunk of a part begins and what it may hold. */
export interface Range {
  readonly province: string;
  /** The number after which it begins; null for the first one of the part. */
  readonly after: string | null;
  readonly first: string;
  readonly last: string;
  readonly most: number;
}

/** The next participants of a part who are in scope, by their insurance numbers. */
export async function readRange(
  client: ClientBase,
  scope: CampaignScope,
  range: Range,
): Promise<readonly ParticipantRow[]> {
  const { name, query, values } = selectRange(COLUMNS, scope, range);
  const { rows } = await client.query({ name, text: query, values, rowMode: 'array' });
  return (rows as unknown as readonly Columns[]).map(toRow);
}

/** What is looked at of each participant at first. */
export type ScannedRow = Omit<ParticipantRow, 'residenceProvince' | 'residenceCommune'>;

const SCANNED = STATED.map((column) => `p.${column}`).join(', ');

/** The same as they are scanned. */
export async function readScanned(
  client: ClientBase,
  scope: CampaignScope,
  range: Range,
): Promise<readonly ScannedRow[]> {
  const { name, query, values } = selectRange(SCANNED, scope, range);
  const [numbers, ids, names, births, precisions, sexes, employers, versions] = await readColumns<Stated<number>>(
    client,
    { name, columns: STATED, query },
    values,
  );
  const { province } = range;
  return numbers.map((insuranceNumber, i) => ({
    insuranceNumber,
    personalId: ids[i] ?? null,
    fullName: names[i] as string,
    birthDate: births[i] ?? null,
    birthDatePrecision: precisions[i] as string,
    sex: sexes[i] ?? null,
    province,
    employer: employers[i] ?? null,
    version: versions[i] as number,
  }));
}

function selectRange(
  columns: string,
  scope: CampaignScope,
  { province, after, first, last, most }: Range,
): { readonly name: string; readonly query: string; readonly values: unknown[] } {
  const { text, values } = conditionOf(scope, 6);
  return {
    name: `campaign: a part ${hash('sha1', columns + text)}`,
    query: `select ${columns} from share.participant p
             where p.province_code = $1 and p.insurance_number > $2 and p.insurance_number >= $3 and p.insurance_number <= $4
               and ${text}
             order by p.insurance_number limit $5`,
    values: [province, after ?? '', first, last, most, ...values],
  };
}

/** Participants by their insurance numbers; who is not there any more is left out. */
export async function readParticipants(
  client: ClientBase,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, ParticipantRow>> {
  const { rows } = await client.query({
    name: 'campaign: participants by number',
    text: `select ${COLUMNS} from share.participant p where p.insurance_number = any($1::text[])`,
    values: [toArrayText(numbers)],
    rowMode: 'array',
  });
  return new Map((rows as unknown as Columns[]).map((columns) => [columns[0], toRow(columns)]));
}
