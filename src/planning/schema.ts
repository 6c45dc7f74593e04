import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { isComposed } from './composed';
import { allConnections, filterColumns } from './connection';
import { allDeclarations, edgesFrom, getDeclaration, isDeclaredField, storedType } from './declaration';
import { allEntries } from './entry';

const QUERY_DESCRIPTION = 'Where every question starts: a record by its key, a list, or a search.';
const MUTATION_DESCRIPTION = 'What can be changed through the graph; the registers are not among it.';

type ResolverClass = new () => object;

/**
 * Builds the schema from the declarations. Throws when a type or field is not declared, when a description is missing,
 * or when an edge, entry or filter names a column that its type does not have.
 */
export function assembleSchema(resolvers: readonly ResolverClass[]): GraphQLSchema {
  requireSoundEdges();
  requireSoundRoots();
  const schema = buildSchemaSync({
    resolvers: resolvers as unknown as NonEmptyArray<ResolverClass>,
    validate: false,
    nullableByDefault: false,
  });
  const query = schema.getQueryType();
  if (query) query.description = QUERY_DESCRIPTION;
  const mutation = schema.getMutationType();
  if (mutation) mutation.description = MUTATION_DESCRIPTION;
  requireDeclaredTypes(schema);
  requireDescriptions(schema);
  return schema;
}

function requireSoundEdges(): void {
  for (const declaration of allDeclarations()) {
    for (const edge of edgesFrom(declaration.type)) {
      const target = getDeclaration(edge.target());
      edge.from.forEach((column, i) => {
        const start = storedType(declaration, column);
        const end = target.source ? storedType(target, edge.to[i] ?? '') : start;
        if (start !== end) throw new Error(`${edge.id} joins ${column} (${start}) to ${edge.to[i]} (${end})`);
      });
      edge.order.forEach(([column]) => storedType(target, column));
    }
  }
}

/** `storedType` throws for a column that the type does not have. */
function requireSoundRoots(): void {
  for (const { options } of allEntries()) {
    for (const column of options.by) storedType(getDeclaration(options.of()), column);
  }
  for (const { of, filter } of allConnections()) {
    for (const field of Object.values(filter)) {
      for (const column of filterColumns(field)) storedType(getDeclaration(of()), column);
    }
  }
}

function requireDeclaredTypes(schema: GraphQLSchema): void {
  const declared = new Map(allDeclarations().map((declaration) => [declaration.type.name, declaration]));
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || roots.includes(type)) continue;
    const declaration = declared.get(type.name);
    if (!declaration && !isComposed(type.name)) {
      throw new Error(`${type.name} is not declared: give it @RegisterType, @UnitedType or @composedType`);
    }
    for (const field of Object.keys(type.getFields())) {
      if (!declaration || isDeclaredField(declaration, field)) continue;
      throw new Error(`${type.name}.${field} is not declared: give it @Column or an edge`);
    }
  }
}

function requireDescriptions(schema: GraphQLSchema): void {
  const silent: string[] = [];
  const check = (coordinate: string, description: string | null | undefined): void => {
    if (!description) silent.push(coordinate);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    check(type.name, type.description);
    if (isEnumType(type)) type.getValues().forEach((value) => check(`${type.name}.${value.name}`, value.description));
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields())) {
      check(`${type.name}.${field.name}`, field.description);
      const args = 'args' in field ? field.args : [];
      for (const argument of args) check(`${type.name}.${field.name}(${argument.name}:)`, argument.description);
    }
  }
  if (silent.length > 0) throw new Error(`Without a description: ${silent.join(', ')}`);
}
