import type { GraphQLError, GraphQLSchema } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import { LienThongError } from '../../errors';
import { bindingOf, type FilterValues, toQuery } from '../connection';
import type { Secrets } from '../declaration';
import type { EntryArguments } from '../entry';
import type { ReadRegister } from '../register-loaders';
import type { RowAllowance } from '../row-allowance';
import type { Answer } from './answer';
import { complete } from './complete';
import type { Counted, CountCache } from './count-cache';
import type { CountPart, KeyedPart, Part, Plan, RootField, Step, ValueSource } from './plan';
import { Found, isAccepted, keyOf, Results, type RootInput, type StoredRow } from './results';

/** What running a plan may use; made anew for each request. */
export interface RunContext {
  readonly schema: GraphQLSchema;
  readonly read: ReadRegister;
  readonly secrets: Secrets;
  readonly asOf: string;
  readonly counts: CountCache;
  readonly allowance: RowAllowance;
  /** Until when the registers may take their time, by `performance.now()`. */
  readonly deadline: number;
}

/** What a step took, for `explain`. */
export interface MeasuredStep {
  readonly step: Step;
  /** Milliseconds until the register had answered; null when it was not asked. */
  readonly ms: number | null;
  /** Counts the rows that the register sent, those inside other rows included. */
  readonly rows: () => number;
  readonly bytes: number;
  /** Why the register was not asked. */
  readonly skipped?: 'no key to ask for' | 'counted before';
}

/** A count that was not made for this request. */
export interface KeptCount {
  /** Where it stands in the answer. */
  readonly path: readonly string[];
  /** Milliseconds since it was counted. */
  readonly age: number;
}

export interface Ran {
  /** Undefined when the request was refused while it ran; the allowance says why. */
  readonly data: Answer | null | undefined;
  readonly errors: readonly GraphQLError[];
  readonly kept: readonly KeptCount[];
  readonly measured: readonly MeasuredStep[];
}

/**
 * Runs a plan. What comes in: the plan and the coerced values of the operation's variables. Steps run as soon as the
 * step that holds their keys has answered, side by side; a step that fails leaves its own fields null. Afterwards the
 * answer has the errors and nulls that graphql-js would have given.
 */
export async function run(plan: Plan, variables: Readonly<Record<string, unknown>>, context: RunContext): Promise<Ran> {
  const inputs = plan.root.map((field) => toInput(field, variables, context));
  const running = new Run(plan, inputs, context);
  await running.start();
  const completed = complete(plan, running.results, context.secrets, () => context.allowance.mayFail());
  return {
    data: completed?.data,
    errors: completed?.errors ?? [],
    kept: running.kept,
    measured: running.measured,
  };
}

/** Reads the arguments of a field of the root. */
function toInput(field: RootField, variables: Readonly<Record<string, unknown>>, context: RunContext): RootInput {
  if (field.kind === 'typename' || field.kind === 'refused') return { rows: [] };
  const name =
    field.kind === 'connection' ? field.connection.field : field.kind === 'entry' ? field.entry.field : field.field;
  const definition = context.schema.getQueryType()?.getFields()[name];
  const [node] = field.nodes;
  if (!definition || !node) throw new Error(`The schema has no Query.${name}`);
  try {
    const args = getArgumentValues(definition, node, variables);
    if (field.kind === 'united') return { rows: [[args[field.argument]]] };
    if (field.kind === 'entry') return { rows: toKeys(field, args as EntryArguments, context) };
    const filter = (args['filter'] ?? {}) as FilterValues;
    return { query: toQuery(field.connection, filter, field.first, args['after'] as string | null, context) };
  } catch (error) {
    return { error };
  }
}

function toKeys(
  { entry: { options } }: RootField & { kind: 'entry' },
  args: EntryArguments,
  context: RunContext,
): readonly StoredRow[] {
  if ('toKeys' in options) return options.toKeys(args, context);
  const key = options.toKey ? options.toKey(args, context) : options.arguments.map(({ name }) => args[name]);
  return key ? [key] : [];
}

class Run {
  readonly results: Results;
  readonly kept: KeptCount[] = [];
  readonly measured: MeasuredStep[] = [];
  /** The keys of each keyed part, a list for each column of the key. */
  private readonly keys = new Map<KeyedPart, readonly unknown[][]>();

  constructor(
    private readonly plan: Plan,
    private readonly inputs: readonly RootInput[],
    private readonly context: RunContext,
  ) {
    this.results = new Results(inputs);
  }

  async start(): Promise<void> {
    await Promise.all(this.plan.steps.filter(({ parent }) => parent === null).map((step) => this.runFrom(step)));
  }

  /** Runs a step, then all that start from its rows. */
  private async runFrom(step: Step): Promise<void> {
    const [part] = step.parts;
    await (part?.kind === 'count' ? this.count(step, part) : this.read(step));
    const following = this.plan.steps.filter(({ parent }) => parent === step);
    if (following.length > 0) await Promise.all(following.map((next) => this.runFrom(next)));
  }

