import * as fc from 'fast-check';
import { getOperationAST, getVariableValues, type GraphQLSchema, parse } from 'graphql';
import { compile } from '../../src/planning/plan/compile';
import { type Quantities, quantitiesOf, WEIGHTS } from '../../src/planning/plan/price';
import { WHOLE_GRAPH } from '../../src/planning/view/rules';
import { createServer } from '../../src/server/create-server';
import { openPaths } from '../planning/oracle/both-paths';
import { drawOperation } from '../planning/oracle/draw-operation';
import { openNation, type OracleNation } from '../planning/oracle/oracle-nation';
import { type Written, writeOperation } from '../planning/oracle/write-operation';
import { silent } from '../support/cluster';
import { fitWeights, rankCorrelation } from './statistics';

/** An operation, what its plan says of it, and the shortest time it took in milliseconds. */
interface Priced {
  readonly written: Written;
  readonly price: number;
  readonly quantities: Quantities;
  ms: number;
}

const SEED = 1;
const OPERATIONS = 1_000;
const CITIZENS = 100_000;
/** Every operation is timed in each round, the rounds one after the other, so that a disturbance meets few of them. */
const ROUNDS = 4;
const TIMES = 4;
/** Lists of every length, so that prices differ, and a day on which there are provinces. */
const VALUES = { first: [1, 2, 5, 10, 20, 50, 100, 200, 500], Date: ['2023-12-31'] };
/** Prices of one millisecond. */
const UNITS_PER_MS = 100;

/** Holds the prices of a thousand random operations against the times they take, and fits the weights anew. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const nation = await openNation(CITIZENS);
  try {
    return report(await measure(nation, tell));
  } finally {
    await nation.close();
  }
}

function report(priced: readonly Priced[]): string {
  const names = Object.keys(WEIGHTS) as (keyof Quantities)[];
  const used = names.map((name) => WEIGHTS[name]);
  const fitted = fitWeights(
    priced.map(({ quantities }) => names.map((name) => quantities[name])),
    priced.map(({ ms }) => ms * UNITS_PER_MS),
    used,
  );
  const write = (weights: readonly number[]): string =>
    names.map((name, i) => `${name} ${Number((weights[i] ?? 0).toPrecision(2))}`).join(', ');
  const correlation = rankCorrelation(
    priced.map(({ price }) => price),
    priced.map(({ ms }) => ms),
  );
  const times = priced.map(({ ms }) => ms);
  const ratios = priced.map(({ price, ms }) => price / UNITS_PER_MS / ms);
  const block = [
    `a nation of ${CITIZENS} (seed 7); ${priced.length} random operations (seed ${SEED}), the shortest of ${ROUNDS * TIMES} times`,
    `time (ms), at 0, 10, 50, 90, 100 %: ${quantiles(times)}`,
    `price by time, at 0, 10, 50, 90, 100 %: ${quantiles(ratios)}`,
    `rank correlation of price and time: ${correlation.toFixed(3)} (at least 0.8)`,
    `weights used:   ${write(used)}`,
    `weights fitted: ${write(fitted)}`,
  ].join('\n');
  if (correlation < 0.8) throw new Error(block);
  return block;
}

function quantiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.1, 0.5, 0.9, 1].map((at) => (sorted[Math.floor(at * (sorted.length - 1))] ?? 0).toFixed(2)).join(' ');
}

async function measure(nation: OracleNation, tell: (line: string) => void): Promise<readonly Priced[]> {
  const { site, secret } = nation;
  const server = await createServer({
    site,
    host: '127.0.0.1',
    port: 0,
    secret,
    log: silent,
    countsKeptMs: 0,
    protection: 'none',
  });
  try {
    const priced = await draw(nation, server.url);
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const each of priced) each.ms = Math.min(each.ms, (await timeOf(server.url, each.written)) ?? Infinity);
      tell(`${round} of ${ROUNDS} rounds`);
    }
    return priced;
  } finally {
    await server.close();
  }
}

/** Random operations that have a statement to send; those that are refused are drawn anew. */
async function draw(nation: OracleNation, url: string): Promise<readonly Priced[]> {
  const paths = openPaths(nation);
  const drawing = drawOperation(paths.schema, { ...nation.samples, ...VALUES });
  const priced: Priced[] = [];
  for (let i = 0; priced.length < OPERATIONS; i += 1) {
    const [drawn] = fc.sample(drawing, { numRuns: 1, seed: SEED * 1_000_000 + i });
    const written = drawn && writeOperation(paths.schema, drawn, paths.makeCursor);
    const plan = written && planOf(paths.schema, written);
    if (plan && (await timeOf(url, written)) !== null) priced.push({ written, ...plan, ms: Infinity });
  }
  await paths.close();
  return priced;
}

function planOf(schema: GraphQLSchema, { query, variables }: Written): Pick<Priced, 'price' | 'quantities'> | null {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) return null;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const { plan } = compile(schema, WHOLE_GRAPH, document, operation, coerced ?? {});
  if (!coerced || !plan || plan.steps.length === 0) return null;
  return { price: plan.price, quantities: quantitiesOf(plan.root, plan.steps) };
}

/** The shortest time until the answer was there, in milliseconds; null for an operation that is refused or fails. */
async function timeOf(url: string, written: Written): Promise<number | null> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(written),
  };
  let shortest = Infinity;
  for (let i = 0; i < TIMES; i += 1) {
    const started = performance.now();
    const response = await fetch(`${url}/graphql`, request);
    const text = await response.text();
    shortest = Math.min(shortest, performance.now() - started);
    if (response.status !== 200 || text.startsWith('{"errors"')) return null;
  }
  return shortest;
}
