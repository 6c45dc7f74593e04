import { measureShare } from '../../src/values/wilson-interval';

// The worked examples of Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
  [29, 29, 0.883, 1],
])('%d of %d lies between %d and %d', (count, of, low, high) => {
  const measured = measureShare(count, of);
  expect(measured.share).toBe(count / of);
  expect(measured.low).toBeCloseTo(low, 4);
  expect(measured.high).toBeCloseTo(high, 4);
});

test('of nothing counted nothing is known', () => {
  expect(measureShare(0, 0)).toEqual({ count: 0, of: 0, share: null, low: 0, high: 1 });
});
