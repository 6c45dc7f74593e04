import * as fc from 'fast-check';
import { Kind, parse, visit } from 'graphql';
import { type Compared, openPaths, type Paths } from './both-paths';
import { drawOperation } from './draw-operation';
import { openOracleNation } from './oracle-nation';
import type { Drawn } from './shape-of-operation';
import { type Written, writeOperation } from './write-operation';

/** What a run of the oracle found. */
export interface OracleReport {
  readonly seed: number;
  readonly operations: number;
  /** Refused by a limit on both paths; they are drawn anew and not among the operations. */
  readonly refused: number;
  readonly covered: number;
  /** Operations with none but declared fields, which a plan has to cover. */
  readonly declared: number;
  readonly features: Readonly<Record<string, number>>;
  readonly statements: number;
  /** The largest share of a bound that was used, in percent. */
  readonly mostOfBounds: { readonly rows: number; readonly bytes: number; readonly values: number };
  /** The smallest operation on which something was wrong, or null. */
  readonly failure: string | null;
}

/**
 * Compares plan and reference path on random operations: the answer byte for byte, errors included, the number of
 * statements that were sent with the plan's, and what came with the plan's bounds. Stops at the first difference.
 */
export async function consultOracle(
  operations: number,
  seed: number,
  tell?: (line: string) => void,
): Promise<OracleReport> {
  const nation = await openOracleNation();
  const paths = openPaths(nation);
  const tally = new Tally(seed);
  try {
    const property = fc.asyncProperty(drawOperation(paths.schema, nation.samples), async (drawn) => {
      const written = writeOperation(paths.schema, drawn, paths.makeCursor);
      const compared = await paths.compare(written, drawn.failing);
      requireSame(compared);
      tally.add(drawn, written, compared);
      if (tell && tally.operations % 1_000 === 0) tell(`${tally.operations} operations`);
      fc.pre(!compared.refused);
    });
    const details = await fc.check(property, {
      numRuns: operations,
      seed,
      maxSkipsPerRun: 100,
      endOnFailure: false,
    });
    const failure = details.failed ? describe(details, paths) : null;
    return tally.report(failure);
  } finally {
    await paths.close();
    await nation.close();
  }
}

function requireSame({ byPlan, byReference, explanation, sent, bytes, values, refused }: Compared): void {
  if (byPlan !== byReference)
    throw new Error(`by the plan       ${cut(byPlan, byReference)}\nby the reference  ${cut(byReference, byPlan)}`);
  if (refused || !explanation.covered) return;
  const { bounds, steps } = explanation;
  const skipped = steps.filter(({ measured }) => measured && 'skipped' in measured).length;
  if (sent !== bounds.statements - skipped) {
    throw new Error(`${sent} statements were sent, ${bounds.statements} planned, ${skipped} not needed`);
  }
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
  const written = drawn && writeOperation(schema, drawn, makeCursor);
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return [
    `seed ${details.seed}, path ${details.counterexamplePath}, after ${details.numShrinks} reductions`,
    `failing register: ${drawn?.failing ?? 'none'}`,
    written?.query ?? '',
    JSON.stringify(written?.variables),
    cause,
  ].join('\n');
}

class Tally {
  operations = 0;
  private refused = 0;
  private covered = 0;
  private declared = 0;
  private statements = 0;
  private readonly features = new Map<string, number>();
  private readonly most = { rows: 0, bytes: 0, values: 0 };

  constructor(private readonly seed: number) {}

  add(drawn: Drawn, written: Written, compared: Compared): void {
    if (compared.refused) {
      this.refused += 1;
      return;
    }
    this.operations += 1;
    const features = featuresOf(written, drawn, compared);
    for (const feature of features) this.features.set(feature, (this.features.get(feature) ?? 0) + 1);
    if (!features.has('hand-written field')) this.declared += 1;
    const { explanation } = compared;
    if (!explanation.covered) return;
    this.covered += 1;
    this.statements += compared.sent;
    const { bounds, steps } = explanation;
    const rows = steps.reduce((sum, { measured }) => sum + (measured && 'rows' in measured ? measured.rows : 0), 0);
    this.most.rows = Math.max(this.most.rows, rows / Math.max(1, bounds.rows));
    this.most.bytes = Math.max(this.most.bytes, compared.bytes / bounds.bytes);
    this.most.values = Math.max(this.most.values, compared.values / Math.max(1, bounds.values));
  }

  report(failure: string | null): OracleReport {
    const percent = (part: number): number => Math.round(part * 100);
    return {
      seed: this.seed,
      operations: this.operations,
      refused: this.refused,
      covered: this.covered,
      declared: this.declared,
      features: Object.fromEntries([...this.features].sort(([a], [b]) => (a < b ? -1 : 1))),
      statements: this.statements,
      mostOfBounds: {
        rows: percent(this.most.rows),
        bytes: percent(this.most.bytes),
        values: percent(this.most.values),
      },
      failure,
    };
  }
}

/** Names of fields that only a resolver answers. */
const HAND_WRITTEN = new Set(['searchPeople', 'statements']);

function featuresOf(
  { query, variables }: Written,
  { failing }: Drawn,
  { errors, byPlan }: Compared,
): ReadonlySet<string> {
  const features = new Set<string>();
  if (Object.keys(variables).length > 0) features.add('variables');
  if (failing) features.add('failing register');
  if (errors.length > 0) features.add('errors');
  if (errors.includes('ARGUMENT_INVALID')) features.add('refused argument');
  if (byPlan.includes('Cannot return null') || errors.includes('INTERNAL')) features.add('null where none may be');
  if (byPlan.includes(':null')) features.add('null in the answer');
  let depth = 0;
  const names: string[][] = [];
  visit(parse(query), {
    SelectionSet: {
      enter(node) {
        depth += 1;
        if (depth >= 5) features.add('depth of 5 or more');
        names.push(node.selections.flatMap((s) => (s.kind === Kind.FIELD ? [s.alias?.value ?? s.name.value] : [])));
        const here = names.at(-1) ?? [];
        if (new Set(here).size < here.length) features.add('merged fields');
      },
      leave() {
        depth -= 1;
        names.pop();
      },
    },
    Field(node) {
      const name = node.alias?.value ?? node.name.value;
      if (node.alias) features.add('aliases');
      if (['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length'].includes(name))
        features.add('names of Object');
      if (node.name.value === '__typename') features.add('__typename');
      if (node.name.value === 'edges') features.add('connections');
      if (node.name.value === 'totalCount') features.add('totalCount');
      if (HAND_WRITTEN.has(node.name.value)) features.add('hand-written field');
    },
    Argument(node) {
      if (node.name.value === 'after') features.add('cursors');
      if (node.name.value === 'first' && node.value.kind === Kind.VARIABLE) features.add('first by variable');
    },
    InlineFragment() {
      features.add('inline fragments');
    },
    FragmentSpread() {
      features.add('fragments');
    },
    Directive() {
      features.add('directives');
    },
  });
  return features;
}
