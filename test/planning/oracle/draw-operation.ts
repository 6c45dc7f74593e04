import * as fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { ArgumentDraw, DirectiveDraw, Drawn, DrawnValue, Selection } from './shape-of-operation';

/** Values that mean something in the register at hand, by the name of their GraphQL type or argument. */
export type Samples = Readonly<Record<string, readonly unknown[]>>;

/** Names that an answer's objects must not stumble over, and two ordinary ones. */
const ALIASES = ['a', 'b', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'length'];
const DEPTH_MOST = 6;

/** Random operations over the schema's queries. */
export function drawOperation(schema: GraphQLSchema, samples: Samples): fc.Arbitrary<Drawn> {
  const drawing = new Drawing(samples);
  const query = schema.getQueryType() as GraphQLObjectType;
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__') && type !== query,
  );
  return fc.record({
    root: fc.array(drawing.field(query, DEPTH_MOST), { minLength: 1, maxLength: 3, size: 'max' }),
    fragments: fc.array(
      fc
        .constantFrom(...types)
        .chain((type) => drawing.selections(type, 2).map((selections) => ({ type: type.name, selections }))),
      { maxLength: 4, size: 'max' },
    ),
    failing: fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom('population', 'insurance', 'tax', 'health', 'gateway') },
    ),
  });
}

class Drawing {
  private readonly known = new Map<string, fc.Arbitrary<readonly Selection[]>>();

  constructor(private readonly samples: Samples) {}

  /** What is selected of a type; with no depth left only what has nothing below it. */
  selections(type: GraphQLObjectType, depth: number): fc.Arbitrary<readonly Selection[]> {
    const key = `${type.name} ${depth}`;
    let known = this.known.get(key);
    if (!known) {
      // Known before it is made, since types lead back to themselves.
      let made: fc.Arbitrary<readonly Selection[]> | undefined;
      known = fc.constant(null).chain(() => (made ??= this.makeSelections(type, depth)));
      this.known.set(key, known);
    }
    return known;
  }

  private makeSelections(type: GraphQLObjectType, depth: number): fc.Arbitrary<readonly Selection[]> {
    const leaf = this.leaf(type);
    if (depth <= 0) return fc.array(leaf, { minLength: 1, maxLength: 4, size: 'max' });
    const deeper = this.field(type, depth);
    const inline = fc.record({
      kind: fc.constant('inline' as const),
      typed: fc.boolean(),
      directive: this.directive(),
      selections: this.selections(type, depth - 1),
    });
    const spread = fc.record({
      kind: fc.constant('spread' as const),
      index: fc.nat(3),
      directive: this.directive(),
    });
    return fc.array(
      fc.oneof(
        { weight: 5, arbitrary: leaf },
        { weight: 4, arbitrary: deeper },
        { weight: 1, arbitrary: inline },
        { weight: 1, arbitrary: spread },
      ),
      { minLength: 1, maxLength: 5, size: 'max' },
    );
  }

  private leaf(type: GraphQLObjectType): fc.Arbitrary<Selection> {
    const leaves = Object.values(type.getFields()).filter((field) => !isObjectType(getNamedType(field.type)));
    const names = ['__typename', ...leaves.map(({ name }) => name)];
    return fc.constantFrom(...names).chain((name) => {
      const field = type.getFields()[name];
      return this.oneField(name, field?.args ?? [], fc.constant([]));
    });
  }

  /** A field that leads on, or a plain one where the type has no other. */
  field(type: GraphQLObjectType, depth: number): fc.Arbitrary<Selection> {
    const fields = Object.values(type.getFields()).filter((field) => isObjectType(getNamedType(field.type)));
    if (fields.length === 0) return this.leaf(type);
    return fc.constantFrom(...weighFields(fields)).chain((field) => {
      const below = getNamedType(field.type) as GraphQLObjectType;
      return this.oneField(field.name, field.args, this.selections(below, depth - 1));
    });
  }

  private oneField(
    name: string,
    args: readonly GraphQLArgument[],
    selections: fc.Arbitrary<readonly Selection[]>,
  ): fc.Arbitrary<Selection> {
    return fc.record({
      kind: fc.constant('field' as const),
      name: fc.constant(name),
      alias: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...ALIASES) },
      ),
      args: this.argumentsOf(args),
      directive: this.directive(),
      selections,
    });
  }

  private argumentsOf(args: readonly (GraphQLArgument | GraphQLInputField)[]): fc.Arbitrary<readonly ArgumentDraw[]> {
    const each = args.map((argument) => {
      const given = this.argument(argument);
      const isNeeded = isNonNullType(argument.type) && argument.defaultValue === undefined;
      return isNeeded ? given : fc.oneof(fc.constant(null), given);
    });
    return fc.tuple(...each).map((drawn) => drawn.filter((argument): argument is ArgumentDraw => argument !== null));
  }

  private argument(argument: GraphQLArgument | GraphQLInputField): fc.Arbitrary<ArgumentDraw> {
    const isNeeded = isNonNullType(argument.type) && argument.defaultValue === undefined;
    const ways = isNeeded
      ? (['literal', 'variable'] as const)
      : (['literal', 'literal', 'variable', 'nullable variable', 'default', 'absent variable'] as const);
    return fc.record({
      name: fc.constant(argument.name),
      value: this.value(argument),
      by: fc.constantFrom(...ways),
    });
  }

  private value(argument: GraphQLArgument | GraphQLInputField): fc.Arbitrary<DrawnValue> {
    const type = getNullableType(argument.type);
    if (isInputObjectType(type)) {
      return this.argumentsOf(Object.values(type.getFields())).map((fields) => ({ is: 'object', fields }));
    }
    if (isEnumType(type)) {
      return fc.constantFrom(...type.getValues().map(({ name }) => name)).map((name) => ({ is: 'enum', name }));
    }
    if (argument.name === 'after') {
      const keys = (this.samples['after'] ?? []) as readonly (readonly string[])[];
      return fc.record({
        is: fc.constant('cursor' as const),
        key: fc.constantFrom(...keys),
        foreign: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      });
    }
    const values = this.samples[argument.name] ?? this.samples[(type as { name: string }).name];
    if (!values) throw new Error(`No samples for ${argument.name}`);
    return fc.constantFrom(...values).map((value) => ({ is: 'value', value }));
  }

  private directive(): fc.Arbitrary<DirectiveDraw | null> {
    return fc.oneof(
      { weight: 14, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.record({
          name: fc.constantFrom('skip' as const, 'include' as const),
          value: fc.boolean(),
          byVariable: fc.boolean(),
        }),
      },
    );
  }
}

/** Fields of the root that only a resolver answers are rare, since an operation with one says nothing about plans. */
function weighFields(fields: readonly GraphQLField<unknown, unknown>[]): readonly GraphQLField<unknown, unknown>[] {
  const often = fields.filter(({ name }) => !RARE.has(name));
  const rare = fields.filter(({ name }) => RARE.has(name));
  if (rare.length === 0 || often.length === 0) return fields;
  return [...Array.from({ length: 4 }, () => often).flat(), ...rare];
}

const RARE = new Set(['searchPeople', 'statements']);
