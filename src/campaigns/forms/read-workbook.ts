import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { FileRow } from './cell';
import type { FormLimits } from './limits';
import { FormFault } from './reasons';
import { readSharedTexts, readSheetRows } from './sheet-xml';
import { localName, readElements } from './xml';

/**
 * The rows of a workbook's first sheet, one at a time, whatever spreadsheet saved it. Throws FormFault: DAMAGED for what is no
 * workbook, or ends too early, and TOO_LARGE for one that unpacks to more than the limits.
 */
export async function* readWorkbook(bytes: Buffer, limits: FormLimits): AsyncGenerator<FileRow> {
  let zip: ZipFile | null = null;
  try {
    zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true, autoClose: false });
    const parts = await listParts(zip);
    const open = partReader(zip, parts, limits);
    const { sheet, shared } = await findSheet(open);
    const texts =
      shared !== null && parts.has(shared.toLowerCase()) ? await readSharedTexts(open(shared), limits.shared) : [];
    yield* readSheetRows(open(sheet), texts);
  } catch (cause) {
    // What the packages throw of a broken file differs from version to version; that it cannot be read is all there is to say.
    throw cause instanceof FormFault ? cause : new FormFault('DAMAGED', { cause });
  } finally {
    zip?.close();
  }
}

/** A workbook has a dozen parts, one with pictures some hundreds. */
const PARTS_MOST = 2_000;

async function listParts(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > PARTS_MOST) throw new FormFault('TOO_LARGE');
  const parts = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) parts.set(entry.fileName.toLowerCase(), entry);
  return parts;
}

/** Opens a part by its name, as chunks that are counted while they are unpacked, whatever the file says of their size. */
type OpenPart = (name: string) => AsyncIterable<Buffer>;

function partReader(zip: ZipFile, parts: ReadonlyMap<string, Entry>, { unpacked }: FormLimits): OpenPart {
  return async function* (name) {
    const entry = parts.get(name.toLowerCase());
    if (!entry) throw new FormFault('DAMAGED');
    if (entry.uncompressedSize > unpacked) throw new FormFault('TOO_LARGE');
    const stream: Readable = await zip.openReadStreamPromise(entry);
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > unpacked) throw new FormFault('TOO_LARGE');
      yield chunk;
    }
  };
}

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';

/** The first sheet of the workbook and the texts that its cells share, by their parts' names. */
async function findSheet(open: OpenPart): Promise<{ readonly sheet: string; readonly shared: string | null }> {
  let id: string | null = null;
  for await (const { name, attributes } of readElements(open(WORKBOOK))) {
    if (name === 'sheet') id ??= Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1] ?? null;
  }
  let sheet: string | null = null;
  let shared: string | null = null;
  for await (const { name, attributes } of readElements(open(RELATIONS))) {
    if (name !== 'Relationship') continue;
    const target = toPartName(attributes['Target'] ?? '');
    if (attributes['Id'] === id) sheet = target;
    if (attributes['Type']?.endsWith('/sharedStrings')) shared = target;
  }
  if (id === null || sheet === null) throw new FormFault('DAMAGED');
  return { sheet, shared };
}

/** Targets are relative to the workbook's folder, or absolute in the file. */
function toPartName(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}
