import { type GraphQLError, locatedError } from 'graphql';
import type { Secrets } from '../declaration';
import { Answer } from './answer';
import { type ConnectionField, type ShownPage, showPage, toPageInfo } from './shown-page';
import type { FieldPlan, ObjectPlan, PageEdgeField, PageField, Plan, RootField } from './plan';
import {
  type Failed,
  isAccepted,
  keyOf,
  type KeysInput,
  type QueryInput,
  type Results,
  type RootInput,
  type StoredRow,
} from './results';

/** Stands for null where null is not allowed: whatever holds it becomes null itself. */
const NULLED = Symbol('null in a field that is never null');

/** What a plan's results become: the answer's data and its errors, located, as graphql-js gives them. */
export interface Completed {
  readonly data: Answer | null;
  readonly errors: readonly GraphQLError[];
}

/**
 * Puts the answer together from what the steps have read. Gives null when more fields fail than `mayFail` allows.
 * Where several fields of an object may not be null and are, the first has the error.
 */
export function complete(plan: Plan, results: Results, secrets: Secrets, mayFail: () => boolean): Completed | null {
  const completion = new Completion(results, secrets, mayFail);
  try {
    const data = completion.root(plan.root);
    return { data: data === NULLED ? null : data, errors: completion.errors };
  } catch (error) {
    if (error instanceof TooManyFailures) return null;
    throw error;
  }
}

class TooManyFailures extends Error {}

type Value = unknown;
type EntryField = RootField & { readonly kind: 'entry' };
type UnitedField = RootField & { readonly kind: 'united' };

class Completion {
  readonly errors: GraphQLError[] = [];
  private readonly path: (string | number)[] = [];
  /** Objects that several sources lead to, made once: by the field that shows them and the number of their key. */
  private readonly shared = new Map<FieldPlan, Value[]>();

  constructor(
    private readonly results: Results,
    private readonly secrets: Secrets,
    private readonly mayFail: () => boolean,
  ) {}

  root(fields: readonly RootField[]): Answer | typeof NULLED {
    const answer = new Answer();
    fields.forEach((field, rootIndex) => {
      this.path.push(field.key);
      answer[field.key] = this.rootField(field, this.results.input(rootIndex));
      this.path.pop();
    });
    return answer;
  }

  /** Every field of the root may be null, so none takes the others along. */
  private rootField(field: RootField, input: RootInput): Value {
    if (field.kind === 'typename') return field.name;
    if (field.kind === 'refused') return this.fail(field, field.error);
    if ('error' in input) return this.fail(field, input.error);
    if (input.query === undefined)
      return field.kind === 'entry' ? this.entry(field, input) : this.united(field as UnitedField, input);
    const value = this.page(field as ConnectionField, input);
    return value === NULLED ? null : value;
  }

  private entry(field: EntryField, { rows }: KeysInput): Value {
    if (rows.length === 0) return field.many ? [] : null;
    const result = this.results.keyed(field.part);
    if ('error' in result) return this.fail(field, result.error);
    const answers: Value[] = [];
    for (const row of rows) {
      const found = result.at(row) as StoredRow | undefined;
      if (!field.many) {
        const answer = found ? this.object(field.object, found) : null;
        return answer === NULLED ? null : answer;
      }
      this.path.push(answers.length);
      const answer = found ? this.object(field.object, found) : NULLED;
      if (!found) this.failNonNull(field, `Query.${field.entry.field}`);
      this.path.pop();
      if (answer === NULLED) return null;
      answers.push(answer);
    }
    return answers;
  }

  private united(field: UnitedField, { rows }: KeysInput): Value {
    const row = rows[0] as StoredRow;
    const evidence = field.evidence.map((part) => this.results.keyed(part));
    if (!evidence.some((result) => !('error' in result) && result.at(row) !== undefined)) {
      const failed = evidence.find((result) => 'error' in result);
      return failed && 'error' in failed ? this.fail(field, failed.error) : null;
    }
    const answer = this.object(field.object, row);
    return answer === NULLED ? null : answer;
  }

  private page(field: ConnectionField, { query }: QueryInput): Value {
    const answer = new Answer();
    const page = field.page && showPage(field, this.results.page(field.page), query, this.secrets.cursor);
    for (const pageField of field.fields) {
      this.path.push(pageField.key);
      const value = this.pageField(pageField, page);
      this.path.pop();
      if (value === NULLED) return NULLED;
      answer[pageField.key] = value;
    }
    return answer;
  }

  private pageField(field: PageField, page: ShownPage | Failed | null): Value {
    if (field.kind === 'typename') return field.name;
    if (field.kind === 'totalCount') {
      const count = this.results.count(field.part);
      return typeof count === 'number' ? count : this.fail(field, count.error);
    }
    if (!page || 'error' in page) {
      this.fail(field, page?.error ?? new Error('The page was not read'));
      return field.kind === 'edges' ? null : NULLED;
    }
    if (field.kind === 'pageInfo') return toPageInfo(field.fields, page);
    const answers: Value[] = [];
    for (const row of page.rows) {
      this.path.push(answers.length);
      const answer = this.pageEdge(field.fields, row, page.cursors[answers.length] ?? '');
      this.path.pop();
      if (answer === NULLED) return null;
      answers.push(answer);
    }
    return answers;
  }

  private pageEdge(fields: readonly PageEdgeField[], row: StoredRow, cursor: string): Value {
    const answer = new Answer();
    for (const field of fields) {
      let value: Value = cursor;
      if (field.kind === 'typename') value = field.name;
      else if (field.kind === 'node') {
        this.path.push(field.key);
        value = this.object(field.object, row);
        this.path.pop();
        if (value === NULLED) return NULLED;
      }
      answer[field.key] = value;
    }
    return answer;
  }

