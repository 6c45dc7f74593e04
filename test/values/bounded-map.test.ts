import fc from 'fast-check';
import { BoundedMap } from '../../src/values/bounded-map';

function fill(most: number, ...keys: readonly string[]): BoundedMap<string, string> {
  const map = new BoundedMap<string, string>(most);
  for (const key of keys) map.set(key, key.toUpperCase());
  return map;
}

const kept = (map: BoundedMap<string, string>, keys: string): string =>
  [...keys].filter((key) => map.get(key) !== undefined).join('');

test('keeps as many entries as it may hold, and forgets the oldest', () => {
  const map = fill(3, 'a', 'b', 'c', 'd');
  expect(map.size).toBe(3);
  expect(kept(map, 'abcd')).toBe('bcd');
  expect(map.get('d')).toBe('D');
});

test('what was asked for or set again counts as used last', () => {
  const map = fill(3, 'a', 'b', 'c');
  map.get('a');
  map.set('b', 'again');
  map.set('d', 'D');
  map.set('e', 'E');
  expect(kept(map, 'acde')).toBe('de');
  expect(map.get('b')).toBe('again');
});

test('entries weigh as much as they are said to: a heavy one drives out several', () => {
  const map = new BoundedMap<string, string>(10);
  for (const key of 'abcd') map.set(key, key, 2);
  map.set('e', 'e', 5);
  expect(kept(map, 'abcde')).toBe('cde');
  map.set('e', 'e', 1);
  map.set('f', 'f', 5);
  expect(kept(map, 'cdef')).toBe('cdef');
});

test('an entry that weighs more than the whole is not kept, and drives out all others', () => {
  const map = fill(3, 'a', 'b');
  map.set('c', 'C', 4);
  expect(map.size).toBe(0);
  map.set('d', 'D', 3);
  expect(map.get('d')).toBe('D');
});

test('what is forgotten leaves its room', () => {
  const map = fill(2, 'a', 'b');
  expect(map.delete('a')).toBe(true);
  expect(map.delete('a')).toBe(false);
  map.set('c', 'C');
  expect(kept(map, 'abc')).toBe('bc');
});

test('a value that is undefined is kept like any other', () => {
  const map = new BoundedMap<string, undefined>(2);
  map.set('a', undefined);
  expect(map.size).toBe(1);
});

test('holds what a plain list of entries in the order of their use would hold', () => {
  const action = fc.record({ does: fc.constantFrom('get', 'set', 'delete'), key: fc.nat(5), weight: fc.nat(4) });
  fc.assert(
    fc.property(fc.nat(8), fc.array(action, { maxLength: 60 }), (most, actions) => {
      const map = new BoundedMap<number, number>(most);
      let list: { key: number; value: number; weight: number }[] = [];
      actions.forEach(({ does, key, weight }, value) => {
        const known = list.find((entry) => entry.key === key);
        if (does === 'get') expect(map.get(key)).toBe(known?.value);
        if (does === 'delete') expect(map.delete(key)).toBe(known !== undefined);
        if (does === 'set') map.set(key, value, weight);
        list = list.filter((entry) => entry !== known);
        if (does === 'get' && known) list.push(known);
        if (does === 'set') list.push({ key, value, weight });
        while (list.reduce((sum, entry) => sum + entry.weight, 0) > most) list.shift();
        expect(map.size).toBe(list.length);
      });
    }),
  );
});
