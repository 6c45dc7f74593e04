import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openViewOracle } from '../planning/views/view-oracle';
import { newSeed } from './oracle.proof';

const CASES = 20_000;
const CHUNK = 1_000;
const SEED_STEP = 1_009;

interface Kept {
  readonly seed: number;
  readonly chunks: { readonly cases: number; readonly features: Readonly<Record<string, number>> }[];
}

/**
 * Compares random operations in random views with the naive oracle: plan, reference path, and the full data filtered by the
 * agreement's words. What is done is kept in the data directory, so that a proof that was cut off goes on.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-views-'));
  tell(`data directory: ${dataDir} (set LIENTHONG_DATA_DIR to it to go on after a break)`);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'prove-views.json');
  const { seed, chunks } = readKept(file);
  tell(`seed ${seed} (set LIENTHONG_PROOF_SEED to it to run these very cases again)`);
  const oracle = await openViewOracle();
  try {
    while (sum(chunks.map(({ cases }) => cases)) < CASES) {
      const { cases, features, difference } = await oracle.consult(CHUNK, (seed % 10_000) + chunks.length * SEED_STEP);
      if (difference) throw new Error(`a difference, base seed ${seed}\n${difference}`);
      chunks.push({ cases, features });
      writeFileSync(file, JSON.stringify({ seed, chunks }));
      tell(`${sum(chunks.map((chunk) => chunk.cases))} of ${CASES} cases`);
    }
  } finally {
    await oracle.close();
  }
  const names = [...new Set(chunks.flatMap(({ features }) => Object.keys(features)))].sort();
  const counted = names.map((name) => `${name} ${sum(chunks.map(({ features }) => features[name] ?? 0))}`);
  return [
    `a nation of 2,000 (seed 7), every 20 operations an agreement of its own; seed ${seed}`,
    `cases: ${sum(chunks.map(({ cases }) => cases))}, with ${counted.join(', ')}`,
    'differences between plan, reference path and naive oracle: 0',
  ].join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function readKept(file: string): Kept {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return { seed: newSeed(), chunks: [] };
  }
}
