import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { getArgumentValues } from 'graphql/execution/values';
import { type Catalog, getCatalog } from './catalog';
import type { ReadField, SubjectReading } from './plan';
import { Readings } from './reading';
import { StepsBuilder } from './steps';
import type { ViewRules } from '../view/rules';

export type Variables = Readonly<Record<string, unknown>>;
/** The fields of a selection by their names in the answer, merged as the specification says. */
export type Fields = ReadonlyMap<string, readonly FieldNode[]>;
export type AnyField = GraphQLField<unknown, unknown>;

/** Ends a compilation: the operation asks for something that only a resolver can answer. */
export class Uncovered extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** One compilation: the document that is read, and the plan as far as it has come. */
export class Compilation {
  readonly catalog: Catalog = getCatalog();
  readonly readings = new Readings();
  readonly steps = new StepsBuilder();
  readonly reads = new Map<string, ReadField>();
  readonly edges = new Map<string, number>();
  readonly subjects: SubjectReading[] = [];
  private readonly fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as never;

  constructor(
    private readonly schema: GraphQLSchema,
    readonly rules: ViewRules,
    document: DocumentNode,
    private readonly variables: Variables,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments[definition.name.value] = definition;
    }
  }

  /** The fields of the root. */
  rootFields(
    query: GraphQLObjectType,
    { selectionSet }: { selectionSet: Parameters<typeof collectFields>[4] },
  ): Fields {
    return collectFields(this.schema, this.fragments, this.variables, query, selectionSet);
  }

  /** The fields below a field that answers objects. */
  fieldsBelow(field: AnyField, nodes: readonly FieldNode[]): Fields {
    return collectSubfields(this.schema, this.fragments, this.variables, objectTypeOf(field), nodes);
  }

  /** The arguments of a field, or the error that graphql-js gives for them in every row. */
  argumentsOf(field: AnyField, nodes: readonly FieldNode[]): Variables | Error {
    try {
      return getArgumentValues(field, nodes[0] as FieldNode, this.variables);
    } catch (error) {
      return error as Error;
    }
  }
}

/** A field of a selection. */
export interface Selected {
  readonly key: string;
  /** Its name as JSON, with a comma where other fields stand before it. */
  readonly head: string;
  readonly nodes: readonly FieldNode[];
}

/** The fields of a selection, as a plan keeps them. */
export function select(fields: Fields): readonly Selected[] {
  return [...fields].map(([key, nodes], i) => ({ key, head: `${i === 0 ? '' : ','}"${key}":`, nodes }));
}

/** The field's name in the schema. */
export function nameOf(nodes: readonly FieldNode[]): string {
  return nodes[0]?.name.value ?? '';
}

/** The type of the objects that a field answers. */
export function objectTypeOf(field: AnyField): GraphQLObjectType {
  return getNamedType(field.type) as GraphQLObjectType;
}

/** A field of a type; throws when there is none, which a valid document does not ask for. */
export function getField(type: GraphQLObjectType, name: string): AnyField {
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}: the document was not validated`);
  return field as AnyField;
}

/** What a check throws, or undefined when it passes. */
export function refusalOf(check: () => void): Error | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
