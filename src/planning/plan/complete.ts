import { type GraphQLError, locatedError } from 'graphql';
import type { Secrets } from '../declaration';
import { AnswerText, quote } from './answer';
import type { FieldPlan, ObjectPlan, PageEdgeField, PageField, Plan, RootField } from './plan';
import {
  type Failed,
  isAccepted,
  keyOf,
  type KeysInput,
  type QueryInput,
  type Results,
  type RootInput,
  type Rows,
  type UnitedField,
} from './results';
import { type ConnectionField, type ShownPage, showPage, writePageInfo } from './shown-page';

/** What a plan's results become: the answer's data and its errors, located, as graphql-js gives them. */
export interface Completed {
  readonly data: AnswerText;
  readonly errors: readonly GraphQLError[];
}

/**
 * Writes the answer from what the steps have read. Gives null when more fields fail than `mayFail` allows. Where
 * several fields of an object may not be null and are, the first has the error.
 */
export function complete(plan: Plan, results: Results, secrets: Secrets, mayFail: () => boolean): Completed | null {
  const completion = new Completion(results, secrets, mayFail);
  try {
    return { data: new AnswerText(completion.root(plan.root)), errors: completion.errors };
  } catch (error) {
    if (error instanceof TooManyFailures) return null;
    throw error;
  }
}

class TooManyFailures extends Error {}

/** A value as JSON; `NULLED` where it is null and may not be, so that whatever holds it becomes null itself. */
type Written = string | typeof NULLED;
const NULLED = null;
const NULL = 'null';
const NO_ROWS = '[]';

type EntryField = RootField & { readonly kind: 'entry' };

class Completion {
  readonly errors: GraphQLError[] = [];
  private readonly path: (string | number)[] = [];
  /** What several sources lead to, written once: by the field that shows it and the number of its key. */
  private readonly shared = new Map<FieldPlan, string[]>();

  constructor(
    private readonly results: Results,
    private readonly secrets: Secrets,
    private readonly mayFail: () => boolean,
  ) {}

  root(fields: readonly RootField[]): string {
    let text = '{';
    fields.forEach((field, rootIndex) => {
      this.path.push(field.key);
      text += field.head + this.rootField(field, this.results.input(rootIndex));
      this.path.pop();
    });
    return `${text}}`;
  }

  /** Every field of the root may be null, so none takes the others along. */
  private rootField(field: RootField, input: RootInput): string {
    if (field.kind === 'typename') return quote(field.name);
    if (field.kind === 'refused') return this.fail(field, field.error);
    if ('error' in input) return this.fail(field, input.error);
    if (input.query !== undefined) return this.page(field as ConnectionField, input) ?? NULL;
    return field.kind === 'entry' ? this.entry(field, input) : this.united(field as UnitedField, input);
  }

  private entry(field: EntryField, { rows: keys }: KeysInput): string {
    if (keys.length === 0) return field.many ? NO_ROWS : NULL;
    const rows = this.results.rowsOf(field.part.rows);
    if ('error' in rows) return this.fail(field, rows.error);
    if (!field.many) {
      const found = this.results.findRow(field.part, keys, 0);
      return found === null ? NULL : (this.object(field.object, rows, found) ?? NULL);
    }
    let text = '[';
    for (let key = 0; key < keys.length; key += 1) {
      this.path.push(key);
      const found = this.results.findRow(field.part, keys, key);
      const item =
        found === null ? this.failNonNull(field, `Query.${field.entry.field}`) : this.object(field.object, rows, found);
      this.path.pop();
      if (item === NULLED) return NULL;
      text += key === 0 ? item : `,${item}`;
    }
    return `${text}]`;
  }

  private united(field: UnitedField, { rows: keys }: KeysInput): string {
    const isStated = field.evidence.some((part) => this.results.findRow(part, keys, 0) !== null);
    if (isStated) return this.object(field.object, keys, 0) ?? NULL;
    const failure = field.evidence.map((part) => this.results.rowsOf(part.rows)).find((rows) => 'error' in rows);
    return failure ? this.fail(field, failure.error) : NULL;
  }

