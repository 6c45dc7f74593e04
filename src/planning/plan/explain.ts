import type { Compiled, Part, Plan, Step } from './plan';
import { priceOfStep } from './price';
import type { MeasuredStep } from './run';

/** What `extensions.plan` says: the plan, and what it took where it was run. */
export type Explanation =
  | { readonly covered: false; readonly why: string }
  | {
      readonly covered: true;
      readonly price: number;
      readonly bounds: Plan['bounds'];
      readonly steps: readonly ExplainedStep[];
      /** The edges that are followed, with the largest number of rows each leads to in the answer. */
      readonly edges: Plan['edges'];
      /** The fields that are read, and those of them that tell who a person is. */
      readonly reads: readonly string[];
      readonly identifies: readonly string[];
    };

export interface ExplainedStep {
  readonly id: number;
  readonly register: string;
  readonly purpose: Step['purpose'];
  /** The step whose rows hold this one's keys; null for a step that needs none. */
  readonly after: number | null;
  readonly level: number;
  /** What the parts of the statement answer, in their order. */
  readonly answers: readonly string[];
  readonly price: number;
  readonly bounds: Step['bounds'];
  readonly sql: string;
  readonly measured?: Measured;
}

/** Milliseconds until the register had answered, the rows and bytes it sent; or why it was not asked. */
type Measured = { readonly ms: number; readonly rows: number; readonly bytes: number } | { readonly skipped: string };

/** Describes a plan for people and programs. `measured` adds what its steps took in one run. */
export function explain({ plan, uncovered }: Compiled, measured?: readonly MeasuredStep[]): Explanation {
  if (!plan) return { covered: false, why: uncovered };
  return {
    covered: true,
    price: plan.price,
    bounds: plan.bounds,
    steps: plan.steps.map((step) => explainStep(step, plan, measured)),
    edges: plan.edges,
    reads: plan.reads.map(({ coordinate }) => coordinate),
    identifies: plan.reads.filter(({ column }) => column.identifies).map(({ coordinate }) => coordinate),
  };
}

function explainStep(step: Step, { root }: Plan, measured: readonly MeasuredStep[] | undefined): ExplainedStep {
  const { id, database, purpose, parent, level, parts, bounds, statement } = step;
  const took = measured?.find((candidate) => candidate.step === step);
  return {
    id,
    register: database,
    purpose,
    after: parent?.id ?? null,
    level,
    answers: parts.map((part) => nameOf(part, root)),
    price: priceOfStep(step),
    bounds,
    sql: statement.text,
    ...(took ? { measured: toMeasured(took) } : {}),
  };
}

function nameOf(part: Part, root: Plan['root']): string {
  if (part.kind === 'keyed') return part.edge.id;
  const field = root[part.rootIndex];
  const name = field?.kind === 'connection' ? field.connection.field : '';
  return part.kind === 'count' ? `Query.${name}.totalCount` : `Query.${name}`;
}

function toMeasured({ ms, rows, bytes, skipped }: MeasuredStep): Measured {
  if (ms === null) return { skipped: skipped ?? '' };
  return { ms: Math.round(ms * 100) / 100, rows, bytes };
}
