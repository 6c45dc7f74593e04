import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '../src/errors';

test('the page of errors tells of every code, with the status of a request that fails as a whole', () => {
  const page = readFileSync(join(__dirname, '..', 'docs', 'errors.md'), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` +\| the whole request +\| ([\d, ]+?) +\|/gm)];
  expect(Object.keys(ERROR_CODES).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  for (const [, code = '', statuses = ''] of told.filter(([, code = '']) => code in ERROR_CODES)) {
    const { status } = ERROR_CODES[code as keyof typeof ERROR_CODES];
    expect({ code, statuses: statuses.split(', ') }).toEqual({
      code,
      statuses: expect.arrayContaining([String(status)]) as string[],
    });
  }
  expect(told.length).toBeGreaterThan(8);
});
