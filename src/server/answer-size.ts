import {
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isObjectType,
  isLeafType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a list without a `first` holds at most: the provinces of a day. */
const LIST_MOST = 63;
/** A `first` beyond every bound is refused where it stands; here it must not hide that. */
const FIRST_MOST = 1_000;

/**
 * How many values the answer of a valid operation can have at most: every field once for each row in which it can
 * stand, lists taken at their `first`. Read off the document, before anything is read of a register. Each fragment is
 * measured once, so the time is that of the document's length.
 */
export function largestAnswer(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, number>();

  const sizeOfSet = (typeName: string, { selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + sizeOfField(typeName, selection);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + sizeOfFragment(selection.name.value);
      return sum + sizeOfSet(selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    }, 0);

  const sizeOfFragment = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const size = fragment ? sizeOfSet(fragment.typeCondition.name.value, fragment.selectionSet) : 0;
    measured.set(name, size);
    return size;
  };

  const sizeOfField = (typeName: string, node: FieldNode): number => {
    const field = findField(schema, typeName, node.name.value);
    if (!field || !node.selectionSet) return 1;
    const below = getNamedType(field.type).name;
    return 1 + mostRows(field, node, variables) * sizeOfSet(below, node.selectionSet);
  };

  const root = schema.getRootType(operation.operation);
  return root ? sizeOfSet(root.name, operation.selectionSet) : 0;
}

function findField(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> | null {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? (type.getFields()[name] ?? null) : null;
}

/** For how many rows the selection below a field is answered. A connection's `first` stands for its edges too. */
function mostRows(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const declared = field.args.find(({ name }) => name === 'first');
  if (!declared) {
    const isList = isListType(getNullableType(field.type));
    return isList && field.name !== 'edges' && !isLeafType(getNamedType(field.type)) ? LIST_MOST : 1;
  }
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  const value =
    given?.kind === Kind.INT
      ? Number(given.value)
      : given?.kind === Kind.VARIABLE
        ? (variables[given.name.value] ?? declared.defaultValue)
        : declared.defaultValue;
  return typeof value === 'number' ? Math.min(Math.max(value, 1), FIRST_MOST) : FIRST_MOST;
}