  private page(field: ConnectionField, { query }: QueryInput): Written {
    const page = field.page && showPage(field, this.results.rowsOf(field.page.rows), query, this.secrets.cursor);
    let text = '{';
    for (const pageField of field.fields) {
      this.path.push(pageField.key);
      const value = this.pageField(pageField, page);
      this.path.pop();
      if (value === NULLED) return NULLED;
      text += pageField.head + value;
    }
    return `${text}}`;
  }

  private pageField(field: PageField, page: ShownPage | Failed | null): Written {
    if (field.kind === 'typename') return quote(field.name);
    if (field.kind === 'totalCount') {
      const count = this.results.countOf(field.part);
      return typeof count === 'number' ? String(count) : this.fail(field, count.error);
    }
    if (!page || 'error' in page) {
      const none = this.fail(field, page?.error ?? new Error('The page was not read'));
      return field.kind === 'edges' ? none : NULLED;
    }
    if (field.kind === 'pageInfo') return writePageInfo(field.fields, page);
    let text = '[';
    for (let row = 0; row < page.length; row += 1) {
      this.path.push(row);
      const edge = this.pageEdge(field.fields, page, row);
      this.path.pop();
      if (edge === NULLED) return NULL;
      text += row === 0 ? edge : `,${edge}`;
    }
    return `${text}]`;
  }

  private pageEdge(fields: readonly PageEdgeField[], { rows, cursors }: ShownPage, row: number): Written {
    let text = '{';
    for (const field of fields) {
      if (field.kind === 'typename') text += field.head + quote(field.name);
      else if (field.kind === 'cursor') text += `${field.head}"${cursors[row] ?? ''}"`;
      else {
        this.path.push(field.key);
        const node = this.object(field.object, rows, row);
        this.path.pop();
        if (node === NULLED) return NULLED;
        text += field.head + node;
      }
    }
    return `${text}}`;
  }

  private object({ fields }: ObjectPlan, rows: Rows, row: number): Written {
    let text = '{';
    for (const field of fields) {
      const value = this.field(field, rows, row);
      if (value === NULLED) return NULLED;
      text += field.head + value;
    }
    return `${text}}`;
  }

  private field(field: FieldPlan, rows: Rows, row: number): Written {
    switch (field.kind) {
      case 'value': {
        const stored = rows.value(field.position, row);
        if (stored === null) return this.nothing(field);
        try {
          return field.write(stored);
        } catch (error) {
          return this.failAt(field, error, field.nullable);
        }
      }
      case 'nested': {
        const below = this.results.rowsOf(field.rows);
        return 'error' in below ? NULL : this.below(field, below, row);
      }
      case 'linked':
        return this.linked(field, rows, row);
      case 'united':
        return this.unitedBelow(field, rows, row);
      case 'typename':
        return quote(field.name);
      case 'refused':
        return this.failAt(field, field.error, true);
      case 'list':
        return this.list(field, rows.value(field.position, row));
      case 'opened':
        return this.opened(field, rows, row);
    }
  }

  private linked(field: FieldPlan & { kind: 'linked' }, rows: Rows, row: number): string {
    const { part, many } = field;
    const key = keyOf(rows, row, part.positions);
    if (key === null) return many ? NO_ROWS : NULL;
    const found = this.results.rowsOf(part.rows);
    if ('error' in found) return this.fail(field, found.error, field.key);
    const number = this.results.numbersOf(part).get(key);
    if (number === undefined) return many ? NO_ROWS : NULL;
    let texts = this.shared.get(field);
    if (!texts) this.shared.set(field, (texts = []));
    const known = texts[number];
    if (known !== undefined) return known;
    const failed = this.errors.length;
    const text = this.below(field, found, number);
    // An error has the path of one place, so what has one is written anew for each.
    if (this.errors.length === failed) texts[number] = text;
    return text;
  }

