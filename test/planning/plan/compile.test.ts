import fc from 'fast-check';
import { type GraphQLSchema, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { graphSchema } from '../../../src/server/graph-schema';
import { compile } from '../../../src/planning/plan/compile';
import { WHOLE_GRAPH } from '../../../src/planning/view/rules';
import { explain } from '../../../src/planning/plan/explain';
import { type Operation, PlanCache } from '../../../src/planning/plan/plan-cache';
import { shaperOf } from '../../../src/planning/plan/variables-shape';

/** Plans are made of the document and the shape of the variables alone: this file has no register to read. */

type Values = Readonly<Record<string, unknown>>;

let schema: GraphQLSchema;
beforeAll(() => {
  schema = graphSchema();
});

const DOCUMENT = `query Q(
    $filter: ParticipantFilter, $first: Int! = 3, $after: String, $wanted: Boolean! = true,
    $scheme: Scheme, $person: PersonalId!, $day: Date
  ) {
    participants(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo { endCursor hasNextPage }
      edges { cursor node { insuranceNumber sex @include(if: $wanted) contributions(first: 4) { month }
        taxpayer @skip(if: $wanted) { taxCode } } }
    }
    others: participants(filter: { scheme: $scheme }, first: 2) { edges { node { employer { name } } } }
    person(personalId: $person) { citizen { fullName residences { startedOn } } }
    provinces(on: $day) { code }
  }`;

function prepare(text: string, values: Values, number = 0): Operation {
  const document = parse(text);
  const [fault] = validate(schema, document);
  if (fault) throw fault;
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('The document has no operation');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], values);
  if (!coerced) throw new Error(String(errors));
  return { document, operation, documentHash: `${text} ${number}`, variables: coerced };
}

const shapeOf = ({ operation, variables }: Operation): string => shaperOf(schema, operation)(variables);

/** All that a plan says: what it explains, its statements, and where each value of theirs comes from. */
function describePlan({ document, operation, variables }: Operation): unknown {
  const compiled = compile(schema, WHOLE_GRAPH, document, operation, variables);
  const steps = compiled.plan?.steps.map(({ statement, values, height, outputs }) => ({
    statement,
    height,
    outputs: outputs.length,
    values: values.map((source) => ('part' in source ? { ...source, part: source.part.id } : source)),
  }));
  return JSON.parse(JSON.stringify({ explanation: explain(compiled), steps, root: compiled.plan?.root.map(toKind) }));
}

const toKind = ({ kind, key }: { kind: string; key: string }): string => `${key}: ${kind}`;

function deepFreeze<Value>(value: Value, seen = new Set<unknown>()): Value {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  for (const inner of Object.values(value)) deepFreeze(inner, seen);
  return Object.freeze(value);
}

const PROVINCES = ['01', '04', '36', '79'];
const PEOPLE = ['001085012345', '904185012345', '038190000017'];
const DAYS = ['2023-12-31', '2025-07-01', '1999-01-01'];
const SCHEMES = ['COMPULSORY_SI', 'VOLUNTARY_SI', 'HEALTH_INSURANCE'];

/** A value, null, or nothing at all. */
const perhaps = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.option(fc.option(values, { nil: null }), { nil: undefined });

const drawn = fc.record({
  filter: perhaps(
    fc.record({
      province: perhaps(fc.constantFrom(...PROVINCES)),
      scheme: perhaps(fc.constantFrom(...SCHEMES)),
      provinceOn: perhaps(fc.constantFrom(...DAYS)),
    }),
  ),
  first: fc.constantFrom(undefined, 1, 3, 500, 501),
  after: perhaps(fc.string()),
  wanted: fc.constantFrom(undefined, true, false),
  scheme: perhaps(fc.constantFrom(...SCHEMES)),
  person: fc.constantFrom(...PEOPLE),
  day: perhaps(fc.constantFrom(...DAYS)),
});

/** Drops what is undefined, as JSON does. */
const toValues = (value: object): Values => JSON.parse(JSON.stringify(value)) as Values;

