import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '../src/errors';
import { IN_VIETNAMESE } from '../src/errors-in-vietnamese';

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

test('the page of errors has the Vietnamese sentence of every code', () => {
  const page = readFileSync(join(__dirname, '..', 'docs', 'errors.md'), 'utf8');
  const [, table = ''] = page.split('## In Vietnamese');
  const told = [...table.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, code, sentence]) => [code, sentence]);
  expect(Object.fromEntries(told)).toEqual(IN_VIETNAMESE);
});
