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
import { allConnections } from '../../../src/planning/connection';
import { allEntries } from '../../../src/planning/entry';
import { allUnitedEntries } from '../../../src/planning/united-entry';
import type { ArgumentDraw, DirectiveDraw, Drawn, DrawnValue, FieldSelection, Selection } from './shape-of-operation';

/** Values that mean something in the register at hand, by the name of their GraphQL type or argument. */
export type Samples = Readonly<Record<string, readonly unknown[]>>;

type AnyField = GraphQLField<unknown, unknown>;

/** Names that an answer's objects must not stumble over. */
export const NAMES_OF_OBJECT = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length'];
const ALIASES = ['a', 'b', ...NAMES_OF_OBJECT];
/** The first of several ways is the simplest: a difference is made smaller with it. */
const SHRINKS_TO_FIRST = { withCrossShrink: true };
const DEPTH_MOST = 6;
/** Fragments are spread in several places, so that deep ones would make answers too large. */
const FRAGMENT_DEPTH_MOST = 2;

/** Random operations over the schema's queries. */
export function drawOperation(schema: GraphQLSchema, samples: Samples): fc.Arbitrary<Drawn> {
  const drawing = new Drawing(samples);
  const query = schema.getQueryType() as GraphQLObjectType;
  return fc.record({
    root: fc
      .array(
        fc.oneof(
          SHRINKS_TO_FIRST,
          { weight: 9, arbitrary: alone(drawing.field(query, DEPTH_MOST)) },
          { weight: 1, arbitrary: drawing.twice(query, DEPTH_MOST) },
        ),
        { minLength: 1, maxLength: 3, size: 'max' },
      )
      .map((selections) => selections.flat()),
    again: fc.oneof(
      SHRINKS_TO_FIRST,
      { weight: 3, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    failing: fc.oneof(
      SHRINKS_TO_FIRST,
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
    const inline = fc.record({
      kind: fc.constant('inline' as const),
      typed: fc.boolean(),
      directive: this.directive(),
      selections: this.selections(type, depth - 1),
    });
    const spread = fc.record({
      kind: fc.constant('spread' as const),
      known: fc.oneof(SHRINKS_TO_FIRST, fc.constant(null), fc.nat(3)),
      directive: this.directive(),
      selections: this.selections(type, Math.min(depth - 1, FRAGMENT_DEPTH_MOST)),
    });
    return fc
      .array(
        fc.oneof(
          SHRINKS_TO_FIRST,
          { weight: 10, arbitrary: alone(leaf) },
          { weight: 7, arbitrary: alone(this.field(type, depth)) },
          { weight: 2, arbitrary: this.twice(type, depth) },
          { weight: 2, arbitrary: alone(inline) },
          { weight: 2, arbitrary: alone(spread) },
        ),
        { minLength: 1, maxLength: 5, size: 'max' },
      )
      .map((selections) => selections.flat());
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
    const fields = fieldsThatLeadOn(type);
    if (fields.length === 0) return this.leaf(type);
    return fc.constantFrom(...fields).chain((field) => this.deeper(field, depth));
  }

  /** One field under two names, each with arguments of its own. */
  twice(type: GraphQLObjectType, depth: number): fc.Arbitrary<readonly Selection[]> {
    const fields = fieldsThatLeadOn(type);
    if (fields.length === 0) return alone(this.leaf(type));
    return fc.constantFrom(...fields).chain((field) =>
      fc.tuple(
        this.deeper(field, depth),
        this.deeper(field, depth).map((other) => ({ ...other, alias: other.alias ?? 'b' })),
      ),
    );
  }

  private deeper(field: AnyField, depth: number): fc.Arbitrary<FieldSelection> {
    const below = getNamedType(field.type) as GraphQLObjectType;
    return this.oneField(field.name, field.args, this.selections(below, isOfPage(below) ? depth : depth - 1));
  }

  private oneField(
    name: string,
    args: readonly GraphQLArgument[],
    selections: fc.Arbitrary<readonly Selection[]>,
  ): fc.Arbitrary<FieldSelection> {
    return fc.record({
      kind: fc.constant('field' as const),
      name: fc.constant(name),
      alias: fc.oneof(
        SHRINKS_TO_FIRST,
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
      return isNeeded ? given : fc.oneof(SHRINKS_TO_FIRST, fc.constant(null), given);
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
      other: this.value(argument),
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
        foreign: fc.oneof(
          SHRINKS_TO_FIRST,
          { weight: 5, arbitrary: fc.constant(false) },
          { weight: 1, arbitrary: fc.constant(true) },
        ),
      });
    }
    const values = this.samples[argument.name] ?? this.samples[(type as { name: string }).name];
    if (!values) throw new Error(`No samples for ${argument.name}`);
    return fc.constantFrom(...values).map((value) => ({ is: 'value', value }));
  }

  private directive(): fc.Arbitrary<DirectiveDraw | null> {
    return fc.oneof(
      SHRINKS_TO_FIRST,
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

/** What stands between a list and its rows takes no depth. */
function isOfPage({ name }: GraphQLObjectType): boolean {
  return /(Connection|Edge)$/.test(name);
}

/**
 * The fields of a type that answer objects. Pages are drawn more often than others, since there are few of them; fields
 * that only a resolver answers are rare, since an operation with one says nothing about plans.
 */
function fieldsThatLeadOn(type: GraphQLObjectType): readonly AnyField[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (!isObjectType(below) || !isDrawn(type, field.name)) return [];
    const weight = HAND_WRITTEN.has(field.name) ? 1 : isOfPage(below) ? 12 : 4;
    return Array.from({ length: weight }, () => field);
  });
}

function alone(selection: fc.Arbitrary<Selection>): fc.Arbitrary<readonly Selection[]> {
  return selection.map((only) => [only]);
}

/**
 * Whether a field is drawn: of the root what is declared, and searches. The others, such as agreements and disclosures,
 * are answered by a resolver alone and to whom the oracle is not; they have tests of their own.
 */
function isDrawn(type: GraphQLObjectType, field: string): boolean {
  const roots = [...allEntries(), ...allUnitedEntries(), ...allConnections()];
  return type.name !== 'Query' || field === 'searchPeople' || roots.some((root) => root.field === field);
}

/** Fields that only a resolver answers. */
export const HAND_WRITTEN: ReadonlySet<string> = new Set(['searchPeople', 'statements']);
