import { setTimeout as delay } from 'node:timers/promises';
import { attacksOf, FAMILY_NAMES, type Named } from '../attacks/corpus';
import { MARK } from '../attacks/families/texts';
import { tooManyFetches } from '../attacks/families/keys';
import { attempt, type Finding, judgeLog, judgeRecords, type Tried } from '../attacks/judge';
import { openWorld, type World } from '../attacks/world';
import { randomOf } from '../audit/attacks';
import { startTestRun, TEST_NATION } from '../support/cluster';
import { quantile } from './load';
import { newSeed } from './oracle.proof';

/** What became of attacks, and of who asked as one should beside them. */
interface Told {
  readonly families: number;
  readonly corpus: number;
  readonly requests: number;
  readonly found: readonly Finding[];
  /** How many attacks were answered without an error, and how many were refused with each code. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly recorded: number;
  readonly logLines: number;
  /** The longest that the event loop was held while one request was sent, handled and its answer read. */
  readonly longestHold: { readonly ms: number; readonly name: string };
  readonly beside: { readonly answers: number; readonly wrong: number; readonly ms: readonly number[] };
}

const REQUESTS = 10_000;
/** Requests whose records are looked up together. */
const CHUNK = 500;
const MOST_HELD_MS = 200;
const RESOLUTION_MS = 5;
/** How long the honest client waits between an answer and its next request. */
const THINKING_MS = 50;

const PAGE = `{ participants(filter: { province: "79", scheme: COMPULSORY_SI }, first: 20) { edges { node {
  insuranceNumber fullName citizen { fullName } taxpayer { taxCode } healthCards { cardNumber } } } } }`;

/** Sends attacks one after the other, each drawn from a family that was drawn before it, beside an honest client. */
async function attack(requests: number, seed: number, tell: (line: string) => void): Promise<Told> {
  const world = await openWorld();
  try {
    const families: (readonly Named[])[] = [];
    for (const family of FAMILY_NAMES) families.push(await attacksOf(family, world));
    const random = randomOf(seed);
    const held = measureHolds(world);
    const found: Finding[] = [];
    const outcomes = new Map<string, number>();
    let recorded = 0;
    const started = performance.now();
    const beside = askBeside(world);
    for (let done = 0; done < requests;) {
      const tried: Tried[] = [];
      for (; tried.length < CHUNK && done < requests; done += 1) {
        const family = families[random(families.length)] ?? [];
        const drawn = family[random(family.length)] as Named;
        held.name(drawn.name);
        const outcome = await attempt(held.world, drawn.name, drawn.attack);
        tried.push(outcome.tried);
        found.push(...outcome.found);
        const [code = outcome.tried.answer.data === null ? 'no GraphQL' : 'answered'] = outcome.tried.answer.codes;
        outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      }
      found.push(...(await judgeRecords(world, tried)));
      recorded += tried.filter(({ attack: { as }, answer }) => as !== 'nobody' && answer.request !== null).length;
      tell(`${done} of ${requests} requests; found: ${found.length}`);
    }
    const others = await beside.stop();
    held.stop();
    found.push(...judgeLog(world.log, [MARK]));
    const fetches = tooManyFetches(world.issuers, (performance.now() - started) / 1_000);
    if (fetches !== null) found.push({ kind: 'bypass', attack: 'unknown kid floods', why: fetches });
    return {
      families: families.length,
      corpus: families.reduce((sum, { length }) => sum + length, 0),
      requests,
      found,
      outcomes,
      recorded,
      logLines: world.log.length,
      longestHold: held.longest(),
      beside: others,
    };
  } finally {
    await world.close();
  }
}

interface Holding {
  readonly world: World;
  /** Says which attack is sent next. */
  readonly name: (name: string) => void;
  readonly longest: () => Told['longestHold'];
  readonly stop: () => void;
}

/**
 * Measures how long a timer has to wait while a request is under way, its own time included. What the process had no CPU
 * time for is the machine's doing. The histogram of perf_hooks drops the first wait after it was reset, and so would miss
 * the one that counts.
 */
