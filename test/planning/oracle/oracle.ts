import * as fc from 'fast-check';
import { type Compared, openPaths, type Paths } from './both-paths';
import { drawOperation } from './draw-operation';
import { openOracleNation } from './oracle-nation';
import type { Drawn } from './shape-of-operation';
import { addFeatures, count, newTally, plannedOf, type Tally } from './tally';
import { writeAll } from './write-operation';

/** What a run of the oracle found. */
export interface Consulted {
  readonly tally: Tally;
  /** The first operation on which something was wrong, made as small as can be, or null. */
  readonly difference: Difference | null;
}

export interface Difference {
  /** After how many operations it was found. */
  readonly after: number;
  readonly description: string;
}

export interface Oracle {
  /** Compares random operations until one differs. The same seed gives the same operations. */
  consult(operations: number, seed: number, options?: ConsultOptions): Promise<Consulted>;
  close(): Promise<void>;
}

export interface ConsultOptions {
  /** False leaves a difference as large as it was found. */
  readonly shrinks?: boolean;
}

/** For so long a difference is made smaller, in milliseconds. */
const SHRINKING_MOST = 60_000;

/**
 * Opens the oracle: it compares plan and reference path on random operations, the answer byte for byte, errors included,
 * the number of statements that were sent with the plan's, and what came with the plan's bounds.
 */
export async function openOracle(): Promise<Oracle> {
  const nation = await openOracleNation();
  const paths = openPaths(nation);
  const drawing = drawOperation(paths.schema, nation.samples);
  return {
    consult: (operations, seed, { shrinks = true } = {}) =>
      consult(paths, drawing, { numRuns: operations, seed, maxSkipsPerRun: 100, endOnFailure: !shrinks }),
    close: async () => {
      await paths.close();
      await nation.close();
    },
  };
}

async function consult(
  paths: Paths,
  drawing: fc.Arbitrary<Drawn>,
  parameters: fc.Parameters<[Drawn]>,
): Promise<Consulted> {
  const tally = newTally();
  let shrinksUntil = Infinity;
  const property = fc.asyncProperty(drawing, async (drawn) => {
    if (performance.now() > shrinksUntil) return;
    try {
      await compare(paths, drawn, tally);
    } catch (error) {
      const isDifference = !fc.PreconditionFailure.isFailure(error);
      if (isDifference) shrinksUntil = Math.min(shrinksUntil, performance.now() + SHRINKING_MOST);
      throw error;
    }
  });
  const details = await fc.check(property, parameters);
  if (!details.failed) return { tally, difference: null };
  return { tally, difference: { after: details.numRuns, description: describe(details, paths) } };
}

async function compare(paths: Paths, drawn: Drawn, tally: Tally): Promise<void> {
  const [written, again] = writeAll(paths.schema, drawn, paths.makeCursor);
  if (!written) return;
  const compared = await paths.compare(written, drawn.failing);
  requireSame(compared);
  const other = again && !compared.refused ? await paths.compare(again, drawn.failing) : null;
  if (other) requireSame(other);
  count(tally, drawn, written, compared);
  if (other && !other.refused) addFeatures(tally, ['other variables']);
  fc.pre(!compared.refused);
}

function requireSame(compared: Compared): void {
  const { byPlan, byReference, explanation, sent, bytes, values, refused } = compared;
  if (byPlan !== byReference)
    throw new Error(`by the plan       ${cut(byPlan, byReference)}\nby the reference  ${cut(byReference, byPlan)}`);
  if (refused || !explanation.covered) return;
  const { bounds, steps } = explanation;
  const planned = plannedOf(compared);
  if (sent !== planned) throw new Error(`${sent} statements were sent, ${planned} planned and needed`);
  for (const step of steps) {
    const { measured } = step;
    if (!measured || 'skipped' in measured) continue;
    if (measured.rows > step.bounds.rows)
      throw new Error(`step ${step.id}: ${measured.rows} rows of ${step.bounds.rows}`);
    if (measured.bytes > step.bounds.bytes)
      throw new Error(`step ${step.id}: ${measured.bytes} bytes of ${step.bounds.bytes}`);
  }
  if (bytes > bounds.bytes) throw new Error(`the answer has ${bytes} bytes, ${bounds.bytes} at most`);
  if (values > bounds.values) throw new Error(`the answer has ${values} values, ${bounds.values} at most`);
}

/** A text around the place where it differs from another. */
function cut(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return `…${text.slice(Math.max(0, at - 150), at + 250)}…`;
}

function describe(details: fc.RunDetails<[Drawn]>, { schema, makeCursor }: Paths): string {
  const drawn = details.counterexample?.[0];
  const [written, again] = drawn ? writeAll(schema, drawn, makeCursor) : [];
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return [
    `seed ${details.seed}, path ${details.counterexamplePath}, after ${details.numShrinks} reductions`,
    `failing register: ${drawn?.failing ?? 'none'}`,
    written?.query ?? '',
    `variables: ${JSON.stringify(written?.variables)}`,
    ...(again ? [`asked again with ${JSON.stringify(again.variables)}`] : []),
    cause,
  ].join('\n');
}
