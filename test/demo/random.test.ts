import { RandomStream, shuffledSerial, WeightedTable } from '../../src/demo/random';

test('a stream gives the same numbers for the same key, on every machine', () => {
  const stream = new RandomStream().key(1, 2, 3);
  const numbers = Array.from({ length: 4 }, () => stream.next());
  const again = new RandomStream().key(9, 9, 9).key(1, 2, 3);
  expect(Array.from({ length: 4 }, () => again.next())).toEqual(numbers);
  expect(numbers).toEqual([0.8408042970113456, 0.2722378857433796, 0.6802056117448956, 0.9363637021742761]);
});

test('streams of neighbouring people, domains and seeds have nothing in common', () => {
  const first = new Set<number>();
  for (let seed = 0; seed < 10; seed += 1) {
    for (let domain = 0; domain < 10; domain += 1) {
      for (let index = 0; index < 100; index += 1) first.add(new RandomStream().key(seed, domain, index).next());
    }
  }
  expect(first.size).toBeGreaterThan(9_990);
});

test('a weighted table draws its items by their weights', () => {
  const table = new WeightedTable(['rare', 'often', 'never'], [1, 9, 0]);
  const random = new RandomStream().key(1, 1, 1);
  const counts = { rare: 0, often: 0, never: 0 };
  for (let draw = 0; draw < 20_000; draw += 1) counts[table.draw(random) as keyof typeof counts] += 1;
  expect(counts.never).toBe(0);
  expect(counts.rare / 20_000).toBeGreaterThan(0.09);
  expect(counts.rare / 20_000).toBeLessThan(0.11);
});

test('shuffled serial numbers visit every number once', () => {
  const seen = new Set(Array.from({ length: 50_000 }, (_, n) => shuffledSerial(n, 50_000, 7)));
  expect(seen.size).toBe(50_000);
  expect(shuffledSerial(9_999_999, 10_000_000, 12)).toBeLessThan(10_000_000);
});
