import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import { allDeclarations } from '../planning/declaration';
import { maskOf, type ViewRules } from '../planning/view/rules';
import { isTelling } from '../planning/view/telling-roots';
import { verifiedBy } from '../planning/view/verified';
import type { FieldRead } from './journal';

/** Scalars whose values name a person or an employer. */
const IDENTIFIERS = new Set(['PersonalId', 'LegacyIdCardNumber', 'InsuranceNumber', 'HealthCardNumber', 'TaxCode']);

/**
 * The columns and hand-written fields that a valid operation asks for, read off its document; for what no plan covers.
 * A field of the root that leads to no record of a register, or tells more than the records, is named itself, and with it what
 * it verifies.
 */
export function askedFields(
  schema: GraphQLSchema,
  rules: ViewRules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly FieldRead[] {
  const declared = new Set(allDeclarations().map(({ type }) => type.name));
  const root = schema.getRootType(operation.operation);
  const found = new Map<string, FieldRead>();
  const verified = new Map<string, FieldRead>();
  walk(schema, document, operation, (type, node) => {
    const field = type.getFields()[node.name.value];
    if (!field) return undefined;
    const coordinate = `${type.name}.${field.name}`;
    const target = getNamedType(field.type);
    if (type === root && (isTelling(coordinate) || !leadsToRecords(target, declared))) {
      found.set(coordinate, { coordinate, mask: null });
      for (const each of verifiedBy(coordinate, argumentsOf(field, node, variables) ?? {})) {
        verified.set(each, { coordinate: each, mask: null, isVerified: true });
      }
    }
    if (!declared.has(type.name) || (isObjectType(target) && declared.has(target.name))) return undefined;
    found.set(coordinate, { coordinate, mask: maskOf(rules, coordinate) });
    return undefined;
  });
  return [...new Map([...verified, ...found]).values()];
}

/** Whether a type is one of the registers', or has a field that comes to one. */
function leadsToRecords(type: GraphQLNamedType, declared: ReadonlySet<string>, seen = new Set<string>()): boolean {
  if (!isObjectType(type) || seen.has(type.name)) return false;
  seen.add(type.name);
  if (declared.has(type.name)) return true;
  return Object.values(type.getFields()).some((field) => leadsToRecords(getNamedType(field.type), declared, seen));
}

/** The values of a field's arguments; null for those that are refused. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | null {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return null;
  }
}

/** How many identifiers an operation asks about, found or not: each value of an identifier's scalar in an argument of the root. */
export function countProbed(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  let fields = known.get(operation);
  if (!fields) known.set(operation, (fields = probingFields(schema, document, operation)));
  let probed = 0;
  for (const { field, node } of fields) {
    // An argument that is refused asks about nobody.
    const values = argumentsOf(field, node, variables) ?? {};
    for (const { name, type } of field.args) probed += countIn(type, values[name]);
  }
  return probed;
}

interface Asked {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/** A document is parsed once for each view, so that an operation has one schema. */
const known = new WeakMap<OperationDefinitionNode, readonly Asked[]>();

/** The fields of the root in whose arguments an identifier can stand. */
function probingFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly Asked[] {
  const root = schema.getRootType(operation.operation);
  const asked: Asked[] = [];
  walk(schema, document, operation, (type, node) => {
    const field = type === root ? type.getFields()[node.name.value] : undefined;
    if (field?.args.some(({ type: argument }) => holdsIdentifier(getNamedType(argument)))) asked.push({ field, node });
    return 'pass by';
  });
  return asked;
}

function holdsIdentifier(type: GraphQLNamedType, seen = new Set<string>()): boolean {
  if (!isInputObjectType(type)) return IDENTIFIERS.has(type.name);
  if (seen.has(type.name)) return false;
  seen.add(type.name);
  return Object.values(type.getFields()).some((field) => holdsIdentifier(getNamedType(field.type), seen));
}

function countIn(type: GraphQLInputType, value: unknown): number {
  if (value === null || value === undefined) return 0;
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const items = Array.isArray(value) ? value : [value];
    return items.reduce<number>((sum, item) => sum + countIn(inner.ofType, item), 0);
  }
  if (isInputObjectType(inner)) {
    const given = value as Record<string, unknown>;
    return Object.values(inner.getFields()).reduce((sum, field) => sum + countIn(field.type, given[field.name]), 0);
  }
  return IDENTIFIERS.has(inner.name) ? 1 : 0;
}

/** Visits every field of an operation, each fragment once, but for those below a field that is passed by. */
function walk(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  visit: (type: GraphQLObjectType, node: FieldNode) => 'pass by' | undefined,
): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const seen = new Set<string>();
  const enter = (type: GraphQLObjectType, { selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (visit(type, selection) === 'pass by') continue;
        const field = type.getFields()[selection.name.value];
        const below = field && getNamedType(field.type);
        if (selection.selectionSet && isObjectType(below)) enter(below, selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type;
        if (isObjectType(on)) enter(on, selection.selectionSet);
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        const on = fragment && schema.getType(fragment.typeCondition.name.value);
        if (isObjectType(on) && fragment) enter(on, fragment.selectionSet);
      }
    }
  };
  const root = schema.getRootType(operation.operation);
  if (root) enter(root, operation.selectionSet);
}
