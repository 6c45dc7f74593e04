import { join } from 'node:path';

/** A mistake that one could make in the compiler or the runner: a text of a source, and what takes its place. */
export interface Fault {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly put: string;
}

const PLAN = join('src', 'planning', 'plan');

export const FAULTS: readonly Fault[] = [
  {
    name: 'a null key is taken for a key',
    file: join(PLAN, 'complete.ts'),
    text: 'if (key === null) return many',
    put: 'if (key === undefined) return many',
  },
  {
    name: 'the order of a list does not end in the key',
    file: join(PLAN, 'sql.ts'),
    text: 'orderBy(rows.type, order)',
    put: 'orderBy(order.length > 0 ? { ...rows.type, key: [] } : rows.type, order)',
  },
  {
    name: 'a list runs in the wrong direction',
    file: join(PLAN, 'sql.ts'),
    text: 'orderBy(rows.type, order)',
    put: "orderBy(rows.type, order.map(([column]) => [column, 'asc'] as const))",
  },
  {
    name: 'a page starts with the row of its cursor',
    file: join(PLAN, 'sql.ts'),
    text: ') > (',
    put: ') >= (',
  },
  {
    name: 'a cursor is made from another column',
    file: join(PLAN, 'compile-connection.ts'),
    text: 'askColumn(rows, column, true)',
    put: 'askColumn(rows, type.columns.at(-1)?.column ?? column, true)',
  },
  {
    name: 'a count is kept for every filter',
    file: join(PLAN, 'run.ts'),
    text: 'counts.get(bindingOf(part.connection, query),',
    put: 'counts.get(part.connection.field,',
  },
  {
    name: 'a plan is used where @skip or @include say otherwise',
    file: join(PLAN, 'variables-shape.ts'),
    text: "new Set(['Int', 'Boolean'])",
    put: "new Set(['Int'])",
  },
  {
    name: 'one edge under two names has one length',
    file: join(PLAN, 'compile-object.ts'),
    text: 'const rows = readings.nest(',
    put: 'const rows = reading.nested.find((known) => known.edge === edge)?.rows ?? readings.nest(',
  },
  {
    name: 'an edge to a person is followed from what is no personal ID',
    file: join(PLAN, 'results.ts'),
    text: "typeof stated === 'string' && accepts(stated)",
    put: "typeof stated === 'string'",
  },
  {
    name: 'a null that may not be stops at its list',
    file: join(PLAN, 'complete.ts'),
    text: 'if (item === NULLED) return NULLED;',
    put: 'if (item === NULLED) return NO_ROWS;',
  },
  {
    name: 'errors stand in the order in which they came up',
    file: join(PLAN, 'settle-errors.ts'),
    text: '.sort((a, b) => compareOrders(a.place.order, b.place.order))',
    put: '',
  },
  {
    name: 'a text is not escaped',
    file: join(PLAN, 'answer.ts'),
    text: 'ESCAPED.test(text) ? JSON.stringify(text) :',
    put: '',
  },
];
