import { type GraphQLError, locatedError } from 'graphql';
import type { Secrets } from '../declaration';
import { Answer } from './answer';
import { type ConnectionField, type ShownPage, showPage, toPageInfo } from './shown-page';
import type { FieldPlan, KeyedPart, ObjectPlan, PageEdgeField, PageField, Plan, RootField } from './plan';
import {
  type Failed,
  isAccepted,
  keyOf,
  type KeysInput,
  type QueryInput,
  type Results,
  type RootInput,
  type Rows,
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

  private entry(field: EntryField, { rows: keys }: KeysInput): Value {
    if (keys.length === 0) return field.many ? [] : null;
    const rows = this.results.rowsOf(field.part.rows);
    if ('error' in rows) return this.fail(field, rows.error);
    const answers: Value[] = [];
    for (let key = 0; key < keys.length; key += 1) {
      const found = this.find(field.part, keys, key, rows);
      if (!field.many) {
        const answer = found === null ? null : this.object(field.object, rows, found);
        return answer === NULLED ? null : answer;
      }
      this.path.push(key);
      const answer = found === null ? NULLED : this.object(field.object, rows, found);
      if (found === null) this.failNonNull(field, `Query.${field.entry.field}`);
      this.path.pop();
      if (answer === NULLED) return null;
      answers.push(answer);
    }
    return answers;
  }

  /** The first row that a part has found for the key in a row; null when there is none. */
  private find(part: KeyedPart, keys: Rows, key: number, { starts }: Rows): number | null {
    const number = this.results.numbersOf(part).get(keyOf(keys, key, part.positions));
    if (number === undefined) return null;
    const start = starts[number] ?? 0;
    return start < (starts[number + 1] ?? 0) ? start : null;
  }

  private united(field: UnitedField, { rows: keys }: KeysInput): Value {
    let failure: Failed | undefined;
    let isStated = false;
    for (const part of field.evidence) {
      const rows = this.results.rowsOf(part.rows);
      if ('error' in rows) failure ??= rows;
      else isStated ||= this.find(part, keys, 0, rows) !== null;
    }
    if (!isStated) return failure ? this.fail(field, failure.error) : null;
    const answer = this.object(field.object, keys, 0);
    return answer === NULLED ? null : answer;
  }

  private page(field: ConnectionField, { query }: QueryInput): Value {
    const answer = new Answer();
    const page = field.page && showPage(field, this.results.rowsOf(field.page.rows), query, this.secrets.cursor);
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
      const count = this.results.countOf(field.part);
      return typeof count === 'number' ? count : this.fail(field, count.error);
    }
    if (!page || 'error' in page) {
      this.fail(field, page?.error ?? new Error('The page was not read'));
      return field.kind === 'edges' ? null : NULLED;
    }
    if (field.kind === 'pageInfo') return toPageInfo(field.fields, page);
    const answers: Value[] = [];
    for (let row = 0; row < page.length; row += 1) {
      this.path.push(row);
      const answer = this.pageEdge(field.fields, page, row);
      this.path.pop();
      if (answer === NULLED) return null;
      answers.push(answer);
    }
    return answers;
  }

  private pageEdge(fields: readonly PageEdgeField[], { rows, cursors }: ShownPage, row: number): Value {
    const answer = new Answer();
    for (const field of fields) {
      let value: Value = cursors[row];
      if (field.kind === 'typename') value = field.name;
      else if (field.kind === 'node') {
        this.path.push(field.key);
        value = this.object(field.object, rows, row);
        this.path.pop();
        if (value === NULLED) return NULLED;
      }
      answer[field.key] = value;
    }
    return answer;
  }

  private object(plan: ObjectPlan, rows: Rows, row: number): Answer | typeof NULLED {
    const answer = new Answer();
    for (const field of plan.fields) {
      const value = this.field(field, rows, row);
      if (value === NULLED) return NULLED;
      answer[field.key] = value;
    }
    return answer;
  }

  private field(field: FieldPlan, rows: Rows, row: number): Value {
    switch (field.kind) {
      case 'plain': {
        const stored = rows.value(field.position, row);
        return stored === null && !field.nullable ? this.missing(field, field.coordinate) : stored;
      }
      case 'serialized': {
        const stored = rows.value(field.position, row);
        if (stored === null) return field.nullable ? null : this.missing(field, field.coordinate);
        try {
          return field.serialize(stored);
        } catch (error) {
          return this.failAt(field, error, field.nullable);
        }
      }
      case 'nested': {
        const below = this.results.rowsOf(field.rows);
        return 'error' in below ? null : this.below(field, below, row);
      }
      case 'linked':
        return this.linked(field, rows, row);
      case 'united':
        return this.unitedBelow(field, rows, row);
      case 'typename':
        return field.name;
      case 'refused':
        return this.failAt(field, field.error, true);
      case 'list':
        return this.list(field, rows.value(field.position, row));
      case 'opened':
        return this.opened(field, rows, row);
    }
  }

  private linked(field: FieldPlan & { kind: 'linked' }, rows: Rows, row: number): Value {
    const { part, many } = field;
    const key = keyOf(rows, row, part.positions);
    if (key === null) return many ? [] : null;
    const found = this.results.rowsOf(part.rows);
    if ('error' in found) return this.failAt(field, found.error, true);
    const number = this.results.numbersOf(part).get(key);
    if (number === undefined) return many ? [] : null;
    let answers = this.shared.get(field);
    if (!answers) this.shared.set(field, (answers = []));
    const known = answers[number];
    if (known !== undefined) return known;
    const failed = this.errors.length;
    const answer = this.below(field, found, number);
    // An error has the path of one place, so what has one is made anew for each.
    if (this.errors.length === failed) answers[number] = answer;
    return answer;
  }

  /** What belongs to an owner: all of it, or the one row there is. */
  private below(field: FieldPlan & { kind: 'nested' | 'linked' }, rows: Rows, owner: number): Value {
    const { object, many, key } = field;
    const start = rows.starts[owner] ?? 0;
    const end = rows.starts[owner + 1] ?? 0;
    if (start === end) return many ? [] : null;
    this.path.push(key);
    const value = many ? this.objects(object, rows, start, end) : this.object(object, rows, start);
    this.path.pop();
    return value === NULLED ? null : value;
  }

  private objects(plan: ObjectPlan, rows: Rows, start: number, end: number): Value {
    const answers: Value[] = [];
    for (let row = start; row < end; row += 1) {
      this.path.push(answers.length);
      const answer = this.object(plan, rows, row);
      this.path.pop();
      if (answer === NULLED) return null;
      answers.push(answer);
    }
    return answers;
  }

  private unitedBelow(field: FieldPlan & { kind: 'united' }, rows: Rows, row: number): Value {
    if (!isAccepted(field.guard, rows, row)) return null;
    this.path.push(field.key);
    const answer = this.object(field.object, rows, row);
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

  private opened(field: FieldPlan & { kind: 'opened' }, rows: Rows, row: number): Value {
    const stored = rows.value(field.position, row);
    if (stored === null) return field.nullable ? null : this.missing(field, field.coordinate);
    try {
      const recordKey = field.keyPositions.map((position) => String(rows.value(position, row))).join('/');
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
