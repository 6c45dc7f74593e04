import type { FieldNode, GraphQLObjectType } from 'graphql';
import { type Connection, type FilterValues, toFilterShape } from '../connection';
import { getDeclaration } from '../declaration';
import { requireFirst } from '../first';
import {
  type AnyField,
  type Compilation,
  getField,
  nameOf,
  objectTypeOf,
  refusalOf,
  type Variables,
  select,
  type Selected,
} from './compilation';
import { compileObject, plainView, type View } from './compile-object';
import type { CountPart, PageEdgeField, PageField, PageInfoField, RootField } from './plan';
import { askColumn } from './reading';
import { noteSubjects } from './subjects';

/** Plans a page: one part for its rows when a field shows them, one statement for the count when a field shows that. */
export function compileConnection(
  compilation: Compilation,
  connection: Connection,
  field: AnyField,
  args: Variables,
  selected: Selected,
  rootIndex: number,
): RootField {
  const { key, nodes } = selected;
  const first = args['first'] as number;
  const refusal = refusalOf(() => requireFirst(first, connection.most));
  if (refusal) return { ...selected, kind: 'refused', error: refusal };
  const type = getDeclaration(connection.of());
  const shape = toFilterShape(connection, (args['filter'] ?? {}) as FilterValues, compilation.rules);
  const pageType = objectTypeOf(field);
  const selection = select(compilation.fieldsBelow(field, nodes));

  const showsRows = selection.some(({ nodes: below }) => ['edges', 'pageInfo'].includes(nameOf(below)));
  const limit = asksWhetherMoreFollow(compilation, pageType, selection) ? first + 1 : first;
  const rows = compilation.readings.begin(type, { of: 'part' }, limit);
  const after = typeof args['after'] === 'string';
  const page = showsRows ? compilation.steps.page({ rootIndex, shape, after, first, limit, rows }) : null;
  const view = plainView(rows, first);
  if (showsRows) noteSubjects(compilation, rows, null);

  let count: CountPart | undefined;
  const fields = selection.map((common): PageField => {
    const { nodes: below } = common;
    const fieldName = nameOf(below);
    if (fieldName === '__typename') return { ...common, kind: 'typename', name: pageType.name };
    const pageField = getField(pageType, fieldName);
    if (fieldName === 'totalCount') {
      count ??= compilation.steps.count({ rootIndex, connection, type, shape, path: [key, common.key] });
      return { ...common, kind: 'totalCount', part: count };
    }
    return fieldName === 'pageInfo'
      ? { ...common, kind: 'pageInfo', fields: compilePageInfo(compilation, pageField, below) }
      : { ...common, kind: 'edges', fields: compilePageEdges(compilation, pageField, below, view) };
  });
  const keyPositions = asksForCursors(fields) ? type.key.map((column) => askColumn(rows, column, true)) : [];
  return { ...selected, kind: 'connection', connection, first, page, keyPositions, fields };
}

function asksWhetherMoreFollow(
  compilation: Compilation,
  pageType: GraphQLObjectType,
  selection: readonly Selected[],
): boolean {
  return selection.some(
    ({ nodes }) =>
      nameOf(nodes) === 'pageInfo' &&
      [...compilation.fieldsBelow(getField(pageType, 'pageInfo'), nodes).values()].some(
        (below) => nameOf(below) === 'hasNextPage',
      ),
  );
}

function compilePageInfo(
  compilation: Compilation,
  field: AnyField,
  nodes: readonly FieldNode[],
): readonly PageInfoField[] {
  return select(compilation.fieldsBelow(field, nodes)).map((common): PageInfoField => {
    const name = nameOf(common.nodes);
    if (name === '__typename') return { ...common, kind: 'typename', name: objectTypeOf(field).name };
    return { ...common, kind: name as 'hasNextPage' };
  });
}

function compilePageEdges(
  compilation: Compilation,
  field: AnyField,
  nodes: readonly FieldNode[],
  view: View,
): readonly PageEdgeField[] {
  const edgeType = objectTypeOf(field);
  return select(compilation.fieldsBelow(field, nodes)).map((common): PageEdgeField => {
    const name = nameOf(common.nodes);
    if (name === '__typename') return { ...common, kind: 'typename', name: edgeType.name };
    if (name === 'cursor') return { ...common, kind: 'cursor' };
    const node = getField(edgeType, name);
    const selection = compilation.fieldsBelow(node, common.nodes);
    return { ...common, kind: 'node', object: compileObject(compilation, view, objectTypeOf(node), selection) };
  });
}

function asksForCursors(fields: readonly PageField[]): boolean {
  return fields.some(
    (field) =>
      (field.kind === 'edges' && field.fields.some(({ kind }) => kind === 'cursor')) ||
      (field.kind === 'pageInfo' && field.fields.some(({ kind }) => kind === 'startCursor' || kind === 'endCursor')),
  );
}
