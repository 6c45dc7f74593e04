import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from './faults';
import { VIEW_FAULTS } from './view-faults';

test.each([...FAULTS, ...VIEW_FAULTS])('the fault "$name" has its place in the sources', ({ file, text }) => {
  const source = readFileSync(join(__dirname, '..', '..', file), 'utf8');
  expect(source.split(text)).toHaveLength(2);
});
