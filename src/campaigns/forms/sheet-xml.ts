import { type Cell, type FileRow, looksLikeFormula } from './cell';
import { FormFault } from './reasons';
import { readXml } from './xml';

/** The parts of a workbook that hold rows (ECMA-376 part 1, 18.3) and the texts that cells share (18.4). */

/** What an entry of a list takes beside its characters. */
const ENTRY_COST = 32;

/** `most` is what they may take: their characters, and 32 for each text. */
export async function readSharedTexts(chunks: AsyncIterable<Buffer>, most: number): Promise<readonly string[]> {
  const texts: string[] = [];
  let text = '';
  let cost = 0;
  const within = { text: 0, phonetic: 0 };
  const events = readXml(
    chunks,
    {
      onOpen: ({ name }) => {
        if (name === 'si') text = '';
        if (name === 't') within.text += 1;
        if (name === 'rPh') within.phonetic += 1;
      },
      onText: (part) => {
        if (within.text > 0 && within.phonetic === 0) text = joined(text, part);
      },
      onClose: (name) => {
        if (name === 't') within.text -= 1;
        if (name === 'rPh') within.phonetic -= 1;
        if (name !== 'si') return;
        texts.push(unescape(text));
        cost += text.length + ENTRY_COST;
        if (cost > most) throw new FormFault('TOO_LARGE');
      },
    },
    () => [],
  );
  // Everything happens in the events; there are no items.
  for await (const item of events) throw new RangeError(String(item));
  return texts;
}

/** Columns of a form and what people may have added beside them; cells further right are not looked at. */
const COLUMNS_MOST = 64;

/** The rows that hold anything, one at a time. Numbers are given as they are kept, such as 1085012345 for a lost zero. */
export function readSheetRows(chunks: AsyncIterable<Buffer>, shared: readonly string[]): AsyncGenerator<FileRow> {
  const reading = new SheetReading(shared);
  return readXml(
    chunks,
    {
      onOpen: ({ name, attributes }) => reading.open(name, attributes),
      onText: (text) => reading.hear(text),
      onClose: (name) => reading.close(name),
    },
    () => reading.take(),
  );
}

const EMPTY: Cell = { text: '', isFormula: false };

/** Where the reading of a sheet is. */
class SheetReading {
  private rows: FileRow[] = [];
  private number = 0;
  private cells: Cell[] = [];
  private column = -1;
  private type = '';
  private text = '';
  private hasFormula = false;
  /** What is heard: a cell's value or text, and not the words of its formula or how it is read aloud. */
  private hearing = 0;
  private phonetic = 0;

  constructor(private readonly shared: readonly string[]) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'row': {
        const stated = Number(attributes['r']);
        this.number = Number.isInteger(stated) && stated > this.number ? stated : this.number + 1;
        this.cells = [];
        this.column = -1;
        break;
      }
      case 'c':
        this.column = columnOf(attributes['r']) ?? this.column + 1;
        this.type = attributes['t'] ?? '';
        this.text = '';
        this.hasFormula = false;
        break;
      case 'f':
        this.hasFormula = true;
        break;
      case 'v':
      case 't':
        this.hearing += 1;
        break;
      case 'rPh':
        this.phonetic += 1;
        break;
    }
  }

  hear(text: string): void {
    if (this.hearing > 0 && this.phonetic === 0) this.text = joined(this.text, text);
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.hearing -= 1;
        break;
      case 'rPh':
        this.phonetic -= 1;
        break;
      case 'c':
        this.endCell();
        break;
      case 'row':
        if (this.cells.some(({ text, isFormula }) => isFormula || text.trim() !== '')) {
          this.rows.push({ number: this.number, cells: this.cells });
        }
        break;
    }
  }

  take(): readonly FileRow[] {
    const taken = this.rows;
    this.rows = [];
    return taken;
  }

  private endCell(): void {
    if (this.column >= COLUMNS_MOST) return;
    const text = this.type === 's' ? this.sharedText() : unescape(this.text);
    while (this.cells.length < this.column) this.cells.push(EMPTY);
    // A number that is below zero begins with a dash and is none of the answers either.
    this.cells[this.column] = { text, isFormula: this.hasFormula || looksLikeFormula(text) };
  }

  private sharedText(): string {
    if (this.text === '') return '';
    const text = /^\d+$/.test(this.text) ? this.shared[Number(this.text)] : undefined;
    if (text === undefined) throw new FormFault('DAMAGED');
    return text;
  }
}

/** What a cell holds at most in any spreadsheet. */
const CHARACTERS_MOST = 32_767;

function joined(text: string, more: string): string {
  if (text.length + more.length > CHARACTERS_MOST) throw new FormFault('TOO_LARGE');
  return text + more;
}

/** The place of a cell such as AB12, from 0. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  return [...letters].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Characters that XML cannot hold are written as _xHHHH_ (ECMA-376 part 1, 22.9.2.19). */
function unescape(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    : text;
}
