import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type { World } from '../world';

/** A place of an argument or of a field in its input, by the names that lead there. */
export interface Place {
  readonly root: 'query' | 'mutation';
  readonly field: string;
  readonly path: readonly string[];
  readonly isSelected: boolean;
}

/** Every place of the graph's roots that takes a text. */
export function placesOf({ graph }: World): readonly Place[] {
  return (['query', 'mutation'] as const).flatMap((root) => {
    const type = root === 'query' ? graph.getQueryType() : graph.getMutationType();
    return Object.values(type?.getFields() ?? {}).flatMap(({ name: field, args, type: answer }) => {
      const isSelected = isObjectType(getNamedType(answer));
      return args.flatMap((arg) => pathsOf(arg).map((path) => ({ root, field, path, isSelected })));
    });
  });
}

function pathsOf({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>): readonly (readonly string[])[] {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => pathsOf(field).map((path) => [name, ...path]));
  }
  return isScalarType(named) && !['Int', 'Float', 'Boolean'].includes(named.name) ? [[name]] : [];
}

/** Values of the other arguments, so that the text comes as far as it can. */
const GOOD: Readonly<Record<string, unknown>> = {
  PersonalId: '904185999999',
  InsuranceNumber: '0499999999',
  HealthCardNumber: 'DT2040499000017',
  LegacyIdCardNumber: '081234567',
  Date: '2023-01-01',
  ProvinceCode: '79',
  Int: 1,
};

/** One request with a text in a place: its variables hold it, or its document. */
export function at(
  world: World,
  { root, field, path, isSelected }: Place,
  text: string,
): { query: string; variables: Record<string, unknown> } {
  const type = root === 'query' ? world.graph.getQueryType() : world.graph.getMutationType();
  const args = type?.getFields()[field]?.args ?? [];
  const values = args.flatMap((arg): (readonly [GraphQLArgument, unknown])[] => {
    if (arg.name === path[0]) return [[arg, valueAt(arg.type, path.slice(1), text)]];
    const needed = String(arg.type).endsWith('!') && arg.defaultValue === undefined;
    return needed ? [[arg, fill(arg.type)]] : [];
  });
  const declared = values.map(([arg]) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = values.map(([arg]) => `${arg.name}: $${arg.name}`).join(', ');
  return {
    query: `${root}(${declared}) { ${field}(${given})${isSelected ? ' { __typename }' : ''} }`,
    variables: Object.fromEntries(values.map(([arg, value]) => [arg.name, value])),
  };
}

function valueAt(type: GraphQLInputType, path: readonly string[], text: string): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [valueAt(inner.ofType, path, text)];
  if (!isInputObjectType(inner)) return text;
  const [name, ...rest] = path;
  return Object.fromEntries(
    Object.values(inner.getFields()).flatMap((field) => {
      if (field.name === name) return [[field.name, valueAt(field.type, rest, text)]];
      return String(field.type).endsWith('!') ? [[field.name, fill(field.type)]] : [];
    }),
  );
}

function fill(type: GraphQLInputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [fill(inner.ofType)];
  if (isInputObjectType(inner)) return valueAt(inner, [], '');
  const named = getNamedType(inner);
  if ('getValues' in named) return named.getValues()[0]?.name;
  return GOOD[named.name] ?? 'x';
}
