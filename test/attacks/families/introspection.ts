import { type GraphQLSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { ask, type Attack, type Holds } from '../attack';
import { nothing, refused } from '../holds';
import type { Family, World } from '../world';

/** Looking for what a view does not have: by introspection, by name, and by the words of an error. */

/** Names of the whole graph that the ministry's view does not have. */
interface Hidden {
  readonly types: readonly string[];
  readonly fields: readonly (readonly [type: string, field: string])[];
  readonly inputs: readonly string[];
}

export function hiddenFrom(view: GraphQLSchema, graph: GraphQLSchema): Hidden {
  const types = Object.values(graph.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  return {
    types: types.map(({ name }) => name).filter((name) => !view.getType(name)),
    fields: types.flatMap((type) => {
      const seen = view.getType(type.name);
      if (!isObjectType(type) || !isObjectType(seen)) return [];
      return Object.keys(type.getFields())
        .filter((field) => !seen.getFields()[field])
        .map((field) => [type.name, field] as const);
    }),
    inputs: types.filter(isInputObjectType).flatMap(({ name }) => (view.getType(name) ? [] : [name])),
  };
}

/** Refused, and in words that name nothing hidden but what was asked for. */
function silentAbout(names: readonly string[], asked: string): Holds {
  return (answer, honest) => {
    const hint = names.find((name) => !asked.includes(name) && new RegExp(`\\b${name}\\b`).test(answer.text));
    return hint === undefined ? refused()(answer, honest) : `it hints at ${hint}: ${answer.text.slice(0, 300)}`;
  };
}

/** Where the view has an object of each type. */
const PLACES: Readonly<Record<string, (field: string, card: string) => string>> = {
  Query: (field) => `{ ${field} }`,
  HealthCard: (field, card) => `{ healthCard(cardNumber: "${card}") { ${field} } }`,
  Participant: (field, card) => `{ healthCard(cardNumber: "${card}") { participant { ${field} } } }`,
  Province: (field) => `{ provinces { ${field} } }`,
  SearchPeopleResult: (field, card) => `{ searchPeople(search: { healthCardNumber: "${card}" }) { ${field} } }`,
};

export const introspection: Family = (world) => {
  const { graph, ministryView } = world;
  const hidden = hiddenFrom(ministryView, graph);
  return [...byName(world, hidden), ...bySlip(world, hidden), ...byType(hidden), ...bySchema(world, hidden)];
};

/** Every hidden field where its type can be reached, plainly, with arguments, in a fragment, and skipped. */
function byName({ people: { own } }: World, { fields, types }: Hidden): readonly Attack[] {
  const card = own[0]?.card ?? '';
  return fields.flatMap(([type, field]) => {
    const place = PLACES[type];
    if (!place) return [];
    const hidden = [...types, ...fields.map(([, name]) => name)].filter((name) => name.length > 5 && name !== field);
    const holds = silentAbout(
      hidden.filter((name) => !place('', card).includes(name)),
      field,
    );
    return [
      ask('ministry', `${type}.${field}`, place(field, card), holds),
      ask('ministry', `${type}.${field} with fields below`, place(`${field} { __typename }`, card), holds),
      ask('ministry', `${type}.${field}, skipped`, place(`__typename ${field} @skip(if: true)`, card), holds),
      ask(
        'ministry',
        `${type}.${field} in a fragment`,
        `${place('...F', card)} fragment F on ${type} { ${field} }`,
        holds,
      ),
    ];
  });
}

/** Names a letter away from a hidden one: a suggestion would complete them. */
function bySlip({ people: { own } }: World, { fields }: Hidden): readonly Attack[] {
  return fields.flatMap(([type, field]) => {
    const place = PLACES[type];
    if (!place) return [];
    const slips = [field.slice(0, -1), `${field}s`];
    return slips.map((slip) => {
      const holds: Holds = (answer, honest) =>
        new RegExp(`\\b${field}\\b`).test(answer.text) ? `it suggests ${field}` : refused()(answer, honest);
      return ask('ministry', `${type}.${slip} for ${field}`, place(slip, own[0]?.card ?? ''), holds);
    });
  });
}

/** Every hidden type by introspection, as a condition, and as the type of a variable. */
function byType({ types, inputs }: Hidden): readonly Attack[] {
  const holds = (type: string): Holds =>
    silentAbout(
      types.filter((name) => name.length > 5),
      type,
    );
  return [
    ...types.flatMap((type) => [
      ask(
        'ministry',
        `__type of ${type}`,
        `{ __type(name: "${type}") { name kind fields { name } inputFields { name } enumValues { name } } }`,
        nothing,
      ),
      ask('ministry', `a fragment on ${type}`, `{ ... on ${type} { __typename } }`, holds(type)),
      ask(
        'ministry',
        `a fragment on ${type} in a card`,
        `{ provinces { ...F } } fragment F on ${type} { __typename }`,
        holds(type),
      ),
    ]),
    ...inputs.map((type) => ask('ministry', `a variable of ${type}`, `query($v: ${type}) { __typename }`, holds(type))),
  ];
}

const ALL =
  '{ __schema { queryType { name } mutationType { name } subscriptionType { name } types { name fields(includeDeprecated: true) { name args { name type { name } } } inputFields { name } enumValues(includeDeprecated: true) { name } } directives { name } } }';

/** Introspection as a whole: every caller is told of their own view alone. */
function bySchema({ graph }: World, { types, fields }: Hidden): readonly Attack[] {
  const holds: Holds = ({ data }) => {
    const told = JSON.stringify(data);
    const type = types.find((name) => told.includes(`"${name}"`));
    if (type !== undefined) return `it tells of ${type}`;
    const { __schema: schema } = data as { __schema: { types: { name: string; fields: { name: string }[] | null }[] } };
    const seen = fields.find(([name, field]) =>
      schema.types.some((each) => each.name === name && each.fields?.some((one) => one.name === field)),
    );
    return seen ? `it tells of ${seen.join('.')}` : null;
  };
  const mutations = Object.keys(graph.getMutationType()?.getFields() ?? {});
  const enums = Object.values(graph.getTypeMap()).filter(isEnumType);
  return [
    ask('ministry', 'the whole schema', ALL, holds),
    ...(['ministry', 'branch', 'citizen', 'nobody'] as const).flatMap((as) => [
      ask(
        as,
        'introspection 30 levels deep',
        `{ __schema { types ${'{ fields { type '.repeat(14)} { name } ${'} }'.repeat(14)} } }`,
        refused(),
      ),
      ask(as, 'introspection under another name', '{ a: __schema { types { name } } }', refused()),
      ask(as, '300 fields of introspection', `{ __schema { ${'types { name } '.repeat(150)} } }`, refused()),
      ...mutations
        .filter((name) => as !== 'citizen' || name !== 'objectToDisclosure')
        .map((name) => ask(as, `the mutation ${name}`, `mutation { ${name}(input: {}) { __typename } }`, refused())),
      ask(as, 'a subscription', 'subscription { participants { totalCount } }', refused()),
    ]),
    ...enums
      .filter(({ name }) => !name.startsWith('__') && types.includes(name))
      .map(({ name }) =>
        ask('ministry', `the values of ${name}`, `{ __type(name: "${name}") { enumValues { name } } }`, nothing),
      ),
  ];
}
