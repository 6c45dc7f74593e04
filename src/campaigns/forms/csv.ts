import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { type FileRow, looksLikeFormula } from './cell';
import { FormFault } from './reasons';

/** Forms as CSV: written so that Excel shows Vietnamese, read as spreadsheets of different countries and habits save it. */

/** UTF-8 with a byte order mark, commas, lines that end in CR and LF (RFC 4180). Ends `output`; throws what `rows` throws. */
export async function writeCsv(rows: AsyncIterable<readonly string[]>, output: Writable): Promise<void> {
  await pipeline(Readable.from(rows), stringify({ bom: true, record_delimiter: 'windows' }), output);
}

/**
 * The rows that hold anything, one at a time: UTF-8, or UTF-16 with a byte order mark as Excel's "Unicode text"; separated by
 * commas, semicolons or tabs. Throws FormFault: ENCODING, or DAMAGED where quotes do not close.
 */
export async function* readCsv(bytes: Buffer): AsyncGenerator<FileRow> {
  const encoding = encodingOf(bytes);
  const parser = parse({
    delimiter: findDelimiter(bytes, encoding),
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_MOST,
  });
  const text = Readable.from(decode(bytes, encoding), { objectMode: false });
  text.on('error', (error) => parser.destroy(error));
  let number = 0;
  try {
    for await (const record of text.pipe(parser) as AsyncIterable<readonly string[]>) {
      number += 1;
      if (record.every((cell) => cell.trim() === '')) continue;
      yield { number, cells: record.map((cell) => ({ text: cell, isFormula: looksLikeFormula(cell) })) };
    }
  } catch (cause) {
    throw cause instanceof CsvError ? new FormFault('DAMAGED', { cause }) : cause;
  } finally {
    text.destroy();
  }
}

/** Characters of one row; a quote that is not closed would gather the rest of the file. */
const RECORD_MOST = 64 * 1024;
/** Bytes that are decoded at once. */
const PIECE = 64 * 1024;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The byte order mark is left out. */
function* decode(bytes: Buffer, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for (let start = 0; start < bytes.length; start += PIECE) {
      const text = decoder.decode(bytes.subarray(start, start + PIECE), { stream: true });
      if (text !== '') yield text;
    }
    decoder.decode();
  } catch (cause) {
    throw new FormFault('ENCODING', { cause });
  }
}

const DELIMITERS = [',', ';', '\t'] as const;

/** The one that is most frequent where the form's headings stand, at the head of the file. */
function findDelimiter(bytes: Buffer, encoding: Encoding): string {
  const head = new TextDecoder(encoding).decode(bytes.subarray(0, PIECE));
  const longest = head.split(/\r?\n|\r/, HEAD_LINES);
  const count = (delimiter: string): number => Math.max(...longest.map((line) => line.split(delimiter).length));
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

const HEAD_LINES = 30;