function measureHolds(world: World): Holding {
  let last: { readonly at: number; readonly cpu: NodeJS.CpuUsage } | null = null;
  let current = 'none';
  let longest = { ms: 0, name: current };
  const mark = (): void => {
    last = { at: performance.now(), cpu: process.cpuUsage() };
  };
  const measure = (): void => {
    if (!last) return;
    const { user, system } = process.cpuUsage(last.cpu);
    const ms = Math.min(performance.now() - last.at, (user + system) / 1_000);
    if (ms > longest.ms) longest = { ms, name: current };
  };
  const timer = setInterval(() => {
    if (!last) return;
    measure();
    mark();
  }, RESOLUTION_MS);
  timer.unref();
  return {
    world: {
      ...world,
      send: async (as, sent) => {
        mark();
        const answer = await world.send(as, sent);
        measure();
        last = null;
        return answer;
      },
    },
    name: (name) => {
      current = name;
    },
    longest: () => longest,
    stop: () => clearInterval(timer),
  };
}

/** An officer who asks for the same page again and again, and has to be told the same. */
function askBeside(world: World): { readonly stop: () => Promise<Told['beside']> } {
  const body = JSON.stringify({ query: PAGE });
  const ms: number[] = [];
  const state = { wrong: 0, isOver: false };
  const asking = (async () => {
    const expected = JSON.stringify(await world.honest('headquarters', PAGE));
    while (!state.isOver) {
      const started = performance.now();
      const { data } = await world.send('headquarters', { body });
      ms.push(performance.now() - started);
      if (JSON.stringify(data) !== expected) state.wrong += 1;
      await delay(THINKING_MS);
    }
  })();
  return {
    stop: async () => {
      state.isOver = true;
      await asking;
      return { answers: ms.length, wrong: state.wrong, ms };
    },
  };
}

/** 10,000 requests, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const seed = newSeed();
  tell(`seed ${seed} (set LIENTHONG_PROOF_SEED to it to send these very attacks again)`);
  const run = await startTestRun();
  try {
    const told = await attack(REQUESTS, seed, tell);
    const { found, outcomes, longestHold, beside } = told;
    const count = (kind: Finding['kind']): number => found.filter((finding) => finding.kind === kind).length;
    const codes = [...outcomes].sort(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${times}`);
    const block = [
      `a nation of ${TEST_NATION.citizens} (seed ${TEST_NATION.seed}); ${told.corpus} attacks of ${told.families} families; ${told.requests} requests drawn from them; seed ${seed}`,
      ...wrap(`outcomes: ${codes.join(', ')}`),
      `bypasses: ${count('bypass')}; 5xx: ${count('5xx')}; leaks, in answers and ${told.logLines} lines of the log: ${count('leak')}`,
      `requests with a good token that reached the graph: ${told.recorded}; not on record: ${count('not on record')}`,
      `longest hold of the event loop by one request: ${longestHold.ms.toFixed(0)} ms (at most ${MOST_HELD_MS}), ${longestHold.name}`,
      `honest answers beside: ${beside.answers}; wrong or refused: ${beside.wrong}; p50 ${quantile(beside.ms, 0.5).toFixed(0)} ms, p99 ${quantile(beside.ms, 0.99).toFixed(0)} ms`,
    ].join('\n');
    if (found.length > 0 || beside.wrong > 0 || longestHold.ms > MOST_HELD_MS) {
      throw new Error([block, ...found.slice(0, 50).map((finding) => JSON.stringify(finding))].join('\n'));
    }
    return block;
  } finally {
    await run.stop();
  }
}

const LINE = 112;

/** Breaks a list after its commas. */
function wrap(text: string): readonly string[] {
  const lines = [''];
  for (const item of text.split(/(?<=,) /)) {
    const line = `${lines.at(-1)} ${item}`.trimStart();
    if (line.length <= LINE) lines[lines.length - 1] = line;
    else lines.push(`  ${item}`);
  }
  return lines;
}
