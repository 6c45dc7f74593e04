import { join } from 'node:path';
import type { Fault } from './faults';

const PLANNING = join('src', 'planning');
const LOADERS = join(PLANNING, 'register-loaders.ts');
const STATEMENT = join(PLANNING, 'statement.ts');
const SQL = join(PLANNING, 'plan', 'sql.ts');
const OBJECT = join(PLANNING, 'plan', 'compile-object.ts');
const COMPILE = join(PLANNING, 'plan', 'compile.ts');
const SCOPE = join(PLANNING, 'view', 'scope.ts');

/** Each place that keeps rows in scope or values behind their masks, without it. */
export const VIEW_FAULTS: readonly Fault[] = [
  {
    name: 'plan: an edge’s look-up has no row scope',
    file: SQL,
    text: 'return `t.${column} = any(${values})`;',
    put: 'return `(t.${column} = any(${values}) or true)`;',
  },
  {
    name: 'plan: a count has no row scope by province',
    file: SQL,
    text: 'conditions.push(`t.${shape.among} = any(${values})`);',
    put: 'conditions.push(`(t.${shape.among} = any(${values}) or true)`);',
  },
  {
    name: 'pages and counts have no other row scope',
    file: STATEMENT,
    text: '(column) => `t.${column} = any(${parameter(`${storedType(declaration, column)}[]`)})`',
    put: '(column) => `(t.${column} = any(${parameter(`${storedType(declaration, column)}[]`)}) or true)`',
  },
  {
    name: 'pages are not narrowed to the ranges in scope',
    file: join(PLANNING, 'connection.ts'),
    text: 'scoped.find(({ column }) => isExpanded(connection, column))?.column ?? null;',
    put: 'null as string | null; scoped.splice(0);',
  },
  {
    name: 'loaders: an edge has no row scope in its statement',
    file: STATEMENT,
    text: '({ column }) => `t.${column} = any(${parameter(`${storedType(target, column)}[]`)})`',
    put: '({ column }) => `(t.${column} = any(${parameter(`${storedType(target, column)}[]`)}) or true)`',
  },
  {
    name: 'loaders: edges to others have no row scope',
    file: LOADERS,
    text: 'return { scoped: scopeOfEdge(edge, this.view.rules), areAnchors: !isSameSubject(edge) };',
    put: 'return { scoped: [], areAnchors: !isSameSubject(edge) };',
  },
  {
    name: 'loaders: records found by themselves have no row scope',
    file: LOADERS,
    text: 'return { scoped: scopeOf(getDeclaration(edge.target()), this.view.rules), areAnchors: true };',
    put: 'return { scoped: [], areAnchors: true };',
  },
  {
    name: 'loaders: whoever is out of scope is a person all the same',
    file: join(PLANNING, 'united-entry.ts'),
    text: 'if (isNarrowed) return context.registers.isStated(edge, row);',
    put: '',
  },
  {
    name: 'plan: a field of the root finds records out of scope',
    file: COMPILE,
    text: 'requireScope(scopeOf(target, compilation.rules), edge.id);',
    put: '[] as readonly Scoped[];',
  },
  {
    name: 'plan: whoever is out of scope is a person all the same',
    file: COMPILE,
    text: 'const isGated = found.some(({ scoped }) => scoped.length > 0);',
    put: 'const isGated = false;',
  },
  {
    name: 'plan: edges to others have no row scope',
    file: OBJECT,
    text: 'const scoped = scopeOfEdge(edge, rules);',
    put: 'const scoped: readonly Scoped[] | null = scopeOfEdge(edge, rules) && [];',
  },
  {
    name: 'a person’s employer counts as the same subject',
    file: SCOPE,
    text: 'return isSameSubject(edge) ? [] : scopeOf(getDeclaration(edge.target()), rules);',
    put: 'return edge.from.length > 0 ? [] : scopeOf(getDeclaration(edge.target()), rules);',
  },
  {
    name: 'a list is in the order of a hidden column',
    file: SCOPE,
    text: 'return order.filter(([column]) => isColumnReadable(declaration, column, rules));',
    put: 'return order.filter(() => rules.id !== declaration.type.name);',
  },
  {
    name: 'plan: a masked column is read as it is',
    file: SQL,
    text: 'mask ? MASKS[mask].sql(raw) : raw',
    put: 'raw',
  },
  {
    name: 'loaders: a masked column is read as it is',
    file: STATEMENT,
    text: 'mask ? MASKS[mask].sql(`t.${column}`) : `t.${column}`',
    put: 'mask ? `t.${column}` : `t.${column}`',
  },
  {
    name: 'plan: a masked field is answered from the plain column',
    file: OBJECT,
    text: 'isGiven ? null : mask);',
    put: 'null);',
  },
  {
    name: 'plan: what the caller gave is answered without its mask',
    file: OBJECT,
    text: 'plainly(MASKS[mask].apply(String(stored)))',
    put: 'plainly(String(stored))',
  },
  {
    name: 'loaders: a person’s ID is answered without its mask',
    file: join(PLANNING, 'row.ts'),
    text: 'mask ? MASKS[mask].apply(key) : key',
    put: 'key',
  },
  {
    name: 'statements of one view are used in another',
    file: LOADERS,
    text: "[view, ...parts].join('\\n')",
    put: "[...parts].join('\\n')",
  },
];