  private async read(step: Step): Promise<void> {
    const numbers = new Map(step.parts.map((part) => [part, part.kind === 'keyed' ? this.collectKeys(part) : null]));
    if (!step.parts.some((part) => this.asksForSomething(part, numbers.get(part)))) {
      for (const part of step.parts) this.results.set(part, toResult(part, null, numbers.get(part) ?? NO_NUMBERS));
      this.measured.push({ step, ms: null, rows: NONE, bytes: 0, skipped: 'no key to ask for' });
      return;
    }
    const started = performance.now();
    try {
      const answer = await this.ask(step);
      const texts = step.parts.map((_, i) => answer[`p${i}`] ?? null);
      const bytes = this.requireBounds(step, texts);
      step.parts.forEach((part, i) => {
        this.results.set(part, toResult(part, texts[i] ?? null, numbers.get(part) ?? NO_NUMBERS));
      });
      this.measured.push({ step, ms: performance.now() - started, rows: () => this.rowsOf(step), bytes });
    } catch (error) {
      for (const part of step.parts) this.results.set(part, { error });
      this.measured.push({ step, ms: performance.now() - started, rows: NONE, bytes: 0 });
    }
  }

  private async count(step: Step, part: CountPart): Promise<void> {
    const input = this.inputs[part.rootIndex];
    if (!input || !('query' in input) || !input.query) {
      this.results.set(part, { error: new Error('The list was refused') });
      this.measured.push({ step, ms: null, rows: NONE, bytes: 0, skipped: 'no key to ask for' });
      return;
    }
    const started = performance.now();
    try {
      const counted = await this.countOnce(step, bindingOf(part.connection, input.query));
      this.results.set(part, counted.count);
      if (counted.age !== null) {
        this.kept.push({ path: part.path, age: counted.age });
        this.measured.push({ step, ms: null, rows: NONE, bytes: 0, skipped: 'counted before' });
      } else this.measured.push({ step, ms: performance.now() - started, rows: () => 1, bytes: 0 });
    } catch (error) {
      this.results.set(part, { error });
      this.measured.push({ step, ms: performance.now() - started, rows: NONE, bytes: 0 });
    }
  }

  private countOnce(step: Step, key: string): Promise<Counted> {
    return this.context.counts.get(key, async () => Number(JSON.parse((await this.ask(step))['p0'] ?? '0')));
  }

  /** Sends a step's statement. What is left of the operation's time is shared out over the levels still to come. */
  private ask(step: Step): Promise<Record<string, string | null>> {
    const values = step.values.map((source) => this.value(source));
    const budget = (this.context.deadline - performance.now()) / step.height;
    return this.context.read(step.database, step.statement, values, { purpose: step.purpose, budget });
  }

  private value(source: ValueSource): unknown {
    switch (source.from) {
      case 'plan':
        return source.value;
      case 'keys':
        return this.keys.get(source.part)?.[source.column] ?? [];
      case 'filter':
        return this.inputs[source.rootIndex]?.query?.values[source.index] ?? null;
      case 'after':
        return this.inputs[source.rootIndex]?.query?.after?.[source.column] ?? null;
      case 'limit':
        return this.inputs[source.rootIndex]?.query ? source.value : 0;
    }
  }

  /** Numbers the distinct keys that a part's source rows hold, from 0. */
  private collectKeys(part: KeyedPart): ReadonlyMap<unknown, number> {
    const { positions, guard } = part;
    const numbers = new Map<unknown, number>();
    const columns: unknown[][] = positions.map(() => []);
    for (const row of this.results.rowsOf(part.source)) {
      if (guard && !isAccepted(guard, row)) continue;
      const key = keyOf(row, positions);
      if (key === null || numbers.has(key)) continue;
      numbers.set(key, numbers.size);
      positions.forEach((position, i) => columns[i]?.push(row[position]));
    }
    this.keys.set(part, columns);
    return numbers;
  }

  private asksForSomething(part: Part, numbers: ReadonlyMap<unknown, number> | null | undefined): boolean {
    if (part.kind === 'keyed') return (numbers?.size ?? 0) > 0;
    return this.inputs[part.rootIndex]?.query !== undefined;
  }

  /** A register that sends more than the columns' declared lengths allow is not read: the answer's size rests on it. */
  private requireBounds({ bounds, database }: Step, texts: readonly (string | null)[]): number {
    const bytes = texts.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text)), 0);
    if (bytes <= bounds.bytes) return bytes;
    throw new LienThongError('SOURCE_VALUE_INVALID', 'The register sent longer values than it declares', {
      register: database,
      bytes,
      most: bounds.bytes,
    });
  }

  private rowsOf(step: Step): number {
    return step.parts.reduce((sum, part) => sum + (part.kind === 'count' ? 1 : this.results.countRows(part.rows)), 0);
  }
}

const NONE = (): number => 0;
const NO_NUMBERS: ReadonlyMap<unknown, number> = new Map();

/** What a part's text says; no text means no rows. */
function toResult(
  part: Part,
  text: string | null,
  numbers: ReadonlyMap<unknown, number>,
): Parameters<Results['set']>[1] {
  const rows = text === null ? [] : (JSON.parse(text) as readonly StoredRow[]);
  if (part.kind !== 'keyed') return { rows };
  const found: unknown[] = [];
  for (const row of rows) found[(row[row.length - 1] as number) - 1] = part.edge.many ? row[0] : row;
  return new Found(numbers, found, part.positions);
}