  private object(plan: ObjectPlan, row: StoredRow): Answer | typeof NULLED {
    const answer = new Answer();
    for (const field of plan.fields) {
      const value = this.field(field, row);
      if (value === NULLED) return NULLED;
      answer[field.key] = value;
    }
    return answer;
  }

  private field(field: FieldPlan, row: StoredRow): Value {
    switch (field.kind) {
      case 'plain': {
        const stored = row[field.position];
        return stored === null && !field.nullable ? this.missing(field, field.coordinate) : stored;
      }
      case 'serialized': {
        const stored = row[field.position];
        if (stored === null) return field.nullable ? null : this.missing(field, field.coordinate);
        try {
          return field.serialize(stored);
        } catch (error) {
          return this.failAt(field, error, field.nullable);
        }
      }
      case 'nested':
        return this.below(field, row[field.position] as StoredRow | readonly StoredRow[] | null);
      case 'linked':
        return this.linked(field, row);
      case 'united':
        return this.unitedBelow(field, row);
      case 'typename':
        return field.name;
      case 'refused':
        return this.failAt(field, field.error, true);
      case 'list':
        return this.list(field, row[field.position]);
      case 'opened':
        return this.opened(field, row);
    }
  }

  private linked(field: FieldPlan & { kind: 'linked' }, row: StoredRow): Value {
    const { part, many } = field;
    const key = keyOf(row, part.positions);
    if (key === null) return many ? [] : null;
    const result = this.results.keyed(part);
    if ('error' in result) return this.failAt(field, result.error, true);
    const number = result.numbers.get(key);
    const found = number === undefined ? undefined : result.found[number];
    if (found === undefined) return many ? [] : null;
    let answers = this.shared.get(field);
    if (!answers) this.shared.set(field, (answers = []));
    const known = answers[number as number];
    if (known !== undefined) return known;
    const failed = this.errors.length;
    const answer = this.below(field, found as StoredRow | readonly StoredRow[]);
    // An error has the path of one place, so what has one is made anew for each.
    if (this.errors.length === failed) answers[number as number] = answer;
    return answer;
  }

  private below(
    field: FieldPlan & { kind: 'nested' | 'linked' },
    found: StoredRow | readonly StoredRow[] | null,
  ): Value {
    if (found === null) return field.many ? [] : null;
    this.path.push(field.key);
    const value = field.many
      ? this.objects(field.object, found as readonly StoredRow[])
      : this.object(field.object, found as StoredRow);
    this.path.pop();
    return value === NULLED ? null : value;
  }

  private objects(plan: ObjectPlan, rows: readonly StoredRow[]): Value {
    const answers: Value[] = [];
    for (const row of rows) {
      this.path.push(answers.length);
      const answer = this.object(plan, row);
      this.path.pop();
      if (answer === NULLED) return null;
      answers.push(answer);
    }
    return answers;
  }

  private unitedBelow(field: FieldPlan & { kind: 'united' }, row: StoredRow): Value {
    if (!isAccepted(field.guard, row)) return null;
    this.path.push(field.key);
    const answer = this.object(field.object, row);
    this.path.pop();
    return answer === NULLED ? null : answer;
  }

  private list(field: FieldPlan & { kind: 'list' }, stored: unknown): Value {
    if (stored === null) return field.nullable ? null : this.missing(field, field.coordinate);
    const answers: Value[] = [];
    this.path.push(field.key);
    for (const item of stored as readonly unknown[]) {
      let answer: Value = item;
      this.path.push(answers.length);
      try {
        if (item !== null && field.serialize) answer = field.serialize(item);
        else if (item === null && !field.itemsNullable) this.failNonNull(field, field.coordinate);
      } catch (error) {
        this.fail(field, error);
        answer = null;
      }
      this.path.pop();
      if (answer === null && !field.itemsNullable) {
        this.path.pop();
        return field.nullable ? null : NULLED;
      }
      answers.push(answer);
    }
    this.path.pop();
    return answers;
  }

  private opened(field: FieldPlan & { kind: 'opened' }, row: StoredRow): Value {
    const stored = row[field.position];
    if (stored === null) return field.nullable ? null : this.missing(field, field.coordinate);
    try {
      const recordKey = field.keyPositions.map((position) => String(row[position])).join('/');
      const opened = field.open(stored, recordKey, this.secrets);
      if (opened === null || opened === undefined) return field.nullable ? null : this.missing(field, field.coordinate);
      return field.serialize ? field.serialize(opened) : opened;
    } catch (error) {
      return this.failAt(field, error, field.nullable);
    }
  }

  private missing(field: FieldPlan, coordinate: string): typeof NULLED {
    this.path.push(field.key);
    this.failNonNull(field, coordinate);
    this.path.pop();
    return NULLED;
  }

  private failNonNull(field: { readonly nodes: FieldPlan['nodes'] }, coordinate: string): void {
    this.fail(field, new Error(`Cannot return null for non-nullable field ${coordinate}.`));
  }

  /** The error of a field whose name is not on the path yet. */
  private failAt(field: FieldPlan, error: unknown, nullable: boolean): null | typeof NULLED {
    this.path.push(field.key);
    this.fail(field, error);
    this.path.pop();
    return nullable ? null : NULLED;
  }

  /** Notes an error at the present path. Gives the null that stands there. */
  private fail({ nodes }: { readonly nodes: FieldPlan['nodes'] }, error: unknown): null {
    if (!this.mayFail()) throw new TooManyFailures();
    this.errors.push(locatedError(error, nodes, [...this.path]));
    return null;
  }
}
