import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { MASKS } from '../../src/agreements/mask';
import { parseAgreement } from '../../src/agreements/parse-agreement';
import { PURPOSES } from '../../src/agreements/purposes';
import { graphSchema } from '../../src/server/graph-schema';
import { someDocument } from '../graph/administered-site';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'agreements.md'), 'utf8');

test('the page of agreements tells of every purpose with who can have it, and of every access', () => {
  for (const [code, { of }] of Object.entries(PURPOSES)) {
    const [, told = ''] = new RegExp(`^\\| \`${code}\` +\\| ([a-z, ]+?) +\\|`, 'm').exec(page) ?? [];
    expect({ code, told: told.split(', ').sort() }).toEqual({ code, told: of.map((kind) => `${kind}s`).sort() });
  }
  for (const access of ['READ', 'VERIFY', ...Object.keys(MASKS)]) expect(page).toContain(`| \`${access}\` `);
});

test('the page of agreements tells of every key of the document', () => {
  const keys = (value: object): readonly string[] =>
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
      key,
      ...(['rows', 'limits', 'legalBasis'].includes(key) ? keys(inner as object) : []),
    ]);
  const read = keys(parseAgreement(JSON.parse(someDocument())));
  expect(read).toEqual(expect.arrayContaining(['peoplePerMonth', 'groups', 'article', 'explain', 'manifest']));
  for (const key of read.filter((each) => each !== 'bearer')) expect(page).toContain(`\`${key}\``);
  for (const key of ['kind', 'clients', 'role']) expect(page).toContain(`\`bearer.${key}\``);
});

test('the operations on the page are valid in the graph', () => {
  const documents = [...page.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text));
  expect(documents).toHaveLength(2);
  for (const document of documents) expect(validate(graphSchema(), document)).toEqual([]);
});
