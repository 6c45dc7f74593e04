import {
  type GraphQLArgumentConfig,
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { MASKS } from '../../agreements/mask';
import { allDeclarations, type TypeDeclaration } from '../declaration';
import { maskOf, type ViewRules } from './rules';
import { scopeOf } from './scope';
import { whyUnusable } from './usable';
import { isWholeInput } from './whole-inputs';

type AnyField = GraphQLField<unknown, unknown>;

/**
 * The schema of a view: of the graph only what the view grants, and of that only what can be reached from a root. What
 * is left out is nowhere, so that validation, introspection and suggestions know nothing of it. Resolvers stay.
 */
export function deriveSchema(graph: GraphQLSchema, rules: ViewRules): GraphQLSchema {
  return new Derivation(graph, rules).schema();
}

class Derivation {
  private readonly declared = new Map(
    allDeclarations().map((each): [string, TypeDeclaration] => [each.type.name, each]),
  );
  private readonly kept = new Map<string, readonly AnyField[]>();
  private readonly made = new Map<string, GraphQLNamedType>();
  /** Inputs of the root of queries: each of their fields is granted by itself, unless the input goes as a whole. */
  private readonly conditions: ReadonlySet<string>;

  constructor(
    private readonly graph: GraphQLSchema,
    private readonly rules: ViewRules,
  ) {
    const args = Object.values(graph.getQueryType()?.getFields() ?? {}).flatMap(({ args }) => args);
    const inputs = args.map(({ type }) => getNamedType(type).name);
    this.conditions = new Set(inputs.filter((name) => !isWholeInput(name)));
    this.settle();
  }

  schema(): GraphQLSchema {
    const root = (type: GraphQLObjectType | null | undefined): GraphQLObjectType | null =>
      type && this.fieldsOf(type).length > 0 ? (this.named(type) as GraphQLObjectType) : null;
    const { directives } = this.graph.toConfig();
    const query = root(this.graph.getQueryType()) ?? this.emptyQuery();
    return new GraphQLSchema({ query, mutation: root(this.graph.getMutationType()), directives });
  }

  /** A schema has a query, so a view that grants none answers `__typename` alone, through a field that is always null. */
  private emptyQuery(): GraphQLObjectType {
    const nothing = { type: this.graph.getType('Boolean') as GraphQLOutputType, description: 'Nothing is granted.' };
    return new GraphQLObjectType({ name: 'Query', description: 'Nothing is granted.', fields: { nothing } });
  }

  /** Finds the fields of each type that stay. A type without any is gone, and with it every field that leads to it. */
  private settle(): void {
    const types = Object.values(this.graph.getTypeMap()).filter(
      (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
    );
    for (const type of types) {
      this.kept.set(
        type.name,
        Object.values(type.getFields() as Record<string, AnyField>).filter((field) => this.isGranted(type, field)),
      );
    }
    for (let isSettled = false; !isSettled;) {
      isSettled = true;
      for (const type of types) {
        const fields = this.fieldsOf(type);
        const left = fields.filter((field) => {
          const target = getNamedType(field.type);
          return !isObjectType(target) || this.fieldsOf(target).length > 0;
        });
        if (left.length < fields.length) isSettled = false;
        this.kept.set(type.name, left);
      }
    }
  }

  private isGranted(type: GraphQLObjectType, field: AnyField): boolean {
    const coordinate = `${type.name}.${field.name}`;
    const isRoot = type === this.graph.getQueryType() || type === this.graph.getMutationType();
    if (isRoot || this.declared.has(type.name)) {
      const access = this.rules.accessTo(coordinate);
      return access !== null && access !== 'VERIFY' && whyUnusable(coordinate, this.rules) === null;
    }
    // What no register holds comes with the field that leads to it; the records in it are reached by themselves.
    const target = this.declared.get(getNamedType(field.type).name);
    return !target || scopeOf(target, this.rules) !== null;
  }

  private fieldsOf(type: GraphQLObjectType): readonly AnyField[] {
    return this.kept.get(type.name) ?? [];
  }

  private named(type: GraphQLNamedType): GraphQLNamedType {
    let made = this.made.get(type.name);
    if (!made) this.made.set(type.name, (made = this.make(type)));
    return made;
  }

  private make(type: GraphQLNamedType): GraphQLNamedType {
    if (isObjectType(type)) {
      const config = type.toConfig();
      const fields = (): Record<string, GraphQLFieldConfig<unknown, unknown>> =>
        Object.fromEntries(this.fieldsOf(type).map(({ name }) => [name, this.field(type, name)]));
      return new GraphQLObjectType({ ...config, fields });
    }
    if (isInputObjectType(type)) {
      const config = type.toConfig();
      const kept = this.inputFields(type);
      const fields = Object.fromEntries(
        kept.map((name) => {
          const field = config.fields[name];
          if (!field) throw new Error(`${type.name} has no field ${name}`);
          return [name, { ...field, type: this.wrap(field.type) as GraphQLInputType }];
        }),
      );
      return new GraphQLInputObjectType({ ...config, fields });
    }
    if (!isEnumType(type)) return type;
    const config = type.toConfig();
    const values = Object.entries(config.values).filter(
      ([name]) => whyUnusable(`${type.name}.${name}`, this.rules) === null,
    );
    if (values.length === Object.keys(config.values).length) return type;
    return new GraphQLEnumType({ ...config, values: Object.fromEntries(values) });
  }

  private field(type: GraphQLObjectType, name: string): GraphQLFieldConfig<unknown, unknown> {
    const config = type.toConfig().fields[name] as GraphQLFieldConfig<unknown, unknown>;
    const mask = maskOf(this.rules, `${type.name}.${name}`);
    const description = mask ? `${config.description ?? ''} Masked: ${MASKS[mask].description}.` : config.description;
    return {
      ...config,
      description,
      type: this.wrap(config.type) as GraphQLOutputType,
      args: this.args(config.args ?? {}),
    };
  }

  /** An argument whose type has no field or value left is gone. */
  private args(args: GraphQLFieldConfigArgumentMap): GraphQLFieldConfigArgumentMap {
    const left = Object.entries(args).flatMap(([name, arg]): [string, GraphQLArgumentConfig][] => {
      const named = getNamedType(arg.type);
      if (isInputObjectType(named) && this.inputFields(named).length === 0) return [];
      return [[name, { ...arg, type: this.wrap(arg.type) as GraphQLInputType }]];
    });
    return Object.fromEntries(left);
  }

  private inputFields(type: GraphQLInputObjectType): readonly string[] {
    const names = Object.keys(type.getFields());
    if (!this.conditions.has(type.name)) return names;
    return names.filter((name) => {
      const coordinate = `${type.name}.${name}`;
      return this.rules.accessTo(coordinate) === 'READ' && whyUnusable(coordinate, this.rules) === null;
    });
  }

  private wrap(type: GraphQLOutputType | GraphQLInputType): GraphQLOutputType | GraphQLInputType {
    if (isNonNullType(type)) return new GraphQLNonNull(this.wrap(type.ofType as GraphQLOutputType) as never);
    if (isListType(type)) return new GraphQLList(this.wrap(type.ofType as GraphQLOutputType) as never);
    return this.named(type) as GraphQLOutputType;
  }
}
