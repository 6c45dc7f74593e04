import type { GraphQLError, GraphQLSchema } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import { LienThongError } from '../../errors';
import { bindingOf, type FilterValues, toQuery } from '../connection';
import type { Secrets } from '../declaration';
import type { EntryArguments, Key } from '../entry';
import type { ReadRegister } from '../register-loaders';
import type { RowAllowance } from '../row-allowance';
import type { Disclosure } from '../view/disclosure';
import type { CallerView } from '../view/rules';
import type { AnswerText } from './answer';
import { complete } from './complete';
import { disclose } from './disclose';
import type { CountCache } from './count-cache';
import type { CountPart, KeyedPart, PagePart, Part, Plan, Reading, RootField, Step, ValueSource } from './plan';
import { isAccepted, keyOf, parseRows, Results, type RootInput, rowsOfKeys } from './results';

/** What running a plan may use; made anew for each request. */
export interface RunContext {
  readonly schema: GraphQLSchema;
  readonly view: CallerView;
  /** Takes down what the answer discloses, where the view is recorded. */
  readonly disclosure: Disclosure;
  readonly read: ReadRegister;
  readonly secrets: Secrets;
  readonly asOf: string;
  readonly counts: CountCache;
  readonly allowance: RowAllowance;
  /** Whether the caller wants to see the plan. */
  readonly explains: boolean;
  /** Until when the registers may take their time, by `performance.now()`. */
  readonly deadline: number;
}

/** What a step took, for `explain`. */
export interface MeasuredStep {
  readonly step: Step;
  /** Milliseconds until the register had answered; null when it was not asked. */
  readonly ms: number | null;
  /** Rows that the register sent, those that belong to others included. */
  readonly rows: number;
  readonly bytes: number;
  /** Why the register was not asked. */
  readonly skipped?: 'no key to ask for' | 'counted before';
}

/** A count that was not made for this field. */
export interface KeptCount {
  /** Where it stands in the answer. */
  readonly path: readonly string[];
  /** Milliseconds since it was counted. */
  readonly age: number;
}

export interface Ran {
  /** Undefined when the request was refused while it ran; the allowance says why. */
  readonly data: AnswerText | undefined;
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
  if (completed && context.view.rules.isRecorded) {
    disclose(plan, running.results, running.pages, context.disclosure);
  }
  const measured = context.explains ? running.measure() : [];
  running.release();
  return { data: completed?.data, errors: completed?.errors ?? [], kept: running.kept, measured };
}