  /** What belongs to an owner: all of it, or the one row there is. */
  private below(field: FieldPlan & { kind: 'nested' | 'linked' }, rows: Rows, owner: number): string {
    const { object, many, key } = field;
    const start = rows.starts[owner] ?? 0;
    const end = rows.starts[owner + 1] ?? 0;
    if (start === end) return many ? NO_ROWS : NULL;
    this.path.push(key);
    const text = many ? this.objects(object, rows, start, end) : this.object(object, rows, start);
    this.path.pop();
    return text ?? NULL;
  }

  private objects(plan: ObjectPlan, rows: Rows, start: number, end: number): Written {
    let text = '[';
    for (let row = start; row < end; row += 1) {
      this.path.push(row - start);
      const item = this.object(plan, rows, row);
      this.path.pop();
      if (item === NULLED) return NULLED;
      text += row === start ? item : `,${item}`;
    }
    return `${text}]`;
  }

  private unitedBelow(field: FieldPlan & { kind: 'united' }, rows: Rows, row: number): string {
    if (!isAccepted(field.guard, rows, row)) return NULL;
    this.path.push(field.key);
    const text = this.object(field.object, rows, row);
    this.path.pop();
    return text ?? NULL;
  }

  private list(field: FieldPlan & { kind: 'list' }, stored: unknown): Written {
    if (stored === null) return this.nothing(field);
    this.path.push(field.key);
    const items: string[] = [];
    for (const item of stored as readonly unknown[]) {
      this.path.push(items.length);
      const written = this.item(field, item);
      this.path.pop();
      if (written === NULLED) break;
      items.push(written);
    }
    this.path.pop();
    if (items.length === (stored as readonly unknown[]).length) return `[${items.join(',')}]`;
    return field.nullable ? NULL : NULLED;
  }

  private item(field: FieldPlan & { kind: 'list' }, item: unknown): Written {
    if (item === null) return field.itemsNullable ? NULL : this.failNonNull(field, field.coordinate);
    try {
      return field.write(item);
    } catch (error) {
      this.fail(field, error);
      return field.itemsNullable ? NULL : NULLED;
    }
  }

  private opened(field: FieldPlan & { kind: 'opened' }, rows: Rows, row: number): Written {
    const stored = rows.value(field.position, row);
    if (stored === null) return this.nothing(field);
    try {
      const recordKey = field.keyPositions.map((position) => String(rows.value(position, row))).join('/');
      const opened = field.open(stored, recordKey, this.secrets);
      return opened === null || opened === undefined ? this.nothing(field) : field.write(opened);
    } catch (error) {
      return this.failAt(field, error, field.nullable);
    }
  }

  /** A null of the register: it stands, unless the field is never null. */
  private nothing(field: FieldPlan & { nullable: boolean; coordinate: string }): Written {
    if (field.nullable) return NULL;
    this.path.push(field.key);
    this.failNonNull(field, field.coordinate);
    this.path.pop();
    return NULLED;
  }

  private failNonNull(field: { readonly nodes: FieldPlan['nodes'] }, coordinate: string): typeof NULLED {
    this.fail(field, new Error(`Cannot return null for non-nullable field ${coordinate}.`));
    return NULLED;
  }

  private failAt(field: FieldPlan, error: unknown, nullable: boolean): Written {
    const text = this.fail(field, error, field.key);
    return nullable ? text : NULLED;
  }

  /** Notes an error at the present path, or below it at `key`. Gives the null that stands there. */
  private fail({ nodes }: { readonly nodes: FieldPlan['nodes'] }, error: unknown, key?: string): string {
    if (!this.mayFail()) throw new TooManyFailures();
    const path = key === undefined ? [...this.path] : [...this.path, key];
    this.errors.push(locatedError(error, nodes, path));
    return NULL;
  }
}
