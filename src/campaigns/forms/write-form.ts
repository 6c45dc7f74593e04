import type { Writable } from 'node:stream';
import type { ClientBase } from 'pg';
import { dayInVietNam } from '../../values/viet-nam-time';
import { readParticipants } from '../participant-row';
import { neutralise } from './cell';
import { writeCsv } from './csv';
import {
  ANSWER_COLUMNS,
  CODE_LABEL,
  type Column,
  COLUMNS,
  dayText,
  FIXED_COLUMNS,
  fixedCells,
  type FormPlace,
  GUIDES,
  provinceText,
  TITLES,
} from './form';
import { makeFormCode } from './form-code';
import { readListed } from './list-forms';
import { requireOpen } from './open-campaign';
import { writeWorkbook } from './write-workbook';

/** Writes a form that is handed out: a head that says whose list it is, and a line for each participant. */

/** xlsx keeps leading zeros when it is opened and saved; csv does not, unless it is opened with care. */
export const FORM_FORMATS = ['xlsx', 'csv'] as const;
export type FormFormat = (typeof FORM_FORMATS)[number];

/** Whose data a part of a form discloses: participants by insurance number, and the citizens proposed for them by personal ID. */
export interface DisclosedByForm {
  readonly participants: readonly string[];
  readonly citizens: readonly string[];
}

export interface WrittenForm extends FormPlace {
  /** The gateway's writer. */
  readonly gateway: ClientBase;
  /** Reads the insurance register. */
  readonly insurance: ClientBase;
  readonly format: FormFormat;
  /** The key of the forms' codes. */
  readonly key: Buffer;
  /** Puts a disclosure on record. It is awaited before the lines that disclose leave; when it throws they never do. */
  readonly record: (disclosed: DisclosedByForm) => Promise<void>;
  readonly now?: () => number;
}

/** Lines that are read, put on record and written together. */
const LINES_AT_ONCE = 500;

/**
 * Writes a form and ends `output`; gives how many lines it has. Throws CAMPAIGN_INVALID when the campaign hands out no forms now,
 * and what `record` and the databases throw, after which `output` is destroyed and what was written is no form.
 */
export async function writeForm(form: WrittenForm, output: Writable): Promise<number> {
  await requireOpen(form.gateway, form.campaign);
  const count = { lines: 0 };
  const head = await headOf(form);
  const rows = rowsOf(form, head, count);
  if (form.format === 'csv') await writeCsv(rows, output);
  else {
    const columns = columnsOf(form);
    const confirmation = columns.indexOf('confirmation');
    await writeWorkbook(
      {
        name: `Mẫu ${form.form}`,
        widths: columns.map((column) => WIDTHS[column]),
        rows,
        frozenRows: head.length,
        choice: confirmation < 0 ? null : { column: confirmation, values: ['Đ', 'S'] },
      },
      output,
    );
  }
  return count.lines;
}

const WIDTHS: Readonly<Record<Column, number>> = {
  position: 18,
  insuranceNumber: 16,
  fullName: 30,
  birthDate: 13,
  sex: 10,
  statedId: 20,
  proposedId: 20,
  confirmation: 16,
  personalId: 20,
  note: 40,
};

function columnsOf({ form }: FormPlace): readonly Column[] {
  return ['position', ...FIXED_COLUMNS[form], ...ANSWER_COLUMNS[form]];
}

async function headOf(form: WrittenForm): Promise<readonly (readonly string[])[]> {
  const { campaign, employer, province, key, now = Date.now } = form;
  return [
    [TITLES[form.form]],
    ['Mẫu số', form.form],
    ['Chiến dịch', campaign],
    ['Mã số thuế', employer],
    ['Đơn vị', neutralise(employer === '' ? NO_EMPLOYER : await employerName(form))],
    ['Tỉnh, thành phố', provinceText(province)],
    ['Ngày lập', dayText(dayInVietNam(now()))],
    [CODE_LABEL, makeFormCode(key, form)],
    [GUIDES[form.form]],
    columnsOf(form).map((column) => COLUMNS[column]),
  ];
}

const NO_EMPLOYER = 'Người tham gia không thuộc đơn vị';

/** Empty where the insurance register has no unit of that tax code in the province. */
async function employerName({ insurance, employer, province }: WrittenForm): Promise<string> {
  const { rows } = await insurance.query<{ name: string }>({
    name: 'campaign: name of an employer',
    text: 'select name from share.employer_unit where tax_code = $1 and province_code = $2 order by unit_id limit 1',
    values: [employer, province],
  });
  return rows[0]?.name ?? '';
}

async function* rowsOf(
  form: WrittenForm,
  head: readonly (readonly string[])[],
  count: { lines: number },
): AsyncGenerator<readonly string[]> {
  yield* head;
  const columns = columnsOf(form);
  for (let after = ''; ;) {
    const findings = await readListed(form.gateway, form, after, LINES_AT_ONCE);
    const participants = await readParticipants(
      form.insurance,
      findings.map(({ insuranceNumber }) => insuranceNumber),
    );
    // Who has left the register since is asked nothing any more.
    const listed = findings.flatMap((finding) => {
      const participant = participants.get(finding.insuranceNumber);
      return participant ? [{ finding, participant }] : [];
    });
    if (listed.length > 0) {
      await form.record({
        participants: listed.map(({ finding }) => finding.insuranceNumber),
        citizens: form.form === '01' ? listed.flatMap(({ finding }) => finding.proposedId ?? []) : [],
      });
    }
    for (const { finding, participant } of listed) {
      count.lines += 1;
      const cells: Partial<Record<Column, string>> = {
        position: String(count.lines),
        ...fixedCells(participant, finding),
      };
      yield columns.map((column) => cells[column] ?? '');
    }
    const last = findings.at(-1);
    if (!last || findings.length < LINES_AT_ONCE) return;
    after = last.insuranceNumber;
  }
}
