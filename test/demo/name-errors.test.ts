import { changeMiddle, mistakeMark, mistype, respell, stripMarks, swapOrder } from '../../src/demo/name-errors';
import { RandomStream } from '../../src/demo/random';
import { foldName } from '../../src/values/fold-name';

const NAMES = ['Nguyễn Thị Lan', 'Đặng Văn Hòa', 'Hoàng Đức Quý', 'Giàng A Páo', 'Trần Minh'];

test('a name in capitals without marks folds to the same as the name itself', () => {
  expect(stripMarks('Nguyễn Thị Lan')).toBe('NGUYEN THI LAN');
  expect(NAMES.map((name) => foldName(stripMarks(name)))).toEqual(NAMES.map((name) => foldName(name)));
});

test('a respelt name is another text for the same name', () => {
  const random = new RandomStream().key(1, 1, 1);
  for (const name of ['Nguyễn Thị Lan', 'Đặng Văn Hòa', 'Trần Thủy']) {
    const respelt = respell(name, random);
    expect(respelt).not.toBe(name);
    expect(foldName(respelt)).toBe(foldName(name));
  }
});

test('a wrong mark changes the text but not the letters under the marks', () => {
  const random = new RandomStream().key(1, 1, 2);
  for (const name of NAMES) {
    const wrong = mistakeMark(name, random);
    expect(wrong).not.toBe(name);
    expect(foldName(wrong)).toBe(foldName(name));
  }
});

test('a typo changes one letter, a change of the middle name one word, a swap the order', () => {
  const random = new RandomStream().key(1, 1, 3);
  for (const name of NAMES) {
    expect(mistype(name, random)).not.toBe(name);
    expect(Math.abs(mistype(name, random).length - name.length)).toBeLessThanOrEqual(1);
  }
  expect(changeMiddle('Nguyễn Thị Lan', 'F')).toBe('Nguyễn Lan');
  expect(changeMiddle('Nguyễn Lan', 'F')).toBe('Nguyễn Thị Lan');
  expect(swapOrder('Nguyễn Thị Lan')).toBe('Lan Nguyễn Thị');
});
