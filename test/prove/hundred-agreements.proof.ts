import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Grant } from '../../src/agreements/agreement';
import { printSchema } from 'graphql';
import { readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { openSite } from '../../src/database/site';
import { graphSchema } from '../../src/server/graph-schema';
import { allDeclarations } from '../../src/planning/declaration';
import { resolveGrants, toViewRules } from '../../src/planning/view/grants';
import { Views } from '../../src/server/served-view';
import { agree, agreementOf, headersOf, NO_LIMITS } from '../agreements/quota-agreement';
import { startProgram, waitForAddress } from '../cli/program';
import { makeDataDir, silent } from '../support/cluster';
import { askAt } from '../support/gateway';
import { memoryOf } from './processes';

/** What agreements cost a gateway that has them in force, each with a view of its own. Times in milliseconds, memory in bytes. */
export interface Activated {
  /** From the decision about the last one until the gateway knows all. */
  readonly untilInForce: number;
  /** The first request under each, which compiles its view, and one after it; the median and the most of the first. */
  readonly first: { readonly median: number; readonly most: number };
  readonly later: { readonly median: number };
  /** What the gateway's process holds before, and with all views compiled. */
  readonly before: number;
  readonly after: number;
  /** Requests that were not answered. */
  readonly refused: number;
}

/** Each view leaves other fields out: every so-manieth of all, from another one on. */
const LEFT_OUT_EVERY = 7;
const ALWAYS = [
  'Query.*',
  'ParticipantFilter.*',
  'Participant.insuranceNumber',
  'Participant.citizen',
  'Participant.healthCards',
  'Participant.employer',
  'HealthCard.facility',
];
const QUERY =
  '{ __type(name: "Participant") { fields { name } } participants(first: 1) { edges { node { __typename } } } }';
const SETTLE_MS = 3_000;

export async function activateAgreements(count: number, citizens: number): Promise<Activated> {
  const dataDir = makeDataDir();
  const variables = { LIENTHONG_DATA_DIR: dataDir, LIENTHONG_DEMO_CITIZENS: String(citizens), PORT: '0' };
  const program = startProgram(['serve'], { ...variables, LIENTHONG_LOG_LEVEL: 'silent' });
  const url = await waitForAddress(program);
  const site = await openSite(readConfig(variables), { log: silent });
  try {
    const secret = await loadSecret(readConfig(variables));
    const names = Array.from({ length: count }, (_, i) => `ministry-${i}`);
    await agree(site.writer(), 'warming', {});
    await warm(url, await headersOf(secret, 'warming'));
    await delay(SETTLE_MS);
    const before = memoryOf(program.process.pid ?? 0).now;
    for (const [i, name] of names.entries()) {
      await agree(site.writer(), name, {}, { grants: grantsOf(i, count) });
    }
    const decided = performance.now();
    const last = await headersOf(secret, names.at(-1) ?? '');
    while ((await askAt(url, '{ __typename }', {}, { headers: last })).status !== 200) await delay(50);
    const untilInForce = performance.now() - decided;
    const [first, later]: [number[], number[]] = [[], []];
    let refused = 0;
    for (const name of names) {
      const headers = await headersOf(secret, name);
      for (const times of [first, later]) {
        const start = performance.now();
        const answer = await askAt(url, QUERY, {}, { headers });
        times.push(performance.now() - start);
        if (answer.errors || !answer.data) refused += 1;
      }
    }
    await delay(SETTLE_MS);
    const after = memoryOf(program.process.pid ?? 0).now;
    return {
      untilInForce,
      first: { median: median(first), most: Math.max(...first) },
      later: { median: median(later) },
      before,
      after,
      refused,
    };
  } finally {
    program.process.kill('SIGTERM');
    await program.ended;
    await site.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What the agreement of a number grants: what it leaves out is in no other. */
function grantsOf(own: number, count: number): readonly Grant[] {
  graphSchema();
  const fields = allDeclarations().flatMap(({ type, columns }) => columns.map(({ field }) => `${type.name}.${field}`));
  const read = fields.filter((_, n) => n % LEFT_OUT_EVERY !== own % LEFT_OUT_EVERY && n % count !== own);
  return [{ access: 'READ', fields: [...new Set([...ALWAYS, ...read])], classes: [], of: null }];
}

/** The heap that compiled views hold in a process, each with its server, in bytes; and how long one took in the median. */
export async function weighViews(count: number): Promise<{ readonly held: number; readonly each: number }> {
  const graph = graphSchema();
  const views = new Views(graph, 'plan', silent);
  const rules = Array.from({ length: count + 1 }, (_, i) => {
    const agreement = { ...agreementOf(`ministry-${i}`, NO_LIMITS), grants: grantsOf(i, count + 1) };
    return toViewRules(resolveGrants(graph, agreement), agreement.rows);
  });
  await views.get(rules.pop()!, 5_000);
  const before = heapUsed();
  const times: number[] = [];
  for (const each of rules) {
    const start = performance.now();
    const { schema } = await views.get(each, 5_000);
    // Nothing of it is left to be made later.
    printSchema(schema);
    times.push(performance.now() - start);
  }
  const held = heapUsed() - before;
  await views.stop();
  return { held, each: median(times) };
}

/** What is used after everything that nobody holds was collected. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Compiles a view before anything is measured, so that the compiler itself is warm. */
async function warm(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  while ((await askAt(url, QUERY, {}, { headers })).status !== 200) await delay(50);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const COUNT = 100;
const CITIZENS = 2_000;

export async function proveInFull(): Promise<string> {
  const { held, each } = await weighViews(COUNT);
  const done = await activateAgreements(COUNT, CITIZENS);
  if (done.refused > 0) throw new Error(`${done.refused} requests were not answered`);
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  const ms = (time: number): string => time.toFixed(1);
  return [
    `${COUNT} agreements with views of their own on a nation of ${CITIZENS}`,
    `in force after the last decision (ms): ${ms(done.untilInForce)} (at most 5,000)`,
    `first request, which compiles the view (ms): median ${ms(done.first.median)}, most ${ms(done.first.most)}`,
    `second request (ms): median ${ms(done.later.median)}`,
    `compiling a view, starting its server and printing its schema (ms): median ${ms(each)}`,
    `heap that the views hold together (MB): ${(held / 2 ** 20).toFixed(1)}`,
    `resident memory of the gateway (MB): ${megabytes(done.before)} before, ${megabytes(done.after)} with all views compiled`,
  ].join('\n');
}
