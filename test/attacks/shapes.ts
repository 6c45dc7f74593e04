import { times } from './attack';

/** Shapes of documents that keep whoever reads them busy. */

/** Where fragments of a type are spread, and a field of it. */
export interface Around {
  readonly open: string;
  readonly close: string;
  readonly type: string;
  readonly leaf: string;
}

/** Each fragment spreads the next one `spreads` times; the last has the field. Names are `length` letters long. */
export function chain({ open, close, type, leaf }: Around, levels: number, spreads: number, length = 3): string {
  const name = (i: number): string => `F${i}`.padEnd(length, 'x');
  const fragment = (i: number): string =>
    `fragment ${name(i)} on ${type} { ${times(spreads, () => `...${name(i + 1)}`)} }`;
  return `${open} ...${name(0)} ${close} ${times(levels, fragment)} fragment ${name(levels)} on ${type} { ${leaf} }`;
}

/** Fragments side by side, each with every field of the others. */
export function sideBySide({ open, close, type }: Around, count: number, fields: string): string {
  return `${open} ${times(count, (i) => `...F${i}`)} ${close} ${times(count, (i) => `fragment F${i} on ${type} { ${fields} }`)}`;
}

/** Each fragment leads to others, one of them a field deeper: graphql-js compares them until its stack ends. */
export function deepCycles({ open, close, type }: Around, count: number): string {
  const fragments = times(count, (i) => {
    const [deeper, ...beside] = [1, 8, ...(count > 80 ? [] : [15])].map((step) => `...F${(i + step) % count}`);
    return `fragment F${i} on ${type} { x { ${deeper} } ${beside.join(' ')} }`;
  });
  return `${open} ...F0 ${close} ${fragments}`;
}
