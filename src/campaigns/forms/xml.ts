import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { FormFault } from './reasons';

/** An element that begins: its name without a namespace's prefix, its attributes with theirs. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What happens on the way through a document. */
export interface XmlEvents {
  readonly onOpen: (element: Element) => void;
  readonly onText: (text: string) => void;
  readonly onClose: (name: string) => void;
}

/** No tag, and no text between two of them, is longer: what a parser gathers is bounded by it. */
const LONGEST = 1024 ** 2;

/**
 * Goes through a UTF-8 document; after each chunk `take` gives what its events have gathered. Throws FormFault for what is not
 * well-formed or declares a document type, whose entities can grow without end.
 */
export async function* readXml<Item>(
  chunks: AsyncIterable<Buffer>,
  { onOpen, onText, onClose }: XmlEvents,
  take: () => readonly Item[],
): AsyncGenerator<Item> {
  const parser = new SaxesParser();
  let gathered = 0;
  parser.on('error', (cause) => {
    throw new FormFault('DAMAGED', { cause });
  });
  parser.on('doctype', () => {
    throw new FormFault('DAMAGED');
  });
  parser.on('opentag', ({ name, attributes }) => {
    gathered = 0;
    onOpen({ name: localName(name), attributes });
  });
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', ({ name }) => {
    gathered = 0;
    onClose(localName(name));
  });
  const decoder = new StringDecoder('utf8');
  for await (const chunk of chunks) {
    gathered += chunk.length;
    parser.write(decoder.write(chunk));
    if (gathered > LONGEST) throw new FormFault('TOO_LARGE');
    yield* take();
  }
  parser.write(decoder.end()).close();
  yield* take();
}

/** The elements of a small document, in the order in which they begin. */
export function readElements(chunks: AsyncIterable<Buffer>): AsyncGenerator<Element> {
  let waiting: Element[] = [];
  const events = { onOpen: (element: Element) => void waiting.push(element), onText: () => undefined };
  return readXml(chunks, { ...events, onClose: () => undefined }, () => {
    const taken = waiting;
    waiting = [];
    return taken;
  });
}

/** A name without its namespace's prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
