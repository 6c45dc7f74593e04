import type { ClientBase } from 'pg';
import { columnsOf } from '../columns';
import type { FormNumber } from './form';
import type { FileFault } from './reasons';

/** Returned files in the gateway's database. The same content for the same campaign and employer is one file. */

export interface FormFileName {
  readonly campaign: string;
  /** As the sender says: a tax code, or empty for a province's own list. */
  readonly employer: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string;
}

export interface FormFile {
  readonly file: string;
  /** Null where the file could not be read so far, as the province is. */
  readonly form: FormNumber | null;
  readonly province: string | null;
  readonly fault: FileFault | null;
  readonly lines: number;
  /** The number of the last row that is done with. */
  readonly position: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly isFinished: boolean;
}

interface FileRow {
  readonly file: string;
  readonly form: FormNumber | null;
  readonly province: string | null;
  readonly fault: FileFault | null;
  readonly lines: number;
  readonly position: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly finished_at: Date | null;
}

const FILE_COLUMNS = 'file, form, province, fault, lines, position, accepted, unchanged, refused, finished_at';

function toFile({ finished_at: finishedAt, ...row }: FileRow): FormFile {
  return { ...row, isFinished: finishedAt !== null };
}

export async function findFormFile(
  client: ClientBase,
  { campaign, employer, hash }: FormFileName,
): Promise<FormFile | null> {
  const { rows } = await client.query<FileRow>(
    `select ${FILE_COLUMNS} from campaign.form_file where campaign = $1 and employer = $2 and hash = $3`,
    [campaign, employer, hash],
  );
  return rows[0] ? toFile(rows[0]) : null;
}

/** What a file was seen to be before any line of it is taken. */
export interface Survey {
  readonly form: FormNumber | null;
  readonly province: string | null;
  readonly fault: FileFault | null;
  readonly lines: number;
}

/** Notes a file, or gives the one that somebody else noted meanwhile. One with a fault is finished, with all its lines refused. */
export async function noteFormFile(
  client: ClientBase,
  name: FormFileName,
  { form, province, fault, lines }: Survey,
  receivedBy: string,
): Promise<FormFile> {
  await client.query(
    `insert into campaign.form_file (campaign, employer, hash, form, province, fault, lines, refused, received_by, finished_at)
     values ($1, $2, $3, $4, $5, $6, $7, case when $6::text is null then 0 else $7 end, $8,
             case when $6::text is not null then now() end)
     on conflict do nothing`,
    [name.campaign, name.employer, name.hash, form, province, fault, lines, receivedBy],
  );
  const noted = await findFormFile(client, name);
  if (!noted) throw new Error('a file was noted and is not there');
  return noted;
}

/** The file as it is now, which nobody else goes on with until the transaction ends. */
export async function lockFormFile(client: ClientBase, file: string): Promise<FormFile> {
  const { rows } = await client.query<FileRow>(
    `select ${FILE_COLUMNS} from campaign.form_file where file = $1 for update`,
    [file],
  );
  if (!rows[0]) throw new Error('a file that was noted is not there');
  return toFile(rows[0]);
}

/** Finishes a file whose lines are all done with; one that is finished stays as it is. */
export async function finishFormFile(client: ClientBase, file: string): Promise<void> {
  await client.query('update campaign.form_file set finished_at = now() where file = $1 and finished_at is null', [
    file,
  ]);
}

/** What a line came to, as it is kept. */
export interface KeptLine {
  readonly line: number;
  readonly insuranceNumber: string;
  readonly answer: string | null;
  readonly personalId: string | null;
  readonly note: string | null;
  readonly version: number | null;
  readonly outcome: 'ACCEPTED' | 'UNCHANGED' | 'REFUSED';
  readonly reason: string | null;
  readonly detail: string | null;
}

/** Keeps lines that follow upon the file's position, which moves to the last of them. */
export async function keepLines(
  client: ClientBase,
  { file, campaign }: { readonly file: string; readonly campaign: string },
  lines: readonly KeptLine[],
): Promise<void> {
  const column = columnsOf(lines);
  const count = (outcome: KeptLine['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
  await client.query({
    name: 'campaign: keep lines of a form',
    text: `insert into campaign.form_line
             (file, campaign, line, insurance_number, answer, personal_id, note, version, outcome, reason, detail)
           select $1, $2, * from unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
                                        $9::text[], $10::text[], $11::text[])`,
    values: [
      file,
      campaign,
      column(({ line }) => line),
      column(({ insuranceNumber }) => insuranceNumber),
      column(({ answer }) => answer),
      column(({ personalId }) => personalId),
      column(({ note }) => note),
      column(({ version }) => version),
      column(({ outcome }) => outcome),
      column(({ reason }) => reason),
      column(({ detail }) => detail),
    ],
  });
  await client.query(
    `update campaign.form_file set position = $2, accepted = accepted + $3, unchanged = unchanged + $4, refused = refused + $5
      where file = $1`,
    [file, lines.at(-1)?.line, count('ACCEPTED'), count('UNCHANGED'), count('REFUSED')],
  );
}

/** How many lines of a file were refused for which reason. */
export async function countReasons(client: ClientBase, file: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ reason: string; lines: number }>(
    `select reason, count(*)::integer as lines from campaign.form_line
      where file = $1 and outcome = 'REFUSED' group by reason order by reason`,
    [file],
  );
  return Object.fromEntries(rows.map(({ reason, lines }) => [reason, lines]));
}