describe('compile', () => {
  test('gives equal plans for values of one shape, and the document is all it needs', () => {
    const counted = { equal: 0, different: 0 };
    fc.assert(
      fc.property(drawn, drawn, fc.boolean(), (one, other, mixes) => {
        // Mostly the same with other texts, so that the shapes are often equal.
        const beside = mixes ? other : { ...one, person: other.person, day: one.day && (other.day ?? one.day) };
        const a = prepare(DOCUMENT, toValues(one));
        const b = prepare(DOCUMENT, toValues(beside));
        const isSame = shapeOf(a) === shapeOf(b);
        counted[isSame ? 'equal' : 'different'] += 1;
        if (isSame) expect(describePlan(a)).toEqual(describePlan(b));
      }),
      { numRuns: 200 },
    );
    expect(counted.equal).toBeGreaterThan(40);
    expect(counted.different).toBeGreaterThan(40);
  });

  test('changes neither the document nor the values, and gives the same again', () => {
    const { document, operation, ...rest } = prepare(DOCUMENT, {
      filter: { province: '04' },
      person: PEOPLE[0],
    });
    const frozen: Operation = {
      ...rest,
      document: deepFreeze(document),
      operation,
      variables: deepFreeze(rest.variables),
    };
    expect(describePlan(frozen)).toEqual(describePlan(frozen));
  });

  test('puts no value into a statement or an explanation', () => {
    const canary = '987654321012';
    const values = { filter: { province: '36' }, after: canary, person: PEOPLE[1], day: '1999-01-01' };
    const said = JSON.stringify(describePlan(prepare(DOCUMENT, values)));
    expect(said).toContain('$1');
    for (const value of [canary, PEOPLE[1], '1999-01-01', '"36"']) expect(said).not.toContain(value);
  });
});

describe('the shape of variables', () => {
  const base = { filter: { province: '04', scheme: 'COMPULSORY_SI' }, first: 3, after: 'x', person: PEOPLE[0] };
  const shape = (values: Values): string => shapeOf(prepare(DOCUMENT, values));

  test.each([
    ['another text', { ...base, after: 'y' }],
    ['another province', { ...base, filter: { ...base.filter, province: '36' } }],
    ['another person', { ...base, person: PEOPLE[1] }],
    ['the default given by hand', { ...base, wanted: true }],
  ])('is the same with %s', (_what, values) => {
    expect(shape(values)).toBe(shape(base));
  });

  test.each([
    ['a longer page', { ...base, first: 4 }],
    ['a false for @include', { ...base, wanted: false }],
    ['another scheme, which is another column', { ...base, filter: { ...base.filter, scheme: 'HEALTH_INSURANCE' } }],
    ['no scheme', { ...base, filter: { province: '04' } }],
    ['a scheme that is null', { ...base, filter: { ...base.filter, scheme: null } }],
    ['no filter', { ...base, filter: undefined }],
    ['a filter that is null', { ...base, filter: null }],
    ['an empty filter', { ...base, filter: {} }],
    ['no cursor', { ...base, after: undefined }],
    ['a cursor that is null', { ...base, after: null }],
    ['a day', { ...base, day: '2023-12-31' }],
  ])('differs with %s', (_what, values) => {
    expect(shape(values as Values)).not.toBe(shape(base));
  });

  test('tells what is absent from what is null, and both from a value', () => {
    const shapes = [{}, { after: null }, { after: '' }, { filter: null }, { filter: {} }, { filter: { scheme: null } }];
    const all = shapes.map((values) => shape({ person: PEOPLE[0], ...values }));
    expect(new Set(all).size).toBe(shapes.length);
  });
});

describe('the plans that are kept', () => {
  test('are found by document, operation and shape, and compiled once for each', () => {
    const plans = new PlanCache(schema, WHOLE_GRAPH);
    const get = (values: Values, text = DOCUMENT): unknown => plans.get(prepare(text, values));
    const one = get({ person: PEOPLE[0], filter: { province: '04' } });
    expect(get({ person: PEOPLE[1], filter: { province: '36' } })).toBe(one);
    expect(get({ person: PEOPLE[1], filter: { province: null } })).not.toBe(one);
    expect(get({ person: PEOPLE[0], filter: { province: '04' } }, `${DOCUMENT} `)).not.toBe(one);
    expect(plans.size).toBe(3);
  });

  test('tell two operations of one document apart', () => {
    const document = parse('query A { provinces { code } } query B { provinces { name } }');
    const plans = new PlanCache(schema, WHOLE_GRAPH);
    const reads = document.definitions.map((operation) =>
      plans
        .get({ document, operation: operation as OperationDefinitionNode, documentHash: 'both', variables: {} })
        .plan?.reads.map(({ coordinate }) => coordinate),
    );
    expect(reads).toEqual([['Province.code'], ['Province.name']]);
  });

  test('are those of so many letters of documents as fit, the ones used last', () => {
    const plans = new PlanCache(schema, WHOLE_GRAPH);
    const text = `{ provinces { code } } #${'x'.repeat(59_000)}`;
    const first = plans.get(prepare(text, {}, 0));
    for (let number = 1; number < 20; number += 1) {
      plans.get(prepare(text, {}, number));
      expect(plans.get(prepare(text, {}, 0))).toBe(first);
    }
    expect(plans.size).toBeLessThan(10);
    expect(plans.size).toBeGreaterThan(5);
  });
});
