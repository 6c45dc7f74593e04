import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../../src/config';
import { openSite } from '../../src/database/site';
import { runProgram, startProgram } from '../cli/program';
import { measureShares } from '../demo/published-shares';
import { silent } from '../support/cluster';
import { memoryOf } from './processes';

const CITIZENS = 1_000_000;
const STEPS = [1, 1, 2] as const;
const SAMPLE_MS = 250;

/** One nation that was built: what its process used, and what came out. */
interface Built {
  readonly seed: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly checksums: string;
}

/**
 * Builds a nation of a million twice with one seed and once with another. Every step's result is kept in the data
 * directory, LIENTHONG_DATA_DIR or a new one, so that a proof that was cut off goes on after the last whole step.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-million-'));
  tell(`data directory: ${dataDir} (12 GB; set LIENTHONG_DATA_DIR to it to go on after a break)`);
  mkdirSync(dataDir, { recursive: true });
  const kept = join(dataDir, 'prove-demo-million.json');
  const built = readKept(kept);
  for (const seed of STEPS.slice(built.length)) {
    tell(`building with seed ${seed}`);
    built.push(await build(dataDir, seed));
    writeFileSync(kept, JSON.stringify(built));
  }
  const [first, again, other] = built;
  if (!first || !again || !other) throw new Error('a step is missing');
  const shares = await sharesOf(dataDir);
  const differing = lines(other.checksums).filter((line) => !lines(first.checksums).includes(line)).length;
  return [
    `lienthong demo --citizens ${CITIZENS}, seeds ${STEPS.join(', ')}`,
    `duration (s): ${built.map(({ seconds }) => seconds.toFixed(0)).join(' ')} (at most 300)`,
    `peak memory of the generator (MB): ${built.map(({ peakBytes }) => (peakBytes / 2 ** 20).toFixed(0)).join(' ')} (at most 1,024)`,
    `the same seed gives the same checksums: ${first.checksums === again.checksums ? 'yes' : 'NO'}`,
    `another seed gives others: ${differing} of ${lines(first.checksums).length} differ`,
    ...lines(first.checksums).map((line) => `  ${line}`),
    `published numbers of participants: ${shares.length}; standard errors away: ${shares.map((away) => away.toFixed(2)).join(' ')} (at most 4)`,
  ].join('\n');
}

async function build(dataDir: string, seed: number): Promise<Built> {
  const variables = { LIENTHONG_DATA_DIR: dataDir };
  const started = Date.now();
  const program = startProgram(['demo', '--citizens', String(CITIZENS), '--seed', String(seed)], variables);
  const state = { ended: false, peakBytes: 0 };
  void program.ended.then(() => (state.ended = true));
  while (!state.ended) {
    state.peakBytes = Math.max(state.peakBytes, memoryOf(program.process.pid ?? 0).most);
    await delay(SAMPLE_MS);
  }
  const { code, errors } = await program.ended;
  if (code !== 0) throw new Error(`lienthong demo ended with ${String(code)}: ${errors.slice(-2_000)}`);
  const seconds = (Date.now() - started) / 1000;
  const { output } = await runProgram(['demo', 'checksum'], variables);
  return { seed, seconds, peakBytes: state.peakBytes, checksums: output };
}

/** How far the last nation lies from each published number of participants, in standard errors. */
async function sharesOf(dataDir: string): Promise<number[]> {
  const site = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), { log: silent });
  try {
    const proofs = await measureShares(site.owner('insurance'), site.owner('truth'));
    return proofs.map(({ standardErrors }) => standardErrors);
  } finally {
    await site.close();
  }
}

function readKept(file: string): Built[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Built[];
  } catch {
    return [];
  }
}

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}