/** Reads the arguments of a field of the root. */
function toInput(field: RootField, variables: Readonly<Record<string, unknown>>, context: RunContext): RootInput {
  if (field.kind === 'typename' || field.kind === 'refused') return { rows: rowsOfKeys([]) };
  const name =
    field.kind === 'connection' ? field.connection.field : field.kind === 'entry' ? field.entry.field : field.field;
  const definition = context.schema.getQueryType()?.getFields()[name];
  const [node] = field.nodes;
  if (!definition || !node) throw new Error(`The schema has no Query.${name}`);
  try {
    const args = getArgumentValues(definition, node, variables);
    if (field.kind === 'united') return { rows: rowsOfKeys([[args[field.argument]]]) };
    if (field.kind === 'entry') return { rows: rowsOfKeys(toKeys(field, args as EntryArguments, context)) };
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
): readonly Key[] {
  if ('toKeys' in options) return options.toKeys(args, context);
  const key = options.toKey ? options.toKey(args, context) : options.arguments.map(({ name }) => args[name]);
  return key ? [key] : [];
}

class Run {
  readonly results: Results;
  readonly kept: KeptCount[] = [];
  /** What each step took; its rows are counted when somebody asks. */
  private readonly took: Omit<MeasuredStep, 'rows'>[] = [];
  /** The keys of each keyed part, a list for each column of the key. */
  private readonly keys = new Map<KeyedPart, readonly unknown[][]>();
  readonly pages: ReadonlyMap<Reading, PagePart>;

  constructor(
    private readonly plan: Plan,
    private readonly inputs: readonly RootInput[],
    private readonly context: RunContext,
  ) {
    this.results = new Results(inputs, plan.readings);
    const pages = plan.root.flatMap((field) => (field.kind === 'connection' && field.page ? [field.page] : []));
    this.pages = new Map(pages.map((page) => [page.rows, page]));
  }

  async start(): Promise<void> {
    const roots = this.plan.steps.filter(({ parent }) => parent === null);
    await Promise.all(roots.filter(({ gate }) => gate === null).map((step) => this.runFrom(step)));
    const gated = roots.filter(({ gate }) => gate !== null);
    if (gated.length === 0) return;
    this.plan.root.forEach((field, rootIndex) => {
      if (field.kind === 'united' && field.isGated && !this.results.isStated(field, rootIndex)) {
        this.results.close(rootIndex);
      }
    });
    await Promise.all(gated.map((step) => this.runFrom(step)));
  }

  /** Runs a step, then all that start from its rows. */
  private async runFrom(step: Step): Promise<void> {
    const [part] = step.parts;
    await (part?.kind === 'count' ? this.count(step, part) : this.read(step));
    const following = this.plan.steps.filter(({ parent }) => parent === step);
    if (following.length > 0) await Promise.all(following.map((next) => this.runFrom(next)));
  }

  private async read(step: Step): Promise<void> {
    for (const part of step.parts) if (part.kind === 'keyed') this.collectKeys(part);
    if (!step.parts.some((part) => this.asksForSomething(part))) {
      this.took.push({ step, ms: null, bytes: 0, skipped: 'no key to ask for' });
      return;
    }
    const started = performance.now();
    try {
      const answer = await this.ask(step);
      const texts = step.outputs.map((_, i) => answer[`c${i}`] ?? '');
      const ms = performance.now() - started;
      requireBounds(step, texts);
      this.take(step, texts);
      const bytes = this.context.explains ? sum(texts.map((text) => Buffer.byteLength(text))) : 0;
      this.took.push({ step, ms, bytes });
    } catch (error) {
      for (const output of step.outputs) if (!('kind' in output)) this.results.setRows(output, { error });
      this.took.push({ step, ms: performance.now() - started, bytes: 0 });
    }
  }

  /** Takes over what a statement has answered, each reading after the one whose rows it belongs to. */
  private take(step: Step, texts: readonly string[]): void {
    const keyed = new Map(step.parts.flatMap((part) => (part.kind === 'keyed' ? [[part.rows, part] as const] : [])));
    step.outputs.forEach((output, i) => {
      if ('kind' in output) return;
      const { origin } = output;
      const part = keyed.get(output);
      const within = origin.of === 'nested' ? this.results.rowsOf(origin.within) : null;
      const owners = part ? this.results.numbersOf(part).size : within && !('error' in within) ? within.length : 0;
      this.results.setRows(output, parseRows(texts[i] ?? '', owners));
    });
  }

  private async count(step: Step, part: CountPart): Promise<void> {
    const query = this.inputs[part.rootIndex]?.query;
    if (!query) {
      this.took.push({ step, ms: null, bytes: 0, skipped: 'no key to ask for' });
      return;
    }
    const sent: { at: number | null } = { at: null };
    const ask = async (): Promise<number> => {
      sent.at = performance.now();
      return Number(JSON.parse((await this.ask(step))['c0'] ?? '0'));
    };
    try {
      const { count, age } = await this.context.counts.get(bindingOf(part.connection, query), ask);
      this.results.setCount(part, count);
      if (age !== null) this.kept.push({ path: part.path, age });
    } catch (error) {
      this.results.setCount(part, { error });
    }
    if (sent.at === null) this.took.push({ step, ms: null, bytes: 0, skipped: 'counted before' });
    else this.took.push({ step, ms: performance.now() - sent.at, bytes: 0 });
  }

  /** What the steps took, with their rows. */
  measure(): readonly MeasuredStep[] {
    return this.took.map((took) => ({ ...took, rows: this.countRows(took.step) }));
  }

  /** Lets go of all that was read. */
  release(): void {
    this.results.release();
    this.keys.clear();
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
      case 'scope':
        return this.context.view.scope[source.dimension] ?? [];
      case 'filter':
        return this.inputs[source.rootIndex]?.query?.values[source.index] ?? null;
      case 'after':
        return this.inputs[source.rootIndex]?.query?.after?.[source.column] ?? null;
      case 'limit':
        return this.inputs[source.rootIndex]?.query ? source.value : 0;
    }
  }

  /** Numbers the distinct keys that a part's source rows hold, from 0. */
  private collectKeys(part: KeyedPart): void {
    const { positions, guard, source } = part;
    const numbers = new Map<unknown, number>();
    const columns: unknown[][] = positions.map(() => []);
    const rows = this.results.rowsOf(source);
    if ('error' in rows) return;
    const shown = this.results.shownOf(source, this.pages);
    for (let row = 0; row < shown; row += 1) {
      if (guard && !isAccepted(guard, rows, row)) continue;
      const key = keyOf(rows, row, positions);
      if (key === null || numbers.has(key)) continue;
      numbers.set(key, numbers.size);
      positions.forEach((position, i) => columns[i]?.push(rows.value(position, row)));
    }
    this.keys.set(part, columns);
    this.results.setNumbers(part, numbers);
  }

  private asksForSomething(part: Part): boolean {
    if (part.kind === 'keyed') return this.results.numbersOf(part).size > 0;
    return this.inputs[part.rootIndex]?.query !== undefined;
  }

  private countRows({ outputs }: Step): number {
    return sum(
      outputs.map((output) => {
        if ('kind' in output) return typeof this.results.countOf(output) === 'number' ? 1 : 0;
        const rows = this.results.rowsOf(output);
        return 'error' in rows ? 0 : rows.length;
      }),
    );
  }
}

/** A character of a text is three bytes of UTF-8 at most. */
const BYTES_OF_CHARACTER = 3;

/** A register that sends more than the columns' declared lengths allow is not read: the answer's size rests on it. */
function requireBounds({ bounds, database }: Step, texts: readonly string[]): void {
  if (sum(texts.map(({ length }) => length)) * BYTES_OF_CHARACTER <= bounds.bytes) return;
  const bytes = sum(texts.map((text) => Buffer.byteLength(text)));
  if (bytes <= bounds.bytes) return;
  throw new LienThongError('SOURCE_VALUE_INVALID', 'The register sent longer values than it declares', {
    register: database,
    bytes,
    most: bounds.bytes,
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
