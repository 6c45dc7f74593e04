import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRare } from '../planning/oracle/features';
import { openOracle } from '../planning/oracle/oracle';
import { sumTallies, type Tally } from '../planning/oracle/tally';

/** What bootstrap.cjs has compiled last: all of src/. */
const SOURCE_HASH = join(__dirname, '..', '..', 'dist', '.source-hash');
const OPERATIONS = 50_000;
const CHUNK = 2_500;
/** Far apart, so that two base seeds near one another share no chunk. */
const SEED_STEP = 1_000_003;
const COVERAGE_LEAST = 95;
const LINE = 112;

interface Kept {
  readonly seed: number;
  /** Of the sources that gave these answers. */
  readonly sources: string;
  readonly chunks: Tally[];
}

/** The seed of a run: LIENTHONG_PROOF_SEED, or one that nobody has chosen. */
export function newSeed(): number {
  const seed = Number(process.env['LIENTHONG_PROOF_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  if (!Number.isInteger(seed)) throw new Error('LIENTHONG_PROOF_SEED has to be a whole number');
  return seed;
}

/**
 * Compares plan and reference path on 50,000 random operations. Every chunk's tally is kept in the data directory,
 * LIENTHONG_DATA_DIR or a new one, so that a proof that was cut off goes on after the last whole chunk.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-oracle-'));
  tell(`data directory: ${dataDir} (set LIENTHONG_DATA_DIR to it to go on after a break)`);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'prove-oracle.json');
  const { seed, sources, chunks } = readKept(file);
  tell(`seed ${seed} (set LIENTHONG_PROOF_SEED to it to run these very operations again)`);
  const oracle = await openOracle();
  try {
    while (chunks.length * CHUNK < OPERATIONS) {
      const { tally, difference } = await oracle.consult(CHUNK, (seed + chunks.length * SEED_STEP) % 2 ** 31);
      if (difference) {
        const before = chunks.length * CHUNK + difference.after;
        throw new Error(`a difference after ${before} operations, base seed ${seed}\n${difference.description}`);
      }
      chunks.push(tally);
      writeFileSync(file, JSON.stringify({ seed, sources, chunks }));
      tell(`${chunks.length * CHUNK} of ${OPERATIONS} operations`);
    }
  } finally {
    await oracle.close();
  }
  return report(seed, sumTallies(chunks));
}

function report(seed: number, tally: Tally): string {
  const { operations, refused, declared, covered, planned, sent, mostOfBounds } = tally;
  const coverage = (100 * covered) / declared;
  const rare = findRare(tally.features, operations);
  const shares = Object.entries(tally.features)
    .sort(([, a], [, b]) => b - a)
    .map(([feature, times]) => `${feature} ${times}`);
  const { rows, bytes, values } = mostOfBounds;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const block = [
    `a nation of 2,000 (seed 7), spoilt; seed ${seed}`,
    `operations: ${operations}; drawn anew because both paths refused them: ${refused}`,
    `covered by a plan, of ${declared} that ask for declared fields alone: ${coverage.toFixed(1)} % (at least ${COVERAGE_LEAST})`,
    ...wrap(`operations with ${shares.join(', ')}`),
    `features that are too rare: ${rare.length === 0 ? 'none' : rare.join('; ')}`,
    `statements: ${planned} planned and needed, ${sent} sent`,
    `largest share of a plan's bounds that was used: rows ${percent(rows)}, bytes ${percent(bytes)}, values ${percent(values)}`,
    'differences: 0',
  ].join('\n');
  if (coverage < COVERAGE_LEAST || rare.length > 0 || planned !== sent) throw new Error(block);
  return block;
}

/** Breaks a list after its commas. */
function wrap(text: string): readonly string[] {
  const [start = '', ...items] = text.split(/(?<=,) /);
  const lines = [start];
  for (const item of items) {
    const line = `${lines.at(-1)} ${item}`;
    if (line.length <= LINE) lines[lines.length - 1] = line;
    else lines.push(`  ${item}`);
  }
  return lines;
}

/** What an earlier run has kept; nothing when it was of other sources or of another seed than is asked for. */
function readKept(file: string): Kept {
  const wanted = process.env['LIENTHONG_PROOF_SEED'];
  const sources = readFileSync(SOURCE_HASH, 'utf8');
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    if (kept.sources === sources && (wanted === undefined || Number(wanted) === kept.seed)) return kept;
  } catch {
    // Nothing was kept.
  }
  return { seed: newSeed(), sources, chunks: [] };
}
