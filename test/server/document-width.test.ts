import { parse } from 'graphql';
import { widthOf } from '../../src/server/document-width';

// The root is no row: how many lists a document starts does not make any of them wide.
test.each([
  ['{ a b c d }', 1],
  ['{ a b { c d e } }', 3],
  ['{ a { b ... { c d } ...F } } fragment F on T { e { g } f }', 5],
  ['{ ...F } fragment F on Q { r { a { b } ...G } } fragment G on T { d e }', 3],
])('the widest selection of %s has %d fields', (document, width) => {
  expect(widthOf(parse(document))).toBe(width);
});

test('fragments that double one another are measured once each', () => {
  const levels = 60;
  const fragments = Array.from({ length: levels }, (_, i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`);
  expect(widthOf(parse(`{ r { ...F0 } } ${fragments.join(' ')} fragment F${levels} on T { a }`))).toBe(2 ** levels);
});
