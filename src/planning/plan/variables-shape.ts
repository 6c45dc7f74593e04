import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/** Gives the shape of an operation's coerced variables. */
export type ShapeOfVariables = (values: Readonly<Record<string, unknown>>) => string;

/** Scalars whose values a plan depends on: a list's `first`, and what `@skip` and `@include` ask. */
const MATTER = new Set(['Int', 'Boolean']);

/**
 * What a plan depends on of its variables: which are given, which are null, the values of whole numbers, truth values
 * and enums, and the same of the fields of input objects. Texts count as given, whatever they say. Two sets of values
 * of the same shape have the same plan.
 */
export function shaperOf(schema: GraphQLSchema, operation: OperationDefinitionNode): ShapeOfVariables {
  const types = (operation.variableDefinitions ?? []).map(({ variable, type }) => ({
    name: variable.name.value,
    type: typeFromAST(schema, type as never) as GraphQLInputType | undefined,
  }));
  if (types.length === 0) return () => '';
  return (values) => JSON.stringify(types.map(({ name, type }) => (type ? shapeOf(type, values[name]) : null)));
}

function shapeOf(type: GraphQLInputType, value: unknown): unknown {
  if (value === undefined) return 0;
  if (value === null) return null;
  const inner = getNullableType(type);
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    return fields.map((field) => shapeOf(field.type, (value as Record<string, unknown>)[field.name]));
  }
  return isEnumType(inner) || ('name' in inner && MATTER.has(inner.name)) ? { value } : 1;
}
