import type { FileRow } from './cell';
import { readCsv } from './csv';
import type { FormLimits } from './limits';
import { readWorkbook } from './read-workbook';
import { FormFault } from './reasons';

/** How a ZIP archive, which a workbook is, and the container of older or locked workbooks begin. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

/**
 * The rows of a returned file, a workbook or CSV by its first bytes, one at a time: those that hold anything. Throws FormFault
 * when it cannot be read to its end.
 */
export function readRows(bytes: Buffer, limits: FormLimits): AsyncGenerator<FileRow> {
  if (bytes.subarray(0, COMPOUND.length).equals(COMPOUND)) throw new FormFault('OLD_WORKBOOK');
  return bytes.subarray(0, ZIP.length).equals(ZIP) ? readWorkbook(bytes, limits) : readCsv(bytes);
}

/** Gathers a file of at most so many bytes. Throws FormFault TOO_LARGE, before there is more of it in memory. */
export async function gather(content: AsyncIterable<Uint8Array>, { bytes }: FormLimits): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > bytes) throw new FormFault('TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
