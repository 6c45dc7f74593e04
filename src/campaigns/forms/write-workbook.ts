import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/**
 * Writes a workbook (Office Open XML, ECMA-376) of one sheet whose cells are all text, so that numbers keep their leading
 * zeros, also in cells that are filled in later. Rows are written as they come; none is kept.
 */

export interface Sheet {
  readonly name: string;
  /** In characters; as many as there are columns. */
  readonly widths: readonly number[];
  readonly rows: AsyncIterable<readonly string[]>;
  /** Rows are fixed above the first one that scrolls. */
  readonly frozenRows: number;
  /** What may be chosen in a column (from 0) below the fixed rows. */
  readonly choice: { readonly column: number; readonly values: readonly string[] } | null;
}

/** Ends `output`. Throws what `rows` throws, after which `output` is destroyed and what was written of it is no workbook. */
export async function writeWorkbook(sheet: Sheet, output: Writable): Promise<void> {
  const zip = new ZipFile();
  // Text of that kind shrinks to a tenth at the lowest level, and to little less at the usual one, in three times the time.
  const options = { compressionLevel: 3 };
  for (const [name, text] of Object.entries(partsOf(sheet.name))) zip.addBuffer(Buffer.from(text), name, options);
  const content = Readable.from(sheetXml(sheet), { objectMode: false });
  // The package reports what breaks here by an event of its own, and leaves its output as it is.
  const zipped = zip.outputStream as Readable;
  zip.on('error', (error: Error) => zipped.destroy(error));
  content.on('error', (error) => zipped.destroy(error));
  zip.addReadStream(content, SHEET, options);
  zip.end();
  try {
    await pipeline(zipped, output);
  } finally {
    content.destroy();
  }
}

const SHEET = 'xl/worksheets/sheet1.xml';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Styles of cells: 1 is text that stays text. */
const TEXT_STYLE = 1;
const BUILT_IN_TEXT_FORMAT = 49;

function partsOf(name: string): Readonly<Record<string, string>> {
  const xml = (text: string): string => DECLARATION + text;
  return {
    '[Content_Types].xml': xml(
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>` +
        `<Override PartName="/${SHEET}" ContentType="${CONTENT}.worksheet+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escapeXml(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
        `<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Times New Roman"/></font></fonts>` +
        `<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
        `<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
        `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
        `<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
        `<xf numFmtId="${BUILT_IN_TEXT_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
  };
}

/** Rows that are given on together. */
const ROWS_AT_ONCE = 200;

async function* sheetXml({ widths, rows, frozenRows, choice }: Sheet): AsyncGenerator<string> {
  yield (
    DECLARATION +
    `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>` +
    widths
      .map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" style="${TEXT_STYLE}" customWidth="1"/>`)
      .join('') +
    '</cols><sheetData>'
  );
  let count = 0;
  let waiting = '';
  for await (const row of rows) {
    count += 1;
    waiting += rowXml(row, count);
    if (count % ROWS_AT_ONCE !== 0) continue;
    yield waiting;
    waiting = '';
  }
  const column = columnName(choice?.column ?? 0);
  const choices = choice
    ? `<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="${column}${frozenRows + 1}:${column}${Math.max(count, frozenRows + 1)}">` +
      `<formula1>"${escapeXml(choice.values.join(','))}"</formula1></dataValidation></dataValidations>`
    : '';
  yield `${waiting}</sheetData>${choices}</worksheet>`;
}

function rowXml(cells: readonly string[], number: number): string {
  const xml = cells.map((text, i) => {
    const start = `<c r="${columnName(i)}${number}" s="${TEXT_STYLE}"`;
    return text === ''
      ? `${start}/>`
      : `${start} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}

/** A column's letter; forms have fewer than 26. */
function columnName(index: number): string {
  return String.fromCharCode(65 + index);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML cannot hold: Excel writes such characters as _xHHHH_, and so escapes text that looks like that. */
// eslint-disable-next-line no-control-regex -- these are the very characters
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;

function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter)
    .replace(UNWRITABLE, (letter) => `_x${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
}
