import { once } from 'node:events';
import { ZipFile } from 'yazl';
import { COLUMNS } from '../../../src/campaigns/forms/form';
import { readRows } from '../../../src/campaigns/forms/file-rows';
import { FORM_LIMITS } from '../../../src/campaigns/forms/limits';
import { intoMemory } from './form-campaign';

/** Forms as they come back: filled in by people, and saved by other programs than the one that wrote them. */

/** A cell that a test puts into a file: text, or in a workbook a formula with the value that was kept. */
export type Content = string | { readonly formula: string; readonly value: string };
export type Table = Content[][];

/** Where the headings of a form's columns stand. */
export interface FormTable {
  readonly table: Table;
  /** The row of the headings, from 0. */
  readonly head: number;
  readonly column: (name: keyof typeof COLUMNS) => number;
}

/** A form that was handed out, as a table; rows that hold nothing are not in it. */
export async function toTable(file: Buffer): Promise<FormTable> {
  const table: Table = [];
  for await (const { cells } of readRows(file, FORM_LIMITS)) table.push(cells.map(({ text }) => text));
  const head = table.findIndex((row) => row.includes(COLUMNS.insuranceNumber));
  return { table, head, column: (name) => table[head]!.indexOf(COLUMNS[name]) };
}

/** Fills in a form: what each participant's line gets in which columns, by insurance number; others are left as they are. */
export async function fillIn(
  file: Buffer,
  answers: Readonly<Record<string, Partial<Record<keyof typeof COLUMNS, Content>>>>,
): Promise<FormTable> {
  const form = await toTable(file);
  for (const row of form.table.slice(form.head + 1)) {
    const answer = answers[row[form.column('insuranceNumber')] as string] ?? {};
    for (const [name, content] of Object.entries(answer)) row[form.column(name as keyof typeof COLUMNS)] = content;
  }
  return form;
}

const textOf = (cell: Content): string => (typeof cell === 'string' ? cell : `=${cell.formula}`);

export function asCsv(table: Table, delimiter = ','): Buffer {
  const quoted = (cell: Content): string =>
    /[",;\t\r\n]/.test(textOf(cell)) ? `"${textOf(cell).replaceAll('"', '""')}"` : textOf(cell);
  return Buffer.from(`\ufeff${table.map((row) => row.map(quoted).join(delimiter)).join('\r\n')}\r\n`);
}

/** As Excel saves "Unicode text". */
export function asUtf16(table: Table): Buffer {
  return Buffer.from(asCsv(table, '\t').toString(), 'utf16le');
}

/** As Excel saves a workbook: texts are shared between cells, a sheet has another name, and numbers are numbers. */
export async function asWorkbook(table: Table, more: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const texts = new Map<string, number>();
  const share = (text: string): number => {
    const known = texts.get(text) ?? texts.size;
    texts.set(text, known);
    return known;
  };
  const rows = table.map((row, r) => {
    const cells = row.map((cell, c) => {
      const place = `${String.fromCharCode(65 + c)}${r + 1}`;
      if (typeof cell !== 'string') {
        return `<x:c r="${place}" t="str"><x:f>${escape(cell.formula)}</x:f><x:v>${escape(cell.value)}</x:v></x:c>`;
      }
      if (cell === '') return '';
      if (/^[1-9]\d{0,8}$/.test(cell)) return `<x:c r="${place}"><x:v>${cell}</x:v></x:c>`;
      return `<x:c r="${place}" t="s"><x:v>${share(cell)}</x:v></x:c>`;
    });
    return `<x:row r="${r + 1}">${cells.join('')}</x:row>`;
  });
  const items = [...texts.keys()].map((text) => `<si><r><t xml:space="preserve">${escape(text)}</t></r></si>`);
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return asZip({
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Danh sách" sheetId="7" r:id="rId9"/><sheet name="Khác" sheetId="8" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId2" Type="${office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId9" Type="${office}/worksheet" Target="/xl/worksheets/sheet9.xml"/><Relationship Id="rId4" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet9.xml': `<x:worksheet xmlns:x="${main}"><x:sheetData>${rows.join('')}</x:sheetData></x:worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${items.join('')}</sst>`,
    ...more,
  });
}

export async function asZip(parts: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const { stream, bytes } = intoMemory();
  zip.outputStream.pipe(stream);
  await once(stream, 'finish');
  return bytes();
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
