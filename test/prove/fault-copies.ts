import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './faults';
import { newSeed } from './oracle.proof';

const ROOT = join(__dirname, '..', '..');
const COPIED = ['.swcrc', 'package.json', 'migrations', 'test/planning', 'test/prove', 'test/support'];
const GRAPHIQL = join(ROOT, 'src', 'graphiql');

/** What looks for differences in a copy: `find-difference.cjs <oracle> <cases> <seed>`. */
interface Search {
  readonly oracle: 'plans' | 'views';
  readonly cases: number;
}

/** Makes each fault in a copy of the sources and looks for it there, in a process of its own. */
export async function proveFaults(
  faults: readonly Fault[],
  search: Search,
  tell: (line: string) => void,
): Promise<string> {
  const seed = newSeed();
  tell(`seed ${seed} (set LIENTHONG_PROOF_SEED to it to run these very cases again)`);
  const found: [name: string, after: number][] = [];
  for (const fault of faults) {
    const after = await searchCopy(search, seed, fault);
    tell(`${fault.name}: ${after}`);
    found.push([fault.name, after]);
  }
  const unchanged = await searchCopy(search, seed, null);
  const missed = found.filter(([, after]) => after === 0);
  const block = [
    `seed ${seed}, at most ${search.cases} cases each; found after so many:`,
    ...found.map(([name, after]) => `${after === 0 ? 'NOT FOUND' : String(after).padStart(5)}  ${name}`),
    `${found.length - missed.length} of ${found.length} found; in the unchanged copy ${unchanged === 0 ? 'none' : `one after ${unchanged}`}`,
  ].join('\n');
  if (missed.length > 0 || unchanged !== 0) throw new Error(block);
  return block;
}

/** After how many cases a difference is found in a copy with a fault; 0 when there is none. */
async function searchCopy(search: Search, seed: number, fault: Fault | null): Promise<number> {
  const copy = mkdtempSync(join(tmpdir(), 'lienthong-fault-'));
  try {
    copySources(copy);
    if (fault) makeFault(copy, fault);
    return await runIn(copy, search, seed);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copySources(copy: string): void {
  mkdirSync(join(copy, 'test'));
  cpSync(join(ROOT, 'src'), join(copy, 'src'), { recursive: true, filter: (source) => source !== GRAPHIQL });
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  for (const name of ['node_modules', 'dist']) symlinkSync(join(ROOT, name), join(copy, name));
}

function makeFault(copy: string, { file, text, put }: Fault): void {
  const source = readFileSync(join(copy, file), 'utf8');
  writeFileSync(
    join(copy, file),
    source.replace(text, () => put),
  );
}

async function runIn(copy: string, { oracle, cases }: Search, seed: number): Promise<number> {
  const program = join(copy, 'test', 'prove', 'find-difference.cjs');
  const child = spawn(process.execPath, [program, oracle, String(cases), String(seed)], { cwd: copy });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the oracle did not run (${String(code)}): ${said.errors.slice(-2_000)}`);
  return Number(said.output);
}
