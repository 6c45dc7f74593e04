import { LienThongError } from '../../../src/errors';
import { CountCache } from '../../../src/planning/plan/count-cache';

/** A cache that keeps for a hundred milliseconds of a clock that the test moves, and a counter of what it asked. */
function open(): {
  counts: CountCache;
  pass: (ms: number) => void;
  ask: (key: string) => Promise<unknown>;
  asked: string[];
} {
  let now = 1_000;
  const asked: string[] = [];
  const counts = new CountCache(100, () => now);
  const ask = (key: string): Promise<unknown> =>
    counts.get(key, () => {
      asked.push(key);
      return Promise.resolve(asked.length);
    });
  return { counts, pass: (ms) => (now += ms), ask, asked };
}

test('a count is kept, with its age, until its time is over', async () => {
  const { ask, pass, asked } = open();
  expect(await ask('a')).toEqual({ count: 1, age: null });
  expect(await ask('a')).toEqual({ count: 1, age: 0 });
  pass(99);
  expect(await ask('a')).toEqual({ count: 1, age: 99 });
  pass(1);
  expect(await ask('a')).toEqual({ count: 2, age: null });
  expect(asked).toEqual(['a', 'a']);
});

test('being asked for does not make a count younger', async () => {
  const { ask, pass } = open();
  await ask('a');
  for (const age of [30, 60, 90]) {
    pass(30);
    expect(await ask('a')).toEqual({ count: 1, age });
  }
  pass(30);
  expect(await ask('a')).toEqual({ count: 2, age: null });
});

test('another key has another count', async () => {
  const { ask, asked } = open();
  expect(await ask('a')).toEqual({ count: 1, age: null });
  expect(await ask('b')).toEqual({ count: 2, age: null });
  expect(asked).toEqual(['a', 'b']);
});

test('who asks while it is counted waits for the same count, which is as old as the question', async () => {
  const { counts, pass } = open();
  let answer: (count: number) => void = () => undefined;
  const counting = new Promise<number>((resolve) => (answer = resolve));
  const first = counts.get('a', () => counting);
  pass(40);
  const second = counts.get('a', () => Promise.reject(new Error('not asked again')));
  answer(7);
  expect(await Promise.all([first, second])).toEqual([
    { count: 7, age: null },
    { count: 7, age: 40 },
  ]);
});

test('a count that fails is told to all who wait, and is not kept', async () => {
  const { counts, ask } = open();
  let fail: (error: Error) => void = () => undefined;
  const counting = new Promise<number>((_resolve, reject) => (fail = reject));
  const waiting = [counts.get('a', () => counting), counts.get('a', () => Promise.resolve(1))];
  fail(new Error('too slow'));
  const settled = await Promise.allSettled(waiting);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask('a')).toEqual({ count: 1, age: null });
});

test('when the caller who has it counted goes away, one of those who wait has it counted anew', async () => {
  const { counts, ask, asked } = open();
  let leave: (error: Error) => void = () => undefined;
  const counting = new Promise<number>((_resolve, reject) => (leave = reject));
  const first = counts.get('a', () => counting);
  const waiting = [ask('a'), ask('a')];
  const gone = new LienThongError('REQUEST_ABANDONED', 'The caller went away');
  leave(gone);
  await expect(first).rejects.toBe(gone);
  expect(await Promise.all(waiting)).toEqual([
    { count: 1, age: null },
    { count: 1, age: 0 },
  ]);
  expect(asked).toEqual(['a']);
});

test('a cache that keeps for no time asks each time', async () => {
  const counts = new CountCache(0);
  const one = await counts.get('a', () => Promise.resolve(1));
  expect([one, await counts.get('a', () => Promise.resolve(2))]).toEqual([
    { count: 1, age: null },
    { count: 2, age: null },
  ]);
});
