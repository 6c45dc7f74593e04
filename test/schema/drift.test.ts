import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printGraph } from '../../src/cli/schema';

test('the committed schema is the one that the declarations give; `npm run emit` writes it', () => {
  const committed = readFileSync(join(__dirname, '..', '..', 'schema', 'graph.graphql'), 'utf8');
  expect(committed).toBe(`${printGraph()}\n`);
});
