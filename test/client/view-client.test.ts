import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../cli/program';

const ROOT = join(__dirname, '..', '..');
const CODEGEN = join(ROOT, 'node_modules', '@graphql-codegen', 'cli', 'cjs', 'bin.js');
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lienthong-partner-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a ministry's programmer writes; `field` is one of a card. */
const program = (field: string): string => `
import { graphql } from './client/gql';
import type { CardQuery } from './client/graphql';

export const CARD = graphql(\`
  query Card($number: HealthCardNumber!) {
    healthCard(cardNumber: $number) { cardNumber personalId ${field} }
  }
\`);
export const tell = ({ healthCard }: CardQuery): string => healthCard?.personalId ?? 'none';
`;

const CONFIG = {
  schema: 'view.graphql',
  documents: 'ask.ts',
  generates: {
    'client/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { documentMode: 'string', enumsAsTypes: true, useTypeImports: true },
    },
  },
};

function runCodegen(): { status: number | null; said: string } {
  const config = join(folder, 'codegen.json');
  const places = {
    ...CONFIG,
    schema: join(folder, CONFIG.schema),
    documents: join(folder, CONFIG.documents),
    generates: { [join(folder, 'client/')]: CONFIG.generates['client/'] },
  };
  writeFileSync(config, JSON.stringify(places));
  const ran = spawnSync(process.execPath, [CODEGEN, '--config', config], { cwd: ROOT, encoding: 'utf8' });
  return { status: ran.status, said: ran.stdout + ran.stderr };
}

test('a partner’s client is generated from the schema of its view, and compiles', async () => {
  const printed = await runProgram(['schema', '--agreement', 'ministry-of-health'], { LIENTHONG_DATA_DIR: folder });
  expect(printed).toMatchObject({ code: 0, errors: '' });
  writeFileSync(join(folder, 'view.graphql'), printed.output);
  writeFileSync(join(folder, 'ask.ts'), program('validTo'));
  const generated = runCodegen();
  expect({ ...generated, said: generated.status === 0 ? '' : generated.said }).toEqual({ status: 0, said: '' });
  const client = readFileSync(join(folder, 'client', 'graphql.ts'), 'utf8');
  expect(client).toContain('export type CardQuery =');
  expect(client).not.toContain('Taxpayer');

  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2022',
        module: 'preserve',
        moduleResolution: 'bundler',
        types: [],
        paths: { '@graphql-typed-document-node/core': [join(ROOT, 'node_modules/@graphql-typed-document-node/core')] },
      },
      files: ['ask.ts'],
    }),
  );
  const compiled = spawnSync(process.execPath, [COMPILER, '-p', folder], { encoding: 'utf8' });
  expect({ status: compiled.status, said: compiled.stdout }).toEqual({ status: 0, said: '' });
}, 120_000);

test('a document that asks for what the agreement does not grant generates nothing', () => {
  writeFileSync(join(folder, 'ask.ts'), program('claims { totalCost }'));
  expect(runCodegen().status).toBe(0);
  writeFileSync(join(folder, 'ask.ts'), program('claims { totalCost } participant { taxpayers { taxCode } }'));
  const { status, said } = runCodegen();
  expect(status).not.toBe(0);
  expect(said).toContain('no files were generated');
}, 60_000);
