import type { Cell, FileRow } from './cell';
import { ANSWER_COLUMNS, CODE_LABEL, type Column, COLUMNS, FIXED_COLUMNS, type FormPlace } from './form';
import { readFormCode } from './form-code';
import { FormFault } from './reasons';

/** A line of a returned form: the cells of the form's own columns, in whatever order they came. */
export interface FormLine {
  /** The row's number as a spreadsheet shows it. */
  readonly number: number;
  readonly cells: Readonly<Partial<Record<Column, Cell>>>;
}

/** A returned form: whose list it is, and its lines. */
export interface ReadForm {
  readonly place: FormPlace;
  readonly lines: AsyncGenerator<FormLine>;
}

/** A form's head ends before this row; whoever adds more rows on top sends something else. */
const HEAD_ROWS = 40;

/**
 * Reads the head of a form; its lines follow. Throws FormFault: NOT_A_FORM, KEY, COLUMN_MISSING, and what `rows` throws; the lines
 * throw what `rows` throws.
 */
export async function readForm(rows: AsyncGenerator<FileRow>, key: Buffer): Promise<ReadForm> {
  let code: string | null = null;
  for (let read = await rows.next(); !read.done; read = await rows.next()) {
    const { cells, number } = read.value;
    if (number > HEAD_ROWS) break;
    const texts = cells.map(({ text }) => plain(text));
    if (texts[0] === plain(CODE_LABEL)) code ??= cells[1]?.text ?? '';
    if (!texts.includes(plain(COLUMNS.insuranceNumber))) continue;
    if (code === null) break;
    const place = readFormCode(key, code);
    if (!place) throw new FormFault('KEY');
    const places = placesOf(texts, [...FIXED_COLUMNS[place.form], ...ANSWER_COLUMNS[place.form]]);
    return { place, lines: linesOf(rows, places) };
  }
  throw new FormFault('NOT_A_FORM');
}

/** Where each column stands; columns that people have added are not looked at. */
function placesOf(headings: readonly string[], columns: readonly Column[]): ReadonlyMap<Column, number> {
  return new Map(
    columns.map((column) => {
      const heading = plain(COLUMNS[column]);
      const place = headings.indexOf(heading);
      if (place < 0 || headings.includes(heading, place + 1)) throw new FormFault('COLUMN_MISSING');
      return [column, place];
    }),
  );
}

async function* linesOf(rows: AsyncGenerator<FileRow>, places: ReadonlyMap<Column, number>): AsyncGenerator<FormLine> {
  for await (const { number, cells } of rows) {
    const own: Partial<Record<Column, Cell>> = {};
    let isEmpty = true;
    for (const [column, place] of places) {
      const cell = cells[place];
      if (!cell) continue;
      own[column] = cell;
      if (cell.isFormula || cell.text.trim() !== '') isEmpty = false;
    }
    if (!isEmpty) yield { number, cells: own };
  }
}

/** A heading without what may change when a file is saved: capitals, blanks, how letters are composed. */
function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}
