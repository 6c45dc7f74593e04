import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { AnswerText } from './answer';

type Fields = ReadonlyMap<string, readonly FieldNode[]>;

interface Place {
  /** The place of each name among its siblings, and each index: sorts errors as the answer shows their fields. */
  readonly order: readonly number[];
  /** How long the part of the path is that becomes null because of the error. */
  readonly nulls: number;
}

/**
 * Puts errors into the order of their fields in the answer, and keeps one for each place that became null because of a
 * field below it that may not be: the first such field's. In graphql-js both depend on which register answered first.
 */
export function settleErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  data: unknown,
  errors: readonly GraphQLError[],
): readonly GraphQLError[] {
  if (errors.length < 2) return errors;
  const answer = data instanceof AnswerText ? data.toJSON() : data;
  const placeOf = placesOf(schema, document, operation, variables);
  const kept = new Map<string, { error: GraphQLError; place: Place }>();
  errors.forEach((error, i) => {
    const path = error.path ?? [];
    const place = placeOf(path);
    const nulled = findNulled(answer, path);
    const key = nulled === null ? `error ${i}` : `null ${JSON.stringify(path.slice(0, nulled))}`;
    const known = kept.get(key);
    if (!known || isBefore(place, known.place, nulled)) kept.set(key, { error, place });
  });
  return [...kept.values()].sort((a, b) => compareOrders(a.place.order, b.place.order)).map(({ error }) => error);
}

/** How long the part of a path is that leads to a null above the field itself; null when there is none. */
function findNulled(data: unknown, path: readonly (string | number)[]): number | null {
  let value = data;
  for (let i = 0; i < path.length; i += 1) {
    if (value === null || value === undefined) return i;
    value = (value as Record<string | number, unknown>)[path[i] ?? ''];
  }
  return null;
}

/** Of two fields below a null, the one that made it so, or else the first. */
function isBefore(a: Place, b: Place, nulled: number | null): boolean {
  const isCause = a.nulls === nulled;
  return isCause === (b.nulls === nulled) ? compareOrders(a.order, b.order) < 0 : isCause;
}

function compareOrders(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function placesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): (path: readonly (string | number)[]) => Place {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as never;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const query = schema.getQueryType() as GraphQLObjectType;
  const root = collectFields(schema, fragments, variables, query, operation.selectionSet);
  const known = new Map<readonly FieldNode[], Fields>();
  const below = (type: GraphQLObjectType, nodes: readonly FieldNode[]): Fields => {
    const fields = known.get(nodes) ?? collectSubfields(schema, fragments, variables, type, nodes);
    known.set(nodes, fields);
    return fields;
  };
  return (path) => {
    const order: number[] = [];
    let nulls = 0;
    let owner = query;
    let fields = root;
    let nodes: readonly FieldNode[] | undefined;
    let type: GraphQLOutputType | undefined;
    for (const step of path) {
      if (typeof step === 'number') {
        order.push(step);
        const list = type && getNullableType(type);
        type = isListType(list) ? list.ofType : undefined;
        if (!isNonNullType(type)) nulls = order.length;
        continue;
      }
      const named = type && getNamedType(type);
      if (nodes && isObjectType(named)) {
        owner = named;
        fields = below(owner, nodes) as never;
      }
      order.push([...fields.keys()].indexOf(step));
      nodes = fields.get(step);
      type = owner.getFields()[nodes?.[0]?.name.value ?? '']?.type;
      if (!isNonNullType(type)) nulls = order.length;
    }
    return { order, nulls };
  };
}
